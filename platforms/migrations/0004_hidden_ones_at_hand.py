from django.db import migrations, models


class Migration(migrations.Migration):
    """Lists leave out what is of a hidden platform; those are few, and found without reading all."""

    dependencies = [("platforms", "0003_platforms")]

    operations = [
        migrations.AddIndex(
            model_name="platform",
            index=models.Index(
                models.F("id"), condition=models.Q(("hidden_at__isnull", False)), name="platform_hidden"
            ),
        ),
    ]
