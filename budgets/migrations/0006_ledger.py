"""What money after the vote needs: numbered rows, carried money, expenses with receipts, end reports and closings."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

# A row belongs to a plan of its own round, gets the next number of it, and takes back a whole row or nothing.
FITS = """
CREATE FUNCTION budgets_entry_fits() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    was budgets_entry;
BEGIN
    PERFORM 1 FROM budgets_round WHERE id = NEW.round_id FOR NO KEY UPDATE;
    SELECT coalesce(max(number), 0) + 1 INTO NEW.number FROM budgets_entry WHERE round_id = NEW.round_id;
    IF NEW.request_id IS NOT NULL
       AND NOT EXISTS (SELECT 1 FROM budgets_request WHERE id = NEW.request_id AND round_id = NEW.round_id) THEN
        RAISE EXCEPTION 'Plan % is not of round %', NEW.request_id, NEW.round_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'entry_of_its_round';
    END IF;
    IF NEW.corrects_id IS NOT NULL THEN
        SELECT * INTO was FROM budgets_entry WHERE id = NEW.corrects_id;
        IF was.round_id <> NEW.round_id OR was.request_id IS DISTINCT FROM NEW.request_id OR was.kind <> NEW.kind
           OR was.corrects_id IS NOT NULL OR was.amount + NEW.amount <> 0 THEN
            RAISE EXCEPTION 'Entry % cannot be taken back like this', NEW.corrects_id
                USING ERRCODE = 'check_violation', CONSTRAINT = 'entry_takes_back_whole';
        END IF;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER budgets_entry_fits BEFORE INSERT ON budgets_entry
    FOR EACH ROW EXECUTE FUNCTION budgets_entry_fits();
"""
FITS_BACK = "DROP TRIGGER budgets_entry_fits ON budgets_entry; DROP FUNCTION budgets_entry_fits();"

NUMBERED = """
ALTER TABLE budgets_entry DISABLE TRIGGER budgets_entry_add_only;
UPDATE budgets_entry SET number = counted.number
    FROM (SELECT id, row_number() OVER (PARTITION BY round_id ORDER BY id) AS number FROM budgets_entry) AS counted
    WHERE counted.id = budgets_entry.id;
