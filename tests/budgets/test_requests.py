"""Asking for money: from the first step to the list, through the pages; and what the desk and carriers answer."""

import re
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client
from django.utils import timezone

from budgets.access_requests import of_request
from budgets.actions.carriers import carry, decline, token_of
from budgets.actions.requests import ask_more, merge, refuse, submit, withdraw
from budgets.models import Carrier, Request, Round, Status
from coalitie.activity.models import Event, Mail
from coalitie.lib.refused import Refused
from coalitie.people.models import Parked, Person, User
from platforms.models import Platform
from tests.factories import make_initiative, make_request, make_round, sign_in

pytestmark = pytest.mark.django_db
WORDS = {"title": "Bankjes", "summary": "Twee bankjes erbij.", "story": "Zodat je even kunt zitten.", "place": "Plein"}
COSTS = {
    "cost-0-what": "Hout",
    "cost-0-amount": "1.250",
    "cost-1-what": "Verf",
    "cost-1-amount": "12,50",
    "income-0-what": "Fonds",
    "income-0-amount": "250",
    "own_work-0-what": "Timmeren",
    "own_work-0-hours": "2,5",
}


@pytest.fixture
def round_(here: Platform) -> Round:
    return make_round(here, slug="lente", ideas_at=None)


@pytest.fixture
def plan(round_: Round, ibrahim: User) -> Request:
    return make_request(round_, author=ibrahim, slug="bank", status="draft", submitted_at=None)


def form(**fields: Any) -> dict[str, Any]:
    return {**WORDS, "sleutel": str(uuid4()), **fields}


# --- Writing it -------------------------------------------------------------------------------------------------------
def test_from_the_first_step_to_handed_in(client: Client, round_: Round, ibrahim: User, carla: User) -> None:
    sign_in(client, ibrahim)
    assert client.get("/buurtbudget/lente/indienen/").status_code == 200
    steps = client.post("/buurtbudget/lente/indienen/", form())
    assert steps["Location"] == "/buurtbudget/lente/aanvragen/bankjes/bewerken/kosten/"
    assert client.get(steps["Location"]).status_code == 200
    review = client.post(steps["Location"], COSTS)
    assert review["Location"] == "/buurtbudget/lente/aanvragen/bankjes/bewerken/nakijken/"
    page = client.get(review["Location"]).content.decode().replace("\N{NO-BREAK SPACE}", " ")
    assert "Dit plan vraagt € 1.012,50." in page
    assert "2,5 uur" in page
    assert "2 trekkers nodig" in page
    plan = Request.objects.get()
    assert plan.status == Status.DRAFT
    for _ in range(2):
        assert client.post("/buurtbudget/lente/aanvragen/bankjes/indienen/").status_code == 302
    plan.refresh_from_db()
    assert (plan.status, plan.author) == (Status.SUBMITTED, ibrahim)
    assert plan.carriers.get().person == ibrahim
    assert Mail.objects.filter(to=carla.email, subject__contains="Nieuw plan").count() == 1
    page = Client().get(plan.get_absolute_url()).content.decode()
    assert "1 trekker, nog 1 trekker nodig." in page
    assert "Bankjes" in Client().get(round_.get_absolute_url()).content.decode()


def test_what_a_visitor_typed_waits_for_the_code(client: Client, round_: Round) -> None:
    answer = client.post("/buurtbudget/lente/indienen/", form())
    assert answer["Location"].startswith("/aanmelden/")
    assert Parked.objects.get().data["title"] == "Bankjes"
    assert not Request.objects.exists()


def test_the_same_form_twice_is_one_draft(client: Client, round_: Round, ibrahim: User) -> None:
    sign_in(client, ibrahim)
    typed = form()
    for _ in range(2):
        assert client.post("/buurtbudget/lente/indienen/", typed).status_code == 302
    assert Request.objects.count() == 1


def test_what_was_typed_comes_back(client: Client, round_: Round) -> None:
    answer = client.post("/buurtbudget/lente/indienen/", form(title="", story="Mijn verhaal"))
    assert answer.status_code == 422
    assert "Mijn verhaal" in answer.content.decode()


def test_from_an_initiative(client: Client, round_: Round, here: Platform) -> None:
    shown = make_initiative(here, title="Moestuin", slug="moestuin")
    hidden = make_initiative(here, title="Geheim", slug="geheim", status="draft")
    assert 'value="Moestuin"' in client.get(f"/buurtbudget/lente/indienen/?initiatief={shown.slug}").content.decode()
    assert "Geheim" not in client.get(f"/buurtbudget/lente/indienen/?initiatief={hidden.slug}").content.decode()


