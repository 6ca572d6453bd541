"""Digests: everything once, nothing twice, nothing empty, and nothing that not everybody may see."""

import threading
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.utils import timezone
from freezegun import freeze_time

from coalitie.activity.digest import build, due
from coalitie.activity.models import (
    Digest,
    Edition,
    Event,
    Mail,
    Reach,
    Reader,
    Rhythm,
    Within,
    close_edition,
    follow,
    read_news,
    record,
    unfollow,
)
from coalitie.people.models import User
from initiatives.models import Initiative, Status
from tests.factories import make_initiative, make_platform, make_user

pytestmark = pytest.mark.django_db

TODAY = date(2026, 3, 12)  # a Thursday


def write(day: date = TODAY) -> list[Mail]:
    """Close and build the edition of a day; answers the digests it made."""
    last = Mail.objects.order_by("-pk").first()
    for _progress in build(day):
        pass
    return list(Mail.objects.filter(bulk=True, pk__gt=last.pk if last else 0).order_by("to"))


def garden(**fields: Any) -> Initiative:
    initiative = make_initiative(title="Buurttuin", **fields)
    Within.objects.put([initiative.subject_id], [(initiative.subject_id, initiative.platform.subject_id)])
    return initiative


def joins(initiative: Initiative, by: User | None = None, reach: Reach = Reach.AROUND) -> Event:
    return record(initiative.subject, "participation_joined", by=by or make_user(), reach=reach)


def test_it_counts_by_thing() -> None:
    alice, here = make_user("alice@example.org", "Alice"), garden()
    follow(here.subject, by=alice)
    for _time in range(3):
        joins(here)
    (mail,) = write()
    assert mail.to == "alice@example.org"
    assert mail.subject == "Nieuws: Buurttuin"
    assert "Hallo Alice," in mail.text
    assert "Buurttuin: 3 mensen doen mee\nhttp" in mail.text
    assert ">Buurttuin</strong></a><br>3 mensen doen mee</li>" in mail.html
    assert Digest.objects.get().things == 1


def test_it_is_never_empty() -> None:
    alice, here = make_user(), garden()
    follow(here.subject, by=alice)
    record(here.subject, "participation_joined", by=None)  # of no reach
    record(here.subject, "something_without_words", by=None, reach=Reach.AROUND)
    assert write() == []
    assert not Digest.objects.exists()


def test_what_somebody_did_oneself_is_no_news() -> None:
    alice, here = make_user(), garden()
    follow(here.subject, by=alice)
    joins(here, by=alice)
    assert write() == []
    joins(here, by=alice)
    joins(here)
    (mail,) = write(TODAY + timedelta(days=1))
    assert "1 mens doet mee" in mail.text


def test_twice_writes_once() -> None:
    here = garden()
    follow(here.subject, by=make_user())
    joins(here)
    assert len(write()) == 1
    assert write() == []
    assert write(TODAY + timedelta(days=1)) == []


@pytest.mark.parametrize(
    ("reach", "follows", "heard"),
    [
        (Reach.RECORD, "thing", False),
        (Reach.THING, "thing", True),
        (Reach.THING, "platform", False),
        (Reach.AROUND, "thing", True),
        (Reach.AROUND, "platform", True),
        (Reach.AROUND, "elsewhere", False),
    ],
)
def test_how_far_it_is_told(reach: Reach, follows: str, heard: bool) -> None:
    here = garden()
    followed = {"thing": here.subject, "platform": here.platform.subject, "elsewhere": make_platform().subject}
    follow(followed[follows], by=make_user())
    joins(here, reach=reach)
    assert bool(write()) is heard


def test_an_off_for_the_part_wins() -> None:
    alice, here, other = make_user(), garden(), make_initiative(title="Bankje")
    Within.objects.put([other.subject_id], [(other.subject_id, here.platform.subject_id)])
    follow(here.platform.subject, by=alice)
    unfollow(here.subject, by=alice)
    joins(here)
    joins(other)
    (mail,) = write()
    assert "Bankje" in mail.text
    assert "Buurttuin" not in mail.text


def test_followed_in_two_ways_it_is_told_once() -> None:
    alice, here = make_user(), garden()
    follow(here.subject, by=alice)
    follow(here.platform.subject, by=alice)
    joins(here)
    (mail,) = write()
    assert mail.text.count("Buurttuin:") == 1
    assert "1 mens doet mee" in mail.text


def test_only_what_everybody_may_see_when_it_is_written() -> None:
    alice, here = make_user(), garden()
    follow(here.subject, by=alice)
    joins(here)
    here.hide(by=make_user(), reason="Test")
    assert write() == []
    draft = make_initiative(status=Status.DRAFT, author=alice)
    follow(draft.subject, by=alice)
    joins(draft)
    assert write(TODAY + timedelta(days=1)) == []


def test_what_happened_before_somebody_followed_is_not_news() -> None:
    here = garden()
    joins(here)
    follow(here.subject, by=make_user())
    assert write() == []


def test_who_is_blocked_or_wants_none_gets_none() -> None:
    here, blocked, never = garden(), make_user(), make_user()
    for person in (blocked, never):
        follow(here.subject, by=person)
    User.objects.filter(pk=blocked.pk).update(blocked_at=timezone.now(), blocked_reason="x")
    read_news(Rhythm.NEVER, by=never)
    joins(here)
    assert write() == []