ALTER TABLE budgets_entry ENABLE TRIGGER budgets_entry_add_only;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("budgets", "0005_counting"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Closing",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("story", models.TextField(max_length=8000, verbose_name="hoe het ging")),
                (
                    "at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        editable=False,
                        verbose_name="afgesloten op",
                    ),
                ),
            ],
            options={
                "verbose_name": "afsluiting",
                "verbose_name_plural": "afsluitingen",
            },
        ),
        migrations.CreateModel(
            name="EndReport",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("story", models.TextField(max_length=8000, verbose_name="wat hebben jullie gedaan?")),
                ("achieved", models.TextField(max_length=4000, verbose_name="wat merkt de buurt ervan?")),
                ("hours", models.DecimalField(decimal_places=1, max_digits=7, verbose_name="uren eigen werk")),
                (
                    "at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        editable=False,
                        verbose_name="geschreven op",
                    ),
                ),
            ],
            options={
                "verbose_name": "eindverslag",
                "verbose_name_plural": "eindverslagen",
            },
        ),
        migrations.CreateModel(
            name="Expense",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("amount", models.DecimalField(decimal_places=2, max_digits=12, verbose_name="bedrag")),
                ("purpose", models.CharField(max_length=200, verbose_name="waarvoor")),
                ("on", models.DateField(verbose_name="datum")),
                ("own_money", models.BooleanField(default=False, verbose_name="zelf voorgeschoten")),
                ("receipt", models.CharField(blank=True, editable=False, max_length=100, verbose_name="bon")),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "Wordt bekeken"), ("booked", "Geboekt"), ("refused", "Niet geboekt")],
                        default="open",
                        editable=False,
                        max_length=10,
                        verbose_name="stand",
                    ),
                ),
                ("reason", models.TextField(blank=True, editable=False, max_length=500, verbose_name="reden")),
                (
                    "at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        editable=False,
                        verbose_name="ingeleverd op",
                    ),
                ),
                ("decided_at", models.DateTimeField(editable=False, null=True, verbose_name="bekeken op")),
                ("reminded_at", models.DateTimeField(editable=False, null=True)),
                ("form_key", models.UUIDField(editable=False, null=True)),
            ],
            options={
                "verbose_name": "ingeleverde uitgave",
                "verbose_name_plural": "ingeleverde uitgaven",
            },
        ),
        migrations.AddField(
            model_name="entry",
            name="carried_from",
            field=models.OneToOneField(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="carried_into", to="budgets.entry"
            ),
        ),
        migrations.AddField(
            model_name="entry",
            name="number",
            field=models.PositiveIntegerField(db_default=0, editable=False, verbose_name="nummer"),
        ),
        migrations.RunSQL(NUMBERED, migrations.RunSQL.noop),
        migrations.AddConstraint(
            model_name="entry",
            constraint=models.UniqueConstraint(models.F("round"), models.F("number"), name="entry_number_once"),
        ),
        migrations.AddConstraint(
            model_name="entry",
            constraint=models.CheckConstraint(
                condition=models.Q(("carried_from", None), ("kind", "funded"), _connector="OR"),
                name="entry_carried_from_funds",
                violation_error_message="Wat uit een andere ronde komt, is hier beschikbaar geld.",
            ),
        ),
        migrations.AddField(
            model_name="closing",
            name="by",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="closings",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="closing",
            name="round",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT, related_name="closing", to="budgets.round"
            ),
        ),
        migrations.AddField(
            model_name="endreport",
            name="by",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="end_reports",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="endreport",
            name="request",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT, related_name="report", to="budgets.request"
            ),
        ),
        migrations.AddField(
            model_name="expense",
            name="by",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="expenses",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="expense",
            name="decided_by",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="expense",
            name="entry",
            field=models.OneToOneField(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="expense",
                to="budgets.entry",
            ),
        ),
        migrations.AddField(
            model_name="expense",
            name="request",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="expenses",
                to="budgets.request",
                verbose_name="plan",
            ),
        ),
        migrations.AddConstraint(
            model_name="closing",
            constraint=models.CheckConstraint(
                condition=models.Q(("story", ""), _negated=True),
                name="closing_says_something",
                violation_error_message="Schrijf hoe het ging en wat er met de rest van het geld gebeurt.",
            ),
        ),
        migrations.AddConstraint(
            model_name="endreport",
            constraint=models.CheckConstraint(
                condition=models.Q(models.Q(("story", ""), _negated=True), models.Q(("achieved", ""), _negated=True)),
                name="end_report_says_something",
                violation_error_message="Schrijf wat jullie deden en wat de buurt ervan merkt.",
            ),
        ),
        migrations.AddConstraint(
            model_name="endreport",
            constraint=models.CheckConstraint(
                condition=models.Q(("hours__gte", 0)),
                name="end_report_hours_not_negative",
                violation_error_message="Vul een aantal uren in, niet onder nul.",
            ),
        ),
        migrations.AddIndex(
            model_name="expense",
            index=models.Index(models.F("at"), condition=models.Q(("state", "open")), name="expense_open"),
        ),
        migrations.AddConstraint(
            model_name="expense",
            constraint=models.UniqueConstraint(
                models.F("request"),
                models.F("form_key"),
                name="expense_once_per_form",
                violation_error_message="Deze bon is er al.",
            ),
        ),
        migrations.AddConstraint(
            model_name="expense",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount__gt", 0)),
                name="expense_above_zero",
                violation_error_message="Vul een bedrag boven nul in.",
            ),
        ),
        migrations.AddConstraint(
            model_name="expense",
            constraint=models.CheckConstraint(
                condition=models.Q(("purpose", ""), _negated=True),
                name="expense_has_purpose",
                violation_error_message="Schrijf waarvoor dit is.",
            ),
        ),
        migrations.AddConstraint(
            model_name="expense",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("decided_at", None), ("entry", None), ("state", "open")),
                    models.Q(("decided_at__isnull", False), ("entry__isnull", False), ("state", "booked")),
                    models.Q(
                        ("decided_at__isnull", False),
                        ("entry", None),
                        ("state", "refused"),
                        models.Q(("reason", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="expense_decided_whole",
                violation_error_message="Een geboekte uitgave staat in het kasboek, een andere heeft een reden.",
            ),
        ),
        migrations.AlterField(
            model_name="entry",
            name="by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="entries",
                to=settings.AUTH_USER_MODEL,
                verbose_name="geschreven door",
            ),
        ),
        migrations.AlterField(
            model_name="entry",
            name="corrects",
            field=models.OneToOneField(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="corrected_by",
                to="budgets.entry",
                verbose_name="zet recht",
            ),
        ),
        migrations.AlterField(
            model_name="entry",
            name="request",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="entries",
                to="budgets.request",
                verbose_name="plan",
            ),
        ),
        migrations.AlterField(
            model_name="entry",
            name="round",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="entries",
                to="budgets.round",
                verbose_name="ronde",
            ),
        ),
        migrations.AlterField(
            model_name="entry",
            name="to_round",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="carried_in",
                to="budgets.round",
                verbose_name="naar ronde",
            ),
        ),
        migrations.AlterField(
            model_name="expense",
            name="by",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="expenses",
                to=settings.AUTH_USER_MODEL,
                verbose_name="ingeleverd door",
            ),
        ),
        migrations.RunSQL(FITS, FITS_BACK),
    ]
