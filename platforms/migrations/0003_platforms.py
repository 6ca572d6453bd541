"""Platforms, who carries them, and where else to look."""

import django.contrib.postgres.indexes
import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("activity", "0002_events_stay"),
        ("pages", "0002_first_words"),
        ("platforms", "0002_facts_of_amsterdam"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Platform",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=80, verbose_name="naam")),
                ("slug", models.SlugField(max_length=90, unique=True, verbose_name="adres")),
                (
                    "own_area_name",
                    models.CharField(
                        blank=True,
                        help_text="Hoe jullie zelf je buurt noemen.",
                        max_length=80,
                        verbose_name="eigen naam voor de buurt",
                    ),
                ),
                ("story", models.TextField(blank=True, max_length=8000, verbose_name="verhaal")),
                ("summary", models.CharField(blank=True, max_length=200, verbose_name="in één zin")),
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
                        default="signal",
                        max_length=20,
                        verbose_name="fase",
                    ),
                ),
                (
                    "legal_form",
                    models.CharField(
                        choices=[
                            ("informal", "Informeel netwerk (zwermcoalitie)"),
                            ("association", "Vereniging"),
                            ("foundation", "Stichting"),
                            ("cooperative", "Coöperatie"),
                            ("other", "Anders"),
                        ],
                        default="informal",
                        max_length=20,
                        verbose_name="vorm",
                    ),
                ),
                ("since", models.DateField(blank=True, null=True, verbose_name="sinds")),
                (
                    "welcome",
                    models.CharField(
                        choices=[
                            ("open", "Open: iedereen kan meteen lid worden"),
                            ("meet_first", "Eerst kennismaken: je stelt je voor en een coördinator antwoordt"),
                        ],
                        default="open",
                        max_length=20,
                        verbose_name="nieuwe leden",
                    ),
                ),
                (
                    "welcome_question",
                    models.CharField(
                        blank=True,
                        help_text="Alleen bij ‘eerst kennismaken’. Eén vraag die je graag beantwoord ziet.",
                        max_length=200,
                        verbose_name="vraag aan nieuwe leden",
                    ),
                ),
                (
                    "contact_email",
                    models.EmailField(
                        blank=True,
                        help_text="Een adres van de groep, niet van één persoon.",
                        max_length=254,
                        verbose_name="e-mailadres van het platform",
                    ),
                ),
                ("contact_phone", models.CharField(blank=True, max_length=30, verbose_name="telefoon")),
                ("contact_place", models.CharField(blank=True, max_length=200, verbose_name="plek om binnen te lopen")),
                ("contact_hours", models.CharField(blank=True, max_length=200, verbose_name="wanneer open")),
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
                ("picture_width", models.PositiveIntegerField(blank=True, editable=False, null=True)),
                ("picture_height", models.PositiveIntegerField(blank=True, editable=False, null=True)),
                (
                    "created_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False),
                ),
                ("hidden_at", models.DateTimeField(editable=False, null=True, verbose_name="verborgen op")),
                (
                    "areas",
                    models.ManyToManyField(
                        blank=True,
                        limit_choices_to={"level": "buurt"},
                        related_name="platforms",
                        to="platforms.area",
                        verbose_name="buurten",
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
                    "subject",
                    models.OneToOneField(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="platform",
                        to="activity.subject",
                    ),
                ),
                (
                    "values",
                    models.ManyToManyField(
                        blank=True, related_name="platforms", to="pages.value", verbose_name="waarden"
                    ),
                ),
            ],
            options={
                "verbose_name": "platform",
                "verbose_name_plural": "platforms",
                "ordering": ["name"],
            },
        ),
        migrations.CreateModel(
            name="Membership",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "role",
                    models.CharField(
                        choices=[("member", "Lid"), ("puller", "Trekker"), ("coordinator", "Coördinator")],
                        default="member",
                        max_length=20,
                        verbose_name="rol",
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("asked", "Gevraagd"),
                            ("member", "Lid"),
                            ("declined", "Niet toegelaten"),
                            ("left", "Vertrokken"),
                        ],
                        default="asked",
                        max_length=20,
                        verbose_name="status",
                    ),
                ),
                ("answer", models.TextField(blank=True, max_length=1000, verbose_name="kennismaking")),
                ("reason", models.CharField(blank=True, max_length=500, verbose_name="reden")),
                ("shows_name", models.BooleanField(default=False, verbose_name="naam zichtbaar")),
                (
                    "contact",
                    models.CharField(
                        choices=[("none", "Liever niet"), ("email", "Ja, zij zien dan mijn e-mailadres")],
                        default="none",
                        max_length=10,
                        verbose_name="contact",
                    ),
                ),
                (
                    "asked_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False, verbose_name="gevraagd op"
                    ),
                ),
                ("joined_at", models.DateTimeField(editable=False, null=True, verbose_name="lid sinds")),
                ("reminded_at", models.DateTimeField(editable=False, null=True)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="memberships",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "platform",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="memberships", to="platforms.platform"
                    ),
                ),
            ],
            options={
                "verbose_name": "lidmaatschap",
                "verbose_name_plural": "lidmaatschappen",
            },
        ),
        migrations.CreateModel(
            name="PlatformLink",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[("link", "Link"), ("partner", "Partnerorganisatie")],
                        default="link",
                        max_length=10,
                        verbose_name="soort",
                    ),
                ),
                ("label", models.CharField(max_length=80, verbose_name="naam")),
                ("url", models.URLField(blank=True, max_length=300, verbose_name="adres")),
                (
                    "platform",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="links", to="platforms.platform"
                    ),
                ),
            ],
            options={
                "verbose_name": "link of partner",
                "verbose_name_plural": "links en partners",
                "ordering": ["kind", "label"],
            },
        ),
        migrations.AddIndex(
            model_name="platform",
            index=django.contrib.postgres.indexes.GinIndex(
                django.contrib.postgres.indexes.OpClass(
                    models.Func(models.F("name"), function="plain", output_field=models.TextField()),
                    name="gin_trgm_ops",
                ),
                name="platform_name_similar",
            ),
        ),
        migrations.AddIndex(
            model_name="platform",
            index=models.Index(
                models.Func(models.F("name"), function="plain", output_field=models.TextField()),
                models.F("id"),
                name="platform_alphabet",
            ),
        ),
        migrations.AddConstraint(
            model_name="platform",
            constraint=models.CheckConstraint(
                condition=models.Q(("stage__in", ["signal", "start_group", "nursery", "platform", "resting"])),
                name="platform_stage_known",
                violation_error_message="Kies een fase uit de lijst.",
            ),
        ),
        migrations.AddConstraint(
            model_name="platform",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("legal_form__in", ["informal", "association", "foundation", "cooperative", "other"])
                ),
                name="platform_form_known",
                violation_error_message="Kies een vorm uit de lijst.",
            ),
        ),
        migrations.AddConstraint(
            model_name="platform",
            constraint=models.CheckConstraint(
                condition=models.Q(("welcome__in", ["open", "meet_first"])),
                name="platform_welcome_known",
                violation_error_message="Kies hoe nieuwe leden binnenkomen.",
            ),
        ),
        migrations.AddConstraint(
            model_name="platform",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("welcome", "meet_first"), _negated=True),
                    models.Q(("welcome_question", ""), _negated=True),
                    _connector="OR",
                ),
                name="platform_question_when_meeting_first",
                violation_error_message="Vul de vraag in die nieuwe leden krijgen.",
            ),
        ),
        migrations.AddConstraint(
            model_name="platform",
            constraint=models.CheckConstraint(
                condition=models.Q(("picture", ""), models.Q(("picture_alt", ""), _negated=True), _connector="OR"),
                name="platform_picture_described",
                violation_error_message="Schrijf bij de foto wat erop staat, voor wie hem niet kan zien.",
            ),
        ),
        migrations.AddIndex(
            model_name="membership",
            index=models.Index(
                models.F("platform"), models.F("status"), models.F("role"), name="membership_of_platform"
            ),
        ),
        migrations.AddIndex(
            model_name="membership",
            index=models.Index(models.F("person"), models.F("status"), models.F("role"), name="membership_of_person"),
        ),
        migrations.AddConstraint(
            model_name="membership",
            constraint=models.UniqueConstraint(
                models.F("platform"),
                models.F("person"),
                name="membership_once",
                violation_error_message="Deze persoon staat al bij dit platform.",
            ),
        ),
        migrations.AddConstraint(
            model_name="membership",
            constraint=models.CheckConstraint(
                condition=models.Q(("role__in", ["member", "puller", "coordinator"])),
                name="membership_role_known",
                violation_error_message="Kies een rol uit de lijst.",
            ),
        ),
        migrations.AddConstraint(
            model_name="membership",
            constraint=models.CheckConstraint(
                condition=models.Q(("status__in", ["asked", "member", "declined", "left"])),
                name="membership_status_known",
                violation_error_message="Kies een status uit de lijst.",
            ),
        ),
        migrations.AddConstraint(
            model_name="membership",
            constraint=models.CheckConstraint(
                condition=models.Q(("contact__in", ["none", "email"])),
                name="membership_contact_known",
                violation_error_message="Kies hoe het platform je mag bereiken.",
            ),
        ),
        migrations.AddConstraint(
            model_name="membership",
            constraint=models.CheckConstraint(
                condition=models.Q(("status", "member"), ("role", "member"), _connector="OR"),
                name="membership_role_only_for_members",
                violation_error_message="Alleen een lid kan trekker of coördinator zijn.",
            ),
        ),
        migrations.AddConstraint(
            model_name="membership",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status", "declined"), _negated=True),
                    models.Q(("reason", ""), _negated=True),
                    _connector="OR",
                ),
                name="membership_declined_with_reason",
                violation_error_message="Schrijf waarom deze persoon niet wordt toegelaten.",
            ),
        ),
        migrations.AddConstraint(
            model_name="membership",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status", "member"), _negated=True), ("joined_at__isnull", False), _connector="OR"
                ),
                name="membership_member_has_date",
                violation_error_message="Een lid heeft een datum van toetreden.",
            ),
        ),
        migrations.AddConstraint(
            model_name="platformlink",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["link", "partner"])),
                name="platformlink_kind_known",
                violation_error_message="Kies link of partnerorganisatie.",
            ),
        ),
        migrations.AddConstraint(
            model_name="platformlink",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "link"), _negated=True), models.Q(("url", ""), _negated=True), _connector="OR"
                ),
                name="platformlink_link_has_address",
                violation_error_message="Vul het adres van de link in.",
            ),
        ),
        migrations.AddConstraint(
            model_name="platformlink",
            constraint=models.UniqueConstraint(
                models.F("platform"),
                models.F("kind"),
                models.F("label"),
                name="platformlink_once",
                violation_error_message="Deze naam staat er al bij.",
            ),
        ),
    ]
