"""The official areas, room for their imported outlines, and postcodes."""

import django.contrib.postgres.indexes
import django.core.validators
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("lib", "0001_ground"),
    ]

    operations = [
        migrations.CreateModel(
            name="Area",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "level",
                    models.CharField(
                        choices=[
                            ("stadsdeel", "Stadsdeel"),
                            ("gebied", "Gebied"),
                            ("wijk", "Wijk"),
                            ("buurt", "Buurt"),
                        ],
                        max_length=10,
                        verbose_name="niveau",
                    ),
                ),
                ("code", models.CharField(max_length=8, verbose_name="code")),
                ("cbs_code", models.CharField(blank=True, max_length=12, verbose_name="CBS-code")),
                ("name", models.CharField(max_length=80, verbose_name="naam")),
                ("slug", models.SlugField(max_length=90, verbose_name="adres")),
                ("inhabited", models.BooleanField(default=True, verbose_name="bewoond")),
                ("latitude", models.DecimalField(blank=True, decimal_places=4, max_digits=7, null=True)),
                ("longitude", models.DecimalField(blank=True, decimal_places=4, max_digits=7, null=True)),
                ("dot_x", models.DecimalField(blank=True, decimal_places=1, max_digits=6, null=True)),
                ("dot_y", models.DecimalField(blank=True, decimal_places=1, max_digits=6, null=True)),
                ("valid_from", models.DateField(blank=True, null=True, verbose_name="geldig vanaf")),
                ("ended_at", models.DateField(blank=True, null=True, verbose_name="vervallen op")),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="children",
                        to="platforms.area",
                    ),
                ),
                (
                    "wijk",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="wijk_buurten",
                        to="platforms.area",
                    ),
                ),
            ],
            options={
                "verbose_name": "gebied",
                "verbose_name_plural": "gebieden",
                "ordering": ["code"],
            },
        ),
        migrations.CreateModel(
            name="Postcode",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "pc6",
                    models.CharField(
                        max_length=6,
                        validators=[django.core.validators.RegexValidator("^[1-9]\\d{3}[A-Z]{2}$")],
                        verbose_name="postcode",
                    ),
                ),
                ("addresses", models.PositiveIntegerField(verbose_name="adressen")),
                (
                    "buurt",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="postcodes", to="platforms.area"
                    ),
                ),
            ],
            options={
                "verbose_name": "postcode",
                "verbose_name_plural": "postcodes",
                "ordering": ["pc6", "-addresses"],
            },
        ),
        migrations.CreateModel(
            name="Outline",
            fields=[
                (
                    "area",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="outline",
                        serialize=False,
                        to="platforms.area",
                    ),
                ),
                ("exact", models.BinaryField(help_text="WKB in degrees (WGS 84), as the city gave it.")),
                ("drawing", models.JSONField()),
                ("west", models.FloatField()),
                ("south", models.FloatField()),
                ("east", models.FloatField()),
                ("north", models.FloatField()),
            ],
            options={
                "verbose_name": "omtrek",
                "verbose_name_plural": "omtrekken",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("south__lt", models.F("north")), ("west__lt", models.F("east"))),
                        name="outline_box_in_order",
                        violation_error_message="Een omtrek heeft een breedte en een hoogte.",
                    )
                ],
            },
        ),
        migrations.AddIndex(
            model_name="area",
            index=django.contrib.postgres.indexes.GinIndex(
                django.contrib.postgres.indexes.OpClass(
                    models.Func(models.F("name"), function="plain", output_field=models.TextField()),
                    name="gin_trgm_ops",
                ),
                name="area_name_similar",
            ),
        ),
        migrations.AddConstraint(
            model_name="area",
            constraint=models.CheckConstraint(
                condition=models.Q(("level__in", ["stadsdeel", "gebied", "wijk", "buurt"])),
                name="area_level_known",
                violation_error_message="Kies stadsdeel, gebied, wijk of buurt.",
            ),
        ),
        migrations.AddConstraint(
            model_name="area",
            constraint=models.UniqueConstraint(
                models.F("level"),
                models.F("code"),
                name="area_code_once",
                violation_error_message="Deze code bestaat al op dit niveau.",
            ),
        ),
        migrations.AddConstraint(
            model_name="area",
            constraint=models.UniqueConstraint(
                models.F("level"),
                models.F("slug"),
                name="area_slug_once",
                violation_error_message="Dit adres bestaat al op dit niveau.",
            ),
        ),
        migrations.AddConstraint(
            model_name="area",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("level", "stadsdeel"), ("parent", None), ("wijk", None)),
                    models.Q(("level__in", ["gebied", "wijk"]), ("parent__isnull", False), ("wijk", None)),
                    models.Q(("level", "buurt"), ("parent__isnull", False), ("wijk__isnull", False)),
                    _connector="OR",
                ),
                name="area_has_its_parents",
                violation_error_message="Een buurt ligt in een gebied en een wijk; die liggen in een stadsdeel.",
            ),
        ),
        migrations.AddConstraint(
            model_name="area",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("ended_at", None), ("valid_from", None), ("ended_at__gte", models.F("valid_from")), _connector="OR"
                ),
                name="area_ends_after_it_began",
                violation_error_message="Een gebied kan niet vervallen voordat het er was.",
            ),
        ),
        migrations.AddConstraint(
            model_name="postcode",
            constraint=models.UniqueConstraint(
                models.F("pc6"),
                models.F("buurt"),
                name="postcode_buurt_once",
                violation_error_message="Deze postcode staat al bij deze buurt.",
            ),
        ),
        migrations.AddConstraint(
            model_name="postcode",
            constraint=models.CheckConstraint(
                condition=models.Q(("pc6__regex", "^[1-9][0-9]{3}[A-Z]{2}$")),
                name="postcode_well_formed",
                violation_error_message="Schrijf een postcode als 1093AB.",
            ),
        ),
    ]
