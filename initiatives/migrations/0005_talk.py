from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("initiatives", "0004_agenda")]

    operations = []
