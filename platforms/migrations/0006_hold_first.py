from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("platforms", "0005_city_version")]

    operations = [
        migrations.AddField(
            model_name="platform",
            name="holds_first",
            field=models.BooleanField(
                default=False,
                help_text="Wie hier nieuw is, wacht met de eerste reactie tot een coördinator heeft gekeken.",
                verbose_name="eerste reacties van nieuwe mensen eerst bekijken",
            ),
        ),
    ]
