import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("pages", "0008_frame"),
        ("platforms", "0014_nursery"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="right",
            name="right_shown_where",
        ),
        migrations.AddField(
            model_name="right",
            name="document",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="rights",
                to="pages.document",
                verbose_name="afspraken of besluit",
            ),
        ),
        migrations.AddConstraint(
            model_name="right",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("standing__in", ("pilot", "agreements", "recognised")), _negated=True),
                    models.Q(("source_url", ""), _negated=True),
                    ("document__isnull", False),
                    _connector="OR",
                ),
                name="right_shown_where",
                violation_error_message="Zeg waar iedereen kan lezen dat dit zo is.",
            ),
        ),
    ]
