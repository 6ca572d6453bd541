import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models
from django.db.models import F, Q

# Each page keeps its address, its state and its words, which become its first version. Its subject comes in the same
# statement as in 0003.
ONWARD = """
    UPDATE pages_page SET
        path = slug,
        publish_at = published_at,
        status = CASE WHEN published_at IS NULL THEN 'draft' ELSE 'released' END;
    INSERT INTO pages_address (path, page_id, since) SELECT path, id, coalesce(published_at, now()) FROM pages_page;
    INSERT INTO pages_version
        (page_id, language, number, title, summary, body, note, at, public_from, machine_written)
        SELECT id, 'nl', 1, title, summary, body, '', coalesce(edited_at, published_at, now()), published_at, false
        FROM pages_page;
    WITH new AS (
        SELECT id, nextval(pg_get_serial_sequence('activity_subject', 'id')) AS subject_id FROM pages_page
    ), made AS (
        INSERT INTO activity_subject (id, kind, created_at) SELECT subject_id, 'page', now() FROM new
    )
    UPDATE pages_page SET subject_id = new.subject_id FROM new WHERE new.id = pages_page.id;
"""
# Back: the words that are shown, or the newest. An address in a tree has no place there, so its last part stays when
# nobody else has it.
BACK = """
    UPDATE pages_page SET (title, summary, body) = (
        SELECT v.title, v.summary, v.body FROM pages_version v
        WHERE v.page_id = pages_page.id AND v.language = 'nl'
        ORDER BY coalesce(v.public_from <= now(), false) DESC, v.public_from DESC NULLS LAST, v.number DESC LIMIT 1
    );
    UPDATE pages_page SET published_at = CASE
        WHEN status = 'released' AND (withdraw_at IS NULL OR withdraw_at > now()) THEN publish_at END;
    UPDATE pages_page SET slug = left(replace(path, '/', '-'), 48) || '-' || id WHERE path <> slug;
"""


