"""The registers of the platforms, written by two at once."""

from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.db import transaction
from django.utils import timezone

from coalitie.lib.refused import Refused
from platforms.models import Area, Exchange, ExchangeStatus, Platform, Right, Standing
from platforms.models.exchange import respond
from platforms.models.means import put
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


# --- The ruilmarkt ----------------------------------------------------------------------------------------------------
@pytest.fixture
def agreed(platform: Platform) -> Exchange:
    by = make_user()
    offered = put(platform, by=by, form_key=uuid4(), kind="means", direction="offers", title="Bakfiets")
    row = respond(offered, platform=make_platform(), by=by, words="Graag")
    row.agree(by=by, answer="Goed")
    return row


def test_both_sides_say_at_once_that_it_was_done(agreed: Exchange) -> None:
    """The second waits for the first and then closes it; otherwise both would find the other still silent."""
    by, today = make_user(), timezone.localdate()
    with transaction.atomic():
        agreed.mark_done(by=by, side=agreed.owner, day=today)
        again = Exchange.objects.select_related("means__platform__subject", "platform__subject").get(pk=agreed.pk)
        thread, answers = meanwhile(lambda: again.mark_done(by=by, side=again.platform, day=today))
        thread.join(timeout=0.4)
        assert thread.is_alive(), "the second should wait for the row"
    thread.join(timeout=10)
    assert answers == [None]
    agreed.refresh_from_db()
    assert agreed.status == ExchangeStatus.DONE


def test_nobody_answers_what_is_just_taken_away(platform: Platform) -> None:
    by, other = make_user(), make_platform()
    offered = put(platform, by=by, form_key=uuid4(), kind="means", direction="offers", title="Bakfiets")
    with transaction.atomic():
        offered.end(by=by)
        thread, answers = meanwhile(lambda: respond(offered, platform=other, by=by, words="Graag"))
        thread.join(timeout=0.4)
        assert thread.is_alive()
    thread.join(timeout=10)
    assert isinstance(answers[0], Refused)
    assert not Exchange.objects.exists()
