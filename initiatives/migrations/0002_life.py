import datetime

import django.db.models.deletion
import django.db.models.functions.datetime
import django.utils.timezone
from django.apps.registry import Apps
from django.conf import settings
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import F
from django.db.models.functions import Coalesce
from django.utils import timezone


def carry_over(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """What lived before these fields: its stage began when it last changed, and nobody waits for a late welcome.

    A try-out that was already going on looks back in six weeks.
    """
    initiatives = apps.get_model("initiatives", "Initiative").objects
    today = timezone.localdate()
    initiatives.exclude(published_at=None).update(staged_at=Coalesce("updated_at", "published_at"))
    initiatives.filter(status="trying").update(try_from=today, try_until=today + datetime.timedelta(weeks=6))
    initiatives.filter(status="stopped").update(thanks="Dank je wel voor wat je deed.")
    apps.get_model("initiatives", "Participation").objects.update(answered_at=F("joined_at"))


class Migration(migrations.Migration):
    dependencies = [
        ("initiatives", "0001_initiatives"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="initiative",
            name="carrier_asked_at",
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="initiative",
            name="join_question",
            field=models.CharField(blank=True, editable=False, max_length=200, verbose_name="vraag aan wie meedoet"),
        ),
        migrations.AddField(
            model_name="initiative",
            name="review_asked_at",
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="initiative",
            name="staged_at",
            field=models.DateTimeField(editable=False, null=True, verbose_name="in deze fase sinds"),
        ),
        migrations.AddField(
            model_name="initiative",
            name="thanks",
            field=models.TextField(blank=True, editable=False, max_length=500, verbose_name="bedankje"),
        ),
        migrations.AddField(
            model_name="initiative",
            name="try_from",
            field=models.DateField(editable=False, null=True, verbose_name="try-out begint"),
        ),
        migrations.AddField(
            model_name="initiative",
            name="try_until",
            field=models.DateField(editable=False, null=True, verbose_name="terugkijken op"),
        ),
        migrations.AddField(
            model_name="initiative",
            name="yes_needed",
            field=models.PositiveSmallIntegerField(
                default=2, editable=False, verbose_name="doeners nodig om te beginnen"
            ),
        ),
        migrations.AddField(
            model_name="participation",
            name="answer",
            field=models.CharField(blank=True, max_length=300, verbose_name="antwoord op de vraag"),
        ),
        migrations.AddField(
            model_name="participation",
            name="answered_at",
            field=models.DateTimeField(editable=False, null=True, verbose_name="verwelkomd op"),
        ),
        migrations.AddField(
            model_name="participation",
            name="answered_by",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="participation",
            name="ended_by",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="participation",
            name="parting",
            field=models.CharField(blank=True, editable=False, max_length=300, verbose_name="woord bij het afscheid"),
        ),
        migrations.AddField(
            model_name="participation",
            name="reminded_at",
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="participation",
            name="reply",
            field=models.CharField(blank=True, editable=False, max_length=300, verbose_name="welkom van de trekker"),
        ),
        migrations.RunPython(carry_over, migrations.RunPython.noop),
        migrations.AddIndex(
            model_name="participation",
            index=models.Index(
                models.F("joined_at"),
                condition=models.Q(("answered_at", None), ("withdrawn_at", None)),
                name="participation_waits",
            ),
        ),
        migrations.AddConstraint(
            model_name="initiative",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status", "trying"), _negated=True),
                    models.Q(("try_from__isnull", False), ("try_until__isnull", False)),
                    _connector="OR",
                ),
                name="initiative_try_has_days",
                violation_error_message="Een try-out heeft een begindag en een dag om terug te kijken.",
            ),
        ),
        migrations.AddConstraint(
            model_name="initiative",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("try_from", None), ("try_until", None), ("try_until__gt", models.F("try_from")), _connector="OR"
                ),
                name="initiative_try_looks_back_later",
                violation_error_message="Kijk terug op een dag na het begin.",
            ),
        ),
        migrations.AddConstraint(
            model_name="initiative",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status", "stopped"), _negated=True),
                    models.Q(("thanks", ""), _negated=True),
                    _connector="OR",
                ),
                name="initiative_stopped_says_thanks",
                violation_error_message="Schrijf een bedankje voor wie meedeed.",
            ),
        ),
        migrations.AddConstraint(
            model_name="initiative",
            constraint=models.CheckConstraint(
                condition=models.Q(("yes_needed__gte", 1), ("yes_needed__lte", 50)),
                name="initiative_begins_with_some",
                violation_error_message="Vul een aantal van 1 tot 50 in.",
            ),
        ),
        migrations.AddConstraint(
            model_name="participation",
            constraint=models.CheckConstraint(
                condition=models.Q(("reply", ""), ("answered_at__isnull", False), _connector="OR"),
                name="participation_reply_has_date",
                violation_error_message="Een welkom heeft een datum.",
            ),
        ),
        migrations.AddConstraint(
            model_name="participation",
            constraint=models.CheckConstraint(
                condition=models.Q(("parting", ""), ("withdrawn_at__isnull", False), _connector="OR"),
                name="participation_parting_has_date",
                violation_error_message="Een afscheid heeft een datum.",
            ),
        ),
        migrations.CreateModel(
            name="EnergyRound",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveSmallIntegerField(verbose_name="ronde")),
                (
                    "opened_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name="begonnen op"),
                ),
                ("told_at", models.DateTimeField(editable=False, null=True)),
                (
                    "initiative",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="energy_rounds",
                        to="initiatives.initiative",
                    ),
                ),
            ],
            options={
                "verbose_name": "energieronde",
                "verbose_name_plural": "energierondes",
                "constraints": [
                    models.UniqueConstraint(
                        models.F("initiative"),
                        models.F("number"),
                        name="energy_round_once",
                        violation_error_message="Deze ronde is er al.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="EnergyCheck",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "answer",
                    models.CharField(
                        choices=[("yes", "Ja"), ("bit", "Een beetje"), ("no", "Nu niet")],
                        max_length=3,
                        verbose_name="antwoord",
                    ),
                ),
                ("line", models.CharField(blank=True, max_length=200, verbose_name="toelichting")),
                (
                    "at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False, verbose_name="gegeven op"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="energy_checks",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "round",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="checks", to="initiatives.energyround"
                    ),
                ),
            ],
            options={
                "verbose_name": "energieantwoord",
                "verbose_name_plural": "energieantwoorden",
                "constraints": [
                    models.UniqueConstraint(
                        models.F("round"),
                        models.F("person"),
                        name="energy_check_once",
                        violation_error_message="Je gaf al antwoord.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("answer__in", ["yes", "bit", "no"])),
                        name="energy_check_answer_known",
                        violation_error_message="Kies een antwoord uit de lijst.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Handover",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("together", "Samen trekken"),
                            ("over", "Sleutel overdragen"),
                            ("offer", "Aangeboden om te trekken"),
                        ],
                        max_length=10,
                        verbose_name="soort",
                    ),
                ),
                ("line", models.CharField(blank=True, max_length=300, verbose_name="woord erbij")),
                (
                    "at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False, verbose_name="gevraagd op"
                    ),
                ),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("waiting", "Wacht op antwoord"),
                            ("accepted", "Aangenomen"),
                            ("declined", "Liever niet"),
                            ("taken_back", "Ingetrokken"),
                        ],
                        default="waiting",
                        editable=False,
                        max_length=10,
                        verbose_name="uitkomst",
                    ),
                ),
                ("settled_at", models.DateTimeField(editable=False, null=True, verbose_name="beantwoord op")),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="handovers_asked",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "initiative",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="handovers",
                        to="initiatives.initiative",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="handovers",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "overdracht",
                "verbose_name_plural": "overdrachten",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("outcome", "waiting")),
                        fields=("initiative", "person"),
                        name="handover_one_at_a_time",
                        violation_error_message="Aan deze persoon is het al gevraagd.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["together", "over", "offer"])),
                        name="handover_kind_known",
                        violation_error_message="Kies een soort uit de lijst.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("outcome", "waiting"), ("settled_at", None)),
                            models.Q(
                                ("outcome__in", ["accepted", "declined", "taken_back"]), ("settled_at__isnull", False)
                            ),
                            _connector="OR",
                        ),
                        name="handover_settled_has_date",
                        violation_error_message="Een antwoord heeft een datum.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "offer"), ("person", models.F("by"))),
                            models.Q(
                                ("kind__in", ["together", "over"]), models.Q(("person", models.F("by")), _negated=True)
                            ),
                            _connector="OR",
                        ),
                        name="handover_offer_is_own",
                        violation_error_message="Je vraagt een ander, of biedt jezelf aan.",
                    ),
                ],
            },
        ),
    ]
