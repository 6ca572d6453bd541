"""Money without a vote: the panel, its conflicts of interest, its decision, and the balance it may promise from."""

from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.translation import override

from budgets.access_requests import of_request
from budgets.actions.objections import object_to, settle
from budgets.actions.panel import conclude, finish, give_seat, leave_seat, opine
from budgets.actions.rules import change_rules, open_round
from budgets.models import Carrier, CheckPoint, Entry, Opinion, Phase, Request, Round, Seat, Status
from coalitie.activity.models import Mail
from coalitie.lib.refused import Refused
from coalitie.people.models import User
from platforms.models import Platform
from tests.factories import make_request, make_round, make_user, sign_in, sign_in_to_desk

pytestmark = pytest.mark.django_db
PAGE = "/buurtbudget/klein/aanvragen/soep/"


@pytest.fixture
def round_(here: Platform, carla: User) -> Round:
    """A platform's budget of € 1,000 that is open."""
    none: dict[str, Any] = dict.fromkeys(["ideas_at", "elaboration_at", "listed_at", "voting_at"])
    none |= {"counting_at": None, "final_at": None}
    made = make_round(here, phase="draft", kind="platform", slug="klein", amount=Decimal("1000.00"), **none)
    CheckPoint.objects.create(round=made, position=1, question="Is het klein?")
    open_round(made, by=carla)
    return made


@pytest.fixture
def plan(round_: Round, ibrahim: User) -> Request:
    return asked(round_, ibrahim, "700", slug="soep")


def asked(round_: Round, by: User, cost: str, **fields: Any) -> Request:
    made = make_request(round_, author=by, costs=[cost], **fields)
    for person in (by, make_user()):
        Carrier.objects.create(request=made, person=person, confirmed_at=timezone.now())
    return made


@pytest.fixture
def panel(round_: Round, carla: User) -> list[User]:
    members = [make_user(name=name) for name in ("Aïcha", "Bas", "Cem")]
    for person in members:
        give_seat(round_, by=carla, person=person, how="drawn")
    return members


def say(plan: Request, panel: list[User], *says: str) -> None:
    for person, each in zip(panel, says, strict=True):
        opine(plan, by=person, says=each, reason=f"{person.name} vindt {each}.")


def test_opening_puts_the_money_in_the_ledger(client: Client, round_: Round, carla: User) -> None:
    assert (round_.phase, round_.entries.free()) == (Phase.RUNNING, Decimal("1000.00"))
    with override("en"):
        change_rules(round_, by=carla, reason="Er kwam geld bij.", amount=Decimal("1250.00"))
    assert set(round_.entries.values_list("purpose", flat=True)) == {"Budget van de ronde"}
    assert round_.entries.free() == Decimal("1250.00")
    with pytest.raises(Refused, match="niet lager"):
        change_rules(round_, by=carla, reason="Toch minder.", amount=Decimal("10.00"))
    assert "Nog vrij: € 1.250" in client.get("/buurtbudget/klein/").content.decode().replace("\N{NO-BREAK SPACE}", " ")


def test_the_desk_gives_seats_and_the_page_names_them(client: Client, round_: Round, carla: User, fatima: User) -> None:
    sign_in_to_desk(client, carla)
    address = f"/beheer/budgets/round/{round_.pk}/doe/"
    assert client.post(f"{address}seat/", {"person": fatima.email, "how": "gekozen"}).status_code == 422
    for _ in range(2):
        assert client.post(f"{address}seat/", {"person": fatima.email, "how": "drawn"}).status_code == 302
    assert Seat.objects.get().person == fatima
    assert Mail.objects.filter(to=fatima.email, subject__contains="panel").count() == 1
    assert "Fatima" in Client().get("/buurtbudget/klein/").content.decode()
    assert client.post(f"{address}unseat/", {"person": fatima.email}).status_code == 302
    assert "Fatima" not in Client().get("/buurtbudget/klein/").content.decode()
    with pytest.raises(Refused, match="niet in het panel"):
        leave_seat(round_, by=carla, person=fatima)


def test_a_vote_has_no_panel(carla: User, fatima: User) -> None:
    with pytest.raises(Refused, match="geen panel"):
        give_seat(make_round(), by=carla, person=fatima, how="drawn")


