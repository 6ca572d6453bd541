"""Opening a round, changing its rules, holding and stopping it, and the clock that moves it."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone

from budgets.access import of_round
from budgets.actions.clock import advance, advance_due
from budgets.actions.rules import change_rules, open_round
from budgets.models import Carrier, CheckPoint, Phase, Request, Revision, Round, canonical
from coalitie.activity.models import Event, Mail
from coalitie.lib.refused import Refused
from coalitie.people.models import Person, User
from platforms.models import Platform
from tests.factories import make_request, make_round, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(here: Platform) -> Round:
    """One that lacks nothing."""
    round_ = make_round(here, phase="draft", ideas_at=None, voters=["member"])
    CheckPoint.objects.create(round=round_, position=1, question="Mag het daar staan?")
    return round_


@pytest.fixture
def ready(here: Platform) -> Round:
    """Its list must be fixed, since an hour; one feasible plan of € 100 with two people who carry it."""
    now = timezone.now()
    round_ = make_round(
        here,
        phase="elaboration",
        ideas_at=now - timedelta(9),
        elaboration_at=now - timedelta(5),
        listed_at=now - timedelta(hours=1),
        voters=["member"],
    )
    carried(make_request(round_, status="feasible", title="Bankje"))
    return round_


def carried(plan: Request, people: int = 2) -> Request:
    for _ in range(people):
        Carrier.objects.create(request=plan, person=make_user(), confirmed_at=timezone.now())
    return plan


# --- Opening ----------------------------------------------------------------------------------------------------------
def test_opening_publishes_and_writes_the_first_version(draft: Round, carla: User) -> None:
    open_round(draft, by=carla)
    assert draft.phase == Phase.IDEAS
    revision = draft.revisions.get()
    assert (revision.number, revision.by, revision.is_frozen, revision.is_whole) == (1, carla, False, True)
    assert revision.data["checklist"] == [{"position": 1, "question": "Mag het daar staan?", "explained": ""}]
    assert Event.objects.filter(subject=draft.subject, verb="round_phase", by=carla).count() == 1
    with pytest.raises(Refused, match="al open"):
        open_round(draft, by=carla)


@pytest.mark.parametrize(
    ("spoil", "why"),
    [
        (lambda r: r.checklist.all().delete(), "toets"),
        (lambda r: Round.objects.filter(pk=r.pk).update(voters=[]), "wie er mag stemmen"),
        (lambda r: Round.objects.filter(pk=r.pk).update(voting_at=None), "een datum in"),
        (lambda r: Round.objects.filter(pk=r.pk).update(elaboration_at=timezone.now()), "al voorbij"),
    ],
)
def test_what_is_not_complete_stays_closed(draft: Round, carla: User, spoil: Callable[[Round], Any], why: str) -> None:
    spoil(draft)
    with pytest.raises(Refused, match=why):
        open_round(draft, by=carla)
    assert not Revision.objects.exists()
    assert Round.objects.get().phase == Phase.DRAFT


def test_the_other_kinds_need_fewer_dates(here: Platform, carla: User) -> None:
    none = dict.fromkeys(["elaboration_at", "listed_at", "voting_at", "counting_at", "final_at", "ideas_at"])
    round_ = make_round(here, phase="draft", kind="platform", **none)
    CheckPoint.objects.create(round=round_, position=1, question="Is het klein?")
    open_round(round_, by=carla)
    assert round_.phase == Phase.RUNNING


# --- Changing ---------------------------------------------------------------------------------------------------------
def test_another_rule_is_another_version_and_those_concerned_hear(draft: Round, carla: User) -> None:
    open_round(draft, by=carla)
    plan = make_request(draft)
    carrier = Carrier.objects.create(request=plan, person=make_user()).person
    declined = Carrier.objects.create(request=plan, person=make_user(), declined_at=timezone.now()).person
    change_rules(draft, by=carla, reason="Er kwam geld bij.", amount=Decimal("15000.00"))
    newest = draft.revisions.newest()[0]
    assert (newest.number, newest.reason, newest.data["rules"]["amount"]) == (2, "Er kwam geld bij.", "15000.00")
    told = set(Mail.objects.filter(subject__contains="spelregels").values_list("to", flat=True))
    assert plan.author is not None
    assert told == {plan.author.email, carrier.email}
    assert declined.email not in told


def test_nothing_changed_is_no_version(draft: Round, carla: User) -> None:
    open_round(draft, by=carla)
    change_rules(draft, by=carla, reason="Toch niet.", amount=draft.amount)
    assert draft.revisions.count() == 1


def test_frozen_rules_and_past_dates_are_refused(draft: Round, ready: Round, carla: User) -> None:
    open_round(draft, by=carla)
    with pytest.raises(Refused, match="al voorbij"):
        change_rules(draft, by=carla, reason="Sneller.", elaboration_at=timezone.now() - timedelta(1))
    assert advance_due() == 1
    with pytest.raises(Refused, match="staan vast"):
        change_rules(ready, by=carla, reason="Meer.", amount=Decimal("1.00"))


# --- The clock --------------------------------------------------------------------------------------------------------
def test_the_list_is_fixed_with_numbers_costs_and_a_hash(ready: Round) -> None:
    carried(make_request(ready, status="feasible", title="Appelboom", costs=["10.50", "4.50"]))
    make_request(ready, status="infeasible", reason="Er ligt een leiding.")
    make_request(ready, status="draft")
    call_command("advance_rounds")
    ready.refresh_from_db()
    assert (ready.phase, ready.is_frozen) == (Phase.LISTED, True)
    assert list(ready.requests.filter(status="listed").values_list("list_number", "title", "fixed_total")) == [
        (1, "Appelboom", Decimal("15.00")),
        (2, "Bankje", Decimal("100.00")),
    ]
    revision = ready.revisions.get(is_frozen=True)
    assert revision.is_whole
    assert canonical(revision.data) == revision.text
    assert [(plan["number"], plan["total"], len(plan["lines"])) for plan in revision.data["list"]] == [
        (1, "15.00", 2),
        (2, "100.00", 1),
    ]


def test_running_it_twice_changes_nothing(ready: Round) -> None:
    assert advance_due() == 1
    events = Event.objects.count()
    assert advance_due() == 0
    assert not advance(ready.pk)
    assert (Event.objects.count(), Revision.objects.count()) == (events, 1)


@pytest.mark.parametrize(
    ("spoil", "why"),
    [
        (lambda r: make_request(r, status="submitted"), "geen oordeel"),
        (lambda r: make_request(r, status="incomplete", reason="Wat kost het?"), "geen oordeel"),
        (lambda r: carried(make_request(r, status="feasible", costs=[])), "wat het kost"),
        (lambda r: carried(make_request(r, status="feasible"), people=1), "nog 1 trekker nodig"),
        (lambda r: carried(make_request(r, status="feasible", costs=["5000.01"])), "nog 1 trekker nodig"),
        (lambda r: carried(make_request(r, status="feasible", costs=["25000.01"])), "nog 3 trekkers nodig"),
        (lambda r: Request.objects.update(status="withdrawn", reason="Toch niet."), "geen plan"),
    ],
)
def test_what_is_not_ready_waits_and_the_desk_hears_once(
    ready: Round, carla: User, spoil: Callable[[Round], Any], why: str
) -> None:
    spoil(ready)
    for _ in range(3):
        assert advance_due() == 0
    ready.refresh_from_db()
    assert (ready.phase, ready.is_frozen) == (Phase.ELABORATION, False)
    mail = Mail.objects.get(to=carla.email)
    assert why in mail.text


def test_a_round_that_slept_passes_several_phases(here: Platform) -> None:
    now = timezone.now()
    round_ = make_round(
        here, ideas_at=now - timedelta(9), elaboration_at=now - timedelta(5), listed_at=now - timedelta(1)
    )
    carried(make_request(round_, status="feasible"))
    assert advance_due() == 2
    round_.refresh_from_db()
    assert round_.phase == Phase.LISTED


def test_who_holds_it_stops_the_clock(ready: Round, carla: User) -> None:
    ready.hold(by=carla, reason="De raad vergadert nog.")
    assert advance_due() == 0
    ready.go_on(by=carla)
    assert advance_due() == 1


def test_stopping_tells_who_has_a_plan(ready: Round, carla: User) -> None:
    plan = ready.requests.get()
    assert plan.author is not None
    ready.abort(by=carla, reason="Het geld komt niet.")
    assert Mail.objects.filter(to=plan.author.email, text__contains="Het geld komt niet.").count() == 1
    assert "ask" not in of_round(plan.author, ready)
    with pytest.raises(Refused):
        ready.abort(by=carla, reason="Nog eens.")


# --- Who may ----------------------------------------------------------------------------------------------------------
DESK = {
    "draft": {"read", "desk", "open", "edit"},
    "ideas": {"read", "desk", "ask", "edit", "hold", "abort"},
    "elaboration": {"read", "desk", "edit", "hold", "abort"},
    "voting": {"read", "desk", "abort", "draw_lot", "withdraw_codes"},
    "closed": {"read", "desk", "carry_over"},
    "aborted": {"read", "desk"},
}


@pytest.mark.parametrize("phase", list(DESK))
def test_who_may_do_what(people: dict[str, Person], here: Platform, phase: str) -> None:
    frozen = {"frozen_at": timezone.now()} if phase == "voting" else {}
    round_ = make_round(here, phase=phase, ideas_at=None, **frozen)
    everybody = DESK[phase] & {"read", "ask"} if phase != "draft" else set()
    for name, user in people.items():
        expected = DESK[phase] if name in {"carla", "els"} else everybody
        assert of_round(user, round_) == expected, name
        seen = Round.objects.visible_to(user).filter(pk=round_.pk).exists()
        assert seen == ("read" in expected), name
