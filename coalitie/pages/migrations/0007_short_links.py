import django.core.validators
import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

# What is printed on a poster is never given to something else: no row goes, and no word changes.
STAYS = """
CREATE FUNCTION pages_shortlink_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'Short address % stays', OLD.word
        USING ERRCODE = 'restrict_violation', CONSTRAINT = 'shortlink_stays';
END $$;
CREATE TRIGGER pages_shortlink_stays BEFORE DELETE ON pages_shortlink
    FOR EACH ROW EXECUTE FUNCTION pages_shortlink_stays();
CREATE TRIGGER pages_shortlink_word_stays BEFORE UPDATE ON pages_shortlink
    FOR EACH ROW WHEN (NEW.word <> OLD.word) EXECUTE FUNCTION pages_shortlink_stays();
"""
STAYS_BACK = """
DROP TRIGGER pages_shortlink_word_stays ON pages_shortlink;
DROP TRIGGER pages_shortlink_stays ON pages_shortlink;
DROP FUNCTION pages_shortlink_stays()
"""


class Migration(migrations.Migration):
    """Own short addresses, and how often each was followed on a day."""

    dependencies = [
        ("activity", "0008_rhythm_before"),
        ("pages", "0006_pictures"),
    ]

    operations = [
        migrations.CreateModel(
            name="ShortLink",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "word",
                    models.SlugField(
                        error_messages={
                            "unique": "Dit woord is al eens gebruikt. Kies een ander: een adres wijst nooit om."
                        },
                        help_text="Het stuk na /k/. Kies een woord dat je ook kunt voorlezen.",
                        max_length=40,
                        unique=True,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[a-z0-9]+(-[a-z0-9]+)*$", "Gebruik kleine letters, cijfers en streepjes."
                            )
                        ],
                        verbose_name="woord",
                    ),
                ),
                (
                    "target",
                    models.CharField(
                        help_text="Een pagina van deze site (/agenda/) of een heel adres (https://www.voorbeeld.nl/).",
                        max_length=500,
                        verbose_name="leidt naar",
                    ),
                ),
                (
                    "purpose",
                    models.CharField(
                        help_text="Bijvoorbeeld: poster van de soepavond.", max_length=200, verbose_name="waarvoor"
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False, verbose_name="gemaakt op"
                    ),
                ),
                ("withdrawn_at", models.DateTimeField(editable=False, null=True, verbose_name="ingetrokken op")),
                (
                    "reason",
                    models.CharField(blank=True, editable=False, max_length=500, verbose_name="waarom ingetrokken"),
                ),
                ("instead", models.CharField(blank=True, editable=False, max_length=500, verbose_name="kijk nu op")),
                ("checked_at", models.DateTimeField(editable=False, null=True, verbose_name="nagekeken op")),
                (
                    "trouble",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("unknown", "Deze website bestaat niet."),
                            ("inside", "Dit adres ligt niet op het open internet."),
                            ("silent", "De website geeft geen antwoord."),
                            ("unsafe", "De beveiliging van de website klopt niet."),
                            ("missing", "De website heeft deze pagina niet meer."),
                            ("broken", "De website heeft zelf een storing."),
                            ("round", "De website stuurt je steeds weer door."),
                        ],
                        editable=False,
                        max_length=12,
                        verbose_name="wat er mis is",
                    ),
                ),
                (
                    "subject",
                    models.OneToOneField(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="shortlink",
                        to="activity.subject",
                    ),
                ),
            ],
            options={
                "verbose_name": "kort adres",
                "verbose_name_plural": "korte adressen",
                "ordering": ["word"],
            },
        ),
        migrations.CreateModel(
            name="ShortLinkDay",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("day", models.DateField(verbose_name="dag")),
                ("looks", models.PositiveIntegerField(verbose_name="keer gevolgd")),
                (
                    "link",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="days", to="pages.shortlink"
                    ),
                ),
            ],
            options={
                "verbose_name": "dag van een kort adres",
                "verbose_name_plural": "dagen van korte adressen",
            },
        ),
        migrations.AddConstraint(
            model_name="shortlink",
            constraint=models.CheckConstraint(
                condition=models.Q(("word__regex", "^[a-z0-9]+(-[a-z0-9]+)*$")),
                name="shortlink_word_plain",
                violation_error_message="Gebruik kleine letters, cijfers en streepjes.",
            ),
        ),
        migrations.AddConstraint(
            model_name="shortlink",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("target__startswith", "https://"),
                    models.Q(("target__startswith", "/"), models.Q(("target__startswith", "//"), _negated=True)),
                    _connector="OR",
                ),
                name="shortlink_leads_somewhere",
                violation_error_message="Begin met https:// of, voor een pagina van deze site, met een schuine streep.",
            ),
        ),
        migrations.AddConstraint(
            model_name="shortlink",
            constraint=models.CheckConstraint(
                condition=models.Q(("target__regex", "^/([a-z]{2}/)?k/"), _negated=True),
                name="shortlink_leads_not_to_its_kind",
                violation_error_message="Een kort adres wijst niet naar een ander kort adres.",
            ),
        ),
        migrations.AddConstraint(
            model_name="shortlink",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("instead", ""), ("reason", ""), ("withdrawn_at", None)),
                    models.Q(("withdrawn_at__isnull", False), models.Q(("reason", ""), _negated=True)),
                    _connector="OR",
                ),
                name="shortlink_withdrawn_with_reason",
                violation_error_message="Wie een kort adres intrekt, zegt waarom.",
            ),
        ),
        migrations.AddConstraint(
            model_name="shortlink",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("trouble", ""),
                    ("trouble__in", ["unknown", "inside", "silent", "unsafe", "missing", "broken", "round"]),
                    _connector="OR",
                ),
                name="shortlink_trouble_known",
                violation_error_message="Kies uit de lijst wat er mis is.",
            ),
        ),
        migrations.AddConstraint(
            model_name="shortlinkday",
            constraint=models.UniqueConstraint(fields=("link", "day"), name="shortlinkday_once"),
        ),
        migrations.AddConstraint(
            model_name="shortlinkday",
            constraint=models.CheckConstraint(condition=models.Q(("looks__gte", 1)), name="shortlinkday_counted"),
        ),
        migrations.RunSQL(STAYS, STAYS_BACK),
    ]
