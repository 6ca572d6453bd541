import django.contrib.postgres.fields
from django.db import migrations, models

# The same as before with ``person``: one key of a handover was forgotten then.
FORWARD = """
ALTER TABLE activity_event DISABLE TRIGGER activity_event_stays;
UPDATE activity_event SET data = data - 'person' - 'asked'
WHERE verb LIKE 'handover_%' AND data ?| ARRAY['person', 'asked'];
ALTER TABLE activity_event ENABLE TRIGGER activity_event_stays;
"""


class Migration(migrations.Migration):
    dependencies = [("activity", "0006_events_name_nobody")]

    operations = [
        migrations.AddField(
            model_name="mail",
            name="holds",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.BigIntegerField(), blank=True, default=list, editable=False, size=None
            ),
        ),
        migrations.RunSQL(FORWARD, migrations.RunSQL.noop),
    ]
