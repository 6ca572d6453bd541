"""The registers of the platforms, written by two at once."""

from datetime import date
from typing import Any

import pytest
from django.db import transaction

from coalitie.lib.refused import Refused
from platforms.models import Area, Platform, Right, Standing
from platforms.models.right import enter, propose
from tests.factories import make_platform, make_team_member, make_user
from tests.platforms.test_races import meanwhile

pytestmark = pytest.mark.django_db(transaction=True)


def facts(standing: str = Standing.PILOT) -> dict[str, Any]:
    return {
        "standing": standing,
        "since": date(2022, 3, 1),
        "source_url": "https://besluiten.example/12",
        "reason": "We doen mee met de proeftuin.",
    }


@pytest.fixture
def place(db: None) -> Area:
    """These tests empty every table behind them, the city with the rest."""
    return Area.objects.get_or_create(level="stadsdeel", code="Q", name="Proefdeel", slug="proefdeel")[0]


@pytest.fixture
def platform(place: Area) -> Platform:
    return make_platform(coordinator=make_user())


def test_two_write_the_same_line_and_one_of_them_hears_it(platform: Platform, place: Area) -> None:
    first = enter(platform, place, by=make_team_member(), **facts())
    els, other = make_team_member(), make_team_member()
    with transaction.atomic():
        enter(platform, place, by=els, instead_of=first, **facts(Standing.AGREEMENTS))
        thread, answers = meanwhile(
            lambda: enter(platform, place, by=other, instead_of=first, **facts(Standing.RECOGNISED))
        )
        thread.join(timeout=0.4)
        assert thread.is_alive(), "the second should wait for the row"
    thread.join(timeout=10)
    assert isinstance(answers[0], Refused)
    assert Right.objects.current().get().standing == Standing.AGREEMENTS


def test_a_yes_while_the_line_is_written_makes_one_line(platform: Platform, place: Area) -> None:
    els = make_team_member()
    row = propose(platform, place, by=make_user(), **facts())
    with transaction.atomic():
        enter(platform, place, by=els, **facts(Standing.ASKED))
        thread, answers = meanwhile(lambda: row.accept(by=els))
        thread.join(timeout=0.4)
        assert thread.is_alive()
    thread.join(timeout=10)
    assert isinstance(answers[0], Refused)
    assert Right.objects.current().count() == 1
