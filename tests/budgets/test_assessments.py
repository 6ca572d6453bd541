"""Testing plans: named people, a reason for each "no", public as the round says; and the second look."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core import management
from django.test import Client
from django.utils import timezone

from budgets.access_requests import of_assessment, of_objection, of_request
from budgets.actions.assessments import assign, decide, fill, publish_all, reply, send
from budgets.actions.clock import waits_for
from budgets.actions.objections import object_to, settle
from budgets.actions.requests import ask_more, refuse, submit
from budgets.models import Assessment, Carrier, CheckPoint, Phase, Request, RequestObjection, Round, Status
from coalitie.activity.models import Mail
from coalitie.lib.refused import Refused
from coalitie.people.models import Person, User
from platforms.models import Platform
from tests.factories import make_request, make_round, sign_in, sign_in_to_desk

pytestmark = pytest.mark.django_db
PAGE = "/buurtbudget/lente/aanvragen/bank/"


@pytest.fixture
def round_(here: Platform) -> Round:
    made = make_round(here, slug="lente", phase="draft")
    for place, question in enumerate(["Mag het daar staan?", "Is het veilig?"], start=1):
        CheckPoint.objects.create(round=made, position=place, question=question)
    Round.objects.filter(pk=made.pk).update(phase="elaboration")
    made.refresh_from_db()
    return made


@pytest.fixture
def plan(round_: Round, ibrahim: User) -> Request:
    return make_request(round_, author=ibrahim, slug="bank")


@pytest.fixture
def row(plan: Request, carla: User, fatima: User) -> Assessment:
    return assign(plan, by=carla, person=fatima)


def answers(round_: Round, **fields: str) -> dict[str, str]:
    said = {f"says_{point.pk}": "yes" for point in round_.checklist.all()}
    return {**said, "verdict": "feasible", "cost": "100", "reason": "", "versturen": "1", **fields}


def judge(row: Assessment, by: User, verdict: str = "feasible") -> None:
    no = verdict == "infeasible"
    fill(
        row,
        by=by,
        said={},
        verdict=verdict,
        cost=None if no else Decimal(100),
        reason="Er ligt een buis." if no else "",
    )
    send(row, by=by)


# --- Naming -----------------------------------------------------------------------------------------------------------
def test_who_is_asked_gets_a_mail_and_stands_there_by_name(row: Assessment, fatima: User) -> None:
    assert row.assessor_name == "Fatima"
    assert PAGE + "toets/" in Mail.objects.get(to=fatima.email).text


def test_not_by_who_asked_or_carries(plan: Request, carla: User, ibrahim: User, fatima: User) -> None:
    Carrier.objects.create(request=plan, person=fatima)
    for person in (ibrahim, fatima):
        with pytest.raises(Refused, match="iemand anders"):
            assign(plan, by=carla, person=person)


def test_who_starts_to_carry_later_cannot_send(row: Assessment, fatima: User) -> None:
    Carrier.objects.create(request=row.request, person=fatima)
    assert "fill" not in of_assessment(fatima, row)
    with pytest.raises(Refused, match="Een ander toetst"):
        judge(row, fatima)


def test_named_at_the_desk(client: Client, plan: Request, carla: User, driss: User, fatima: User) -> None:
    sign_in_to_desk(client, carla)
    address = f"/beheer/budgets/request/{plan.pk}/doe/assign/"
    assert client.post(address, {"person": "niemand@example.org"}).status_code == 422
    assert client.post(address, {"person": fatima.email}).status_code == 302
    assert client.get(f"/beheer/budgets/request/{plan.pk}/change/").status_code == 200
    assert plan.assessments.get().assessor == fatima
    sign_in_to_desk(client, driss)
    assert client.post(address, {"person": fatima.email}).status_code == 404


# --- Filling in -------------------------------------------------------------------------------------------------------
def test_kept_then_sent(client: Client, row: Assessment, round_: Round, fatima: User, ibrahim: User) -> None:
    sign_in(client, fatima)
    assert client.get(PAGE + "toets/").status_code == 200
    half = {name: value for name, value in answers(round_, verdict="").items() if name != "versturen"}
    assert client.post(PAGE + "toets/", half).status_code == 302
    assert "Mag het daar staan?" not in Client().get(PAGE).content.decode()
    assert client.post(PAGE + "toets/", answers(round_)).status_code == 302
    row.refresh_from_db()
    assert (row.verdict, row.cost, row.answers.count()) == ("feasible", Decimal(100), 2)
    assert Request.objects.get().status == Status.FEASIBLE
    page = Client().get(PAGE).content.decode()
    assert "Getoetst door Fatima" in page
    assert "Mag het daar staan?" in page
    assert Mail.objects.filter(to=ibrahim.email, subject__startswith="Je plan kan").count() == 1
    assert client.post(PAGE + "toets/", answers(round_)).status_code == 403


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"cost": ""}, "hoort een bedrag"),
        ({"cost": "0"}, "boven nul"),
        ({"cost": "NaN"}, "met cijfers"),
        ({"verdict": ""}, "Kies ja of nee"),
        ({"verdict": "infeasible", "cost": ""}, "hoort een reden"),
        ({"verdict": "misschien"}, "Selecteer een geldige keuze"),
    ],
)
def test_what_is_not_whole_is_not_sent(
    client: Client, row: Assessment, round_: Round, fatima: User, wrong: dict[str, str], said: str
) -> None:
    sign_in(client, fatima)
    answer = client.post(PAGE + "toets/", answers(round_, **wrong))
    assert answer.status_code == 422
    assert said in answer.content.decode()
    row.refresh_from_db()
    assert row.done_at is None


def test_each_no_has_a_reason(client: Client, row: Assessment, round_: Round, fatima: User) -> None:
    sign_in(client, fatima)
    point = round_.checklist.all()[0]
    assert client.post(PAGE + "toets/", answers(round_, **{f"says_{point.pk}": "no"})).status_code == 422
    typed = answers(round_, **{f"says_{point.pk}": "no", f"why_{point.pk}": "Daar ligt een buis."})
    assert client.post(PAGE + "toets/", typed).status_code == 302


def test_only_who_was_asked(client: Client, row: Assessment, people: dict[str, Person]) -> None:
    for name, user in people.items():
        if isinstance(user, User):
            sign_in(client, user)
            assert client.get(PAGE + "toets/").status_code == (200 if name == "fatima" else 404), name


# --- Public -----------------------------------------------------------------------------------------------------------
def test_the_last_one_decides_and_one_no_is_enough(row: Assessment, carla: User, fatima: User, bob: User) -> None:
    plan = row.request
    other = assign(plan, by=carla, person=bob)
    judge(row, fatima)
    assert Request.objects.get().status == Status.SUBMITTED
    judge(other, bob, "infeasible")
    plan.refresh_from_db()
    assert (plan.status, plan.reason) == (Status.INFEASIBLE, "Er ligt een buis.")


def test_all_at_once_where_the_round_says_so(row: Assessment, carla: User, fatima: User) -> None:
    Round.objects.update(publishes_together=True)
    row.request.round.refresh_from_db()
    judge(row, fatima)
    assert Request.objects.get().status == Status.SUBMITTED
    assert "Getoetst door" not in Client().get(PAGE).content.decode()
    publish_all(row.request.round, by=carla)
    assert Request.objects.get().status == Status.FEASIBLE
    assert "Getoetst door" in Client().get(PAGE).content.decode()
    with pytest.raises(Refused, match="geen toets klaar"):
        publish_all(row.request.round, by=carla)


def test_after_a_mended_plan_the_desk_takes_over_the_verdict(row: Assessment, carla: User, fatima: User) -> None:
    plan = row.request
    judge(row, fatima)
    ask_more(plan, by=carla, reason="Graag een offerte.")
    assert plan.author is not None
    submit(plan, by=plan.author)
    assert {"decide", "assign"} <= of_request(carla, plan)
    decide(plan, by=carla)
    assert Request.objects.get().status == Status.FEASIBLE


def test_who_asked_answers_once(client: Client, row: Assessment, fatima: User, ibrahim: User, bob: User) -> None:
    judge(row, fatima, "infeasible")
    address = f"{PAGE}toets/{row.pk}/antwoord/"
    sign_in(client, bob)
    assert client.post(address, {"text": "Onzin."}).status_code == 403
    sign_in(client, ibrahim)
    assert client.get(address).status_code == 200
    assert client.post(address, {"text": ""}).status_code == 422
    assert client.post(address, {"text": "De buis is vorig jaar verlegd."}).status_code == 302
    assert client.post(address, {"text": "Nog iets."}).status_code == 403
    assert "vorig jaar verlegd" in Client().get(PAGE).content.decode()


def test_what_stands_on_the_ballot_gets_no_answer_while_people_vote(
    row: Assessment, round_: Round, fatima: User, ibrahim: User
) -> None:
    judge(row, fatima, "feasible")
    row.refresh_from_db()
    assert "reply" in of_assessment(ibrahim, row)
    now = timezone.now()
    dates = {"ideas_at": None, "elaboration_at": now - timedelta(9), "listed_at": now - timedelta(8)}
    dates |= {"voting_at": now - timedelta(1), "counting_at": now + timedelta(1), "frozen_at": now}
    Round.objects.filter(pk=round_.pk).update(phase="voting", **dates)
    row = Assessment.objects.get()
    assert "reply" not in of_assessment(ibrahim, row)
    with pytest.raises(Refused, match="gestemd"):
        reply(row, by=ibrahim, text="Kies ons!")


# --- A second look ----------------------------------------------------------------------------------------------------
def test_a_no_is_looked_at_again_by_somebody_elsewhere(
    client: Client, row: Assessment, people: dict[str, Any], round_: Round
) -> None:
    judge(row, people["fatima"], "infeasible")
    sign_in(client, people["ibrahim"])
    assert client.get(PAGE + "bezwaar/").status_code == 200
    for _ in range(2):
        assert client.post(PAGE + "bezwaar/", {"text": "De buis is weg."}).status_code == 302
    objection = RequestObjection.objects.get()
    assert (objection.about, objection.why_not) == ("infeasible", "Er ligt een buis.")
    may = {name: of_objection(user, objection) for name, user in people.items()}
    assert {name for name, verbs in may.items() if "review" in verbs} == {"driss", "els"}
    assert waits_for(round_, Phase.LISTED) == ["1 bezwaar wacht nog op antwoord."]
    desk = sign_in_to_desk(Client(), people["driss"])
    address = f"/beheer/budgets/requestobjection/{objection.pk}/"
    assert desk.get(address + "change/").status_code == 200
    assert desk.post(address + "doe/review/", {"outcome": "overturned", "answer": "Klopt, weg."}).status_code == 302
    assert Request.objects.get().status == Status.FEASIBLE
    assert "Klopt, weg." in Client().get(PAGE).content.decode()
    here = sign_in_to_desk(Client(), people["carla"])
    assert here.get(address + "change/").status_code == 404


def test_who_said_no_does_not_look_again(plan: Request, ibrahim: User, els: User, driss: User) -> None:
    refuse(plan, by=els, reason="Past niet.")
    objection = object_to(plan, by=ibrahim, text="Wel waar.")
    assert objection.decided_by == els
    assert of_objection(els, objection) == set()
    settle(objection, by=driss, outcome="upheld", answer="Het past echt niet.")
    assert Request.objects.get().status == Status.INADMISSIBLE
    with pytest.raises(Refused, match="al beantwoord"):
        settle(objection, by=driss, outcome="overturned", answer="Toch wel.")
    with pytest.raises(Refused, match="één keer"):
        object_to(plan, by=ibrahim, text="Nog eens.")


def test_only_who_asked_objects(client: Client, plan: Request, carla: User, fatima: User) -> None:
    refuse(plan, by=carla, reason="Past niet.")
    sign_in(client, fatima)
    assert client.post(PAGE + "bezwaar/", {"text": "Mee oneens."}).status_code == 403
    assert not RequestObjection.objects.exists()


def test_no_migration_is_missing() -> None:
    management.call_command("makemigrations", "budgets", "--check", "--dry-run", verbosity=0)
