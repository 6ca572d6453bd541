import django.db.models.deletion
from django.db import migrations, models

GIVE = """
    WITH new AS (
        SELECT id, nextval(pg_get_serial_sequence('activity_subject', 'id')) AS subject_id FROM pages_value
    ), made AS (
        INSERT INTO activity_subject (id, kind, created_at) SELECT subject_id, 'value', now() FROM new
    )
    UPDATE pages_value SET subject_id = new.subject_id FROM new WHERE new.id = pages_value.id
"""


class Migration(migrations.Migration):
    """Values can be followed. The foreign key is checked at the end, as the subjects come in the same statement."""

    dependencies = [("activity", "0004_news"), ("pages", "0002_first_words")]

    operations = [
        migrations.AddField(
            model_name="value",
            name="subject",
            field=models.OneToOneField(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="value",
                to="activity.subject",
            ),
        ),
        migrations.RunSQL(
            ["SET CONSTRAINTS ALL IMMEDIATE", GIVE, "SET CONSTRAINTS ALL IMMEDIATE"], migrations.RunSQL.noop
        ),
    ]
