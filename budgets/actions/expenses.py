"""An expense with its receipt: handed in by who carries the plan, looked at and booked by the desk."""

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from budgets.actions.entries import ACCOUNTS, ACCOUNTS_IN, NOT_NOW, PAID_OUT, write
from budgets.actions.rules import hold
from budgets.models import Expense, Request
from budgets.models.entry import Kind
from budgets.models.expense import State
from budgets.models.phase import SPENDS
from budgets.notices import books as notices
from budgets.receipts import Receipt
from coalitie.activity.models import record
from coalitie.lib.files import keep
from coalitie.lib.language import kept
from coalitie.lib.refused import Refused
from coalitie.lib.transitions import move
from coalitie.people.models import User


@transaction.atomic
def hand_in(
    plan: Request,
    *,
    by: User,
    amount: Decimal,
    purpose: str,
    on: date,
    receipt: Receipt,
    own_money: bool,
    form_key: UUID,
) -> Expense:
    """Twice is once."""
    round_ = hold(plan.round)
    held = Request.objects.select_for_update(no_key=True).get(pk=plan.pk)
    known = Expense.objects.filter(request=held, form_key=form_key).first()
    if known is not None:
        return known
    phases, statuses = (SPENDS, PAID_OUT) if own_money else (ACCOUNTS_IN, ACCOUNTS)
    if round_.phase not in phases or held.status not in statuses:
        raise Refused(NOT_NOW)
    made = Expense.objects.create(
        request=held,
        amount=amount,
        purpose=purpose,
        on=on,
        own_money=own_money,
        receipt=keep(receipt),
        by=by,
        form_key=form_key,
    )
    record(plan.subject, "expense_handed_in", by=by, expense=made.pk)
    notices.expense_handed_in(made, by=by)
    return made


@transaction.atomic
def book(expense: Expense, *, by: User) -> None:
    """Into the ledger as it is. What somebody paid from their own pocket is paid back in the row before it."""
    plan = expense.request
    round_ = hold(plan.round)
    held = _open(expense)
    if round_.phase not in (SPENDS if held.own_money else ACCOUNTS_IN):
        raise Refused(NOT_NOW)
    words: dict[str, Any] = {"plan": plan, "by": by, "on": held.on}
    if held.own_money:
        with kept():
            paid_back = _("Terugbetaald: %(purpose)s") % {"purpose": held.purpose}
        write(round_, Kind.ADVANCE, held.amount, paid_back[:200], **words)
    entry = write(round_, Kind.SPENT, held.amount, held.purpose, receipt=held.receipt, **words)
    _decide(expense, State.BOOKED, by=by, entry=entry)
    notices.expense_booked(expense)


@transaction.atomic
def refuse(expense: Expense, *, by: User, reason: str) -> None:
    """Not booked, with the reason. Its receipt is forgotten; a better one can be handed in."""
    hold(expense.request.round)
    held = _open(expense)
    _decide(expense, State.REFUSED, by=by, reason=reason, receipt="")
    transaction.on_commit(lambda: default_storage.delete(held.receipt))
    record(expense.request.subject, "expense_refused", by=by, reason=reason, expense=expense.pk)
    notices.expense_refused(expense)


def _open(expense: Expense) -> Expense:
    held = Expense.objects.select_for_update(no_key=True).get(pk=expense.pk)
    if held.state != State.OPEN:
        raise Refused(_("Deze uitgave is al bekeken."))
    return held


def _decide(expense: Expense, to: State, *, by: User, **also: Any) -> None:
    move(
        expense,
        to,
        field="state",
        only_from=[State.OPEN],
        otherwise=_("Deze uitgave is al bekeken."),
        decided_by=by,
        decided_at=Now(),
        **also,
    )
