import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

PLACE = """
    INSERT INTO activity_within (part_id, whole_id)
    SELECT initiative.subject_id, platform.subject_id FROM initiatives_initiative initiative
    JOIN platforms_platform platform ON platform.id = initiative.platform_id
    WHERE initiative.published_at IS NOT NULL
    UNION
    SELECT initiative.subject_id, area.subject_id FROM initiatives_initiative initiative
    JOIN platforms_area area ON area.id = initiative.area_id
    WHERE initiative.published_at IS NOT NULL
    UNION
    SELECT initiative.subject_id, around.whole_id FROM initiatives_initiative initiative
    JOIN platforms_area area ON area.id = initiative.area_id
    JOIN activity_within around ON around.part_id = area.subject_id
    WHERE initiative.published_at IS NOT NULL
    UNION
    SELECT initiative.subject_id, value.subject_id FROM initiatives_initiative initiative
    JOIN initiatives_initiative_values serves ON serves.initiative_id = initiative.id
    JOIN pages_value value ON value.id = serves.value_id
    WHERE initiative.published_at IS NOT NULL
    ON CONFLICT DO NOTHING
"""


class Migration(migrations.Migration):
    """Lists can be followed; the initiatives there are lie in their platform, areas and values."""

    dependencies = [
        ("activity", "0004_news"),
        ("initiatives", "0005_talk"),
        ("pages", "0003_subjects"),
        ("platforms", "0007_subjects"),
    ]

    operations = [
        migrations.CreateModel(
            name="SavedSearch",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("query", models.CharField(max_length=2000, unique=True)),
                ("name", models.CharField(max_length=300, verbose_name="naam")),
                ("words", models.CharField(blank=True, max_length=100, verbose_name="woorden")),
                ("wide", models.TextField(blank=True)),
                ("stage", models.CharField(blank=True, max_length=20, verbose_name="fase")),
                (
                    "created_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False),
                ),
                (
                    "area",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="platforms.area",
                    ),
                ),
                (
                    "platform",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="platforms.platform",
                    ),
                ),
                (
                    "subject",
                    models.OneToOneField(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="saved_search",
                        to="activity.subject",
                    ),
                ),
                (
                    "value",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="pages.value"
                    ),
                ),
            ],
            options={"verbose_name": "zoekopdracht", "verbose_name_plural": "zoekopdrachten"},
        ),
        migrations.RunSQL(PLACE, migrations.RunSQL.noop),
    ]
