"""What people see and press: the open books, a receipt handed in, the report; and the desk of the money."""

import csv
import io
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from budgets.actions import books, entries, expenses
from budgets.actions.clock import advance
from budgets.models import Entry, Expense, Request, Round, Status
from coalitie.people.models import User
from initiatives.models import Initiative, Photo, post_update
from platforms.models import Platform
from tests.budgets.books import PDF, a_receipt, about, chosen, counted, freeze, pdf, picture
from tests.factories import make_initiative, make_round, make_user, sign_in, sign_in_to_desk

pytestmark = pytest.mark.django_db
PAGE = "/buurtbudget/rondje/aanvragen/bankjes/"
BOOKS = "/buurtbudget/rondje/kasboek/"


@pytest.fixture
def plan(here: Platform, carla: User, ibrahim: User) -> Request:
    """Granted € 700 of € 1.000, € 500 of it paid out; carried by Ibrahim."""
    round_ = counted(here, slug="rondje", title="Rondje")
    made = chosen(round_, carrier=ibrahim, slug="bankjes", title="Bankjes")
    freeze(round_)
    assert advance(round_.pk)
    round_.refresh_from_db()
    books.execute(round_, by=carla)
    made.refresh_from_db()
    entries.advance(made, by=carla, **about("500", "Voorschot"))
    return made


def filled(**more: Any) -> dict[str, Any]:
    day = timezone.localdate().isoformat()
    return {"form_key": str(uuid4()), "amount": "40,50", "purpose": "Hout", "on": day, "receipt": pdf(), **more}


def words(response: Any) -> str:
    return response.content.decode().replace("\N{NO-BREAK SPACE}", " ")


# --- The open books ---------------------------------------------------------------------------------------------------
def test_the_books_show_where_all_money_is(client: Client, plan: Request, carla: User, ibrahim: User) -> None:
    entries.spend(plan, by=carla, receipt=a_receipt(), **about("450", "=Planken"))
    wrong = entries.advance(plan, by=carla, **about("10", "Te veel"))
    entries.correct(wrong, by=carla, reason="Dubbel.")
    books.tell(plan, by=ibrahim, story="We bouwden.", achieved="Mensen zitten nu.", hours=Decimal("10.5"))
    page = words(client.get(BOOKS))
    for said in (
        "€ 1.000",
        "700 toegezegd, € 500 uitbetaald, € 450 uitgegeven",
        "Over: € 250.",
        "Eigen werk: 10,5 uur gedaan van 12 beloofd.",
        "Mensen zitten nu.",
        "Zet regel 5 recht",
        "−€ 10",
    ):
        assert said in page
    for name in ("Ibrahim", "Carla", "receipts/"):
        assert name not in page
    rows = list(csv.DictReader(io.StringIO(client.get("/buurtbudget/rondje/kasboek.csv").content.decode())))
    assert [row["number"] for row in rows] == ["1", "2", "3", "4", "5", "6"]
    assert (rows[3]["purpose"], rows[3]["receipt"], rows[5]["amount"], rows[5]["corrects"]) == (
        "'=Planken",
        "1",
        "-10.00",
        "5",
    )
    data = client.get("/buurtbudget/rondje/kasboek.json").json()
    assert data["total"] == {
        "funded": "1000.00",
        "free": "300.00",
        "to_pay": "200.00",
        "in_hand": "50.00",
        "spent": "450.00",
        "carried": "0.00",
    }
    assert data["plans"][0]["hours_done"] == "10.5"
    assert "Ibrahim" not in str(data)


def test_the_page_of_a_plan_has_its_own_part(client: Client, plan: Request, ibrahim: User) -> None:
    page = words(client.get(PAGE))
    assert "€ 700 toegezegd, € 500 uitbetaald" in page
    assert "Lever een bon in" not in page
    sign_in(client, ibrahim)
    page = words(client.get(PAGE))
    assert "Lever een bon in" in page
    assert "We zijn begonnen" in page


def test_nothing_yet_and_a_round_that_is_not_public(client: Client, here: Platform, driss: User) -> None:
    make_round(here, slug="vers")
    assert "Er staat nog niets in het kasboek" in words(client.get("/buurtbudget/vers/kasboek/"))
    make_round(here, slug="geheim", phase="draft")
    sign_in(client, driss)
    for ending in ("/", ".csv", ".json"):
        assert client.get(f"/buurtbudget/geheim/kasboek{ending}").status_code == 404


