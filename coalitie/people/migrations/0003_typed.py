from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0002_sign_out_everywhere")]

    operations = [
        migrations.AddField(
            model_name="parked",
            name="typed",
            field=models.JSONField(default=list, verbose_name="wat er getypt is"),
        ),
    ]
