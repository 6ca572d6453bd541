from django.db import migrations

# The number of an account outlived the account here. Who did it stands in `by`, which is forgotten.
FORWARD = """
ALTER TABLE activity_event DISABLE TRIGGER activity_event_stays;
UPDATE activity_event SET data = data - 'person' - 'assessor' WHERE data ?| ARRAY['person', 'assessor'];
ALTER TABLE activity_event ENABLE TRIGGER activity_event_stays;
"""


class Migration(migrations.Migration):
    dependencies = [("activity", "0005_named")]

    operations = [migrations.RunSQL(FORWARD, migrations.RunSQL.noop)]