def test_as_many_questions_for_sixty_plans_and_small_enough(
    client: Client, here: Platform, carla: User, django_assert_max_num_queries: Any
) -> None:
    def world(slug: str, plans: int, rows: int) -> Round:
        round_ = counted(here, slug=slug, amount="90000.00")
        made = [chosen(round_, title=f"Een bankje voor de {number}e straat") for number in range(plans)]
        freeze(round_)
        assert advance(round_.pk)
        round_.refresh_from_db()
        books.execute(round_, by=carla)
        for number in range(rows):
            plan = made[number % plans]
            plan.refresh_from_db()
            entries.advance(plan, by=carla, **about("10", f"Voorschot voor hout en schroeven, deel {number}"))
        return round_

    world("klein", 2, 2)
    world("groot", 60, 239)
    with django_assert_max_num_queries(10) as few:
        client.get("/buurtbudget/klein/kasboek/")
    with django_assert_max_num_queries(len(few.captured_queries)):
        response = client.get("/buurtbudget/groot/kasboek/", headers={"accept-encoding": "gzip"})
    assert Entry.objects.filter(round__slug="groot").count() == 300
    assert len(response.content) < 50_000


# --- A receipt --------------------------------------------------------------------------------------------------------
def test_who_carries_the_plan_hands_in_a_receipt(client: Client, plan: Request, ibrahim: User) -> None:
    address = f"{PAGE}uitgave/"
    assert client.get(address).status_code == 302
    sign_in(client, ibrahim)
    assert "nog zonder bon: <strong>€ 500</strong>" in words(client.get(address))
    sent = filled(receipt=picture())
    for _twice in range(2):
        assert client.post(address, {**sent, "receipt": picture()}).status_code == 302
    expense = Expense.objects.get()
    assert (expense.amount, expense.receipt[-4:], expense.by) == (Decimal("40.50"), ".jpg", ibrahim)
    assert "Ingeleverd en nog niet geboekt: € 40,50" in words(Client().get(PAGE))
    response = client.get(f"{address}{expense.pk}/bon/")
    assert response["Content-Type"] == "image/jpeg"
    assert response["Content-Disposition"] == 'attachment; filename="bon.jpg"'
    assert "no-store" in response["Cache-Control"]


@pytest.mark.parametrize("amount", ["0", "0,00", "-5", "NaN", "1e309", "1234567890123", "1,2,3", "", "5 euro piek"])
def test_a_bad_amount_says_so_and_loses_nothing(client: Client, plan: Request, ibrahim: User, amount: str) -> None:
    sign_in(client, ibrahim)
    response = client.post(f"{PAGE}uitgave/", filled(amount=amount, purpose="Twintig planken"))
    assert response.status_code == 422
    assert "Twintig planken" in words(response)
    assert not Expense.objects.exists()


@pytest.mark.parametrize("amount", ["1.250", "1.250,00", "1250.00", "€ 1250"])
def test_amounts_as_people_write_them(client: Client, plan: Request, carla: User, amount: str) -> None:
    sign_in_to_desk(client, carla)
    response = client.post(f"/beheer/budgets/request/{plan.pk}/doe/advance/", filled(amount=amount))
    assert response.status_code == 422
    assert "nog € 200 niet uitbetaald" in words(response)


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"receipt": pdf(content=b"<html>")}, "kunnen we niet lezen"),
        ({"receipt": pdf(content=PDF[:20])}, "niet heel"),
        ({"receipt": pdf(content=b"%PDF-" + b"0" * (8 * 1024 * 1024))}, "groter dan 8 MB"),
        ({"receipt": pdf(content=b"")}, "leeg"),
        ({"receipt": ""}, "verplicht"),
        ({"on": "2999-01-01"}, "nog niet geweest"),
        ({"amount": "500,01"}, "Van het voorschot is nog"),
        ({"amount": "200,01", "own_money": "on"}, "Van de toezegging is nog"),
        ({"form_key": "onzin"}, "sleutel|klopt|UUID"),
    ],
)
def test_what_cannot_be_is_refused_with_words(
    client: Client, plan: Request, ibrahim: User, changes: dict[str, Any], says: str
) -> None:
    sign_in(client, ibrahim)
    response = client.post(f"{PAGE}uitgave/", filled(**changes))
    assert response.status_code == 422
    assert any(each in words(response) for each in says.split("|"))
    assert not Expense.objects.exists()


