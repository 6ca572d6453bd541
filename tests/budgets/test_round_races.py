"""The list is fixed while somebody still writes, and two workers at once. By holding the lock."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from budgets.actions.clock import advance
from budgets.actions.requests import estimate, withdraw
from budgets.actions.rules import change_rules
from budgets.models import Carrier, CostLine, Phase, Request, Revision, Round, Status
from coalitie.activity.models import Event
from tests.factories import make_platform, make_request, make_round, make_user
from tests.initiatives.test_races import both
from tests.together import together

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def plan() -> Request:
    """In a round whose list is due."""
    now = timezone.now()
    dates: dict[str, Any] = {"elaboration_at": now - timedelta(2), "listed_at": now - timedelta(1)}
    round_ = make_round(make_platform(), phase="elaboration", ideas_at=None, **dates)
    made = make_request(round_, status="feasible")
    for _ in range(2):
        Carrier.objects.create(request=made, person=make_user(), confirmed_at=now)
    return made


def test_rules_that_change_during_the_freeze_wait_and_are_refused(plan: Request) -> None:
    said = both(
        lambda: advance(plan.round_id),
        lambda: change_rules(plan.round, by=make_user(), reason="Te laat.", amount=Decimal("1.00")),
    )
    assert said == ["done", "refused"]
    round_ = Round.objects.get()
    assert (round_.phase, round_.amount) == (Phase.LISTED, Decimal("10000.00"))
    assert Revision.objects.get().data["rules"]["amount"] == "10000.00"


def test_a_plan_taken_back_during_the_freeze_stays_on_the_list(plan: Request) -> None:
    assert plan.author is not None
    author = plan.author
    said = both(lambda: advance(plan.round_id), lambda: withdraw(plan, by=author, reason="Toch niet."))
    assert said == ["done", "refused"]
    assert Request.objects.get().status == Status.LISTED


def test_costs_written_past_the_verbs_wait_and_are_refused_by_the_database(plan: Request) -> None:
    def careless() -> None:
        with pytest.raises(IntegrityError, match="frozen"), transaction.atomic():
            CostLine.objects.filter(request=plan).update(amount=Decimal("9999.00"))

    assert both(lambda: advance(plan.round_id), careless) == ["done", "done"]
    assert Request.objects.get().fixed_total == Decimal("100.00")
    assert CostLine.objects.get().amount == Decimal("100.00")


def test_control_without_the_freeze_the_same_write_goes_through(plan: Request) -> None:
    def careless() -> None:
        CostLine.objects.filter(request=plan).update(amount=Decimal("9999.00"))

    def holding() -> None:
        Round.objects.select_for_update(no_key=True).get(pk=plan.round_id)

    assert both(holding, careless) == ["done", "done"]
    assert CostLine.objects.get().amount == Decimal("9999.00")


def test_the_freeze_passes_by_while_somebody_writes_and_comes_back(plan: Request) -> None:
    Request.objects.update(status="incomplete", reason="Wat kost het?")
    with transaction.atomic():
        estimate(plan, by=make_user(), lines=[CostLine(what="Hout", amount=Decimal("120.00"))])
        Request.objects.update(status="feasible", reason="")
    assert advance(plan.round_id)
    assert Request.objects.get().fixed_total == Decimal("120.00")


def test_two_workers_move_it_once(plan: Request) -> None:
    moved = together(*[lambda: advance(plan.round_id)] * 4)
    assert sorted(moved) == [False, False, False, True]
    assert Revision.objects.count() == 1
    assert Event.objects.filter(verb="round_phase").count() == 1
