import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("platforms", "0016_peer_hidden"),
    ]

    operations = [
        migrations.AlterField(
            model_name="peerreview",
            name="asker",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="platforms.platform",
                verbose_name="gevraagd door",
            ),
        ),
        migrations.AlterField(
            model_name="peerreview",
            name="first",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="platforms.platform",
                verbose_name="eerste platform",
            ),
        ),
        migrations.AlterField(
            model_name="peerreview",
            name="first_agreed_at",
            field=models.DateTimeField(editable=False, null=True, verbose_name="eerste akkoord op"),
        ),
        migrations.AlterField(
            model_name="peerreview",
            name="second",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="platforms.platform",
                verbose_name="tweede platform",
            ),
        ),
        migrations.AlterField(
            model_name="peerreview",
            name="second_agreed_at",
            field=models.DateTimeField(editable=False, null=True, verbose_name="tweede akkoord op"),
        ),
    ]
