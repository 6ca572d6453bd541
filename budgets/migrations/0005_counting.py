"""A second look at the count of a round."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("budgets", "0004_ballot"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="CountObjection",
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
                            ("upheld", "Het besluit blijft staan"),
                            ("overturned", "Het besluit is teruggedraaid"),
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
                        related_name="answered_%(class)ss",
                        to=settings.AUTH_USER_MODEL,
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
                    ),
                ),
                (
                    "round",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="objections",
                        to="budgets.round",
                        verbose_name="ronde",
                    ),
                ),
            ],
            options={
                "verbose_name": "bezwaar over een uitslag",
                "verbose_name_plural": "bezwaren over uitslagen",
                "abstract": False,
                "indexes": [models.Index("at", condition=models.Q(("outcome", "open")), name="countobjection_open")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("outcome__in", ["open", "upheld", "overturned"])),
                        name="countobjection_outcome_known",
                        violation_error_message="Kies een uitkomst uit de lijst.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("text", ""), _negated=True),
                        name="countobjection_has_words",
                        violation_error_message="Schrijf waarom je vindt dat er opnieuw gekeken moet worden.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answer", ""), ("answered_at", None), ("outcome", "open")),
                            models.Q(
                                models.Q(("outcome", "open"), _negated=True),
                                ("answered_at__isnull", False),
                                models.Q(("answer", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="countobjection_answered_with_reason",
                        violation_error_message="Een antwoord op een bezwaar heeft een reden en een datum.",
                    ),
                    models.UniqueConstraint(
                        fields=("round", "by"),
                        name="countobjection_once_each",
                        violation_error_message="Je hebt al bezwaar gemaakt tegen deze uitslag.",
                    ),
                ],
            },
        ),
    ]
