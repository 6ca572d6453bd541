"""Nobody waits unheard in a round: receipts, objections, late end reports, equal reserves. Safe to run twice.

What waits for five days is told once. A report that is late is asked for every two weeks, as long as it is not there.
"""

from datetime import timedelta
from typing import Any

from django.core.management import BaseCommand
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.functions import Now
from django.utils import timezone

from budgets.actions.books import ON_THE_WAY
from budgets.actions.reserves import MOVES_UP, ask_for_lot
from budgets.models import CountObjection, EndReport, Expense, Phase, Request, RequestObjection, Round, Status
from budgets.models.phase import OVER
from budgets.notices import books as notices
from budgets.notices import count as counting
from coalitie.activity.models import Event, record

PATIENCE = timedelta(days=5)
EVERY = timedelta(weeks=2)
ASKED = "report_asked"


class Command(BaseCommand):
    help = "Remind of receipts and objections that nobody looked at, and of end reports that are late."

    def handle(self, *args: Any, **options: Any) -> None:
        expenses = sum(remind(row.pk, Expense.objects.all(), notices.expense_unheard) for row in unheard_expenses())
        objections = sum(
            remind(row.pk, RequestObjection.objects.all(), notices.objection_unheard) for row in unheard_objections()
        )
        objections += sum(remind(row.pk, CountObjection.objects.all(), counting.unheard) for row in unheard_counts())
        reports = sum(ask(pk) for pk in list(late().values_list("pk", flat=True)))
        lots = sum(ask_for_lot(round_) for round_ in with_reserves())
        words = f"{expenses} receipts, {objections} objections, {reports} reports, {lots} lots"
        self.stdout.write(f"Reminded of {words}.")


def unheard_expenses() -> QuerySet[Expense]:
    return Expense.objects.open().filter(at__lt=timezone.now() - PATIENCE, reminded_at=None)


def unheard_objections() -> QuerySet[RequestObjection]:
    return (
        RequestObjection.objects.open()
        .filter(at__lt=timezone.now() - PATIENCE, reminded_at=None)
        .exclude(request__round__phase__in=OVER)
    )


def unheard_counts() -> QuerySet[CountObjection]:
    return CountObjection.objects.open().filter(
        at__lt=timezone.now() - PATIENCE, reminded_at=None, round__phase=Phase.PROVISIONAL
    )


def late() -> QuerySet[Request]:
    """Granted, in a round that accounts for its money, without a report, and not asked for it in two weeks."""
    asked = Event.objects.filter(subject=OuterRef("subject"), verb=ASKED, at__gt=timezone.now() - EVERY)
    told = EndReport.objects.filter(request=OuterRef("pk"))
    rows = Request.objects.filter(round__phase=Phase.ACCOUNTING, round__held_at=None, status__in=ON_THE_WAY)
    return rows.filter(~Exists(asked), ~Exists(told))


def with_reserves() -> QuerySet[Round]:
    """Where money that comes free may have to choose between plans."""
    waiting = Request.objects.filter(status=Status.RESERVE).values("round")
    return Round.objects.filter(phase__in=MOVES_UP, pk__in=waiting).order_by("pk")


@transaction.atomic
def remind(pk: int, rows: QuerySet[Any], tell: Any) -> bool:
    """Whoever marks the row first writes the mails."""
    row = rows.open().select_for_update(no_key=True, skip_locked=True).filter(pk=pk, reminded_at=None).first()  # type: ignore[attr-defined]
    if row is None:
        return False
    rows.filter(pk=pk).update(reminded_at=Now())
    tell(row)
    return True


@transaction.atomic
def ask(pk: int) -> bool:
    """The event is the mark: who holds the plan looks once more whether it is there."""
    held = Request.objects.select_for_update(no_key=True, skip_locked=True, of=("self",)).select_related(
        "round", "subject"
    )
    plan = held.filter(pk=pk).first()
    if plan is None or not late().filter(pk=pk).exists():
        return False
    record(plan.subject, ASKED, by=None)
    notices.report_asked(plan)
    return True
