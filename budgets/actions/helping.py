"""Saying in the open to help with a plan. A separate act: nobody can see from it what somebody voted."""

from django.db import transaction
from django.utils.translation import gettext as _

from budgets.actions.rules import hold
from budgets.models import Helper, Kind, Phase, Request, Status
from coalitie.activity.models import Reach, follow, record
from coalitie.lib.refused import Refused
from coalitie.people.models import User

# Until the box closes: how many help may settle a tie.
HELPS_IN = (Phase.LISTED, Phase.VOTING)


@transaction.atomic
def help_with(plan: Request, *, by: User) -> None:
    """Twice is once."""
    _still_open(plan)
    _row, made = Helper.objects.get_or_create(request=plan, person=by)
    if made:
        follow(plan.subject, by=by, by_itself=True)
        record(plan.subject, "helper_yes", by=by, reach=Reach.THING)


@transaction.atomic
def stop_helping(plan: Request, *, by: User) -> None:
    _still_open(plan)
    if Helper.objects.filter(request=plan, person=by).delete()[0]:
        record(plan.subject, "helper_no", by=by)


def can_help(plan: Request) -> bool:
    return plan.round.kind == Kind.VOTE and plan.round.phase in HELPS_IN and plan.status == Status.LISTED


def _still_open(plan: Request) -> None:
    plan.round = hold(plan.round)
    if not can_help(plan):
        raise Refused(_("Je kunt je nu niet opgeven of afmelden bij dit plan. Vraag het aan wie het plan trekt."))
