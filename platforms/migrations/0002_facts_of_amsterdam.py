"""Every database knows Amsterdam: the shipped facts about its areas. Later editions come with load_areas."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from platforms import facts


def load(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    facts.load(apps.get_model("platforms", "Area"))


class Migration(migrations.Migration):
    dependencies = [("platforms", "0001_areas")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop, elidable=False)]
