"""The pages of the value sheet: of all, of a platform, of a gebied, of a year; on paper and as a picture."""

from io import BytesIO

import pytest
from django.test import Client
from django.utils import timezone
from PIL import Image
from pytest_django import DjangoAssertNumQueries

from budgets.actions.sheet import keep_sheets
from budgets.models import Entry
from coalitie.people.models import User
from coalitie.portal.value_sheet import dot_row, worth
from platforms.models import Platform
from tests.factories import (
    buurt,
    make_activity,
    make_initiative,
    make_participation,
    make_platform,
    make_request,
    make_round,
    sign_in,
)

pytestmark = pytest.mark.django_db
YEAR = timezone.localdate().year
ADDRESSES = (
    "/wat-het-oplevert/",
    "/platforms/hier-in-de-buurt/wat-het-oplevert/",
    "/gebieden/centrum-west/wat-het-oplevert/",
)


@pytest.fixture
def filled(here: Platform) -> Platform:
    """Six people, an initiative, an activity, and a plan on which money was spent."""
    initiative = make_initiative(here, area=buurt("AA01"))
    for _ in range(6):
        make_participation(initiative)
    make_activity(here, days=-1, area=buurt("AA01"))
    round_ = make_round(here)
    plan = make_request(round_, initiative=initiative, title="Een lange tafel")
    for kind, amount in (("funded", 900), ("promised", 500), ("advance", 400), ("spent", 250)):
        entry = Entry(round=round_, kind=kind, amount=amount, purpose="Hout", on=timezone.localdate())
        entry.request = None if kind == "funded" else plan
        entry.save()
    keep_sheets()
    return here


@pytest.mark.parametrize("address", ADDRESSES)
def test_each_circle_tells_its_figures_with_their_rule(client: Client, filled: Platform, address: str) -> None:
    page = client.get(address).content.decode()
    assert "mensen deden mee</dt><dd>6</dd>" in page
    assert "Wie later stopte, telt mee." in page
    assert "Een lange tafel" in page
    assert "€\N{NO-BREAK SPACE}250" in page
    assert page.count("<details><summary>") > 25


def test_a_year_has_its_own_address(client: Client, filled: Platform) -> None:
    page = client.get(f"/wat-het-oplevert/?jaar={YEAR}").content.decode()
    assert f'href="/wat-het-oplevert/?jaar={YEAR}" aria-current="page"' in page
    assert client.get("/wat-het-oplevert/?jaar=2001").status_code == 404
    assert client.get("/wat-het-oplevert/?jaar=onzin").status_code == 404


def test_few_people_are_said_so(client: Client, here: Platform) -> None:
    make_participation(make_initiative(here))
    keep_sheets()
    page = client.get("/platforms/hier-in-de-buurt/wat-het-oplevert/").content.decode()
    assert "minder dan 5" in page


def test_before_the_first_count_it_says_so(client: Client, here: Platform) -> None:
    for address in ADDRESSES:
        for part in ("", "blad/"):
            assert "vannacht voor het eerst geteld" in client.get(f"{address}{part}").content.decode()
        assert client.get(f"{address}deel.png").status_code == 404


def test_a_hidden_platform_has_no_sheet_for_others(client: Client, filled: Platform, carla: User, driss: User) -> None:
    filled.hide(by=carla, reason="Even niet.")
    address = "/platforms/hier-in-de-buurt/wat-het-oplevert/"
    assert client.get(address).status_code == 404
    assert sign_in(client, driss).get(address).status_code == 404
    assert sign_in(client, carla).get(address).status_code == 200
    assert client.get(f"{address}deel.png").status_code == 404


def test_only_a_gebied_has_one(client: Client, filled: Platform) -> None:
    assert client.get("/gebieden/centrum/wat-het-oplevert/").status_code == 404
    assert client.post("/wat-het-oplevert/").status_code == 405


def test_it_fits_one_page_and_leads_back(client: Client, filled: Platform) -> None:
    page = client.get("/platforms/hier-in-de-buurt/wat-het-oplevert/blad/").content.decode()
    assert 'class="qr"' in page
    assert "platforms/hier-in-de-buurt/wat-het-oplevert" in page
    assert "<details><summary>" not in page


def test_the_picture_is_one_to_share(client: Client, filled: Platform) -> None:
    for address in ADDRESSES:
        answer = client.get(f"{address}deel.png")
        assert Image.open(BytesIO(answer.content)).size == (1200, 630)
        assert client.get(f"{address}deel.png", headers={"If-None-Match": answer["ETag"]}).status_code == 304
    assert f"{ADDRESSES[1]}deel.png" in client.get(ADDRESSES[1]).content.decode()


def test_in_english_the_links_are_english(client: Client, filled: Platform) -> None:
    page = client.get("/en/wat-het-oplevert/").content.decode()
    assert 'href="/en/gebieden/centrum-west/wat-het-oplevert/"' in page


@pytest.mark.parametrize("address", ADDRESSES)
def test_it_costs_the_same_whatever_there_is(
    client: Client, here: Platform, django_assert_num_queries: DjangoAssertNumQueries, address: str
) -> None:
    keep_sheets()
    client.get(address)
    with django_assert_num_queries(5 if "gebieden" in address else 4):
        client.get(address)
    for _ in range(3):
        make_initiative(make_platform(areas=[buurt("AA01")]), area=buurt("AA01"))
    keep_sheets()
    with django_assert_num_queries(5 if "gebieden" in address else 4):
        client.get(address)


def test_dots_fit_their_row() -> None:
    assert [worth(most) for most in (0, 30, 31, 61, 151, 999)] == [1, 1, 2, 5, 10, 50]
    assert dot_row(3, 2) == "M6 6h0M18 6h0"
    assert dot_row(0, 1) == ""
