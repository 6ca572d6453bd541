import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("activity", "0004_news"), ("initiatives", "0007_rest_says_thanks")]

    operations = [
        migrations.CreateModel(
            name="Tidings",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("words", models.JSONField(verbose_name="woorden")),
                (
                    "at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False, verbose_name="wanneer"
                    ),
                ),
                ("told_until", models.BigIntegerField(default=0)),
                (
                    "activity",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="tidings",
                        to="initiatives.activity",
                    ),
                ),
                (
                    "event",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="tidings", to="activity.event"
                    ),
                ),
            ],
            options={
                "verbose_name": "bericht om te vertellen",
                "verbose_name_plural": "berichten om te vertellen",
            },
        ),
    ]
