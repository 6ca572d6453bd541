"""Who carries a plan. Somebody is asked by mail and answers for themselves; nobody carries by another's hand."""

from datetime import timedelta

from django.core import signing
from django.db import transaction
from django.db.models.functions import Now

from budgets.actions.requests import ON_THE_WAY, STANDS
from budgets.actions.rules import hold
from budgets.models import Carrier, Request, Status
from budgets.models.phase import IN_THE_MAKING
from budgets.notices import request as notices
from coalitie.activity.models import Reach, follow, record
from coalitie.lib.refused import Refused
from coalitie.people.models import User
from coalitie.people.models.user import clean_address

SALT = "budgets.carriers"
KEPT = timedelta(days=60)
CARRIED = (Status.DRAFT, *ON_THE_WAY)


@transaction.atomic
def invite(plan: Request, *, by: User, email: str) -> None:
    """Mail the question. Known and unknown addresses get the same mail, and nothing of them is kept."""
    record(plan.subject, "carrier_asked", by=by)
    notices.carrier_asked(plan, clean_address(email), token_of(plan, email), by=by)


def token_of(plan: Request, email: str) -> str:
    return signing.dumps([plan.pk, clean_address(email)], salt=SALT)


def read_token(token: str) -> tuple[int, str] | None:
    """(plan, address) of an invitation; None for one that is not ours or too old."""
    try:
        pk, email = signing.loads(token, salt=SALT, max_age=KEPT)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return int(pk), str(email)


@transaction.atomic
def carry(plan: Request, *, by: User, shows_name: bool = False) -> None:
    """Say yes. Twice is once; whether the name is shown may be said anew."""
    _still_open(plan)
    if Carrier.objects.filter(request=plan, person=by, confirmed_at__isnull=False).update(shows_name=shows_name):
        return
    Carrier.objects.update_or_create(
        request=plan, person=by, defaults={"confirmed_at": Now(), "declined_at": None, "shows_name": shows_name}
    )
    follow(plan.subject, by=by, by_itself=True)
    record(plan.subject, "carrier_yes", by=by, reach=Reach.THING)
    notices.carrier_answered(plan, by=by, yes=True)


@transaction.atomic
def decline(plan: Request, *, by: User) -> None:
    """Say no, or stop. Twice is once."""
    _still_open(plan)
    if Carrier.objects.filter(request=plan, person=by, declined_at__isnull=False).exists():
        return
    Carrier.objects.update_or_create(
        request=plan, person=by, defaults={"confirmed_at": None, "declined_at": Now(), "shows_name": False}
    )
    record(plan.subject, "carrier_no", by=by)
    notices.carrier_answered(plan, by=by, yes=False)


def _still_open(plan: Request) -> None:
    round_ = hold(plan.round)
    status = Request.objects.values_list("status", flat=True).get(pk=plan.pk)
    if round_.is_frozen or round_.phase not in IN_THE_MAKING or status not in CARRIED:
        raise Refused(str(STANDS))