def test_after_never_the_news_of_that_time_stays_untold() -> None:
    here, alice = garden(), make_user()
    follow(here.subject, by=alice)
    read_news(Rhythm.NEVER, by=alice)
    joins(here)
    with freeze_time(datetime(2026, 3, 12, 12, tzinfo=UTC)):
        assert write(TODAY) == []
        read_news(Rhythm.DAILY, by=alice)
    assert write(TODAY + timedelta(days=1)) == []
    joins(here)
    assert len(write(TODAY + timedelta(days=2))) == 1


def weekly(here: Initiative, since: date) -> User:
    person = make_user()
    follow(here.subject, by=person)
    Reader.objects.create(person=person, rhythm=Rhythm.WEEKLY, since=since)
    return person


def test_weekly_comes_on_its_day_with_the_whole_week() -> None:
    here = garden()
    weekly(here, TODAY)
    for day in range(1, 7):
        joins(here)
        assert write(TODAY + timedelta(days=day)) == []
    joins(here)
    (mail,) = write(TODAY + timedelta(days=7))
    assert "7 mensen doen mee" in mail.text
    assert write(TODAY + timedelta(days=8)) == []


def test_weekly_is_caught_up_when_the_worker_was_away_that_day() -> None:
    here = garden()
    weekly(here, TODAY)
    joins(here)
    assert write(TODAY + timedelta(days=6)) == []
    (mail,) = write(TODAY + timedelta(days=9))
    assert "1 mens doet mee" in mail.text
    joins(here)
    assert write(TODAY + timedelta(days=10)) == []
    assert len(write(TODAY + timedelta(days=14))) == 1


def test_days_without_a_worker_come_together_in_one_digest() -> None:
    here = garden()
    follow(here.subject, by=make_user())
    joins(here)
    close_edition(TODAY)  # the worker died here
    joins(here)
    (mail,) = write(TODAY + timedelta(days=3))
    assert "2 mensen doen mee" in mail.text


def test_an_edition_once_closed_takes_nothing_more() -> None:
    here = garden()
    close_edition(TODAY)
    event = joins(here)
    assert close_edition(TODAY).pk == TODAY
    event.refresh_from_db()
    assert event.edition_id is None


@pytest.mark.parametrize("typed", ["Bankje\r\nBcc: iedereen@example.org", "Tuin\n\nX: y", "<script>alert(1)</script>"])
def test_a_title_starts_no_header_and_no_tag(typed: str) -> None:
    here = garden()
    Initiative.objects.filter(pk=here.pk).update(title=typed)
    follow(here.subject, by=make_user(name="<b>Bo</b>"))
    joins(here)
    (mail,) = write()
    assert "\n" not in mail.subject
    assert "\r" not in mail.subject
    assert "<script>" not in mail.html
    assert "<b>Bo" not in mail.html


def test_what_does_not_fit_is_left_for_the_site() -> None:
    alice, platform = make_user(), make_platform()
    follow(platform.subject, by=alice)
    for _number in range(25):
        one = make_initiative(platform)
        Within.objects.put([one.subject_id], [(one.subject_id, platform.subject_id)])
        joins(one)
    (mail,) = write()
    assert mail.subject.endswith("en nog 19")


# --- When -------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("moment", "is_due"),
    [
        ("2026-03-28T05:59:00+00:00", False),  # 6.59 in winter
        ("2026-03-28T06:00:00+00:00", True),
        ("2026-03-29T04:59:00+00:00", False),  # 6.59 in summer, the day the clock changes
        ("2026-03-29T05:00:00+00:00", True),
        ("2026-10-25T05:59:00+00:00", False),  # 6.59 in winter again, the day it changes back
        ("2026-10-25T06:00:00+00:00", True),
        ("2026-03-11T23:30:00+00:00", False),  # half past midnight of the next day
    ],
)
def test_it_is_due_from_seven_by_the_clock_of_amsterdam(moment: str, is_due: bool) -> None:
    assert due(datetime.fromisoformat(moment)) is is_due


def test_once_written_it_is_not_due() -> None:
    noon = datetime(2026, 3, 12, 12, tzinfo=UTC)
    assert due(noon)
    write(TODAY)
    assert not due(noon)


# --- At once ----------------------------------------------------------------------------------------------------------
@pytest.mark.django_db(transaction=True)
def test_what_a_slow_transaction_writes_falls_in_the_next_edition() -> None:
    """Its number is lower than that of what was told already: who remembers a number would miss it."""
    here = garden()
    follow(here.subject, by=make_user())
    written, closed = threading.Event(), threading.Event()

    def slowly() -> None:
        try:
            with transaction.atomic():
                joins(here, by=User.objects.first())
                written.set()
                assert closed.wait(timeout=10)
        finally:
            connection.close()

    thread = threading.Thread(target=slowly)
    thread.start()
    assert written.wait(timeout=10)
    later = joins(here)
    (first,) = write()
    closed.set()
    thread.join(timeout=10)
    late = Event.objects.exclude(pk=later.pk).get(verb="participation_joined")
    assert late.pk < later.pk
    assert "1 mens doet mee" in first.text
    (second,) = write(TODAY + timedelta(days=1))
    assert "1 mens doet mee" in second.text
    assert Edition.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_write_one_digest_each() -> None:
    here = garden()
    for _number in range(20):
        follow(here.subject, by=make_user())
    joins(here)
    close_edition(TODAY)
    ready = threading.Barrier(2)

    def work() -> None:
        try:
            ready.wait(timeout=10)
            list(build(TODAY))
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _worker in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert Digest.objects.count() == Mail.objects.filter(bulk=True).count() == 20
