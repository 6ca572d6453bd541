import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

import platforms.models.area


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("activity", "0002_events_stay"),
        ("pages", "0002_first_words"),
        ("platforms", "0003_platforms"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Initiative",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("title", models.CharField(max_length=100, verbose_name="titel")),
                ("slug", models.SlugField(editable=False, max_length=110, unique=True, verbose_name="adres")),
                ("summary", models.CharField(max_length=200, verbose_name="in één zin")),
                ("story", models.TextField(max_length=8000, verbose_name="wat en waarom")),
                (
                    "place",
                    models.CharField(
                        blank=True,
                        help_text="Waar het gebeurt, zoals je het noemt.",
                        max_length=200,
                        verbose_name="plek",
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("draft", "Concept"),
                            ("submitted", "Ingediend"),
                            ("returned", "Teruggegeven"),
                            ("declined", "Afgewezen"),
                            ("idea", "Idee"),
                            ("seeking", "Zoekt mensen"),
                            ("trying", "Proberen"),
                            ("running", "Loopt"),
                            ("done", "Afgerond"),
                            ("resting", "Rustend"),
                            ("stopped", "Gestopt"),
                        ],
                        default="draft",
                        editable=False,
                        max_length=20,
                        verbose_name="status",
                    ),
                ),
                (
                    "reason",
                    models.TextField(
                        blank=True,
                        editable=False,
                        help_text="Bij teruggeven, afwijzen, rusten of stoppen.",
                        max_length=2000,
                        verbose_name="reden",
                    ),
                ),
                ("shows_author", models.BooleanField(default=False, verbose_name="naam zichtbaar")),
                ("form_key", models.UUIDField(editable=False, null=True)),
                (
                    "created_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False),
                ),
                (
                    "updated_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False),
                ),
                ("submitted_at", models.DateTimeField(editable=False, null=True, verbose_name="ingediend op")),
                ("published_at", models.DateTimeField(editable=False, null=True, verbose_name="gepubliceerd op")),
                ("reminded_at", models.DateTimeField(editable=False, null=True)),
                ("hidden_at", models.DateTimeField(editable=False, null=True, verbose_name="verborgen op")),
                (
                    "search",
                    models.GeneratedField(
                        db_persist=True,
                        expression=django.contrib.postgres.search.CombinedSearchVector(
                            django.contrib.postgres.search.CombinedSearchVector(
                                django.contrib.postgres.search.SearchVector("title", config="nederlands", weight="A"),
                                "||",
                                django.contrib.postgres.search.SearchVector(
                                    "summary", "place", config="nederlands", weight="B"
                                ),
                                django.contrib.postgres.search.SearchConfig("nederlands"),
                            ),
                            "||",
                            django.contrib.postgres.search.SearchVector("story", config="nederlands", weight="C"),
                            django.contrib.postgres.search.SearchConfig("nederlands"),
                        ),
                        output_field=django.contrib.postgres.search.SearchVectorField(),
                    ),
                ),
                (
                    "area",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="initiatives",
                        to="platforms.area",
                        verbose_name="buurt",
                    ),
                ),
                (
                    "author",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="initiatives",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="voorgesteld door",
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="bekeken door",
                    ),
                ),
                (
                    "hidden_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "platform",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="initiatives",
                        to="platforms.platform",
                        verbose_name="platform",
                    ),
                ),
                (
                    "subject",
                    models.OneToOneField(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="initiative",
                        to="activity.subject",
                    ),
                ),
                (
                    "values",
                    models.ManyToManyField(
                        blank=True, related_name="initiatives", to="pages.value", verbose_name="waarden"
                    ),
                ),
            ],
            options={
                "verbose_name": "initiatief",
                "verbose_name_plural": "initiatieven",
            },
        ),
        migrations.CreateModel(
            name="Need",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("puller", "Trekker"),
                            ("doer", "Doener"),
                            ("thinker", "Meedenker"),
                            ("place", "Plek"),
                            ("stuff", "Spullen"),
                        ],
                        max_length=10,
                        verbose_name="rol",
                    ),
                ),
                ("how_many", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="hoeveel")),
                ("what_for", models.CharField(blank=True, max_length=200, verbose_name="waarvoor")),
                (
                    "initiative",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="needs", to="initiatives.initiative"
                    ),
                ),
            ],
            options={
                "verbose_name": "hulp gevraagd",
                "verbose_name_plural": "hulp gevraagd",
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="Objection",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text", models.TextField(max_length=3000, verbose_name="bezwaar")),
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
                            ("open", "Nog niet beantwoord"),
                            ("upheld", "Het blijft bij nee"),
                            ("overturned", "Het wordt toch geplaatst"),
                        ],
                        default="open",
                        editable=False,
                        max_length=20,
                        verbose_name="uitkomst",
                    ),
                ),
                ("answer", models.TextField(blank=True, editable=False, max_length=3000, verbose_name="antwoord")),
                ("answered_at", models.DateTimeField(editable=False, null=True, verbose_name="beantwoord op")),
                ("reminded_at", models.DateTimeField(editable=False, null=True)),
                (
                    "answered_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="answered_objections",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="objections",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "initiative",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="objection",
                        to="initiatives.initiative",
                    ),
                ),
            ],
            options={
                "verbose_name": "bezwaar",
                "verbose_name_plural": "bezwaren",
            },
        ),
        migrations.CreateModel(
            name="Participation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("puller", "Trekker"),
                            ("doer", "Doener"),
                            ("thinker", "Meedenker"),
                            ("place", "Plek"),
                            ("stuff", "Spullen"),
                        ],
                        max_length=10,
                        verbose_name="rol",
                    ),
                ),
                ("line", models.CharField(blank=True, max_length=300, verbose_name="wat je kunt doen of meebrengt")),
                ("shows_name", models.BooleanField(default=False, verbose_name="naam zichtbaar")),
                (
                    "joined_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        editable=False,
                        verbose_name="doet mee sinds",
                    ),
                ),
                ("withdrawn_at", models.DateTimeField(editable=False, null=True, verbose_name="gestopt op")),
                (
                    "initiative",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="participations",
                        to="initiatives.initiative",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="participations",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "deelname",
                "verbose_name_plural": "deelnames",
            },
        ),
        migrations.AddIndex(
            model_name="initiative",
            index=models.Index(
                models.OrderBy(models.F("published_at"), descending=True),
                models.OrderBy(models.F("id"), descending=True),
                condition=models.Q(
                    ("hidden_at", None),
                    ("status__in", ("idea", "seeking", "trying", "running", "done", "resting", "stopped")),
                ),
                name="initiative_newest",
            ),
        ),
        migrations.AddIndex(
            model_name="initiative",
            index=models.Index(
                models.F("status"),
                models.OrderBy(models.F("published_at"), descending=True),
                models.OrderBy(models.F("id"), descending=True),
                condition=models.Q(
                    ("hidden_at", None),
                    ("status__in", ("idea", "seeking", "trying", "running", "done", "resting", "stopped")),
                ),
                name="initiative_in_stage",
            ),
        ),
        migrations.AddIndex(
            model_name="initiative",
            index=models.Index(
                models.F("platform"),
                models.OrderBy(models.F("published_at"), descending=True),
                models.OrderBy(models.F("id"), descending=True),
                condition=models.Q(
                    ("hidden_at", None),
                    ("status__in", ("idea", "seeking", "trying", "running", "done", "resting", "stopped")),
                ),
                name="initiative_of_platform",
            ),
        ),
        migrations.AddIndex(
            model_name="initiative",
            index=models.Index(
                models.F("area"),
                models.OrderBy(models.F("published_at"), descending=True),
                models.OrderBy(models.F("id"), descending=True),
                condition=models.Q(
                    ("hidden_at", None),
                    ("status__in", ("idea", "seeking", "trying", "running", "done", "resting", "stopped")),
                ),
                name="initiative_of_area",
            ),
        ),
        migrations.AddIndex(
            model_name="initiative",
            index=models.Index(models.F("platform"), models.F("status"), name="initiative_desk"),
        ),
        migrations.AddIndex(
            model_name="initiative",
            index=models.Index(models.F("author"), models.F("status"), name="initiative_of_author"),
        ),
        migrations.AddIndex(
            model_name="initiative",
            index=django.contrib.postgres.indexes.GinIndex(models.F("search"), name="initiative_search"),
        ),
        migrations.AddIndex(
            model_name="initiative",
            index=django.contrib.postgres.indexes.GinIndex(
                django.contrib.postgres.indexes.OpClass(platforms.models.area.Plain("title"), name="gin_trgm_ops"),
                name="initiative_title_similar",
            ),
        ),
        migrations.AddConstraint(
            model_name="initiative",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "status__in",
                        [
                            "draft",
                            "submitted",
                            "returned",
                            "declined",
                            "idea",
                            "seeking",
                            "trying",
                            "running",
                            "done",
                            "resting",
                            "stopped",
                        ],
                    )
                ),
                name="initiative_status_known",
                violation_error_message="Deze status bestaat niet.",
            ),
        ),
        migrations.AddConstraint(
            model_name="initiative",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("title", ""), _negated=True),
                    models.Q(("summary", ""), _negated=True),
                    models.Q(("story", ""), _negated=True),
                ),
                name="initiative_has_words",
                violation_error_message="Een initiatief heeft een titel, één zin en een verhaal.",
            ),
        ),
        migrations.AddConstraint(
            model_name="initiative",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status__in", ["returned", "declined", "resting", "stopped"]), _negated=True),
                    models.Q(("reason", ""), _negated=True),
                    _connector="OR",
                ),
                name="initiative_no_has_reason",
                violation_error_message="Schrijf de reden erbij; die krijgt de indiener te lezen.",
            ),
        ),
        migrations.AddConstraint(
            model_name="initiative",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("status__in", ("idea", "seeking", "trying", "running", "done", "resting", "stopped")),
                        _negated=True,
                    ),
                    ("published_at__isnull", False),
                    _connector="OR",
                ),
                name="initiative_public_has_date",
                violation_error_message="Een openbaar initiatief heeft een datum van publicatie.",
            ),
        ),
        migrations.AddConstraint(
            model_name="initiative",
            constraint=models.CheckConstraint(
                condition=models.Q(("status", "draft"), ("submitted_at__isnull", False), _connector="OR"),
                name="initiative_submitted_has_date",
                violation_error_message="Een ingediend initiatief heeft een datum van indienen.",
            ),
        ),
        migrations.AddConstraint(
            model_name="initiative",
            constraint=models.UniqueConstraint(
                models.F("author"),
                models.F("form_key"),
                name="initiative_once_per_form",
                violation_error_message="Dit voorstel staat er al.",
            ),
        ),
        migrations.AddConstraint(
            model_name="need",
            constraint=models.UniqueConstraint(
                models.F("initiative"),
                models.F("role"),
                name="need_once",
                violation_error_message="Deze rol staat er al bij.",
            ),
        ),
        migrations.AddConstraint(
            model_name="need",
            constraint=models.CheckConstraint(
                condition=models.Q(("role__in", ("doer", "thinker", "place", "stuff"))),
                name="need_role_known",
                violation_error_message="Kies een rol uit de lijst.",
            ),
        ),
        migrations.AddConstraint(
            model_name="need",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("how_many", None), models.Q(("how_many__gte", 1), ("how_many__lte", 500)), _connector="OR"
                ),
                name="need_at_least_one",
                violation_error_message="Vul een aantal van 1 tot 500 in, of laat het leeg.",
            ),
        ),
        migrations.AddIndex(
            model_name="objection",
            index=models.Index(models.F("at"), condition=models.Q(("outcome", "open")), name="objection_open"),
        ),
        migrations.AddConstraint(
            model_name="objection",
            constraint=models.CheckConstraint(
                condition=models.Q(("outcome__in", ["open", "upheld", "overturned"])),
                name="objection_outcome_known",
                violation_error_message="Kies een uitkomst uit de lijst.",
            ),
        ),
        migrations.AddConstraint(
            model_name="objection",
            constraint=models.CheckConstraint(
                condition=models.Q(("text", ""), _negated=True),
                name="objection_has_words",
                violation_error_message="Schrijf waarom je vindt dat er opnieuw gekeken moet worden.",
            ),
        ),
        migrations.AddConstraint(
            model_name="objection",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("answer", ""), ("answered_at", None), ("outcome", "open")),
                    models.Q(
                        models.Q(("outcome", "open"), _negated=True),
                        ("answered_at__isnull", False),
                        models.Q(("answer", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="objection_answered_with_reason",
                violation_error_message="Een antwoord op een bezwaar heeft een reden en een datum.",
            ),
        ),
        migrations.AddIndex(
            model_name="participation",
            index=models.Index(
                models.F("initiative"), models.F("withdrawn_at"), models.F("role"), name="participation_of_initiative"
            ),
        ),
        migrations.AddIndex(
            model_name="participation",
            index=models.Index(models.F("person"), models.F("withdrawn_at"), name="participation_of_person"),
        ),
        migrations.AddConstraint(
            model_name="participation",
            constraint=models.UniqueConstraint(
                models.F("initiative"),
                models.F("person"),
                models.F("role"),
                name="participation_once",
                violation_error_message="Je doet al mee in deze rol.",
            ),
        ),
        migrations.AddConstraint(
            model_name="participation",
            constraint=models.CheckConstraint(
                condition=models.Q(("role__in", ["puller", "doer", "thinker", "place", "stuff"])),
                name="participation_role_known",
                violation_error_message="Kies een rol uit de lijst.",
            ),
        ),
    ]
