import django.db.models.deletion
import django.db.models.functions.datetime
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

# Who did it may be forgotten, and the edition it is told in may be filled in once; the rest stands.
FORWARD = """
CREATE OR REPLACE FUNCTION activity_event_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.by_id IS NULL OR NEW.by_id = OLD.by_id)
       AND (OLD.edition_id IS NULL OR NEW.edition_id = OLD.edition_id)
       AND (NEW.id, NEW.subject_id, NEW.verb, NEW.at, NEW.reason, NEW.data, NEW.reach)
           IS NOT DISTINCT FROM (OLD.id, OLD.subject_id, OLD.verb, OLD.at, OLD.reason, OLD.data, OLD.reach) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'An event is written once' USING ERRCODE = 'restrict_violation', CONSTRAINT = 'event_stays';
END $$;
"""
BACKWARD = """
CREATE OR REPLACE FUNCTION activity_event_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.by_id IS NULL
       AND (NEW.id, NEW.subject_id, NEW.verb, NEW.at, NEW.reason, NEW.data)
           IS NOT DISTINCT FROM (OLD.id, OLD.subject_id, OLD.verb, OLD.at, OLD.reason, OLD.data) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'An event is written once' USING ERRCODE = 'restrict_violation', CONSTRAINT = 'event_stays';
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("activity", "0003_reach"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Edition",
            fields=[
                ("day", models.DateField(primary_key=True, serialize=False, verbose_name="dag")),
                (
                    "closed_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False, verbose_name="gesloten op"
                    ),
                ),
                ("built_at", models.DateTimeField(editable=False, null=True, verbose_name="geschreven op")),
            ],
            options={"verbose_name": "editie", "verbose_name_plural": "edities"},
        ),
        migrations.CreateModel(
            name="Digest",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("things", models.PositiveSmallIntegerField(verbose_name="onderwerpen")),
                ("at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="digests", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "edition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="digests", to="activity.edition"
                    ),
                ),
            ],
            options={
                "verbose_name": "nieuwsbrief",
                "verbose_name_plural": "nieuwsbrieven",
                "constraints": [models.UniqueConstraint(fields=("person", "edition"), name="digest_once")],
            },
        ),
        migrations.CreateModel(
            name="Notice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=40, verbose_name="soort")),
                ("title", models.CharField(max_length=150, verbose_name="kop")),
                ("text", models.TextField(verbose_name="tekst")),
                (
                    "at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False, verbose_name="wanneer"
                    ),
                ),
                ("read_at", models.DateTimeField(editable=False, null=True, verbose_name="gelezen op")),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="notices", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "subject",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="activity.subject"
                    ),
                ),
            ],
            options={
                "verbose_name": "bericht",
                "verbose_name_plural": "berichten",
                "indexes": [
                    models.Index(fields=["person", "-at", "-id"], name="notice_of_person"),
                    models.Index(condition=models.Q(("read_at", None)), fields=["person"], name="notice_unread"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Reader",
            fields=[
                (
                    "person",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="reader",
                        serialize=False,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "rhythm",
                    models.CharField(
                        choices=[
                            ("daily", "Elke dag dat er nieuws is"),
                            ("weekly", "Eén keer per week"),
                            ("never", "Nooit. Ik kijk zelf op de site"),
                        ],
                        default="daily",
                        max_length=10,
                        verbose_name="hoe vaak",
                    ),
                ),
                (
                    "since",
                    models.DateField(default=django.utils.timezone.localdate, editable=False, verbose_name="sinds"),
                ),
                ("told_until", models.DateField(editable=False, null=True, verbose_name="bijgepraat tot en met")),
            ],
            options={
                "verbose_name": "lezer",
                "verbose_name_plural": "lezers",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("rhythm__in", ["daily", "weekly", "never"])),
                        name="reader_rhythm_known",
                        violation_error_message="Kies hoe vaak uit de lijst.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Silence",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(blank=True, max_length=40, verbose_name="soort mail")),
                (
                    "since",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False, verbose_name="sinds"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="silences",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "subject",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="activity.subject"
                    ),
                ),
            ],
            options={
                "verbose_name": "uitgezette mail",
                "verbose_name_plural": "uitgezette mails",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("person", "kind", "subject"), name="silence_once", nulls_distinct=False
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", ""), _negated=True), ("subject__isnull", False), _connector="OR"
                        ),
                        name="silence_about_something",
                        violation_error_message="Zeg welke mails je niet wilt.",
                    ),
                ],
            },
        ),
        migrations.RemoveIndex(model_name="mail", name="mail_due"),
        migrations.AddField(model_name="mail", name="bulk", field=models.BooleanField(default=False)),
        migrations.AddIndex(
            model_name="mail",
            index=models.Index(
                condition=models.Q(("given_up_at", None), ("sent_at", None)),
                fields=["bulk", "next_try_at"],
                name="mail_due",
            ),
        ),
        migrations.AddField(
            model_name="event",
            name="edition",
            field=models.ForeignKey(
                db_index=False,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="events",
                to="activity.edition",
            ),
        ),
        migrations.AddIndex(
            model_name="event",
            index=models.Index(
                condition=models.Q(("edition__isnull", False)), fields=["edition"], name="event_of_edition"
            ),
        ),
        migrations.AddIndex(
            model_name="event",
            index=models.Index(
                condition=models.Q(("edition", None), ("reach__gt", 0)), fields=["id"], name="event_untold"
            ),
        ),
        migrations.AddIndex(
            model_name="event",
            index=models.Index(condition=models.Q(("reach__gt", 0)), fields=["-at"], name="event_news"),
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
