"""The clock where something is odd: dates that do not belong to a kind of round, and money without a vote."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from budgets.actions import clock
from budgets.actions.clock import advance_due
from budgets.actions.objections import object_to
from budgets.actions.panel import finish
from budgets.models import Phase, Round
from coalitie.lib.refused import Refused
from coalitie.people.models import User
from platforms.models import Platform
from tests.factories import make_request, make_round

pytestmark = pytest.mark.django_db
NONE = dict.fromkeys(["ideas_at", "elaboration_at", "listed_at", "voting_at", "counting_at", "final_at"])


def without_a_vote(platform: Platform, kind: str, phase: str, **dates: Any) -> Round:
    return make_round(platform, kind=kind, phase=phase, amount=Decimal(1000), **{**NONE, **dates})


@pytest.mark.parametrize("final", [None, timedelta(hours=-1)])
def test_the_date_of_a_list_ends_no_phase_of_a_round_without_one(here: Platform, final: timedelta | None) -> None:
    now = timezone.now()
    dates = {"elaboration_at": now - timedelta(3), "listed_at": now - timedelta(1)}
    dates |= {"final_at": now + final} if final else {}
    award = without_a_vote(here, "award", "elaboration", **dates)
    assert advance_due() == 0
    award.refresh_from_db()
    assert award.phase == Phase.ELABORATION


def test_one_round_that_fails_holds_up_no_other(here: Platform, monkeypatch: pytest.MonkeyPatch) -> None:
    now = timezone.now()
    dates = {"elaboration_at": now - timedelta(hours=1)}
    bad, good = (without_a_vote(here, "award", "ideas", **dates) for _ in range(2))
    real = clock.waits_for

    def fails(round_: Round, to: Phase | None) -> list[str]:
        if round_.pk == bad.pk:
            raise RuntimeError
        return real(round_, to)

    monkeypatch.setattr(clock, "waits_for", fails)
    assert advance_due() == 1
    good.refresh_from_db()
    assert good.phase == Phase.ELABORATION


@pytest.mark.parametrize("status", ["submitted", "incomplete", "feasible"])
def test_a_platforms_budget_ends_when_every_plan_has_its_answer(here: Platform, status: str) -> None:
    round_ = without_a_vote(here, "platform", "running", accounting_at=timezone.now() - timedelta(hours=1))
    plan = make_request(round_, status=status, reason="Hoe duur is het hout?")
    assert advance_due() == 0
    type(plan).objects.filter(pk=plan.pk).update(status="withdrawn", reason="Toch niet.")
    assert advance_due() == 1
    round_.refresh_from_db()
    assert round_.phase == Phase.ACCOUNTING


def test_without_a_vote_too_an_objection_is_waited_for(here: Platform, carla: User, ibrahim: User) -> None:
    now = timezone.now()
    award = without_a_vote(here, "award", "elaboration", elaboration_at=now - timedelta(3))
    yearly = without_a_vote(here, "platform", "running", accounting_at=now - timedelta(hours=1))
    for round_ in (award, yearly):
        plan = make_request(round_, status="not_chosen", reason="Te duur.", author=ibrahim)
        object_to(plan, by=ibrahim, text="Het is niet te duur.")
    with pytest.raises(Refused, match="bezwaar wacht"):
        finish(award, by=carla)
    assert advance_due() == 0
