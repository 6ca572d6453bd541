"""Menus, motto and first page: changed at the desk, right everywhere soon, and nothing overwritten in silence."""

from collections.abc import Iterator

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import translation
from pytest_django import DjangoAssertNumQueries, Settings

from coalitie.pages import frame
from coalitie.pages.models import Frame, HomePart, MenuItem
from coalitie.people.models import User
from tests.factories import sign_in_to_desk

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(els: User) -> Client:
    return sign_in_to_desk(Client(), els)


@pytest.fixture(autouse=True)
def looks_each_time(settings: Settings) -> Iterator[None]:
    settings.FRAME_SECONDS = 0
    before = frame.Kept.frame
    yield
    frame.Kept.frame = before


def item(seen: int | None = None, **fields: str) -> dict[str, str]:
    words = {"title": "Buurtkas", "place": "head", "address": "/waarden/", "position": "5"}
    return {**words, "seen": str(frame.around().version if seen is None else seen), **fields}


def test_a_fresh_portal_has_its_menus(client: Client) -> None:
    text = client.get("/over-ons/").text
    for address in ("/buurten/", "/waarden/", "/huisregels/", "/privacy/"):
        assert f'<a href="{address}"' in text
    assert "We beslissen niets, maar organiseren van alles." in text


def test_the_team_changes_the_menu_and_the_motto(desk: Client, client: Client) -> None:
    version = frame.around().version
    assert desk.post("/beheer/pages/menuitem/add/", item(title_en="Piggy bank")).status_code == 302
    assert "Buurtkas</a>" in client.get("/over-ons/").text
    assert "Piggy bank</a>" in client.get("/en/over-ons/").text
    words = {"title": "Samen lukt het.", "seen": str(frame.around().version)}
    assert desk.post("/beheer/pages/frame/1/change/", words).status_code == 302
    assert "Samen lukt het." in client.get("/over-ons/").text
    made = MenuItem.objects.get(title="Buurtkas")
    assert desk.post(f"/beheer/pages/menuitem/{made.pk}/delete/", {"post": "yes"}).status_code == 302
    assert "Buurtkas</a>" not in client.get("/over-ons/").text
    assert frame.around().version == version + 3


def test_the_first_page_shows_its_parts_in_the_order_of_the_desk(desk: Client, client: Client) -> None:
    values, begin = HomePart.objects.get(name="waarden"), HomePart.objects.get(name="begin")
    for part, fields in (
        (values, {"title": "Daar staan we voor", "position": "1", "is_shown": "on"}),
        (begin, {"title": begin.title, "position": "2"}),
    ):
        seen = str(frame.around().version)
        assert desk.post(f"/beheer/pages/homepart/{part.pk}/change/", {**fields, "seen": seen}).status_code == 302
    text = client.get("/").text
    assert text.index("Daar staan we voor") < text.index("Hier kun je nu aan meedoen")
    assert begin.title not in text


def test_the_second_of_two_editors_is_told(desk: Client) -> None:
    seen = frame.around().version
    assert desk.post("/beheer/pages/menuitem/add/", item(seen)).status_code == 302
    response = desk.post("/beheer/pages/menuitem/add/", item(seen, title="Nog een"))
    assert response.status_code == 422
    assert "Iemand anders veranderde intussen" in response.text
    assert 'value="Nog een"' in response.text
    assert not MenuItem.objects.filter(title="Nog een").exists()
    assert desk.post("/beheer/pages/menuitem/add/", item(seen + 1, title="Nog een")).status_code == 302


@pytest.mark.parametrize("address", ["//evil.example/", "https://evil.example/", "javascript:alert(1)", "/a/b.c/", ""])
def test_a_menu_leads_to_this_site_only(desk: Client, address: str) -> None:
    assert desk.post("/beheer/pages/menuitem/add/", item(address=address)).status_code == 422


def test_the_database_keeps_the_frame() -> None:
    with pytest.raises(IntegrityError, match="frame_is_one"), transaction.atomic():
        Frame.objects.create(pk=2, title="Nog een")
    with pytest.raises(IntegrityError, match="menu_leads_here"), transaction.atomic():
        MenuItem.objects.create(title="x", address="//evil.example")


def test_words_without_a_translation_of_their_own_follow_the_site() -> None:
    ours = MenuItem(title="Maandag", title_en="")
    with translation.override("en"):
        assert ours.label
        assert MenuItem(title="Soep", title_en="Soup").label == "Soup"
    assert ours.label == "Maandag"


def test_a_page_asks_for_the_frame_only_now_and_then(
    client: Client, settings: Settings, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client.get("/over-ons/")
    with django_assert_num_queries(4):
        client.get("/over-ons/")
    settings.FRAME_SECONDS = 60
    with django_assert_num_queries(3):
        client.get("/over-ons/")
