from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("platforms", "0005_city_version")]

    operations = []
