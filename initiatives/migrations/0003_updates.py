from decimal import Decimal

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("activity", "0003_reach"),
        ("initiatives", "0002_life"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("platforms", "0005_city_version"),
    ]

    operations = [
        migrations.CreateModel(
            name="Update",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("title", models.CharField(max_length=100, verbose_name="kop")),
                ("text", models.TextField(max_length=4000, verbose_name="wat er gebeurde")),
                ("form_key", models.UUIDField(editable=False, null=True)),
                (
                    "at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        editable=False,
                        verbose_name="geplaatst op",
                    ),
                ),
                ("edited_at", models.DateTimeField(editable=False, null=True, verbose_name="aangepast op")),
                ("deleted_at", models.DateTimeField(editable=False, null=True, verbose_name="verwijderd op")),
                ("hidden_at", models.DateTimeField(editable=False, null=True, verbose_name="verborgen op")),
                (
                    "author",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="updates",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "initiative",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="updates", to="initiatives.initiative"
                    ),
                ),
                (
                    "subject",
                    models.OneToOneField(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="update",
                        to="activity.subject",
                    ),
                ),
            ],
            options={
                "verbose_name": "bericht",
                "verbose_name_plural": "berichten",
                "indexes": [
                    models.Index(
                        models.F("initiative"),
                        models.OrderBy(models.F("at"), descending=True),
                        name="update_of_initiative",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(models.F("author"), models.F("form_key"), name="update_once_per_form")
                ],
            },
        ),
        migrations.CreateModel(
            name="Lineage",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[("copy", "overgenomen"), ("split", "afgesplitst")], max_length=10, verbose_name="hoe"
                    ),
                ),
                ("since", models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
            ],
            options={
                "verbose_name": "herkomst",
                "verbose_name_plural": "herkomst",
            },
        ),
        migrations.CreateModel(
            name="OldAddress",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("slug", models.SlugField(max_length=110, unique=True, verbose_name="adres")),
                ("since", models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
            ],
            options={
                "verbose_name": "oud adres",
                "verbose_name_plural": "oude adressen",
            },
        ),
        migrations.CreateModel(
            name="Photo",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("place", models.PositiveSmallIntegerField(verbose_name="plaats")),
                ("alt", models.CharField(max_length=250, verbose_name="wat staat er op de foto")),
                ("name", models.CharField(editable=False, max_length=32, unique=True)),
                ("width", models.PositiveIntegerField(editable=False)),
                ("height", models.PositiveIntegerField(editable=False)),
                (
                    "added_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False),
                ),
                ("made_at", models.DateTimeField(editable=False, null=True, verbose_name="klaar sinds")),
                (
                    "next_try_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False),
                ),
                ("tries", models.PositiveSmallIntegerField(default=0, editable=False)),
                ("given_up_at", models.DateTimeField(editable=False, null=True, verbose_name="opgegeven op")),
                (
                    "trouble",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("lost", "zoekgeraakt"),
                            ("broken", "niet te lezen"),
                            ("full", "geen ruimte"),
                            ("heavy", "te zwaar"),
                        ],
                        editable=False,
                        max_length=10,
                        verbose_name="waarom niet",
                    ),
                ),
            ],
            options={
                "verbose_name": "foto",
                "verbose_name_plural": "foto's",
            },
        ),
        migrations.CreateModel(
            name="Result",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("achieved", models.TextField(max_length=4000, verbose_name="wat er bereikt is")),
                ("learned", models.TextField(blank=True, max_length=4000, verbose_name="wat we leerden")),
                ("people", models.PositiveIntegerField(null=True, verbose_name="mensen bereikt")),
                ("hours", models.PositiveIntegerField(null=True, verbose_name="uren gegeven")),
                ("cost", models.DecimalField(decimal_places=2, max_digits=12, null=True, verbose_name="kosten")),
                (
                    "counting",
                    models.CharField(
                        choices=[
                            ("estimated", "geschat door de trekkers"),
                            ("counted", "geteld, bijvoorbeeld met een lijst of bonnetjes"),
                        ],
                        default="estimated",
                        max_length=10,
                        verbose_name="hoe geteld",
                    ),
                ),
                (
                    "at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        editable=False,
                        verbose_name="opgeschreven op",
                    ),
                ),
                ("corrected_at", models.DateTimeField(editable=False, null=True, verbose_name="aangepast op")),
            ],
            options={
                "verbose_name": "resultaat",
                "verbose_name_plural": "resultaten",
            },
        ),
        migrations.CreateModel(
            name="Shift",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("move", "verhuizen naar een ander platform"),
                            ("merge", "samenvoegen met een ander initiatief"),
                        ],
                        max_length=10,
                        verbose_name="wat",
                    ),
                ),
                ("reason", models.TextField(max_length=1000, verbose_name="waarom")),
                (
                    "asked_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False, verbose_name="gevraagd op"
                    ),
                ),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("open", "wacht op antwoord"),
                            ("accepted", "ja"),
                            ("declined", "nee"),
                            ("withdrawn", "ingetrokken"),
                        ],
                        default="open",
                        max_length=10,
                        verbose_name="antwoord",
                    ),
                ),
                ("answer", models.TextField(blank=True, max_length=1000, verbose_name="reden bij het antwoord")),
                ("answered_at", models.DateTimeField(editable=False, null=True, verbose_name="beantwoord op")),
                ("reminded_at", models.DateTimeField(editable=False, null=True)),
            ],
            options={
                "verbose_name": "verzoek tussen platforms",
                "verbose_name_plural": "verzoeken tussen platforms",
            },
        ),
        migrations.RemoveConstraint(
            model_name="initiative",
            name="initiative_status_known",
        ),
        migrations.AddField(
            model_name="initiative",
            name="archived_at",
            field=models.DateTimeField(editable=False, null=True, verbose_name="in het archief sinds"),
        ),
        migrations.AddField(
            model_name="initiative",
            name="merged_into",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="initiatives.initiative",
                verbose_name="samengevoegd met",
            ),
        ),
        migrations.AddField(
            model_name="update",
            name="shows_author",
            field=models.BooleanField(default=False, verbose_name="naam zichtbaar"),
        ),
        migrations.AlterField(
            model_name="initiative",
            name="status",
            field=models.CharField(
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
                    ("merged", "Samengevoegd"),
                ],
                default="draft",
                editable=False,
                max_length=20,
                verbose_name="status",
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
                            "merged",
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
                    models.Q(("merged_into__isnull", False), ("status", "merged")),
                    models.Q(models.Q(("status", "merged"), _negated=True), ("merged_into", None)),
                    _connector="OR",
                ),
                name="initiative_merged_into_one",
                violation_error_message="Wat is samengevoegd, noemt waarmee.",
            ),
        ),
        migrations.AddConstraint(
            model_name="initiative",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("merged_into", None), models.Q(("merged_into", models.F("pk")), _negated=True), _connector="OR"
                ),
                name="initiative_not_merged_into_itself",
                violation_error_message="Een initiatief gaat niet met zichzelf samen.",
            ),
        ),
        migrations.AddConstraint(
            model_name="initiative",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("archived_at", None), ("status__in", ("done", "resting", "stopped")), _connector="OR"
                ),
                name="initiative_archived_when_quiet",
                violation_error_message="Alleen wat af is, rust of gestopt is, kan in het archief.",
            ),
        ),
        migrations.AddConstraint(
            model_name="update",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("deleted_at", None),
                        models.Q(("title", ""), _negated=True),
                        models.Q(("text", ""), _negated=True),
                    ),
                    models.Q(("deleted_at__isnull", False), ("text", ""), ("title", "")),
                    _connector="OR",
                ),
                name="update_has_words_until_deleted",
                violation_error_message="Een bericht heeft een kop en een tekst. Wat verwijderd is, is echt weg.",
            ),
        ),
        migrations.AlterConstraint(
            model_name="update",
            name="update_once_per_form",
            constraint=models.UniqueConstraint(
                models.F("author"),
                models.F("form_key"),
                name="update_once_per_form",
                violation_error_message="Dit bericht staat er al.",
            ),
        ),
        migrations.AddField(
            model_name="lineage",
            name="child",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.CASCADE, related_name="lineage", to="initiatives.initiative"
            ),
        ),
        migrations.AddField(
            model_name="lineage",
            name="origin",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="offspring", to="initiatives.initiative"
            ),
        ),
        migrations.AddField(
            model_name="oldaddress",
            name="initiative",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="old_addresses", to="initiatives.initiative"
            ),
        ),
        migrations.AddField(
            model_name="photo",
            name="update",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.CASCADE, related_name="photos", to="initiatives.update"
            ),
        ),
        migrations.AddField(
            model_name="result",
            name="author",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="results",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="result",
            name="initiative",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.CASCADE, related_name="result", to="initiatives.initiative"
            ),
        ),
        migrations.AddField(
            model_name="photo",
            name="result",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.CASCADE, related_name="photos", to="initiatives.result"
            ),
        ),
        migrations.AddField(
            model_name="shift",
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
            model_name="shift",
            name="asked_by",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="shift",
            name="initiative",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="shifts", to="initiatives.initiative"
            ),
        ),
        migrations.AddField(
            model_name="shift",
            name="into",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="initiatives.initiative"
            ),
        ),
        migrations.AddField(
            model_name="shift",
            name="platform",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="platforms.platform"
            ),
        ),
        migrations.AddIndex(
            model_name="lineage",
            index=models.Index(models.F("origin"), models.F("kind"), name="lineage_of_origin"),
        ),
        migrations.AddConstraint(
            model_name="lineage",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["copy", "split"])),
                name="lineage_kind_known",
                violation_error_message="Deze herkomst bestaat niet.",
            ),
        ),
        migrations.AddConstraint(
            model_name="lineage",
            constraint=models.CheckConstraint(
                condition=models.Q(("child", models.F("origin")), _negated=True),
                name="lineage_of_another",
                violation_error_message="Een initiatief komt niet uit zichzelf.",
            ),
        ),
        migrations.AddConstraint(
            model_name="result",
            constraint=models.CheckConstraint(
                condition=models.Q(("achieved", ""), _negated=True),
                name="result_says_what",
                violation_error_message="Schrijf wat er bereikt is.",
            ),
        ),
        migrations.AddConstraint(
            model_name="result",
            constraint=models.CheckConstraint(
                condition=models.Q(("counting__in", ["estimated", "counted"])),
                name="result_counting_known",
                violation_error_message="Kies hoe er geteld is.",
            ),
        ),
        migrations.AddConstraint(
            model_name="result",
            constraint=models.CheckConstraint(
                condition=models.Q(("cost", None), ("cost__gte", Decimal("0")), _connector="OR"),
                name="result_cost_not_negative",
                violation_error_message="Kosten zijn nul of meer, of onbekend.",
            ),
        ),
        migrations.AddIndex(
            model_name="photo",
            index=models.Index(
                models.F("next_try_at"), condition=models.Q(("given_up_at", None), ("made_at", None)), name="photo_due"
            ),
        ),
        migrations.AddConstraint(
            model_name="photo",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("result__isnull", False), ("update", None)),
                    models.Q(("result", None), ("update__isnull", False)),
                    _connector="OR",
                ),
                name="photo_of_one_thing",
                violation_error_message="Een foto hoort bij één bericht of één resultaat.",
            ),
        ),
        migrations.AddConstraint(
            model_name="photo",
            constraint=models.CheckConstraint(
                condition=models.Q(("alt", ""), _negated=True),
                name="photo_described",
                violation_error_message="Schrijf wat er op de foto staat, voor wie hem niet kan zien.",
            ),
        ),
        migrations.AddConstraint(
            model_name="photo",
            constraint=models.CheckConstraint(
                condition=models.Q(("height__gte", 1), ("width__gte", 1)),
                name="photo_has_measures",
                violation_error_message="Een foto heeft een breedte en een hoogte.",
            ),
        ),
        migrations.AddConstraint(
            model_name="photo",
            constraint=models.CheckConstraint(
                condition=models.Q(("place__lt", 6)),
                name="photo_among_six",
                violation_error_message="Er passen hooguit zes foto's bij.",
            ),
        ),
        migrations.AddConstraint(
            model_name="photo",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("given_up_at", None), ("trouble", "")),
                    models.Q(
                        ("given_up_at__isnull", False),
                        ("made_at", None),
                        ("trouble__in", ["lost", "broken", "full", "heavy"]),
                    ),
                    _connector="OR",
                ),
                name="photo_given_up_for_a_reason",
                violation_error_message="Een foto die niet lukt, heeft een reden.",
            ),
        ),
        migrations.AddConstraint(
            model_name="photo",
            constraint=models.UniqueConstraint(models.F("update"), models.F("place"), name="photo_place_in_update"),
        ),
        migrations.AddConstraint(
            model_name="photo",
            constraint=models.UniqueConstraint(models.F("result"), models.F("place"), name="photo_place_in_result"),
        ),
        migrations.AddConstraint(
            model_name="shift",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("into", None), ("kind", "move"), ("platform__isnull", False)),
                    models.Q(("into__isnull", False), ("kind", "merge"), ("platform", None)),
                    _connector="OR",
                ),
                name="shift_goes_somewhere",
                violation_error_message="Kies waar het heen gaat.",
            ),
        ),
        migrations.AddConstraint(
            model_name="shift",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("into", None), models.Q(("into", models.F("initiative")), _negated=True), _connector="OR"
                ),
                name="shift_not_into_itself",
                violation_error_message="Een initiatief gaat niet met zichzelf samen.",
            ),
        ),
        migrations.AddConstraint(
            model_name="shift",
            constraint=models.CheckConstraint(
                condition=models.Q(("reason", ""), _negated=True),
                name="shift_has_reason",
                violation_error_message="Schrijf waarom je dit vraagt.",
            ),
        ),
        migrations.AddConstraint(
            model_name="shift",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("answered_at", None), ("outcome", "open")),
                    models.Q(
                        ("answered_at__isnull", False),
                        ("outcome__in", ["open", "accepted", "declined", "withdrawn"]),
                        models.Q(("outcome", "open"), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="shift_answered_with_date",
                violation_error_message="Een antwoord heeft een datum.",
            ),
        ),
        migrations.AddConstraint(
            model_name="shift",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("outcome", "declined"), _negated=True),
                    models.Q(("answer", ""), _negated=True),
                    _connector="OR",
                ),
                name="shift_no_has_reason",
                violation_error_message="Schrijf waarom niet; dat leest wie het vroeg.",
            ),
        ),
        migrations.AddConstraint(
            model_name="shift",
            constraint=models.UniqueConstraint(
                models.F("initiative"),
                condition=models.Q(("outcome", "open")),
                name="shift_one_at_a_time",
                violation_error_message="Er loopt al een verzoek voor dit initiatief.",
            ),
        ),
    ]
