"""The clock: rounds go to their next phase by their dates, when what that phase needs is there.

Safe to run at any time, twice, and in two workers at once: each step is decided under the row's lock.
"""

import logging
from collections.abc import Iterable

from django.db import transaction
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from budgets.actions.books import lacks_for_final, settle
from budgets.actions.box import seal
from budgets.actions.count import count_round, newest, objections_until, open_objections
from budgets.actions.objections import time_to_object, unanswered
from budgets.actions.requests import ON_THE_WAY
from budgets.actions.rules import write_down
from budgets.models import Kind, Phase, Request, Round, Status, carriers_needed
from budgets.notices import round as notices
from budgets.rules.elections import BadElection
from budgets.rules.explain import Between, nothing
from coalitie.activity.models import Event, Reach, record
from coalitie.lib.language import kept

log = logging.getLogger(__name__)


def advance_due(between: Between = nothing) -> int:
    """Move every round whose date has passed; how many moved. One that was asleep may pass several phases.

    ``between`` is called every now and then while a box is counted.
    """
    moved = 0
    for pk in list(Round.objects.due().order_by("pk").values_list("pk", flat=True)):
        while _advanced(pk):
            moved += 1
    # Last, for it may take a minute.
    for round_ in Round.objects.filter(phase=Phase.COUNTING).order_by("pk"):
        moved += _counted(round_, between)
    return moved


def _advanced(pk: int) -> bool:
    """A round that fails holds up no other round either."""
    try:
        return advance(pk)
    except Exception:
        log.exception("Round %s cannot go to its next phase", pk)
        return False


def _counted(round_: Round, between: Between) -> bool:
    """A box that cannot be counted holds up no other round."""
    try:
        return count_round(round_, between=between)
    except BadElection:
        log.exception("The box of round %s cannot be counted", round_.pk)
        return False


@transaction.atomic
def advance(pk: int) -> bool:
    """One step, if it is time and nothing is missing. False when another worker took it, or it has to wait."""
    round_ = Round.objects.due().select_for_update(no_key=True, skip_locked=True).filter(pk=pk).first()
    to = round_.next_phase if round_ else None
    if round_ is None or to is None:
        return False
    if to == Phase.FINAL and timezone.now() < objections_until(round_, newest(round_)):
        return False
    lacks = waits_for(round_, to)
    if lacks:
        _tell_once(round_, to, lacks)
        return False
    if to == Phase.LISTED:
        freeze(round_)
    elif to == Phase.FINAL:
        settle(round_)
    else:
        if to == Phase.COUNTING:
            seal(round_)
        Round.objects.filter(pk=pk, phase=round_.phase).update(phase=to)
    record(round_.subject, "round_phase", by=None, reach=Reach.AROUND, phase=to)
    return True


def waits_for(round_: Round, to: Phase | None) -> list[str]:
    """What must be done before it can go there, as sentences for the page and the mail."""
    if to == Phase.FINAL:
        return [*open_objections(round_), *lacks_for_final(round_)]
    if to == Phase.ACCOUNTING and round_.kind == Kind.PLATFORM:
        return [*_undecided(round_, ON_THE_WAY), *unanswered(round_), *time_to_object(round_)]
    return _before_the_list(round_) if to == Phase.LISTED else []


def _undecided(round_: Round, statuses: Iterable[Status]) -> list[str]:
    number = round_.requests.filter(status__in=list(statuses)).count()
    words = ngettext("%(number)d plan heeft nog geen oordeel.", "%(number)d plannen hebben nog geen oordeel.", number)
    return [words % {"number": number}] if number else []


def _before_the_list(round_: Round) -> list[str]:
    open_ = _undecided(round_, [Status.SUBMITTED, Status.INCOMPLETE])
    asked = [*unanswered(round_), *time_to_object(round_)]
    found = [*open_, *asked]
    feasible = list(Request.objects.filter(round=round_, status=Status.FEASIBLE).with_money().with_carriers())
    if not (feasible or open_ or asked):
        found.append(_("Er is nog geen plan dat op de lijst kan."))
    for plan in feasible:
        if plan.total is None or plan.total <= 0:  # type: ignore[attr-defined]
            found.append(_("Van ‘%(plan)s’ is nog niet bekend wat het kost.") % {"plan": plan.title})
        elif plan.carrying < carriers_needed(plan.total):  # type: ignore[attr-defined]
            lacks = carriers_needed(plan.total) - plan.carrying  # type: ignore[attr-defined]
            words = ngettext(
                "‘%(plan)s’ heeft nog %(number)d trekker nodig.",
                "‘%(plan)s’ heeft nog %(number)d trekkers nodig.",
                lacks,
            )
            found.append(words % {"plan": plan.title, "number": lacks})
    return found


def _tell_once(round_: Round, to: Phase, lacks: list[str]) -> None:
    if Event.objects.filter(subject=round_.subject, verb="round_waits", data__phase=to).exists():
        return
    record(round_.subject, "round_waits", by=None, reason="\n".join(lacks), phase=to)
    notices.waits(round_, lacks)


# --- Freezing ---------------------------------------------------------------------------------------------------------
@transaction.atomic
def freeze(round_: Round) -> None:
    """Fix rules, costs and list as one version with a hash. From here on triggers refuse every change to them."""
    assert round_.kind == Kind.VOTE  # noqa: S101
    plans = Request.objects.filter(round=round_, status=Status.FEASIBLE).with_money().order_by("title", "pk")
    for number, plan in enumerate(plans, start=1):
        Request.objects.filter(pk=plan.pk, status=Status.FEASIBLE).update(
            list_number=number,
            fixed_total=plan.total,  # type: ignore[attr-defined]
            status=Status.LISTED,
        )
        record(plan.subject, "request_listed", by=None, reach=Reach.THING, number=number)
    with kept():
        write_down(round_, by=None, reason=_("De stemlijst staat vast."), frozen=True)
    Round.objects.filter(pk=round_.pk, frozen_at=None).update(phase=Phase.LISTED, frozen_at=Now())
    round_.refresh_from_db()