def test_only_the_desk_and_who_carries_it_open_a_receipt(
    plan: Request, people: dict[str, Any], carla: User, ibrahim: User
) -> None:
    expense = expenses.hand_in(plan, by=ibrahim, receipt=a_receipt(), own_money=False, **about("40"))
    expenses.book(expense, by=carla)
    number = plan.entries.get(kind="spent").number
    opened: dict[str, set[int]] = {}
    for name, person in people.items():
        client = Client()
        if isinstance(person, User):
            sign_in(client, person)
        for address in (f"{PAGE}bon/{number}/", f"{PAGE}uitgave/{expense.pk}/bon/"):
            opened.setdefault(name, set()).add(client.get(address).status_code)
    assert {name for name, codes in opened.items() if codes == {200}} == {"ibrahim", "carla", "els"}
    assert {name for name, codes in opened.items() if codes == {404}} == set(people) - {"ibrahim", "carla", "els"}


def test_a_blocked_account_gets_nothing(client: Client, plan: Request, ibrahim: User, els: User) -> None:
    sign_in(client, ibrahim)
    expense = expenses.hand_in(plan, by=ibrahim, receipt=a_receipt(), own_money=False, **about("40"))
    assert client.get(f"{PAGE}uitgave/{expense.pk}/bon/").status_code == 200
    ibrahim.block(by=els, reason="Misbruik")
    assert client.get(f"{PAGE}uitgave/{expense.pk}/bon/").status_code == 404
    client.post(f"{PAGE}uitgave/", filled())
    assert Expense.objects.count() == 1


# --- The report -------------------------------------------------------------------------------------------------------
def test_beginning_and_telling_how_it_went(client: Client, plan: Request, ibrahim: User) -> None:
    sign_in(client, ibrahim)
    for _twice in range(2):
        assert client.post(f"{PAGE}begonnen/").status_code == 302
    plan.refresh_from_db()
    assert plan.status == Status.RUNNING
    told = {"story": "We bouwden.", "achieved": "Mensen zitten.", "hours": "10,5"}
    assert client.post(f"{PAGE}verslag/", {**told, "hours": "-1"}).status_code == 422
    for story in ("We bouwden.", "We bouwden drie banken."):
        assert client.post(f"{PAGE}verslag/", {**told, "story": story}).status_code == 302
    assert "We bouwden drie banken." in words(Client().get(PAGE))
    sign_in(client, make_user())
    assert client.post(f"{PAGE}verslag/", told).status_code == 403


# --- The desk ---------------------------------------------------------------------------------------------------------
def test_the_desk_books_a_receipt_once(client: Client, plan: Request, carla: User) -> None:
    sign_in_to_desk(client, carla)
    address = f"/beheer/budgets/request/{plan.pk}/doe/spend/"
    assert 'enctype="multipart/form-data"' in words(client.get(address))
    sent = filled()
    assert client.post(address, {**sent, "amount": "500,01"}).status_code == 422
    for _twice in range(2):
        assert client.post(address, {**sent, "receipt": pdf()}).status_code == 302
    row = plan.entries.get(kind="spent")
    change = words(client.get(f"/beheer/budgets/entry/{row.pk}/change/"))
    assert f"{PAGE}bon/{row.number}/" in change
    for _twice in range(2):
        client.post(f"/beheer/budgets/entry/{row.pk}/doe/correct/", {"reason": "Verkeerde bon."})
    assert plan.entries.filter(corrects=row).count() == 1


def test_the_desk_carries_money_over_and_closes(client: Client, plan: Request, here: Platform, carla: User) -> None:
    next_ = make_round(here, title="Volgend jaar")
    sign_in_to_desk(client, carla)
    desk = f"/beheer/budgets/round/{plan.round_id}/doe/"
    sent = {"form_key": str(uuid4()), "to": next_.pk, "amount": "300", "purpose": "Over"}
    assert client.post(f"{desk}carry_over/", {**sent, "amount": "300,01"}).status_code == 422
    assert client.post(f"{desk}carry_over/", {**sent, "to": plan.round_id}).status_code == 422
    assert client.post(f"{desk}carry_over/", sent).status_code == 302
    assert next_.entries.free() == Decimal(300)
    assert "Volgend jaar" in words(client.get(BOOKS))
    assert client.post(f"{desk}close/", {"story": "Klaar."}).status_code == 403
    assert client.post(f"{desk}account/").status_code == 302
    assert client.post(f"{desk}close/", {"story": "Klaar."}).status_code == 409


