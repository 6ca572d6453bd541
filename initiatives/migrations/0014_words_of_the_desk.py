import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("initiatives", "0013_quotes"),
    ]

    operations = [
        migrations.AlterField(
            model_name="changeidea",
            name="created_at",
            field=models.DateTimeField(
                db_default=django.db.models.functions.datetime.Now(), editable=False, verbose_name="toegevoegd op"
            ),
        ),
        migrations.AlterField(
            model_name="quote",
            name="initiative",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="quotes",
                to="initiatives.initiative",
                verbose_name="initiatief",
            ),
        ),
    ]
