from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("initiatives", "0008_tidings")]

    operations = [migrations.RemoveField(model_name="activity", name="reached")]
