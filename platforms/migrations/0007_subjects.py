import django.db.models.deletion
from django.db import migrations, models

GIVE = """
    WITH new AS (
        SELECT id, nextval(pg_get_serial_sequence('activity_subject', 'id')) AS subject_id FROM platforms_area
    ), made AS (
        INSERT INTO activity_subject (id, kind, created_at) SELECT subject_id, 'area', now() FROM new
    )
    UPDATE platforms_area SET subject_id = new.subject_id FROM new WHERE new.id = platforms_area.id
"""
AREAS = """
    INSERT INTO activity_within (part_id, whole_id)
    SELECT area.subject_id, whole.subject_id FROM platforms_area area
    LEFT JOIN platforms_area parent ON parent.id = area.parent_id
    JOIN platforms_area whole ON whole.id IN (area.parent_id, area.wijk_id, parent.parent_id)
    ON CONFLICT DO NOTHING
"""
PLATFORMS = """
    INSERT INTO activity_within (part_id, whole_id)
    SELECT platform.subject_id, area.subject_id FROM platforms_platform platform
    JOIN platforms_platform_areas works ON works.platform_id = platform.id
    JOIN platforms_area area ON area.id = works.area_id
    UNION
    SELECT platform.subject_id, around.whole_id FROM platforms_platform platform
    JOIN platforms_platform_areas works ON works.platform_id = platform.id
    JOIN platforms_area area ON area.id = works.area_id
    JOIN activity_within around ON around.part_id = area.subject_id
    UNION
    SELECT platform.subject_id, value.subject_id FROM platforms_platform platform
    JOIN platforms_platform_values stands ON stands.platform_id = platform.id
    JOIN pages_value value ON value.id = stands.value_id
    ON CONFLICT DO NOTHING
"""
NOW = "SET CONSTRAINTS ALL IMMEDIATE"


class Migration(migrations.Migration):
    """Areas can be followed; what lies in what is written down for the areas and the platforms there are."""

    dependencies = [("activity", "0004_news"), ("pages", "0003_subjects"), ("platforms", "0006_hold_first")]

    operations = [
        migrations.AddField(
            model_name="area",
            name="subject",
            field=models.OneToOneField(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="area",
                to="activity.subject",
            ),
        ),
        migrations.RunSQL([NOW, GIVE, NOW, AREAS, PLATFORMS], migrations.RunSQL.noop),
    ]
