from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

MENU = {
    "head": {
        "/buurten/": "Buurten",
        "/platforms/": "Platforms",
        "/initiatieven/": "Initiatieven",
        "/agenda/": "Agenda",
        "/buurtbudget/": "Buurtbudget",
        "/waarden/": "Waarden",
    },
    "more": {"/over-ons/": "Over ons"},
    "about": {
        "/over-ons/": "Over ons",
        "/wat-is-een-buurtplatform/": "Wat is een buurtplatform?",
        "/huisregels/": "Huisregels",
    },
    "rights": {"/privacy/": "Privacy", "/toegankelijkheid/": "Toegankelijkheid"},
}
PARTS = {
    "week": "Deze week in de stad",
    "bezig": "Hier kun je nu aan meedoen",
    "begin": "Zie je iets wat beter kan?",
    "gelukt": "Dit is gelukt",
    "verteld": "Net verteld",
    "waarden": "Wat we belangrijk vinden",
}
MOTTO = "We beslissen niets, maar organiseren van alles."


def fill(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """As it stood in the templates until now."""
    apps.get_model("pages", "Frame").objects.create(pk=1, title=MOTTO)
    items, parts = apps.get_model("pages", "MenuItem").objects, apps.get_model("pages", "HomePart").objects
    for place, addresses in MENU.items():
        for number, (address, title) in enumerate(addresses.items(), start=1):
            items.create(place=place, address=address, title=title, position=number * 10)
    for number, (name, title) in enumerate(PARTS.items(), start=1):
        parts.create(name=name, title=title, position=number * 10)


class Migration(migrations.Migration):
    dependencies = [
        ("pages", "0007_short_links"),
    ]

    operations = [
        migrations.CreateModel(
            name="Frame",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("title", models.CharField(max_length=120, verbose_name="tekst")),
                ("title_en", models.CharField(blank=True, max_length=120, verbose_name="in het Engels")),
                ("title_ar", models.CharField(blank=True, max_length=120, verbose_name="in het Arabisch")),
                ("title_tr", models.CharField(blank=True, max_length=120, verbose_name="in het Turks")),
                ("version", models.PositiveBigIntegerField(default=1, editable=False)),
                ("changed_at", models.DateTimeField(editable=False, null=True, verbose_name="aangepast op")),
            ],
            options={
                "verbose_name": "motto",
                "verbose_name_plural": "motto",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("pk", 1), models.Q(("title", ""), _negated=True)),
                        name="frame_is_one",
                        violation_error_message="Er is één motto.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="HomePart",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("title", models.CharField(max_length=120, verbose_name="tekst")),
                ("title_en", models.CharField(blank=True, max_length=120, verbose_name="in het Engels")),
                ("title_ar", models.CharField(blank=True, max_length=120, verbose_name="in het Arabisch")),
                ("title_tr", models.CharField(blank=True, max_length=120, verbose_name="in het Turks")),
                (
                    "name",
                    models.CharField(
                        choices=[
                            ("week", "Deze week in de stad"),
                            ("bezig", "Hier kun je nu aan meedoen"),
                            ("begin", "Zie je iets wat beter kan?"),
                            ("gelukt", "Dit is gelukt"),
                            ("verteld", "Net verteld"),
                            ("waarden", "Wat we belangrijk vinden"),
                        ],
                        editable=False,
                        max_length=10,
                        unique=True,
                        verbose_name="onderdeel",
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(default=100, verbose_name="volgorde")),
                ("is_shown", models.BooleanField(default=True, verbose_name="te zien")),
            ],
            options={
                "verbose_name": "onderdeel van de voorpagina",
                "verbose_name_plural": "voorpagina",
                "ordering": ["position", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("name__in", ["week", "bezig", "begin", "gelukt", "verteld", "waarden"]),
                            models.Q(("title", ""), _negated=True),
                        ),
                        name="home_part_known",
                        violation_error_message="De voorpagina heeft vaste onderdelen, elk met een kop.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="MenuItem",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("title", models.CharField(max_length=120, verbose_name="tekst")),
                ("title_en", models.CharField(blank=True, max_length=120, verbose_name="in het Engels")),
                ("title_ar", models.CharField(blank=True, max_length=120, verbose_name="in het Arabisch")),
                ("title_tr", models.CharField(blank=True, max_length=120, verbose_name="in het Turks")),
                (
                    "place",
                    models.CharField(
                        choices=[
                            ("head", "bovenaan"),
                            ("more", "bovenaan, alleen in het menu op de telefoon"),
                            ("about", "onderaan: over deze site"),
                            ("rights", "onderaan: jouw rechten"),
                        ],
                        default="head",
                        max_length=10,
                        verbose_name="waar",
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(default=100, verbose_name="volgorde")),
                (
                    "address",
                    models.CharField(
                        help_text="Een pagina van deze site, met schuine strepen: /over-ons/",
                        max_length=200,
                        verbose_name="adres",
                    ),
                ),
            ],
            options={
                "verbose_name": "menu-onderdeel",
                "verbose_name_plural": "menu’s",
                "ordering": ["place", "position", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("place__in", ["head", "more", "about", "rights"])),
                        name="menu_place_known",
                        violation_error_message="Kies een plaats uit de lijst.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("title", ""), _negated=True),
                            ("address__startswith", "/"),
                            models.Q(("address__startswith", "//"), _negated=True),
                        ),
                        name="menu_leads_here",
                        violation_error_message="Een menu-onderdeel heeft een tekst, en een adres op deze site.",
                    ),
                ],
            },
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
