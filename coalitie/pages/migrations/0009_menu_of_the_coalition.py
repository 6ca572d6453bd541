"""What the coalition does stands at the bottom of every page."""

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import F

PLACES = [
    ("head", "bovenaan"),
    ("more", "bovenaan, alleen in het menu op de telefoon"),
    ("coalition", "onderaan: wat de coalitie doet"),
    ("about", "onderaan: over deze site"),
    ("rights", "onderaan: jouw rechten"),
]
ITEMS = [
    ("Nieuws", "/nieuws/"),
    ("Kweekvijver", "/kweekvijver/"),
    ("Ruilmarkt", "/ruilmarkt/"),
    ("Wachten op antwoord", "/wachten-op-antwoord/"),
    ("Veranderideeën", "/veranderideeen/"),
    ("Buurtplatformrecht", "/buurtplatformrecht/"),
    ("Wat het oplevert", "/wat-het-oplevert/"),
    ("Documenten", "/documenten/"),
    ("Open data", "/open-data/"),
]


def fill(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    item = apps.get_model("pages", "MenuItem")
    for place, (title, address) in enumerate(ITEMS, start=1):
        item.objects.create(place="coalition", position=10 * place, title=title, address=address)
    apps.get_model("pages", "Frame").objects.update(version=F("version") + 1)


def empty(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    apps.get_model("pages", "MenuItem").objects.filter(place="coalition").delete()


class Migration(migrations.Migration):
    dependencies = [("pages", "0008_frame")]

    operations = [
        migrations.AlterField(
            "menuitem",
            "place",
            models.CharField(choices=PLACES, default="head", max_length=10, verbose_name="waar"),
        ),
        migrations.RemoveConstraint("menuitem", "menu_place_known"),
        migrations.AddConstraint(
            "menuitem",
            models.CheckConstraint(
                condition=models.Q(("place__in", [place for place, _words in PLACES])),
                name="menu_place_known",
                violation_error_message="Kies een plaats uit de lijst.",
            ),
        ),
        migrations.RunPython(fill, empty),
    ]
