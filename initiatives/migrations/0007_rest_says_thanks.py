from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

import initiatives.models.status


def thank(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """What rested before resting asked for a word of thanks."""
    resting = apps.get_model("initiatives", "Initiative").objects.filter(status="resting", thanks="")
    resting.update(thanks="Dank je wel voor wat je deed.")


class Migration(migrations.Migration):
    dependencies = [("initiatives", "0006_saved_search")]

    operations = [
        migrations.RunPython(thank, migrations.RunPython.noop),
        # Rows that were just written have checks that wait for the end of the transaction.
        migrations.RunSQL("SET CONSTRAINTS ALL IMMEDIATE", migrations.RunSQL.noop),
        migrations.RemoveConstraint(model_name="initiative", name="initiative_stopped_says_thanks"),
        migrations.AddConstraint(
            model_name="initiative",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status__in", ("resting", "stopped")), _negated=True),
                    models.Q(("thanks", ""), _negated=True),
                    _connector="OR",
                ),
                name="initiative_quiet_says_thanks",
                violation_error_message="Schrijf een bedankje voor wie meedeed.",
            ),
        ),
        migrations.AlterField(
            model_name="initiative",
            name="status",
            field=models.CharField(
                choices=initiatives.models.status.stage_choices,
                default="draft",
                editable=False,
                max_length=20,
                verbose_name="status",
            ),
        ),
    ]
