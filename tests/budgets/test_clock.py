"""The clock where something is odd: dates that do not belong to a kind of round, and money without a vote."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from freezegun import freeze_time

from budgets.actions import clock
from budgets.actions.clock import advance_due
from budgets.actions.objections import object_to, settle
from budgets.actions.panel import finish
from budgets.models import Carrier, CheckPoint, Phase, Request, Round
from coalitie.activity.models import Event
from coalitie.lib.refused import Refused
from coalitie.people.models import User
from platforms.models import Platform
from tests.factories import make_request, make_round, make_user

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


# --- A "no" at the last moment ----------------------------------------------------------------------------------------
@pytest.fixture
def due(here: Platform) -> Round:
    """Its list is due, with a plan that can be on it."""
    now = timezone.now()
    dates: dict[str, Any] = {"elaboration_at": now - timedelta(9), "listed_at": now - timedelta(minutes=1)}
    round_ = make_round(here, phase="elaboration", ideas_at=None, **dates)
    plan = make_request(round_, status="feasible", title="Bankje")
    for _carrier in range(2):
        Carrier.objects.create(request=plan, person=make_user(), confirmed_at=now)
    return round_


def refused(round_: Round, ago: timedelta, status: str = "infeasible") -> Request:
    plan = make_request(round_, status=status, title="Zwembad", reason="Er ligt een leiding.")
    Event.objects.create(subject=plan.subject, verb=f"request_{status}", at=timezone.now() - ago)
    return plan


@pytest.mark.parametrize("status", ["infeasible", "inadmissible"])
def test_the_list_waits_until_who_got_a_late_no_could_object(client: Client, due: Round, status: str) -> None:
    refused(due, timedelta(days=2, hours=23), status)
    assert advance_due() == 0
    due.refresh_from_db()
    assert due.phase == Phase.ELABORATION
    page = client.get(due.get_absolute_url()).content.decode()
    assert "Tegen de ‘nee’ bij ‘Zwembad’ kan nog bezwaar worden gemaakt, tot" in page
    with freeze_time(timezone.now() + timedelta(hours=2)):
        assert advance_due() == 1
    due.refresh_from_db()
    assert due.is_frozen


def test_an_early_no_holds_up_nothing(due: Round) -> None:
    refused(due, timedelta(days=3, minutes=1))
    assert advance_due() == 1


def test_the_last_no_counts_and_not_an_earlier_one(due: Round) -> None:
    plan = refused(due, timedelta(days=5))
    Event.objects.create(subject=plan.subject, verb="request_infeasible", at=timezone.now() - timedelta(hours=1))
    assert advance_due() == 0


def test_once_the_objection_is_answered_nothing_waits(due: Round, ibrahim: User, driss: User) -> None:
    plan = refused(due, timedelta(hours=1))
    objection = object_to(plan, by=ibrahim, text="Die leiding is weg.")
    assert advance_due() == 0
    settle(objection, by=driss, outcome="upheld", answer="Hij ligt er nog.")
    assert advance_due() == 1


def test_the_page_tells_that_there_is_time(client: Client, here: Platform) -> None:
    round_ = make_round(here, phase="draft")
    CheckPoint.objects.create(round=round_, position=1, question="Mag het?")
    Round.objects.filter(pk=round_.pk).update(phase="ideas")
    page = client.get(round_.get_absolute_url()).content.decode()
    assert "altijd ten minste 3 dagen om bezwaar te maken" in page


def test_a_panel_waits_for_it_too(here: Platform, carla: User) -> None:
    now = timezone.now()
    award = without_a_vote(here, "award", "elaboration", elaboration_at=now - timedelta(3))
    refused(award, timedelta(hours=1), "not_chosen")
    with pytest.raises(Refused, match="kan nog bezwaar worden gemaakt"):
        finish(award, by=carla)
    with freeze_time(now + timedelta(days=3)):
        finish(award, by=carla)
