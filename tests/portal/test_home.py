"""The first page shows the city and what one can join, at the same small cost whatever there is."""

import pytest
from django.template import loader
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from coalitie.activity.models import Subject
from coalitie.pages.models import Value
from initiatives.models import Initiative, Result, Status, Update
from tests.factories import make_activity, make_initiative

pytestmark = pytest.mark.django_db


def test_the_map_the_search_and_the_five_values_are_there(client: Client) -> None:
    page = client.get("/").content.decode()
    assert 'role="search"' in page
    assert "dot-map--wide" in page
    for value in Value.objects.all():
        assert value.get_absolute_url() in page


def test_open_initiatives_are_shown_and_what_is_not_public_is_not(client: Client) -> None:
    shown = make_initiative(title="Een bankje bij de halte")
    draft = make_initiative(title="Nog niet klaar", status=Status.DRAFT)
    page = client.get("/").content.decode()
    assert shown.get_absolute_url() in page
    assert draft.title not in page


def test_what_was_taken_up_again_does_not_stand_as_done(client: Client) -> None:
    initiative = make_initiative(status=Status.DONE)
    Result.objects.create(initiative=initiative, achieved="Er staat een bank.")
    assert "Er staat een bank." in client.get("/").text
    Initiative.objects.update(status=Status.RUNNING)
    assert "Er staat een bank." not in client.get("/").text


def test_the_first_page_asks_no_more_with_many_initiatives(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(8):
        initiative = make_initiative(title=f"Plan {number}", status=Status.DONE if number % 2 else Status.SEEKING)
        make_activity(initiative=initiative, days=number)
        told = {
            "initiative": initiative,
            "title": "Kop",
            "text": "Tekst",
            "subject": Subject.objects.create(kind="update"),
        }
        Update.objects.create(**told)
        Result.objects.create(initiative=initiative, achieved="Er staat een bank.")
    # The map is drawn once, and again only when the city changed.
    assert "Er staat een bank." in client.get("/").content.decode()
    with django_assert_max_num_queries(8):
        client.get("/")


def test_the_style_page_asks_the_database_nothing(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(0):
        answer = client.get("/stijl/")
    assert answer.status_code == 200
    assert client.post("/stijl/").status_code == 405


def test_the_last_pages_standing_need_nothing() -> None:
    for name in ("500.html", "503.html"):
        page = loader.get_template(name).render({})
        assert "<h1>" in page
        assert "{%" not in page


def test_a_page_that_is_not_there_helps_on(client: Client) -> None:
    answer = client.get("/dit/bestaat/echt/niet/")
    assert answer.status_code == 404
    assert "/zoeken/" in answer.content.decode()
