from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("initiatives", "0001_initiatives")]

    operations = []
