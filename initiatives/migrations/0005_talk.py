import django.db.models.deletion
import django.db.models.functions.comparison
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("initiatives", "0004_agenda"),
        ("platforms", "0006_hold_first"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Report",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "rule",
                    models.CharField(
                        choices=[
                            ("person", "1. Praat over de zaak, niet op de persoon"),
                            ("excludes", "2. Sluit niemand uit"),
                            ("private", "3. Houd het privé van een ander privé"),
                            ("buurt", "4. Het gaat over de buurt"),
                            ("advert", "5. Geen reclame"),
                            ("honest", "6. Wees eerlijk"),
                            ("safe", "7. Houd het veilig en wettig"),
                            ("others", "8. Zet er niets neer wat van een ander is"),
                        ],
                        max_length=10,
                        verbose_name="huisregel",
                    ),
                ),
                ("line", models.CharField(blank=True, max_length=300, verbose_name="toelichting")),
                (
                    "at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False, verbose_name="gemeld op"
                    ),
                ),
                ("answered_at", models.DateTimeField(editable=False, null=True, verbose_name="beantwoord op")),
            ],
            options={
                "verbose_name": "melding",
                "verbose_name_plural": "meldingen",
                "abstract": False,
            },
        ),
        migrations.AlterField(
            model_name="objection",
            name="answered_by",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="answered_%(class)ss",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AlterField(
            model_name="objection",
            name="by",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="%(class)ss",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AlterField(
            model_name="objection",
            name="initiative",
            field=models.OneToOneField(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="objection",
                to="initiatives.initiative",
            ),
        ),
        migrations.AlterField(
            model_name="objection",
            name="outcome",
            field=models.CharField(
                choices=[
                    ("open", "Nog niet beantwoord"),
                    ("upheld", "Het besluit blijft staan"),
                    ("overturned", "Het besluit is teruggedraaid"),
                ],
                default="open",
                editable=False,
                max_length=20,
                verbose_name="uitkomst",
            ),
        ),
        migrations.CreateModel(
            name="Comment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text", models.TextField(blank=True, max_length=2000, verbose_name="reactie")),
                ("form_key", models.UUIDField(editable=False, null=True)),
                (
                    "at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        editable=False,
                        verbose_name="geschreven op",
                    ),
                ),
                ("edited_at", models.DateTimeField(editable=False, null=True, verbose_name="aangepast op")),
                ("deleted_at", models.DateTimeField(editable=False, null=True, verbose_name="verwijderd op")),
                ("hidden_at", models.DateTimeField(editable=False, null=True, verbose_name="verborgen op")),
                ("held_at", models.DateTimeField(editable=False, null=True, verbose_name="wacht op een blik sinds")),
                ("told_at", models.DateTimeField(editable=False, null=True)),
                (
                    "activity",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="comments",
                        to="initiatives.activity",
                    ),
                ),
                (
                    "author",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="%(class)ss",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="schrijver",
                    ),
                ),
                (
                    "initiative",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="comments",
                        to="initiatives.initiative",
                    ),
                ),
                (
                    "parent",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="replies",
                        to="initiatives.comment",
                        verbose_name="antwoord op",
                    ),
                ),
                (
                    "update",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="comments",
                        to="initiatives.update",
                    ),
                ),
            ],
            options={
                "verbose_name": "reactie",
                "verbose_name_plural": "reacties",
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Case",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("words", models.TextField(blank=True, editable=False, verbose_name="tekst bij de melding")),
                (
                    "opened_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False, verbose_name="wacht sinds"
                    ),
                ),
                ("pressing_at", models.DateTimeField(editable=False, null=True, verbose_name="drie meldingen sinds")),
                ("closed_at", models.DateTimeField(editable=False, null=True, verbose_name="bekeken op")),
                ("reminded_at", models.DateTimeField(editable=False, null=True)),
                (
                    "activity",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="case",
                        to="initiatives.activity",
                    ),
                ),
                (
                    "author",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="cases",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="schrijver",
                    ),
                ),
                (
                    "initiative",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="case",
                        to="initiatives.initiative",
                    ),
                ),
                (
                    "update",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="case",
                        to="initiatives.update",
                    ),
                ),
                (
                    "comment",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="case",
                        to="initiatives.comment",
                    ),
                ),
            ],
            options={
                "verbose_name": "te bekijken tekst",
                "verbose_name_plural": "te bekijken teksten",
            },
        ),
        migrations.CreateModel(
            name="CommentVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text", models.TextField(max_length=2000, verbose_name="tekst")),
                (
                    "until",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False, verbose_name="tot"
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="%(class)ss",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "comment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="versions", to="initiatives.comment"
                    ),
                ),
            ],
            options={
                "verbose_name": "eerdere versie",
                "verbose_name_plural": "eerdere versies",
            },
        ),
        migrations.CreateModel(
            name="Decision",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("hide", "Verborgen"),
                            ("warn", "Gewaarschuwd"),
                            ("restore", "Teruggezet"),
                            ("fine", "Niets aan de hand"),
                            ("place", "Eerste reactie geplaatst"),
                        ],
                        max_length=10,
                        verbose_name="besluit",
                    ),
                ),
                (
                    "rule",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("person", "1. Praat over de zaak, niet op de persoon"),
                            ("excludes", "2. Sluit niemand uit"),
                            ("private", "3. Houd het privé van een ander privé"),
                            ("buurt", "4. Het gaat over de buurt"),
                            ("advert", "5. Geen reclame"),
                            ("honest", "6. Wees eerlijk"),
                            ("safe", "7. Houd het veilig en wettig"),
                            ("others", "8. Zet er niets neer wat van een ander is"),
                        ],
                        max_length=10,
                        verbose_name="huisregel",
                    ),
                ),
                ("reason", models.TextField(blank=True, max_length=1000, verbose_name="reden")),
                ("words", models.TextField(blank=True, verbose_name="waar het over ging")),
                (
                    "at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False, verbose_name="beslist op"
                    ),
                ),
                (
                    "author",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="%(class)ss_about",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="schrijver",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="%(class)ss",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="beslist door",
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="decisions", to="initiatives.case"
                    ),
                ),
                (
                    "platform",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="decisions", to="platforms.platform"
                    ),
                ),
            ],
            options={
                "verbose_name": "besluit",
                "verbose_name_plural": "besluiten",
                "abstract": False,
            },
        ),
        migrations.AddField(
            model_name="objection",
            name="decision",
            field=models.OneToOneField(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="objection",
                to="initiatives.decision",
            ),
        ),
        migrations.AddConstraint(
            model_name="objection",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("decision", None), ("initiative__isnull", False)),
                    models.Q(("decision__isnull", False), ("initiative", None)),
                    _connector="OR",
                ),
                name="objection_to_one",
                violation_error_message="Een bezwaar gaat over één besluit.",
            ),
        ),
        migrations.AddField(
            model_name="report",
            name="by",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="%(class)ss",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="report",
            name="case",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="reports", to="initiatives.case"
            ),
        ),
        migrations.AddIndex(
            model_name="comment",
            index=models.Index(
                models.F("initiative"),
                django.db.models.functions.comparison.Coalesce(
                    "parent_id", "id", output_field=models.BigIntegerField()
                ),
                models.F("id"),
                condition=models.Q(("initiative__isnull", False)),
                name="comment_of_initiative",
            ),
        ),
        migrations.AddIndex(
            model_name="comment",
            index=models.Index(
                models.F("update"),
                django.db.models.functions.comparison.Coalesce(
                    "parent_id", "id", output_field=models.BigIntegerField()
                ),
                models.F("id"),
                condition=models.Q(("update__isnull", False)),
                name="comment_of_update",
            ),
        ),
        migrations.AddIndex(
            model_name="comment",
            index=models.Index(
                models.F("activity"),
                django.db.models.functions.comparison.Coalesce(
                    "parent_id", "id", output_field=models.BigIntegerField()
                ),
                models.F("id"),
                condition=models.Q(("activity__isnull", False)),
                name="comment_of_activity",
            ),
        ),
        migrations.AddIndex(
            model_name="comment",
            index=models.Index(
                models.F("at"),
                condition=models.Q(("deleted_at", None), ("held_at", None), ("hidden_at", None), ("told_at", None)),
                name="comment_untold",
            ),
        ),
        migrations.AddConstraint(
            model_name="comment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("deleted_at", None), models.Q(("text", ""), _negated=True)),
                    models.Q(("deleted_at__isnull", False), ("text", "")),
                    _connector="OR",
                ),
                name="comment_words_until_deleted",
                violation_error_message="Schrijf iets. En wat weg is, is echt weg.",
            ),
        ),
        migrations.AddConstraint(
            model_name="comment",
            constraint=models.CheckConstraint(
                condition=models.Q(("parent", models.F("pk")), _negated=True),
                name="comment_not_under_itself",
                violation_error_message="Een reactie is geen antwoord op zichzelf.",
            ),
        ),
        migrations.AddConstraint(
            model_name="comment",
            constraint=models.UniqueConstraint(
                models.F("author"),
                models.F("form_key"),
                name="comment_once_per_form",
                violation_error_message="Deze reactie staat er al.",
            ),
        ),
        migrations.AddConstraint(
            model_name="comment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("activity", None), ("initiative__isnull", False), ("update", None)),
                    models.Q(("activity", None), ("initiative", None), ("update__isnull", False)),
                    models.Q(("activity__isnull", False), ("initiative", None), ("update", None)),
                    _connector="OR",
                ),
                name="comment_about_one",
                violation_error_message="Een reactie gaat over één ding.",
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(models.F("opened_at"), condition=models.Q(("closed_at", None)), name="case_open"),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("activity", None), ("comment__isnull", False), ("initiative", None), ("update", None)),
                    models.Q(("activity", None), ("comment", None), ("initiative__isnull", False), ("update", None)),
                    models.Q(("activity", None), ("comment", None), ("initiative", None), ("update__isnull", False)),
                    models.Q(("activity__isnull", False), ("comment", None), ("initiative", None), ("update", None)),
                    _connector="OR",
                ),
                name="case_about_one",
                violation_error_message="Een melding gaat over één ding.",
            ),
        ),
        migrations.AddIndex(
            model_name="commentversion",
            index=models.Index(models.F("comment"), models.F("id"), name="version_of_comment"),
        ),
        migrations.AddIndex(
            model_name="decision",
            index=models.Index(models.F("author"), models.F("platform"), name="decision_about_author"),
        ),
        migrations.AddIndex(
            model_name="decision",
            index=models.Index(models.F("at"), name="decision_by_date"),
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["hide", "warn", "restore", "fine", "place"])),
                name="decision_kind_known",
                violation_error_message="Kies een besluit uit de lijst.",
            ),
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("rule__in", ["", "person", "excludes", "private", "buurt", "advert", "honest", "safe", "others"])
                ),
                name="decision_rule_known",
                violation_error_message="Kies een huisregel uit de lijst.",
            ),
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind__in", ("hide", "warn")), _negated=True),
                    models.Q(models.Q(("rule", ""), _negated=True), models.Q(("reason", ""), _negated=True)),
                    _connector="OR",
                ),
                name="decision_hard_one_names_rule",
                violation_error_message="Noem de huisregel en schrijf waarom.",
            ),
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind", "place"), models.Q(("reason", ""), _negated=True), _connector="OR"),
                name="decision_has_reason",
                violation_error_message="Schrijf waarom. De schrijver leest het.",
            ),
        ),
        migrations.AddConstraint(
            model_name="report",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("rule__in", ["person", "excludes", "private", "buurt", "advert", "honest", "safe", "others"])
                ),
                name="report_rule_known",
                violation_error_message="Kies een huisregel uit de lijst.",
            ),
        ),
        migrations.AddConstraint(
            model_name="report",
            constraint=models.UniqueConstraint(
                models.F("case"),
                models.F("by"),
                name="report_once_each",
                violation_error_message="Je hebt dit al gemeld.",
            ),
        ),
    ]
