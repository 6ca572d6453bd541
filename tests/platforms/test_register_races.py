"""The registers of the platforms, written by two at once."""

from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.db import transaction
from django.utils import timezone

from coalitie.lib.refused import Refused
from coalitie.pages.models import Value
from platforms.models import Area, Exchange, ExchangeStatus, PeerReview, Platform, Right, Standing
from platforms.models.exchange import respond
from platforms.models.means import put
from platforms.models.peer_review import ask_sister
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


# --- Sisters ----------------------------------------------------------------------------------------------------------
def test_asked_from_both_sides_at_once_it_is_one() -> None:
    one, other, by = make_platform(), make_platform(), make_user()
    with transaction.atomic():
        ask_sister(one, other, by=by, year=2026)
        thread, answers = meanwhile(lambda: ask_sister(other, one, by=by, year=2026))
        thread.join(timeout=0.4)
        assert thread.is_alive()
    thread.join(timeout=10)
    assert answers == [PeerReview.objects.get()]


def test_a_yes_waits_for_who_is_writing_and_is_then_no_yes() -> None:
    one, other, by = make_platform(), make_platform(), make_user()
    row = ask_sister(one, other, by=by, year=2026)
    row.accept(by=by)
    row = PeerReview.objects.get(pk=row.pk)
    for number, slug in enumerate(("eigenaarschap", "zorg", "inclusiviteit", "initiatief", "zelforganisatie"), 1):
        Value.objects.get_or_create(slug=slug, defaults={"title": slug, "line": "x", "story": "x", "position": number})
    words = dict.fromkeys(Value.objects.values_list("pk", flat=True), "Gezien")
    for side in (one, other):
        row.write_part(side, by=by, seen=0, words=words)
    row.write_together(one, by=by, seen=0, met_on=timezone.localdate(), points="Afspraak", summary="Kort")
    row = PeerReview.objects.get(pk=row.pk)
    with transaction.atomic():
        row.write_together(one, by=by, seen=1, met_on=row.met_on, points="Iets anders", summary="Kort")
        read = PeerReview.objects.select_related("first__subject", "second__subject").get(pk=row.pk)
        thread, answers = meanwhile(lambda: read.agree(other, by=by, seen=row.version))
        thread.join(timeout=0.4)
        assert thread.is_alive(), "the yes should wait for what is being written"
    thread.join(timeout=10)
    assert isinstance(answers[0], Refused)
    assert not PeerReview.objects.public().exists()
