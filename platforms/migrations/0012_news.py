import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """Pieces of news, of the coalition and of each platform."""

    dependencies = [
        ("activity", "0008_rhythm_before"),
        ("platforms", "0011_means"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Post",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("title", models.CharField(max_length=120, verbose_name="titel")),
                ("slug", models.SlugField(editable=False, max_length=90, unique=True, verbose_name="adres")),
                (
                    "summary",
                    models.CharField(
                        help_text="Staat op de kaart en in de mail.", max_length=240, verbose_name="in één zin"
                    ),
                ),
                (
                    "body",
                    models.TextField(
                        help_text="Tussenkoppen maak je met ## voor de regel.", max_length=20000, verbose_name="tekst"
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("draft", "Concept"),
                            ("planned", "Gepland"),
                            ("published", "Gepubliceerd"),
                            ("withdrawn", "Ingetrokken"),
                        ],
                        default="draft",
                        editable=False,
                        max_length=10,
                        verbose_name="stand",
                    ),
                ),
                ("publish_at", models.DateTimeField(editable=False, null=True, verbose_name="op de site vanaf")),
                (
                    "reason",
                    models.CharField(blank=True, editable=False, max_length=500, verbose_name="waarom ingetrokken"),
                ),
                (
                    "created_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False),
                ),
                ("picture", models.CharField(blank=True, editable=False, max_length=100, verbose_name="foto")),
                (
                    "picture_alt",
                    models.CharField(
                        blank=True,
                        help_text="Voor wie de foto niet kan zien.",
                        max_length=250,
                        verbose_name="wat staat er op de foto",
                    ),
                ),
                ("picture_width", models.PositiveIntegerField(editable=False, null=True)),
                ("picture_height", models.PositiveIntegerField(editable=False, null=True)),
                (
                    "author",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="posts",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "platform",
                    models.ForeignKey(
                        blank=True,
                        help_text="Leeg: nieuws van de coalitie zelf.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="posts",
                        to="platforms.platform",
                        verbose_name="platform",
                    ),
                ),
                (
                    "subject",
                    models.OneToOneField(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="post",
                        to="activity.subject",
                    ),
                ),
            ],
            options={
                "verbose_name": "nieuwsbericht",
                "verbose_name_plural": "nieuwsberichten",
                "ordering": ["-publish_at", "-pk"],
                "indexes": [
                    models.Index(fields=["platform", "-publish_at"], name="post_of_platform"),
                    models.Index(
                        condition=models.Q(("status__in", ("planned", "published"))),
                        fields=["-publish_at"],
                        name="post_newest",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("title", ""), _negated=True),
                            models.Q(("summary", ""), _negated=True),
                            models.Q(("body", ""), _negated=True),
                        ),
                        name="post_has_words",
                        violation_error_message="Een nieuwsbericht heeft een titel, een samenvatting en een tekst.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("status__in", ["draft", "planned", "published", "withdrawn"])),
                        name="post_status_known",
                        violation_error_message="Kies een stand uit de lijst.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status__in", ("planned", "published")), _negated=True),
                            ("publish_at__isnull", False),
                            _connector="OR",
                        ),
                        name="post_released_at_a_moment",
                        violation_error_message="Een bericht dat op de site komt, heeft een moment.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "withdrawn"), models.Q(("reason", ""), _negated=True)),
                            models.Q(models.Q(("status", "withdrawn"), _negated=True), ("reason", "")),
                            _connector="OR",
                        ),
                        name="post_withdrawn_with_reason",
                        violation_error_message="Wie een bericht intrekt, zegt waarom.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("picture", ""), models.Q(("picture_alt", ""), _negated=True), _connector="OR"
                        ),
                        name="post_picture_described",
                        violation_error_message="Schrijf bij de foto wat erop staat, voor wie hem niet kan zien.",
                    ),
                ],
            },
        ),
    ]
