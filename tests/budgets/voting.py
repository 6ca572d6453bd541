"""A round in which people vote now, and how they do it."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.db import connection
from django.test import Client
from django.utils import timezone

from budgets.actions.box import key_of
from budgets.actions.codes import issue
from budgets.actions.vote import Vote, cast
from budgets.models import Credential, Round, Status, Voter
from platforms.models import Platform
from tests.factories import make_request, make_round, make_user

ALL_WAYS = [Voter.CODE, Voter.MEMBER, Voter.BUURT, Voter.PAPER]


def make_voting(*platforms: Platform, plans: int = 5, cost: str = "1000.00", hours: float = 24, **fields: Any) -> Round:
    """Opened yesterday, closes in so many hours; plans 1 to n on its list."""
    now = timezone.now()
    fields.setdefault("voters", ALL_WAYS)
    dates: dict[str, Any] = {
        "elaboration_at": now - timedelta(20),
        "listed_at": now - timedelta(10),
        "voting_at": now - timedelta(1),
        "counting_at": now + timedelta(hours=hours),
        "final_at": now + timedelta(30),
    }
    phase = fields.pop("phase", "voting")
    round_ = make_round(*platforms, phase="elaboration", ideas_at=None, **dates, **fields)
    for number in range(1, plans + 1):
        make_request(
            round_,
            title=f"Plan nummer {number}",
            slug=f"plan-{number}",
            status=Status.LISTED,
            list_number=number,
            fixed_total=Decimal(cost),
            costs=[cost],
        )
    Round.objects.filter(pk=round_.pk).update(phase=phase, frozen_at=now - timedelta(10))
    round_.refresh_from_db()
    return round_


def close(round_: Round) -> Round:
    """Its time is over."""
    return move_date(round_, counting_at=timezone.now() - timedelta(seconds=1))


def move_date(round_: Round, **dates: Any) -> Round:
    """The database refuses to move the dates of a frozen round, so without that rule for a moment."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE budgets_round DISABLE TRIGGER budgets_rules_stand_still")
        Round.objects.filter(pk=round_.pk).update(**dates)
        cursor.execute("ALTER TABLE budgets_round ENABLE TRIGGER budgets_rules_stand_still")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    round_.refresh_from_db()
    return round_


def code_for(round_: Round, batch: str = "") -> str:
    return issue(round_, number=1, batch=batch or f"oplage {Credential.objects.count()}")[0]


def make_right(round_: Round) -> Credential:
    key_of(round_)
    return Credential.objects.create(round=round_, by_way_of=Voter.MEMBER, person=make_user())


def vote_for(*numbers: int) -> Vote:
    return Vote(numbers, tuple(1 for _number in numbers))


def make_voters(round_: Round, number: int, *numbers: int) -> list[str]:
    """So many people who vote for these plans; their receipts in the order of casting."""
    return [cast(make_right(round_), vote_for(*(numbers or (1, 2, 3))), once="") for _voter in range(number)]


def at_the_ballot(client: Client, round_: Round, code: str) -> str:
    """Through the door with a code; the address of the ballot."""
    answer = client.post(f"{round_.get_absolute_url()}stemmen/", {"code": code})
    assert answer.status_code == 302, answer.content.decode()
    return answer["Location"]
