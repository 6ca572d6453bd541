import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

# Walked under one lock, or two that are made to replace each other at once would close a circle that neither sees.
CHAIN = """
CREATE FUNCTION pages_document_chain() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('pages_document_chain'));
    IF EXISTS (
        WITH RECURSIVE older AS (
            SELECT d.id, d.replaces_id FROM pages_document d WHERE d.id = NEW.replaces_id
            UNION
            SELECT d.id, d.replaces_id FROM pages_document d JOIN older ON d.id = older.replaces_id
        )
        SELECT 1 FROM older WHERE id = NEW.id
    ) THEN
        RAISE EXCEPTION 'Document % would replace itself', NEW.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'document_chain';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER pages_document_chain BEFORE INSERT OR UPDATE OF replaces_id ON pages_document
    FOR EACH ROW WHEN (NEW.replaces_id IS NOT NULL) EXECUTE FUNCTION pages_document_chain();
"""
CHAIN_BACK = "DROP TRIGGER pages_document_chain ON pages_document; DROP FUNCTION pages_document_chain()"


class Migration(migrations.Migration):
    """The library, and a chain of what replaces what that never runs in a circle."""

    dependencies = [
        ("lib", "0001_ground"),
        ("activity", "0008_rhythm_before"),
        ("pages", "0003_subjects"),
    ]

    operations = [
        migrations.CreateModel(
            name="Document",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("title", models.CharField(max_length=160, verbose_name="titel")),
                ("slug", models.SlugField(editable=False, max_length=90, unique=True, verbose_name="adres")),
                (
                    "summary",
                    models.CharField(
                        blank=True,
                        help_text="Wat staat erin, in het kort?",
                        max_length=400,
                        verbose_name="samenvatting",
                    ),
                ),
                ("dated", models.DateField(help_text="De datum die op het document staat.", verbose_name="datum")),
                (
                    "owner",
                    models.CharField(
                        help_text="Wie stelde het vast of schreef het?", max_length=120, verbose_name="van wie"
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("concept", "Concept"),
                            ("in_force", "Van kracht"),
                            ("information", "Ter informatie"),
                            ("expired", "Vervallen"),
                        ],
                        default="information",
                        editable=False,
                        max_length=12,
                        verbose_name="stand",
                    ),
                ),
                (
                    "language",
                    models.CharField(
                        choices=[
                            ("nl", "Nederlands"),
                            ("en", "English"),
                            ("ar", "العربية"),
                            ("tr", "Türkçe"),
                            ("es", "Español"),
                            ("fr", "Français"),
                            ("pl", "Polski"),
                            ("ti", "ትግርኛ"),
                            ("uk", "Українська"),
                        ],
                        default="nl",
                        max_length=2,
                        verbose_name="taal",
                    ),
                ),
                ("file", models.CharField(editable=False, max_length=100, unique=True, verbose_name="bestand")),
                ("size", models.PositiveIntegerField(editable=False, verbose_name="grootte in bytes")),
                ("digest", models.CharField(editable=False, max_length=64, verbose_name="vingerafdruk")),
                ("page_count", models.PositiveIntegerField(editable=False, null=True, verbose_name="bladzijden")),
                ("text", models.TextField(blank=True, editable=False, verbose_name="gelezen tekst")),
                ("read_at", models.DateTimeField(editable=False, null=True, verbose_name="gelezen op")),
                (
                    "unread",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("locked", "Er zit een wachtwoord op."),
                            ("broken", "Het bestand is kapot."),
                            ("heavy", "Het lezen duurde te lang of vroeg te veel geheugen."),
                            ("picture", "Er staat geen tekst in, alleen beeld."),
                        ],
                        editable=False,
                        max_length=10,
                        verbose_name="niet gelezen",
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False),
                ),
                ("published_at", models.DateTimeField(editable=False, null=True, verbose_name="op de site sinds")),
                ("withdrawn_at", models.DateTimeField(editable=False, null=True, verbose_name="ingetrokken op")),
                (
                    "reason",
                    models.CharField(blank=True, editable=False, max_length=500, verbose_name="waarom ingetrokken"),
                ),
                (
                    "search",
                    models.GeneratedField(
                        db_persist=True,
                        expression=django.contrib.postgres.search.CombinedSearchVector(
                            django.contrib.postgres.search.CombinedSearchVector(
                                django.contrib.postgres.search.SearchVector("title", config="nederlands", weight="A"),
                                "||",
                                django.contrib.postgres.search.SearchVector(
                                    "summary", "owner", config="nederlands", weight="B"
                                ),
                                django.contrib.postgres.search.SearchConfig("nederlands"),
                            ),
                            "||",
                            django.contrib.postgres.search.SearchVector("text", config="nederlands", weight="C"),
                            django.contrib.postgres.search.SearchConfig("nederlands"),
                        ),
                        output_field=django.contrib.postgres.search.SearchVectorField(),
                    ),
                ),
                (
                    "replaces",
                    models.OneToOneField(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="replaced_by",
                        to="pages.document",
                        verbose_name="vervangt",
                    ),
                ),
                (
                    "subject",
                    models.OneToOneField(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="document",
                        to="activity.subject",
                    ),
                ),
            ],
            options={
                "verbose_name": "document",
                "verbose_name_plural": "documenten",
                "ordering": ["-dated", "-pk"],
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(models.F("search"), name="document_search"),
                    models.Index(models.F("id"), condition=models.Q(("read_at", None)), name="document_to_read"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("title", ""), _negated=True), models.Q(("owner", ""), _negated=True)
                        ),
                        name="document_has_words",
                        violation_error_message="Een document heeft een titel en is van iemand.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("status__in", ["concept", "in_force", "information", "expired"])),
                        name="document_status_known",
                        violation_error_message="Kies een stand uit de lijst.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("language__in", ["nl", "en", "ar", "tr", "es", "fr", "pl", "ti", "uk"])),
                        name="document_language_known",
                        violation_error_message="Kies een taal uit de lijst.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("replaces", models.F("id")), _negated=True),
                        name="document_replaces_another",
                        violation_error_message="Een document vervangt niet zichzelf.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("reason", ""), ("withdrawn_at", None)),
                            models.Q(("withdrawn_at__isnull", False), models.Q(("reason", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="document_withdrawn_with_reason",
                        violation_error_message="Wie een document intrekt, zegt waarom.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("unread", ""),
                            models.Q(
                                ("unread__in", ["locked", "broken", "heavy", "picture"]), ("read_at__isnull", False)
                            ),
                            _connector="OR",
                        ),
                        name="document_unread_known",
                        violation_error_message="Dit is geen bekende reden om een bestand niet te lezen.",
                    ),
                ],
            },
        ),
        migrations.RunSQL(CHAIN, CHAIN_BACK),
    ]
