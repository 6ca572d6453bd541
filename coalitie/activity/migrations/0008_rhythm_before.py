from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("activity", "0007_mail_holds")]

    operations = [
        migrations.AddField(
            model_name="reader",
            name="before",
            field=models.CharField(
                choices=[
                    ("daily", "Elke dag dat er nieuws is"),
                    ("weekly", "Eén keer per week"),
                    ("never", "Nooit. Ik kijk zelf op de site"),
                ],
                default="daily",
                editable=False,
                max_length=10,
            ),
        ),
    ]
