"""Mail about money after the outcome: to who carries a plan, to the desks that book, and to who waits for an answer."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from django.db.models import Q

from budgets.notices import objection as objections
from budgets.notices import round as rounds
from budgets.notices.request import page, tell
from coalitie.lib.mail import absolute, later
from coalitie.lib.mail import said as _
from coalitie.lib.money import euros
from coalitie.people.models import User

if TYPE_CHECKING:
    from budgets.models import Expense, Request, RequestObjection, Round
    from coalitie.people.models.user import UserQuerySet


def promised(plan: Request, amount: Decimal) -> None:
    """What happens next, and who decides."""
    for user in people_of(plan):
        tell(user, "plan_promised", plan, reason=because(plan, user), amount=later(euros, amount))


def reserve_lot_needed(round_: Round, plans: list[str]) -> None:
    for user in rounds.desks(round_):
        words = {"plans": "\n".join(f"- {each}" for each in plans), "desk": rounds.desk(round_)}
        rounds.tell(user, "reserve_needs_lot", round_, reason=_("je deze ronde leidt"), **words)


def expense_handed_in(expense: Expense, *, by: User) -> None:
    for user in rounds.desks(expense.request.round).exclude(pk=by.pk):
        tell_desk(user, "expense_handed_in", expense)


def expense_unheard(expense: Expense) -> None:
    for user in rounds.desks(expense.request.round):
        tell_desk(user, "expense_unheard", expense)


def expense_booked(expense: Expense) -> None:
    if expense.by is not None:
        words = {"amount": later(euros, expense.amount), "purpose": expense.purpose}
        tell(expense.by, "expense_booked", expense.request, reason=_("jij deze bon inleverde"), **words)


def expense_refused(expense: Expense) -> None:
    if expense.by is not None:
        words = {"amount": later(euros, expense.amount), "purpose": expense.purpose, "why": expense.reason}
        link = f"{page(expense.request)}uitgave/"
        tell(expense.by, "expense_refused", expense.request, reason=_("jij deze bon inleverde"), link=link, **words)


def report_asked(plan: Request) -> None:
    for user in people_of(plan):
        tell(user, "report_asked", plan, reason=because(plan, user), link=f"{page(plan)}verslag/")


def reported(plan: Request, *, by: User) -> None:
    for user in rounds.desks(plan.round).exclude(pk=by.pk):
        link = absolute("admin:budgets_request_change", plan.pk)
        tell(user, "plan_reported", plan, reason=_("je deze ronde leidt"), link=link)


def done(plan: Request) -> None:
    for user in people_of(plan):
        tell(user, "plan_done", plan, reason=because(plan, user))


def lapsed(plan: Request) -> None:
    for user in people_of(plan):
        tell(user, "plan_lapsed", plan, reason=because(plan, user), why=plan.reason)


def closed(round_: Round, story: str, *, by: User) -> None:
    for user in rounds.concerned(round_).exclude(pk=by.pk):
        words = {"story": story, "books": f"{rounds.page(round_)}kasboek/"}
        rounds.tell(user, "round_closed", round_, reason=_("je een plan hebt in deze ronde"), **words)


def objection_unheard(objection: RequestObjection) -> None:
    for user in objections.reviewers(objection):
        link = absolute("admin:budgets_requestobjection_change", objection.pk)
        objections.tell(user, "objection_unheard", objection, reason=_("je bezwaren helpt beoordelen"), link=link)


# --- Who --------------------------------------------------------------------------------------------------------------
def people_of(plan: Request) -> UserQuerySet:
    """Who asked for the money and who carries the plan."""
    carries = Q(carries__request=plan, carries__confirmed_at__isnull=False)
    return User.objects.filter(Q(pk=plan.author_id or 0) | carries).distinct()


def because(plan: Request, user: User) -> str:
    return _("jij dit plan indiende") if user.pk == plan.author_id else _("je dit plan trekt")


def tell_desk(user: User, name: str, expense: Expense) -> None:
    words = {"amount": later(euros, expense.amount), "purpose": expense.purpose}
    link = absolute("admin:budgets_expense_change", expense.pk)
    tell(user, name, expense.request, reason=_("je deze ronde leidt"), link=link, **words)