def test_said_with_a_reason_and_read_after_the_decision(
    client: Client, plan: Request, panel: list[User], carla: User, bob: User
) -> None:
    sign_in(client, bob)
    assert client.post(f"{PAGE}panel/", {"says": "yes", "reason": "Lekker."}).status_code == 403
    sign_in(client, panel[0])
    assert client.get(f"{PAGE}panel/").status_code == 200
    assert client.post(f"{PAGE}panel/", {"says": "yes", "reason": ""}).status_code == 422
    for words in ("Lekker.", "Lekker en warm."):
        assert client.post(f"{PAGE}panel/", {"says": "yes", "reason": words}).status_code == 302
    assert Opinion.objects.get().reason == "Lekker en warm."
    assert "Lekker en warm." not in Client().get(PAGE).content.decode()
    with pytest.raises(Refused, match="Nog niet iedereen"):
        conclude(plan, by=carla)
    for person in panel[1:]:
        opine(plan, by=person, says="yes", reason="Goed.")
    sign_in_to_desk(client, carla)
    assert client.post(f"/beheer/budgets/request/{plan.pk}/doe/conclude/").status_code == 302
    plan.refresh_from_db()
    assert (plan.status, plan.fixed_total) == (Status.GRANTED, Decimal("700.00"))
    assert plan.round.entries.free() == Decimal("300.00")
    assert "Lekker en warm." in Client().get(PAGE).content.decode()
    assert client.post(f"/beheer/budgets/request/{plan.pk}/doe/conclude/").status_code == 403
    assert Entry.objects.filter(kind="promised").count() == 1


def test_who_has_a_part_in_it_only_says_so(plan: Request, panel: list[User], carla: User) -> None:
    Carrier.objects.create(request=plan, person=panel[0], confirmed_at=timezone.now())
    with pytest.raises(Refused, match="betrokken"):
        opine(plan, by=panel[0], says="yes", reason="Mijn eigen plan.")
    say(plan, panel, "involved", "yes", "yes")
    with pytest.raises(Refused, match="ten minste drie"):
        conclude(plan, by=carla)
    give_seat(plan.round, by=carla, person=(extra := make_user()), how="offered")
    opine(plan, by=extra, says="no", reason="Te duur.")
    conclude(plan, by=carla)
    assert plan.status == Status.GRANTED


def test_never_more_than_there_is(round_: Round, plan: Request, panel: list[User], carla: User, fatima: User) -> None:
    other = asked(round_, fatima, "301")
    for each in (plan, other):
        say(each, panel, "yes", "yes", "yes")
    conclude(plan, by=carla)
    with pytest.raises(Refused, match="niet genoeg geld"):
        conclude(other, by=carla)
    other.refresh_from_db()
    assert (other.status, round_.entries.free()) == (Status.SUBMITTED, Decimal("300.00"))


@pytest.mark.parametrize(
    ("spoil", "why"),
    [
        (lambda plan: plan.lines.update(amount=None), "nog niet bekend"),
        (lambda plan: plan.carriers.all()[0].delete(), "nog 1 trekker"),
    ],
)
def test_not_without_costs_or_carriers(plan: Request, panel: list[User], carla: User, spoil: Any, why: str) -> None:
    spoil(plan)
    say(plan, panel, "yes", "yes", "yes")
    with pytest.raises(Refused, match=why):
        conclude(plan, by=carla)


def test_a_no_has_reasons_and_a_second_look(
    plan: Request, panel: list[User], carla: User, ibrahim: User, driss: User
) -> None:
    say(plan, panel, "yes", "no", "no")
    conclude(plan, by=carla)
    assert plan.status == Status.NOT_CHOSEN
    assert plan.reason == "Bas vindt no.\n\nCem vindt no."
    assert Mail.objects.filter(to=ibrahim.email, text__contains="Bas vindt no.").count() == 1
    assert "object" in of_request(ibrahim, plan)
    objection = object_to(plan, by=ibrahim, text="Het is juist goedkoop.")
    settle(objection, by=driss, outcome="overturned", answer="Kijk er nog eens naar.")
    plan.refresh_from_db()
    assert (plan.status, plan.opinions.standing().count(), plan.opinions.count()) == (Status.FEASIBLE, 0, 3)
    say(plan, panel, "yes", "yes", "no")
    conclude(plan, by=carla)
    assert plan.status == Status.GRANTED


def test_an_award_ends_when_every_plan_has_its_decision(here: Platform, carla: User, ibrahim: User) -> None:
    round_ = make_round(here, kind="award", phase="elaboration", ideas_at=None, listed_at=None)
    plan = make_request(round_, author=ibrahim)
    with pytest.raises(Refused, match="elk plan"):
        finish(round_, by=carla)
    Request.objects.filter(pk=plan.pk).update(status="withdrawn", reason="Toch niet.")
    finish(round_, by=carla)
    assert round_.phase == Phase.FINAL
