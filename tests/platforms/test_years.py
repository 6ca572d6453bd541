"""The map of the city over the years: told from the changes of stage, one for everybody, never of who is hidden."""

import re
from datetime import date

import pytest
from django.test import Client
from django.utils import timezone

from coalitie.people.models import User
from platforms import years
from platforms.models import Area, Platform, Stage
from tests.factories import buurt, make_platform, sign_in

pytestmark = pytest.mark.django_db

NOW = timezone.localdate().year


@pytest.fixture
def grown(els: User) -> Platform:
    """A start group in 2021, a platform from 2022, and at rest from 2024."""
    platform = make_platform("Gegroeid", stage=Stage.START_GROUP, since=date(2021, 5, 1), areas=[buurt("AA01")])
    platform.move_to(Stage.PLATFORM, by=els, reason="De buurt weet ons te vinden.", since=date(2022, 12, 31))
    platform.move_to(Stage.RESTING, by=els, reason="Even rust.", since=date(2024, 1, 1))
    return platform


def counted() -> dict[int, tuple[int, int]]:
    return {year.year: (year.with_platform, year.growing) for year in years.years()}


def test_each_year_as_it_was_on_its_last_day(grown: Platform) -> None:
    found = counted()
    assert list(found) == list(range(2021, NOW + 1))
    assert [found[year] for year in (2021, 2022, 2023, 2024, NOW)] == [(0, 1), (1, 0), (1, 0), (0, 0), (0, 0)]
    assert years.years()[-1].on == timezone.localdate()
    assert years.years()[0].on == date(2021, 12, 31)


def test_only_inhabited_buurten_count(grown: Platform) -> None:
    lived = Area.objects.current().buurten().inhabited().count()
    assert {year.inhabited for year in years.years()} == {lived}
    empty = Area.objects.current().buurten().filter(inhabited=False)[0]
    before = counted()
    make_platform("Bijna alleen", areas=[empty], since=date(2023, 3, 1))
    assert counted() == before


def test_two_in_one_buurt_are_one_buurt(grown: Platform) -> None:
    make_platform("Nog een", stage=Stage.SIGNAL, areas=[buurt("AA01")], since=date(2022, 1, 1))
    assert counted()[2022] == (1, 0)
    assert counted()[2024] == (0, 1)


def test_a_hidden_platform_is_in_no_year(client: Client, grown: Platform, els: User) -> None:
    assert "Gegroeid" in client.get("/kaart/?jaar=2023").text
    assert counted()[2023] == (1, 0)
    grown.hide(by=els, reason="Test")
    assert "Gegroeid" not in client.get("/kaart/?jaar=2023").text
    assert set(counted().values()) == {(0, 0)}
    assert "Gegroeid" not in sign_in(Client(), els).get("/kaart/?jaar=2023").text, "one map for everybody"
    grown.show(by=els, reason="Toch goed.")
    assert counted()[2023] == (1, 0)


@pytest.mark.parametrize(
    "asked",
    ["1900", "2020", "0", "-1", "99999999999999999999", "nooit", "2023.5", "٢٠٢٣x", "%00", "<script>", str(NOW + 1)],
)
def test_a_year_without_a_map_is_said(client: Client, grown: Platform, asked: str) -> None:
    answer = client.get("/kaart/", {"jaar": asked})
    assert answer.status_code == 200
    assert "Van dat jaar hebben we geen kaart" in answer.text
    assert shown(answer.text) == NOW
    assert "<script>alert" not in answer.text


@pytest.mark.parametrize(
    ("query", "year"), [("", NOW), ("?jaar=", NOW), ("?jaar=2022", 2022), ("?jaar=2&jaar=2023", 2023)]
)
def test_a_year_with_a_map_is_shown(client: Client, grown: Platform, query: str, year: int) -> None:
    page = client.get(f"/kaart/{query}").text
    assert "Van dat jaar hebben we geen kaart" not in page
    assert shown(page) == year


def test_without_a_script_each_year_is_a_link(client: Client, grown: Platform) -> None:
    page = client.get("/kaart/").text
    assert all(f'href="?jaar={year}"' in page for year in range(2021, NOW + 1))


def test_a_city_without_platforms_has_this_year(client: Client) -> None:
    Platform.objects.all().update(hidden_at=timezone.now())
    assert list(counted()) == [NOW]
    assert client.get("/kaart/").status_code == 200


def test_a_change_of_stage_is_there_at_once_and_nothing_is_counted_twice(grown: Platform, els: User) -> None:
    assert years.years() is years.years()
    assert counted()[NOW] == (0, 0)
    grown.wake(by=els, reason="Er is weer zin.")
    assert counted()[NOW] == (1, 0)


def shown(page: str) -> int:
    found = re.search(r'year-said__year">(\d+)<', page)
    assert found
    return int(found[1])
