from typing import Any

import django.core.validators
import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

# What the team begins with; it edits these at its desk.
STEPS = [
    (
        "Elkaar kennen",
        "Je weet van elkaar wie je bent en wat je hier zoekt.",
        "Spreek af op een plek die van niemand is: een bankje, een café, de hal van de flat. Laat iedereen vertellen "
        "wat hij hier fijn vindt en wat hij mist. Schrijf dat op. Stem nergens over.",
        "Het coalitieteam",
    ),
    (
        "Weten wat er al is",
        "Je sluit aan bij wat buren al doen, in plaats van het over te doen.",
        "Loop een rondje langs de buurtkamer, de moskee of kerk, de school, de tuin en de winkels. Vraag wie er al "
        "iets organiseert. Maak er samen een kaartje van.",
        "Je maatje",
    ),
    (
        "Wie zijn er nog niet?",
        "Wie je niet uitnodigt, komt niet. Samen horen jullie meer van de buurt.",
        "Noem de straten, leeftijden en talen die nog niemand van jullie kent. Kies er één en ga langs, met koffie en "
        "zonder folder. Vraag wat zij zouden willen.",
        "Je maatje",
    ),
    (
        "Een eerste activiteit",
        "Doen geeft vertrouwen. Buren zien dat er iets gebeurt.",
        "Kies iets wat binnen zes weken kan en bijna niets kost: soep op het plein, een schoonmaakochtend, een rondje "
        "stekjes ruilen. Zet het in de agenda en vertel daarna hoe het was.",
        "Een trekker van je maatje",
    ),
    (
        "Hoe beslissen we?",
        "Iedereen weet vooraf hoe een besluit ontstaat, ook wie er later bij komt.",
        "Spreek af wat ieder gewoon mag doen, waarover je eerst praat, en hoe je verder gaat als iemand bezwaar heeft. "
        "Een half A4 is genoeg. Hang het op waar iedereen het ziet.",
        "Je maatje",
    ),
    (
        "Het werk delen",
        "Een platform dat op één mens rust, valt om als die mens moe is.",
        "Zorg dat van elke taak twee mensen weten hoe het moet. Vraag elkaar af en toe: krijg je hier nog energie van?",
        "Je maatje",
    ),
    (
        "Geld en open boeken",
        "Ook over vijftig euro is iedereen het eens, omdat iedereen het kan zien.",
        "Kies twee mensen die samen op het geld letten. Schrijf elk bedrag op, met de bon erbij, en laat het lezen aan "
        "wie het wil. Een bankrekening hoeft nog niet: je maatje of het coalitieteam kan voor je betalen.",
        "Penningmeester van het coalitieteam",
    ),
    (
        "Te vinden zijn",
        "Buren weten waar en wanneer ze je tegenkomen.",
        "Kies een vaste plek en een vaste tijd, al is het één uur per maand. Zet die op je pagina en hang de poster "
        "op.",
        "Het coalitieteam",
    ),
]


def write_steps(apps: Any, _editor: Any) -> None:
    step = apps.get_model("platforms", "Step")
    step.objects.bulk_create(
        step(position=10 * number, title=title, purpose=purpose, how=how, contact=contact)
        for number, (title, purpose, how, contact) in enumerate(STEPS, 1)
    )
    apps.get_model("platforms", "Nursery").objects.create(pk=1)