@pytest.mark.parametrize(
    "change",
    [{"held_at": timezone.now(), "reason": "Even."}, {"ideas_at": timezone.now() + timedelta(1)}, {"phase": "closed"}],
)
def test_only_while_the_round_takes_plans(client: Client, round_: Round, change: dict[str, Any]) -> None:
    Round.objects.filter(pk=round_.pk).update(**change)
    assert client.get("/buurtbudget/lente/indienen/").status_code == 403
    assert client.post("/buurtbudget/lente/indienen/", form()).status_code == 403


# --- The lines --------------------------------------------------------------------------------------------------------
def test_another_row_is_a_press(client: Client, plan: Request, ibrahim: User) -> None:
    sign_in(client, ibrahim)
    address = "/buurtbudget/lente/aanvragen/bank/bewerken/kosten/"
    page = client.post(address, {**COSTS, "cost-1-amount": "veel", "meer": "cost"})
    assert page.status_code == 200
    body = page.content.decode()
    assert 'name="cost-2-what"' in body
    assert 'value="veel"' in body
    assert "Er klopt nog iets niet" not in body
    assert plan.lines.get().what == "Hout"


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"cost-0-amount": "NaN"}, "Vul een bedrag in met cijfers"),
        ({"cost-0-amount": "1e309"}, "Vul een bedrag in met cijfers"),
        ({"cost-0-amount": "-5"}, "zonder minteken"),
        ({"cost-0-amount": "1" * 13}, "te groot"),
        ({"cost-0-what": ""}, "waar dit bedrag voor is"),
        ({"cost-0-what": "", "cost-0-amount": "", "cost-1-what": "", "cost-1-amount": ""}, "ten minste één ding"),
        ({"income-0-amount": "1.262,50"}, "meer geld van elders"),
        ({"cost-0-amount": "20.000"}, "In deze ronde zit"),
        ({"own_work-0-hours": ""}, "hoeveel uur"),
        ({"own_work-0-hours": "NaN"}, "aantal uren"),
        ({"own_work-0-hours": "-1"}, "own_work-0-hours"),
    ],
)
def test_what_is_wrong_is_said(client: Client, plan: Request, ibrahim: User, wrong: dict[str, str], said: str) -> None:
    sign_in(client, ibrahim)
    answer = client.post("/buurtbudget/lente/aanvragen/bank/bewerken/kosten/", COSTS | wrong)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert plan.lines.get().what == "Hout"


def test_unknown_is_not_zero(client: Client, plan: Request, ibrahim: User) -> None:
    sign_in(client, ibrahim)
    client.post("/buurtbudget/lente/aanvragen/bank/bewerken/kosten/", COSTS | {"cost-1-amount": ""})
    assert list(plan.lines.filter(kind="cost").values_list("amount", flat=True)) == [Decimal("1250.00"), None]
    page = client.get(plan.get_absolute_url()).content.decode()
    assert "nog niet bekend" in page
    assert "Van 1 regel is het bedrag nog niet bekend" in page


def test_own_work_is_never_money(client: Client, plan: Request, ibrahim: User) -> None:
    sign_in(client, ibrahim)
    client.post("/buurtbudget/lente/aanvragen/bank/bewerken/kosten/", COSTS)
    assert plan.lines.get(kind="own_work").amount is None
    client.post("/buurtbudget/lente/aanvragen/bank/bewerken/kosten/", COSTS | {"own_work-0-amount": "900"})
    assert plan.lines.get(kind="own_work").amount is None


def test_many_rows_have_an_end(client: Client, plan: Request, ibrahim: User) -> None:
    sign_in(client, ibrahim)
    rows = {f"cost-{n}-{name}": value for n in range(60) for name, value in (("what", "Hout"), ("amount", "1"))}
    client.post("/buurtbudget/lente/aanvragen/bank/bewerken/kosten/", rows)
    assert plan.lines.count() == 40


