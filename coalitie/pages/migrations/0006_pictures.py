import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("pages", "0005_publishing_desk"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Picture",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "slug",
                    models.SlugField(
                        help_text="Zo noem je de foto in een tekst: kort, met streepjes.",
                        max_length=60,
                        unique=True,
                        verbose_name="naam",
                    ),
                ),
                (
                    "alt",
                    models.CharField(
                        help_text="Voor wie de foto niet kan zien.",
                        max_length=250,
                        verbose_name="wat staat er op de foto",
                    ),
                ),
                ("credit", models.CharField(blank=True, max_length=120, verbose_name="wie maakte hem")),
                ("name", models.CharField(editable=False, max_length=32, unique=True)),
                ("width", models.PositiveIntegerField(editable=False)),
                ("height", models.PositiveIntegerField(editable=False)),
                (
                    "added_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        editable=False,
                        verbose_name="toegevoegd op",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="page_pictures",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "foto",
                "verbose_name_plural": "foto’s",
                "ordering": ["-added_at", "-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(models.Q(("alt", ""), _negated=True), models.Q(("slug", ""), _negated=True)),
                        name="picture_described",
                        violation_error_message="Schrijf wat er op de foto staat, voor wie hem niet kan zien.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("height__gte", 1), ("width__gte", 1)),
                        name="picture_has_measures",
                        violation_error_message="Een foto heeft een breedte en een hoogte.",
                    ),
                ],
            },
        ),
    ]