class Migration(migrations.Migration):
    """A page becomes a place in a tree with states, and its words become versions. Nothing published is lost."""

    dependencies = [
        ("activity", "0008_rhythm_before"),
        ("pages", "0004_documents"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint("page", "page_has_words"),
        migrations.AddField(
            "page",
            "parent",
            models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="children",
                to="pages.page",
                verbose_name="valt onder",
            ),
        ),
        migrations.AddField("page", "path", models.CharField(editable=False, max_length=300, null=True)),
        migrations.AddField(
            "page",
            "status",
            models.CharField(
                choices=[
                    ("draft", "concept"),
                    ("review", "ter controle"),
                    ("released", "vrijgegeven"),
                    ("withdrawn", "ingetrokken"),
                ],
                default="draft",
                editable=False,
                max_length=10,
            ),
        ),
        migrations.AddField(
            "page",
            "publish_at",
            models.DateTimeField(blank=True, editable=False, null=True, verbose_name="te zien vanaf"),
        ),
        migrations.AddField(
            "page",
            "withdraw_at",
            models.DateTimeField(blank=True, editable=False, null=True, verbose_name="te zien tot"),
        ),
        migrations.AddField(
            "page", "check_on", models.DateField(blank=True, editable=False, null=True, verbose_name="nog actueel?")
        ),
        migrations.AddField(
            "page",
            "check_asked_at",
            models.DateTimeField(editable=False, null=True, verbose_name="herinnerd op"),
        ),
        migrations.AddField(
            "page",
            "subject",
            models.OneToOneField(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="page",
                to="activity.subject",
            ),
        ),
        migrations.CreateModel(
            name="Address",
            fields=[
                (
                    "path",
                    models.CharField(
                        error_messages={"unique": "Dit adres is of was van een andere pagina. Kies een ander."},
                        max_length=300,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                (
                    "since",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False),
                ),
                (
                    "page",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="addresses", to="pages.page"
                    ),
                ),
            ],
            options={"verbose_name": "adres van een pagina", "verbose_name_plural": "adressen van pagina’s"},
        ),
        migrations.CreateModel(
            name="Version",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "language",
                    models.CharField(
                        choices=[("nl", "Nederlands"), ("en", "English"), ("ar", "العربية"), ("tr", "Türkçe")],
                        default="nl",
                        max_length=2,
                        verbose_name="taal",
                    ),
                ),
                ("number", models.PositiveIntegerField(verbose_name="versie")),
                ("title", models.CharField(max_length=120, verbose_name="titel")),
                ("summary", models.CharField(max_length=240, verbose_name="samenvatting")),
                ("body", models.TextField(verbose_name="tekst")),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="wat is er anders?")),
                (
                    "at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        editable=False,
                        verbose_name="bewaard op",
                    ),
                ),
                ("public_from", models.DateTimeField(editable=False, null=True, verbose_name="te zien vanaf")),
                (
                    "machine_written",
                    models.BooleanField(default=False, verbose_name="vertaald door een computer"),
                ),
                ("checked_at", models.DateTimeField(editable=False, null=True, verbose_name="nagekeken op")),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="page_versions",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="door",
                    ),
                ),
                (
                    "checked_by",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "page",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="versions", to="pages.page"
                    ),
                ),
            ],
            options={
                "verbose_name": "versie van een pagina",
                "verbose_name_plural": "versies van pagina’s",
                "indexes": [models.Index(fields=["page", "language", "-public_from"], name="version_live")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("page", "language", "number"),
                        name="version_number_once",
                        violation_error_message="Iemand anders bewaarde intussen een nieuwere versie.",
                    ),
                    models.CheckConstraint(
                        condition=~Q(title="") & ~Q(summary="") & ~Q(body=""),
                        name="version_has_words",
                        violation_error_message="Een pagina heeft een titel, een samenvatting en een tekst.",
                    ),
                    models.CheckConstraint(
                        condition=Q(language__in=["nl", "en", "ar", "tr"]),
                        name="version_language_known",
                        violation_error_message="Kies een taal uit de lijst.",
                    ),
                    models.CheckConstraint(
                        condition=Q(checked_at=None) | Q(machine_written=True),
                        name="version_checks_a_machine",
                        violation_error_message="Alleen een vertaling van een computer wordt nagekeken.",
                    ),
                ],
            },
        ),
        # Slugs are unique in a flat list on the way back as well: the whole path is written into them first.
        migrations.AlterField(
            "page",
            "slug",
            models.SlugField(help_text="Het laatste stuk van het adres.", max_length=60, verbose_name="adres"),
        ),
        migrations.AlterField("page", "summary", models.CharField(max_length=240, null=True)),
        migrations.AlterField("page", "body", models.TextField(null=True)),
        migrations.RunSQL(
            ["SET CONSTRAINTS ALL IMMEDIATE", ONWARD, "SET CONSTRAINTS ALL IMMEDIATE"],
            ["SET CONSTRAINTS ALL IMMEDIATE", BACK, "SET CONSTRAINTS ALL IMMEDIATE"],
        ),
        migrations.AlterField("page", "path", models.CharField(editable=False, max_length=300, unique=True)),
        migrations.RemoveField("page", "published_at"),
        migrations.RemoveField("page", "summary"),
        migrations.RemoveField("page", "body"),
        migrations.AddConstraint(
            "page",
            models.CheckConstraint(
                condition=Q(status__in=["draft", "review", "released", "withdrawn"]),
                name="page_status_known",
                violation_error_message="Kies een status uit de lijst.",
            ),
        ),
        migrations.AddConstraint(
            "page",
            models.CheckConstraint(
                condition=~Q(title="") & ~Q(slug=""),
                name="page_named",
                violation_error_message="Een pagina heeft een titel en een adres.",
            ),
        ),
        migrations.AddConstraint(
            "page",
            models.CheckConstraint(
                condition=~Q(status="released") | Q(publish_at__isnull=False),
                name="page_released_from_a_moment",
                violation_error_message="Een vrijgegeven pagina is te zien vanaf een moment.",
            ),
        ),
        migrations.AddConstraint(
            "page",
            models.CheckConstraint(
                condition=Q(withdraw_at=None) | Q(publish_at__lt=F("withdraw_at")),
                name="page_shown_before_withdrawn",
                violation_error_message="Een pagina gaat er pas af nadat hij erop stond.",
            ),
        ),
        migrations.AddConstraint(
            "page",
            models.CheckConstraint(
                condition=Q(parent=None) | ~Q(parent=F("pk")),
                name="page_not_under_itself",
                violation_error_message="Een pagina kan niet onder zichzelf vallen.",
            ),
        ),
    ]
