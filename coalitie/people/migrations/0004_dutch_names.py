import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0003_typed"),
    ]

    operations = [
        migrations.AlterField(
            model_name="user",
            name="blocked_by",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="blocked_people",
                to=settings.AUTH_USER_MODEL,
                verbose_name="geblokkeerd door",
            ),
        ),
    ]
