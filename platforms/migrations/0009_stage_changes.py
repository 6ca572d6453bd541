import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

STAYS = """
CREATE FUNCTION platforms_stagechange_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF NEW.by_id IS NULL
           AND (NEW.id, NEW.platform_id, NEW.before, NEW.stage, NEW.since, NEW.reason, NEW.written_at)
               IS NOT DISTINCT FROM
               (OLD.id, OLD.platform_id, OLD.before, OLD.stage, OLD.since, OLD.reason, OLD.written_at) THEN
            RETURN NEW;
        END IF;
    ELSIF NOT EXISTS (SELECT FROM platforms_platform WHERE id = OLD.platform_id) THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'A change of stage is written once'
        USING ERRCODE = 'restrict_violation', CONSTRAINT = 'stagechange_stays';
END $$;
CREATE TRIGGER stagechange_stays BEFORE UPDATE ON platforms_stagechange
    FOR EACH ROW EXECUTE FUNCTION platforms_stagechange_stays();
CREATE CONSTRAINT TRIGGER stagechange_is_kept AFTER DELETE ON platforms_stagechange
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION platforms_stagechange_stays();
CREATE TRIGGER city_changed AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON platforms_stagechange
    FOR EACH STATEMENT EXECUTE FUNCTION platforms_city_changed();
"""
MAY_GO = """
DROP TRIGGER city_changed ON platforms_stagechange;
DROP TRIGGER stagechange_is_kept ON platforms_stagechange;
DROP TRIGGER stagechange_stays ON platforms_stagechange;
DROP FUNCTION platforms_stagechange_stays();
"""
# A platform begins as a signal and what followed stands in its events. Without events it always was what it is now;
# one that is something else than its last event says became so today, nobody knows why.
TELL = """
WITH told AS (
    SELECT platform.id AS platform_id, event.by_id, event.reason, event.data ->> 'stage' AS stage,
           (event.at AT TIME ZONE 'Europe/Amsterdam')::date AS since, event.at, event.id AS nr
    FROM platforms_platform platform JOIN activity_event event ON event.subject_id = platform.subject_id
    WHERE event.verb = 'platform_stage' AND event.data ->> 'stage' IN
          ('signal', 'start_group', 'nursery', 'platform', 'resting')
), today AS (
    SELECT (now() AT TIME ZONE 'Europe/Amsterdam')::date AS day
), everything AS (
    SELECT platform.id AS platform_id, NULL::bigint AS by_id, '' AS reason,
           CASE WHEN first.since IS NULL THEN platform.stage ELSE 'signal' END AS stage,
           least(coalesce(platform.since, (platform.created_at AT TIME ZONE 'Europe/Amsterdam')::date),
                 first.since, today.day) AS since, '-infinity'::timestamptz AS at, 0::bigint AS nr
    FROM platforms_platform platform CROSS JOIN today
    LEFT JOIN (SELECT platform_id, min(since) AS since FROM told GROUP BY platform_id) first
        ON first.platform_id = platform.id
    UNION ALL SELECT platform_id, by_id, left(reason, 500), stage, since, at, nr FROM told
    UNION ALL SELECT id, NULL, '', stage, today.day, 'infinity', 0 FROM platforms_platform CROSS JOIN today
), ordered AS (
    SELECT *, lag(stage) OVER (PARTITION BY platform_id ORDER BY at, nr) AS before FROM everything
)
INSERT INTO platforms_stagechange (platform_id, before, stage, since, reason, by_id)
SELECT platform_id, coalesce(before, ''), stage, since,
       CASE WHEN before IS NOT NULL AND reason = '' THEN 'De reden is niet opgeschreven.' ELSE reason END, by_id
FROM ordered WHERE before IS DISTINCT FROM stage ORDER BY platform_id, at, nr
"""


class Migration(migrations.Migration):
    """How each platform came to its stage, with day and reason: written once, from the events there are."""

    dependencies = [
        ("platforms", "0008_dutch_names"),
        ("activity", "0008_rhythm_before"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="StageChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "before",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("signal", "Signaal"),
                            ("start_group", "Startgroep"),
                            ("nursery", "In de kweekvijver"),
                            ("platform", "Buurtplatform"),
                            ("resting", "Rustend"),
                        ],
                        max_length=20,
                        verbose_name="daarvoor",
                    ),
                ),
                (
                    "stage",
                    models.CharField(
                        choices=[
                            ("signal", "Signaal"),
                            ("start_group", "Startgroep"),
                            ("nursery", "In de kweekvijver"),
                            ("platform", "Buurtplatform"),
                            ("resting", "Rustend"),
                        ],
                        max_length=20,
                        verbose_name="fase",
                    ),
                ),
                ("since", models.DateField(verbose_name="sinds")),
                ("reason", models.CharField(blank=True, max_length=500, verbose_name="reden")),
                (
                    "written_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        editable=False,
                        verbose_name="opgeschreven op",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="door",
                    ),
                ),
                (
                    "platform",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="stage_changes",
                        to="platforms.platform",
                        verbose_name="platform",
                    ),
                ),
            ],
            options={
                "verbose_name": "verandering van fase",
                "verbose_name_plural": "veranderingen van fase",
                "indexes": [
                    models.Index(
                        models.F("platform"), models.F("since"), models.F("id"), name="stagechange_of_platform"
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("before__in", ["signal", "start_group", "nursery", "platform", "resting", ""]),
                            ("stage__in", ["signal", "start_group", "nursery", "platform", "resting"]),
                        ),
                        name="stagechange_stages_known",
                        violation_error_message="Kies een fase uit de lijst.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("stage", models.F("before")), _negated=True),
                        name="stagechange_to_another",
                        violation_error_message="Het platform is al in deze fase.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("before", ""), models.Q(("reason", ""), _negated=True), _connector="OR"),
                        name="stagechange_with_reason",
                        violation_error_message="Schrijf waarom de fase verandert.",
                    ),
                    models.UniqueConstraint(
                        models.F("platform"),
                        condition=models.Q(("before", "")),
                        name="stagechange_begins_once",
                        violation_error_message="Dit platform heeft al een eerste fase.",
                    ),
                ],
            },
        ),
        migrations.RunSQL([STAYS, TELL, "SET CONSTRAINTS ALL IMMEDIATE"], MAY_GO),
    ]
