"""Who gets money that comes free: reserves in the order of their votes. Nobody chooses; between equals a lot does.

The list ends when the accounts begin: from then on there is no time left to carry out another plan, and what comes free
goes over to a next round.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from budgets.actions.rules import hold
from budgets.models import Phase, Request, Round, Status
from budgets.notices import books as notices
from coalitie.activity.models import Event, record
from coalitie.lib.refused import Refused
from coalitie.people.models import User

MOVES_UP = (Phase.FINAL, Phase.EXECUTION)
HAS_MONEY = (Status.GRANTED, Status.RUNNING, Status.DONE)
# Drawn for the reserves alone, apart from the lot of the round: a count with that one stays the same to the byte.
LOT, NEEDS_LOT = "reserve_lot", "reserve_needs_lot"


@dataclass(frozen=True)
class Next:
    """``first`` are those of whom any may move up now: more than one only where there is money for all of them.
    ``equal`` are those between whom a lot has to choose before anybody can."""

    first: tuple[Request, ...] = ()
    equal: tuple[Request, ...] = ()


def next_of(round_: Round) -> Next:
    """By points, then the ladder of every tie: lowest cost, most votes, most helpers, a public lot. Never by number."""
    if round_.phase not in MOVES_UP:
        return Next()
    rows = list(Request.objects.filter(round=round_, status=Status.RESERVE).in_order())
    if not rows:
        return Next()
    free, taken = round_.entries.free(), taken_groups(round_)
    fits = [plan for plan in rows if plan.group not in taken and cost_of(plan) <= free]
    if not fits:
        return Next()
    counted = counted_plans(round_)
    best = min(place(plan, counted) for plan in fits)
    equal = [plan for plan in fits if place(plan, counted) == best]
    if go_together(equal, free):
        return Next(first=tuple(equal))
    names = {str(plan.list_number) for plan in equal}
    for drawn in lots(round_):
        if names <= set(drawn):
            return Next(first=(min(equal, key=lambda plan: drawn.index(str(plan.list_number))),))
    return Next(equal=tuple(equal))


def place(plan: Request, counted: dict[str, dict[str, Any]]) -> tuple[int, Decimal, int, int]:
    """As the plan was counted, see ``budgets.rules.greedy.reserves``."""
    row = counted[str(plan.list_number)]
    return -int(row["points"]), cost_of(plan), -int(row["votes"]), -int(row["helpers"])


def counted_plans(round_: Round) -> dict[str, dict[str, Any]]:
    last = round_.counts.order_by("-at", "-pk").first()
    return {str(plan["id"]): plan for plan in last.outcome["plans"]} if last else {}


def go_together(plans: Iterable[Request], free: Decimal) -> bool:
    """Who of them goes first then changes nothing."""
    rows = list(plans)
    groups = [plan.group for plan in rows if plan.group]
    return len(groups) == len(set(groups)) and sum(map(cost_of, rows)) <= free


def cost_of(plan: Request) -> Decimal:
    return plan.fixed_total or Decimal(0)


def taken_groups(round_: Round) -> set[str]:
    """Of each group at most one plan gets money; who lapsed made room."""
    rows = Request.objects.filter(round=round_, status__in=HAS_MONEY).exclude(group="")
    return set(rows.values_list("group", flat=True))


def named(plans: Iterable[Request]) -> str:
    return ", ".join(f"{plan.list_number}. {plan.title}" for plan in plans)


# --- Its lot ----------------------------------------------------------------------------------------------------------
def lots(round_: Round) -> list[list[str]]:
    """The one from before the count, and then those for reserves in the order in which they were drawn."""
    rows = Event.objects.filter(subject=round_.subject_id, verb=LOT).order_by("pk")
    return [round_.lot, *([str(number) for number in data["order"]] for data in rows.values_list("data", flat=True))]


@transaction.atomic
def ask_for_lot(round_: Round) -> bool:
    """Once for the same plans: write down between whom a lot has to choose, and mail the desk."""
    held = hold(round_)
    equal = next_of(held).equal
    numbers = sorted(plan.list_number or 0 for plan in equal)
    asked = Event.objects.filter(subject=held.subject_id, verb=NEEDS_LOT).order_by("-pk").first()
    if not equal or (asked and asked.data["plans"] == numbers):
        return False
    record(held.subject, NEEDS_LOT, by=None, plans=numbers)
    notices.reserve_lot_needed(held, [named([plan]) for plan in equal])
    return True


@transaction.atomic
def draw_lot(round_: Round, *, by: User, order: list[int], reason: str) -> None:
    """Keep the order in which the equal reserves were drawn in public. Once: what was drawn stays."""
    held = hold(round_)
    equal = next_of(held).equal
    if not equal:
        raise Refused(_("Er zijn nu geen reserves die gelijk staan."))
    if sorted(order) != sorted(plan.list_number or 0 for plan in equal):
        raise Refused(_("Vul precies deze nummers in, elk één keer: %(plans)s.") % {"plans": named(equal)})
    record(held.subject, LOT, by=by, reason=reason, order=order)
