from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.utils import timezone

from coalitie.pages.texts import load


def write(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    load(apps.get_model("pages", "Page"), apps.get_model("pages", "Value"), at=timezone.now())


class Migration(migrations.Migration):
    """A fresh database has the pages and values of the files. Backwards, the tables go as they are."""

    dependencies = [("pages", "0001_start")]

    operations = [migrations.RunPython(write, migrations.RunPython.noop)]