# --- Who carries ------------------------------------------------------------------------------------------------------
def test_asked_by_mail_and_answered_by_the_person(client: Client, plan: Request, ibrahim: User, fatima: User) -> None:
    sign_in(client, ibrahim)
    address = "/buurtbudget/lente/aanvragen/bank/trekkers/"
    assert client.get(address).status_code == 200
    assert client.post(address, {"email": "geen adres"}).status_code == 422
    assert client.post(address, {"email": "Fatima@Example.org"}).status_code == 302
    assert not Carrier.objects.exists()
    mail = Mail.objects.get(to="fatima@example.org")
    found = re.search(r"/buurtbudget/trekken/\S+", mail.text)
    assert found is not None
    visitor = Client()
    assert "Een bankje erbij." in visitor.get(found[0]).content.decode()
    assert visitor.post(found[0])["Location"].startswith("/aanmelden/")
    assert client.post(found[0]).status_code == 403
    sign_in(visitor, fatima)
    for _ in range(2):
        assert visitor.post(found[0], {"shows_name": "on"}).status_code == 302
    carrier = plan.carriers.get()
    assert (carrier.person, carrier.shows_name) == (fatima, True)
    assert carrier.confirmed_at is not None
    assert "Fatima" in visitor.get(plan.get_absolute_url()).content.decode()


def test_known_and_unknown_addresses_get_the_same(client: Client, plan: Request, ibrahim: User, fatima: User) -> None:
    sign_in(client, ibrahim)
    for email in (fatima.email, "vreemd@example.org"):
        client.post("/buurtbudget/lente/aanvragen/bank/trekkers/", {"email": email})
    known, unknown = (re.sub(r"/trekken/\S+", "", mail.text) for mail in Mail.objects.order_by("pk"))
    assert known == unknown


def test_a_question_pressed_twice_is_mailed_once(client: Client, plan: Request, ibrahim: User) -> None:
    sign_in(client, ibrahim)
    for email in ("wim@voorbeeld.nl", "Wim@Voorbeeld.nl"):
        assert client.post(f"{plan.get_absolute_url()}trekkers/", {"email": email}).status_code == 302
    assert Mail.objects.filter(to="wim@voorbeeld.nl").count() == 1


def test_a_no_is_kept_and_a_broken_link_is_nothing(client: Client, plan: Request, fatima: User) -> None:
    sign_in(client, fatima)
    address = f"/buurtbudget/trekken/{token_of(plan, fatima.email)}/"
    assert client.post(address, {"nee": "1"}).status_code == 302
    assert plan.carriers.get().declined_at is not None
    assert client.get(f"{address[:-3]}/").status_code == 404


def test_a_yes_and_a_no_pressed_twice_are_told_once(plan: Request, ibrahim: User, fatima: User) -> None:
    for _twice in range(2):
        carry(plan, by=fatima, shows_name=True)
    assert Event.objects.filter(verb="carrier_yes").count() == Mail.objects.filter(to=ibrahim.email).count() == 1
    for _twice in range(2):
        decline(plan, by=fatima)
    assert Event.objects.filter(verb="carrier_no").count() == 1
    assert Mail.objects.filter(to=ibrahim.email).count() == 2


def test_stopping(client: Client, round_: Round, ibrahim: User, fatima: User) -> None:
    plan = make_request(round_, author=ibrahim, slug="boom")
    carry(plan, by=fatima)
    sign_in(client, fatima)
    assert client.post("/buurtbudget/lente/aanvragen/boom/trekkers/stoppen/").status_code == 302
    assert Request.objects.with_carriers().get().carrying == 0  # type: ignore[attr-defined]
    assert client.post("/buurtbudget/lente/aanvragen/boom/trekkers/stoppen/").status_code == 403


# --- What is answered -------------------------------------------------------------------------------------------------
def test_a_question_a_mended_plan_and_a_no(client: Client, round_: Round, ibrahim: User, carla: User) -> None:
    plan = make_request(round_, author=ibrahim, slug="boom")
    ask_more(plan, by=carla, reason="Wat kost de grond?")
    assert Mail.objects.filter(to=ibrahim.email, text__contains="Wat kost de grond?").count() == 1
    sign_in(client, ibrahim)
    assert "Wat kost de grond?" in client.get(plan.get_absolute_url()).content.decode()
    assert client.post("/buurtbudget/lente/aanvragen/boom/bewerken/", form(title="Boom")).status_code == 302
    submit(plan, by=ibrahim)
    refuse(plan, by=carla, reason="Dit is voor een andere buurt.")
    told = Mail.objects.get(to=ibrahim.email, subject__contains="gaat niet door")
    assert "Dit is voor een andere buurt." in told.text
    assert "/aanvragen/boom/bezwaar/" in told.text