class Migration(migrations.Migration):
    """From a neighbour's interest to a group with steps and a buddy."""

    dependencies = [
        ("platforms", "0013_peer_review"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Introduction",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "opened_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False, verbose_name="gevraagd op"
                    ),
                ),
                ("needs", models.PositiveSmallIntegerField(verbose_name="nodig om te beginnen")),
                ("met_at", models.DateTimeField(editable=False, null=True, verbose_name="begonnen op")),
                (
                    "buurt",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="introductions", to="platforms.area"
                    ),
                ),
                (
                    "group",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="introduction",
                        to="platforms.platform",
                    ),
                ),
            ],
            options={
                "verbose_name": "kennismaking",
                "verbose_name_plural": "kennismakingen",
            },
        ),
        migrations.CreateModel(
            name="Invitation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "answer",
                    models.CharField(
                        choices=[("asked", "Nog geen antwoord"), ("yes", "Ja, ik maak kennis"), ("no", "Nee, nu niet")],
                        default="asked",
                        max_length=10,
                        verbose_name="antwoord",
                    ),
                ),
                ("line", models.CharField(blank=True, max_length=500, verbose_name="eerste woorden")),
                (
                    "asked_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False, verbose_name="gevraagd op"
                    ),
                ),
                ("answered_at", models.DateTimeField(editable=False, null=True, verbose_name="beantwoord op")),
                (
                    "introduction",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="invitations",
                        to="platforms.introduction",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="invitations",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "vraag om kennis te maken",
                "verbose_name_plural": "vragen om kennis te maken",
            },
        ),
        migrations.CreateModel(
            name="Nursery",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "neighbours",
                    models.PositiveSmallIntegerField(
                        default=5,
                        help_text="Zoveel buren noemen een buurt, dan vragen we elk van hen of ze willen kennismaken.",
                        validators=[
                            django.core.validators.MinValueValidator(3),
                            django.core.validators.MaxValueValidator(50),
                        ],
                        verbose_name="vragen vanaf zoveel buren",
                    ),
                ),
                (
                    "yeses",
                    models.PositiveSmallIntegerField(
                        default=3,
                        help_text="Zoveel van hen zeggen ja, dan begint de startgroep.",
                        validators=[
                            django.core.validators.MinValueValidator(2),
                            django.core.validators.MaxValueValidator(50),
                        ],
                        verbose_name="startgroep vanaf zoveel keer ja",
                    ),
                ),
            ],
            options={
                "verbose_name": "kweekvijver",
                "verbose_name_plural": "kweekvijver",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("pk", 1)),
                        name="nursery_one_row",
                        violation_error_message="De kweekvijver heeft al een instelling.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("neighbours__gte", 3), ("neighbours__lte", 50)),
                        name="nursery_neighbours_in_range",
                        violation_error_message="Kies minstens 3 en hooguit 50 buren.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("yeses__gte", 2), ("yeses__lte", models.F("neighbours"))),
                        name="nursery_yeses_in_range",
                        violation_error_message="Kies minstens 2 keer ja, en niet meer dan het aantal buren.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Step",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveSmallIntegerField(default=0, verbose_name="volgorde")),
                ("title", models.CharField(max_length=80, verbose_name="stap")),
                ("purpose", models.CharField(max_length=240, verbose_name="waar het goed voor is")),
                ("how", models.TextField(blank=True, max_length=4000, verbose_name="zo doe je het")),
                (
                    "contact",
                    models.CharField(
                        blank=True,
                        help_text="Een rol, geen naam. Bijvoorbeeld: je maatje.",
                        max_length=120,
                        verbose_name="wie helpt",
                    ),
                ),
            ],
            options={
                "verbose_name": "stap in de kweekvijver",
                "verbose_name_plural": "stappen in de kweekvijver",
                "ordering": ["position", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        models.F("title"), name="step_title_once", violation_error_message="Deze stap bestaat al."
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="StepDone",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("on", models.DateField(verbose_name="wanneer")),
                ("note", models.CharField(blank=True, max_length=300, verbose_name="hoe het ging")),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "group",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="steps_done", to="platforms.platform"
                    ),
                ),
                (
                    "step",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="done_by", to="platforms.step"
                    ),
                ),
            ],
            options={
                "verbose_name": "gezette stap",
                "verbose_name_plural": "gezette stappen",
            },
        ),
        migrations.CreateModel(
            name="Buddy",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("asked", "Gevraagd"),
                            ("accepted", "Maatje"),
                            ("declined", "Kan nu niet"),
                            ("ended", "Voorbij"),
                        ],
                        default="asked",
                        max_length=10,
                        verbose_name="status",
                    ),
                ),
                ("line", models.CharField(blank=True, max_length=500, verbose_name="vraag")),
                ("reason", models.CharField(blank=True, max_length=500, verbose_name="reden")),
                (
                    "asked_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False, verbose_name="gevraagd op"
                    ),
                ),
                ("answered_at", models.DateTimeField(editable=False, null=True, verbose_name="beantwoord op")),
                (
                    "word_for",
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
                        verbose_name="woord voor",
                    ),
                ),
                ("word", models.CharField(blank=True, max_length=500, verbose_name="woord")),
                (
                    "answered_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "asked_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "group",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="buddies",
                        to="platforms.platform",
                        verbose_name="groep",
                    ),
                ),
                (
                    "platform",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="buddy_of",
                        to="platforms.platform",
                        verbose_name="maatje",
                    ),
                ),
            ],
            options={
                "verbose_name": "maatje",
                "verbose_name_plural": "maatjes",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("status__in", ["asked", "accepted", "declined", "ended"])),
                        name="buddy_status_known",
                        violation_error_message="Kies een antwoord uit de lijst.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("group", models.F("platform")), _negated=True),
                        name="buddy_is_another",
                        violation_error_message="Een groep is niet het maatje van zichzelf.",
                    ),
                    models.UniqueConstraint(
                        models.F("group"),
                        condition=models.Q(("status__in", ["asked", "accepted"])),
                        name="buddy_one_at_a_time",
                        violation_error_message="Deze groep heeft al een maatje, of vroeg er een.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status__in", ["declined", "ended"]), _negated=True),
                            models.Q(("reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="buddy_no_with_reason",
                        violation_error_message="Schrijf waarom niet.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("word", ""), ("word_for", "")),
                            models.Q(
                                ("word_for__in", ["signal", "start_group", "nursery", "platform", "resting"]),
                                models.Q(("word", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="buddy_word_of_a_buddy",
                        violation_error_message="Schrijf waarom de groep er klaar voor is.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="GroupMessage",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text", models.TextField(max_length=2000, verbose_name="bericht")),
                ("key", models.UUIDField(editable=False, unique=True)),
                (
                    "at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False, verbose_name="wanneer"
                    ),
                ),
                (
                    "group",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="messages", to="platforms.platform"
                    ),
                ),
                (
                    "writer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="group_messages",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "bericht in de groep",
                "verbose_name_plural": "berichten in de groep",
                "indexes": [models.Index(fields=["group", "-at", "-id"], name="groupmessage_of_group")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("text", ""), _negated=True),
                        name="groupmessage_says_something",
                        violation_error_message="Schrijf een bericht.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Interest",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "said_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False, verbose_name="gezegd op"
                    ),
                ),
                (
                    "buurt",
                    models.ForeignKey(
                        limit_choices_to={"level": "buurt"},
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="interests",
                        to="platforms.area",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="interests",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "interesse",
                "verbose_name_plural": "interesses",
                "indexes": [models.Index(models.F("buurt"), name="interest_of_buurt")],
                "constraints": [
                    models.UniqueConstraint(
                        models.F("person"),
                        models.F("buurt"),
                        name="interest_once",
                        violation_error_message="Je hebt deze buurt al genoemd.",
                    )
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="introduction",
            constraint=models.UniqueConstraint(
                models.F("buurt"),
                condition=models.Q(("met_at", None)),
                name="introduction_one_open",
                violation_error_message="In deze buurt loopt al een kennismaking.",
            ),
        ),
        migrations.AddConstraint(
            model_name="introduction",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("group", None), ("met_at", None)),
                    models.Q(("group__isnull", False), ("met_at__isnull", False)),
                    _connector="OR",
                ),
                name="introduction_met_in_a_group",
                violation_error_message="Wie elkaar ontmoet, doet dat in een groep.",
            ),
        ),
        migrations.AddIndex(
            model_name="invitation",
            index=models.Index(models.F("person"), models.F("answer"), name="invitation_of_person"),
        ),
        migrations.AddConstraint(
            model_name="invitation",
            constraint=models.UniqueConstraint(
                models.F("introduction"),
                models.F("person"),
                name="invitation_once",
                violation_error_message="Deze persoon is al gevraagd.",
            ),
        ),
        migrations.AddConstraint(
            model_name="invitation",
            constraint=models.CheckConstraint(
                condition=models.Q(("answer__in", ["asked", "yes", "no"])),
                name="invitation_answer_known",
                violation_error_message="Kies ja of nee.",
            ),
        ),
        migrations.AddConstraint(
            model_name="invitation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("answer", "asked"), ("answered_at", None)),
                    models.Q(models.Q(("answer", "asked"), _negated=True), ("answered_at__isnull", False)),
                    _connector="OR",
                ),
                name="invitation_answered_has_date",
                violation_error_message="Een antwoord heeft een datum.",
            ),
        ),
        migrations.AddConstraint(
            model_name="invitation",
            constraint=models.CheckConstraint(
                condition=models.Q(("line", ""), ("answer", "yes"), _connector="OR"),
                name="invitation_words_with_yes",
                violation_error_message="Eerste woorden horen bij een ja.",
            ),
        ),
        migrations.AddConstraint(
            model_name="stepdone",
            constraint=models.UniqueConstraint(
                models.F("group"),
                models.F("step"),
                name="stepdone_once",
                violation_error_message="Deze stap is al gezet.",
            ),
        ),
        migrations.RunPython(write_steps, migrations.RunPython.noop),
    ]