def test_another_platforms_desk_finds_nothing(client: Client, plan: Request, driss: User, ibrahim: User) -> None:
    expense = expenses.hand_in(plan, by=ibrahim, receipt=a_receipt(), own_money=False, **about("40"))
    row = plan.entries.get(kind="advance")
    sign_in_to_desk(client, driss)
    for address in (
        f"entry/{row.pk}/change/",
        f"entry/{row.pk}/doe/correct/",
        f"expense/{expense.pk}/change/",
        f"expense/{expense.pk}/doe/book/",
        f"request/{plan.pk}/doe/advance/",
        f"round/{plan.round_id}/doe/carry_over/",
    ):
        assert client.get(f"/beheer/budgets/{address}").status_code == 404
        assert client.post(f"/beheer/budgets/{address}").status_code == 404


def test_nobody_books_for_the_own_plan(client: Client, plan: Request, carla: User, ibrahim: User) -> None:
    expense = expenses.hand_in(plan, by=ibrahim, receipt=a_receipt(), own_money=False, **about("40"))
    sign_in_to_desk(client, carla)
    addresses = [
        f"expense/{expense.pk}/doe/book/",
        f"request/{plan.pk}/doe/advance/",
        f"request/{plan.pk}/doe/lapse/",
        f"entry/{plan.entries.get(kind='advance').pk}/doe/correct/",
    ]
    assert {client.get(f"/beheer/budgets/{address}").status_code for address in addresses} == {200}
    plan.carriers.create(person=carla, confirmed_at=timezone.now())
    assert {client.post(f"/beheer/budgets/{address}").status_code for address in addresses} == {403}


def test_pictures_come_from_the_initiative_as_far_as_one_may_see_them(
    client: Client, here: Platform, carla: User, ibrahim: User
) -> None:
    initiative = make_initiative(here, author=ibrahim)
    round_ = counted(here, slug="rondje")
    plan = chosen(round_, carrier=ibrahim, slug="bankjes", initiative=initiative)
    freeze(round_)
    assert advance(round_.pk)
    round_.refresh_from_db()
    books.execute(round_, by=carla)
    update = post_update(initiative, by=ibrahim, form_key=uuid4(), title="Klaar", text="Ze staan.")
    words_of = {"alt": "Drie bankjes", "width": 480, "height": 320, "made_at": timezone.now()}
    Photo.objects.create(update=update, place=0, name="a" * 32, **words_of)
    assert "Drie bankjes" not in words(client.get(BOOKS))
    books.tell(Request.objects.get(pk=plan.pk), by=ibrahim, story="Klaar.", achieved="Ja.", hours=Decimal(1))
    assert 'alt="Drie bankjes"' in words(client.get(BOOKS))
    Initiative.objects.filter(pk=initiative.pk).update(hidden_at=timezone.now())
    assert "Drie bankjes" not in words(client.get(BOOKS))


def test_the_desk_sees_the_report_that_it_would_replace(
    client: Client, plan: Request, carla: User, ibrahim: User
) -> None:
    books.tell(plan, by=ibrahim, story="We bouwden met zijn twaalven.", achieved="Ja.", hours=Decimal("2.5"))
    sign_in_to_desk(client, carla)
    page = words(client.get(f"/beheer/budgets/request/{plan.pk}/doe/tell/"))
    assert "We bouwden met zijn twaalven." in page
    assert 'value="2,5"' in page


def test_words_in_the_books_stay_words(client: Client, plan: Request, carla: User) -> None:
    evil = "<script>alert(1)</script>"
    entries.advance(plan, by=carla, **about("1", evil))
    for address in (BOOKS, PAGE, "/buurtbudget/rondje/kasboek.csv"):
        response = client.get(address)
        assert (evil in words(response)) == response["Content-Type"].startswith("text/csv")
    assert client.get("/buurtbudget/rondje/kasboek.csv")["Content-Disposition"].startswith("attachment")