def test_two_go_on_as_one_and_both_hear(round_: Round, ibrahim: User, fatima: User, carla: User) -> None:
    one, other = make_request(round_, author=ibrahim), make_request(round_, author=fatima)
    merge(one, by=carla, into=other, reason="Twee keer hetzelfde bankje.")
    one.refresh_from_db()
    assert (one.status, one.merged_into) == (Status.MERGED, other)
    assert {mail.to for mail in Mail.objects.filter(text__contains="hetzelfde bankje")} == {ibrahim.email, fatima.email}
    elsewhere = make_request(make_round(), author=fatima)
    with pytest.raises(Refused, match="uit deze ronde"):
        merge(other, by=carla, into=elsewhere, reason="Nee.")


def test_taken_back_with_a_reason(client: Client, round_: Round, ibrahim: User) -> None:
    make_request(round_, author=ibrahim, slug="boom")
    sign_in(client, ibrahim)
    assert client.post("/buurtbudget/lente/aanvragen/boom/intrekken/").status_code == 422
    assert client.post("/buurtbudget/lente/aanvragen/boom/intrekken/", {"reason": "Ik verhuis."}).status_code == 302
    assert Request.objects.get().status == Status.WITHDRAWN
    assert client.post("/buurtbudget/lente/aanvragen/boom/intrekken/", {"reason": "Weer."}).status_code == 302
    assert Request.objects.get().reason == "Ik verhuis."


def test_a_draft_thrown_away(client: Client, plan: Request, ibrahim: User) -> None:
    sign_in(client, ibrahim)
    assert client.post("/buurtbudget/lente/aanvragen/bank/weg/").status_code == 302
    assert not Request.objects.exists()


@pytest.mark.parametrize(
    "late",
    [
        lambda plan, by: submit(plan, by=by),
        lambda plan, by: withdraw(plan, by=by, reason="Toch niet."),
        lambda plan, by: refuse(plan, by=by, reason="Nee."),
        lambda plan, by: carry(plan, by=by),
        lambda plan, by: decline(plan, by=by),
    ],
)
def test_nothing_moves_once_the_list_is_fixed(plan: Request, ibrahim: User, late: Callable[..., None]) -> None:
    Round.objects.filter(pk=plan.round_id).update(frozen_at=timezone.now(), phase="listed")
    with pytest.raises(Refused, match="staan vast"):
        late(Request.objects.get(), ibrahim)


# --- Who may ----------------------------------------------------------------------------------------------------------
AUTHOR = {
    "draft": {"read", "edit", "submit", "discard", "invite"},
    "submitted": {"read", "withdraw", "invite"},
    "incomplete": {"read", "edit", "submit", "withdraw", "invite"},
    "feasible": {"read", "withdraw", "invite"},
    "infeasible": {"read", "object"},
    "withdrawn": {"read"},
}
DESK = {
    "draft": set(),
    "submitted": {"read", "refuse", "merge", "ask_more", "assign"},
    "incomplete": {"read", "refuse", "merge"},
    "feasible": {"read", "refuse", "merge", "ask_more", "group"},
    "infeasible": {"read"},
    "withdrawn": {"read"},
}


@pytest.mark.parametrize("status", list(AUTHOR))
def test_who_may_do_what(people: dict[str, Person], round_: Round, status: str) -> None:
    author = people["ibrahim"]
    assert isinstance(author, User)
    reason = "Daarom." if status in {"incomplete", "infeasible", "withdrawn"} else ""
    plan = make_request(round_, author=author, status=status, reason=reason)
    for name, user in people.items():
        everybody = {"read"} if status != "draft" else set()
        expected = AUTHOR[status] if name == "ibrahim" else DESK[status] if name in {"carla", "els"} else everybody

        assert of_request(user, plan) == expected, name
        assert Request.objects.visible_to(user).filter(pk=plan.pk).exists() == ("read" in expected), name


def test_nobody_judges_an_own_or_carried_plan(round_: Round, carla: User, els: User) -> None:
    own = make_request(round_, author=carla)
    carried = make_request(round_)
    Carrier.objects.create(request=carried, person=els, confirmed_at=timezone.now())
    for user, plan in ((carla, own), (els, carried)):
        assert not of_request(user, plan) & {"refuse", "merge", "ask_more", "group", "assign"}


def test_a_draft_is_for_who_writes_it(client: Client, plan: Request, fatima: User) -> None:
    for address in ("", "bewerken/", "bewerken/kosten/", "bewerken/nakijken/", "trekkers/", "weg/", "intrekken/"):
        sign_in(client, fatima)
        assert client.get(f"{plan.get_absolute_url()}{address}").status_code == 404
    assert of_request(AnonymousUser(), plan) == set()
