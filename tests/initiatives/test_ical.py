"""The calendars, read back by a library that did not write them, and held against RFC 5545 line by line."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.utils import timezone
from ical.calendar import Calendar
from ical.calendar_stream import IcsCalendarStream
from ical.event import Event

from coalitie.people.models import User
from initiatives.models import (
    Activity,
    Feed,
    SignUp,
    agenda,
    ask_to_merge,
    close_feed,
    open_feed,
    retitle,
    sign_up,
)
from platforms.models import Platform
from tests.factories import buurt, make_activity, make_initiative, make_participation, make_user

pytestmark = pytest.mark.django_db

PAYLOAD = 'Soep; brood, kaas\\boter <script>alert(1)</script> 🌻 "&'
LONG = "Een heel lange regel met é en 🌻 erin, " * 12


def get(client: Client, address: str, **headers: str) -> tuple[str, Calendar]:
    """The text as it went over the line, after every rule of the format, and what another library reads in it."""
    response = client.get(address, headers=headers)
    assert response.status_code == 200, address
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert not response.cookies
    text = response.content.decode()
    keeps_the_format(text)
    return text, IcsCalendarStream.calendar_from_ics(text)


def keeps_the_format(text: str) -> None:
    assert text.endswith("END:VCALENDAR\r\n")
    assert "\n" not in text.replace("\r\n", "")
    assert "\r" not in text.replace("\r\n", "")
    for line in text.split("\r\n"):
        assert len(line.encode()) <= 75
    lines = list(unfolded(text))
    assert all(re.match(r"[A-Z0-9-]+(;[A-Z0-9-]+=(\"[^\"]*\"|[^\";:,]*))*:", line) for line in lines)
    depth = 0
    for line in lines:
        depth += line.startswith("BEGIN:")
        depth -= line.startswith("END:")
        assert depth >= 0
    assert depth == 0
    for event in re.findall(r"\r\nBEGIN:VEVENT\r\n(.*?)\r\nEND:VEVENT\r\n", text, re.S):
        names = [re.split("[;:]", line)[0] for line in unfolded(event)]
        for once in ("UID", "DTSTAMP", "DTSTART", "DTEND", "SEQUENCE", "LAST-MODIFIED", "STATUS", "SUMMARY"):
            assert names.count(once) == 1
        assert {"RRULE", "ATTENDEE", "ORGANIZER"}.isdisjoint(names)
    for zone in set(re.findall(r"TZID=([^:;]+)", text)):
        assert f"TZID:{zone}" in text


def unfolded(text: str) -> Iterator[str]:
    yield from re.sub("\r\n[ \t]", "", text).strip("\r\n").split("\r\n")


def only(calendar: Calendar) -> Event:
    assert len(calendar.events) == 1
    return calendar.events[0]


# --- The text ---------------------------------------------------------------------------------------------------------
def test_what_was_typed_comes_back_as_it_was(client: Client, here: Platform) -> None:
    activity = make_activity(
        here, title=PAYLOAD, story=f"Regel een\n\n{LONG}\nEND:VEVENT\r\nBEGIN:VALARM", place="Plein, 1; boven"
    )
    _text, calendar = get(client, f"{activity.get_absolute_url()}agenda.ics")
    event = only(calendar)
    assert event.summary == PAYLOAD
    assert event.location == "Plein, 1; boven"
    assert event.uid == str(activity.uid)
    assert event.description
    assert "Regel een" in event.description
    assert event.description.endswith(activity.get_absolute_url())
    assert event.status == "CONFIRMED"


def test_the_hours_are_those_of_amsterdam_on_both_sides_of_the_change(client: Client, here: Platform) -> None:
    amsterdam = ZoneInfo("Europe/Amsterdam")
    wanted = {
        "winter": datetime(2027, 1, 12, 18, 30, tzinfo=UTC),
        "summer": datetime(2027, 7, 12, 17, 30, tzinfo=UTC),
    }
    for title, starts_at in wanted.items():
        make_activity(here, title=title, starts_at=starts_at)
    text, calendar = get(client, "/agenda/agenda.ics")
    assert text.count("BEGIN:VTIMEZONE") == 1
    assert "DTSTART;TZID=Europe/Amsterdam:20270112T193000" in text
    assert "DTSTART;TZID=Europe/Amsterdam:20270712T193000" in text
    for event in calendar.events:
        assert event.dtstart == wanted[str(event.summary)].astimezone(amsterdam)


@pytest.mark.parametrize("minute", [29, 30, 31])
def test_the_hour_that_comes_twice_stays_one_moment(client: Client, here: Platform, minute: int) -> None:
    for hour in (0, 1):
        make_activity(here, starts_at=datetime(2027, 10, 31, hour, minute, tzinfo=UTC))
    _text, calendar = get(client, "/agenda/agenda.ics")
    moments = [event.dtstart.astimezone(UTC) for event in calendar.timeline if isinstance(event.dtstart, datetime)]
    assert [moment.hour for moment in moments] == [0, 1]


# --- A change ---------------------------------------------------------------------------------------------------------
def test_a_change_keeps_the_uid_and_raises_the_sequence(client: Client, here: Platform, bob: User) -> None:
    activity = make_activity(here)
    page = f"{activity.get_absolute_url()}agenda.ics"
    before = only(get(client, page)[1])
    agenda.change(activity, by=bob, place="De Hoek")
    moved = only(get(client, page)[1])
    agenda.change(activity, by=bob, place="De Hoek")
    assert only(get(client, page)[1]).sequence == moved.sequence
    agenda.call_off(activity, by=bob, reason="Storm, helaas.")
    gone = only(get(client, page)[1])
    assert [one.sequence for one in (before, moved, gone)] == [0, 1, 2]
    assert len({one.uid for one in (before, moved, gone)}) == 1
    assert before.last_modified
    assert moved.last_modified
    assert moved.last_modified >= before.last_modified
    assert gone.status == "CANCELLED"
    assert "Storm, helaas." in str(gone.description)


def test_another_title_or_home_of_the_initiative_raises_it_too(client: Client, here: Platform, carla: User) -> None:
    one, other = (make_initiative(here, title=title) for title in ("Kleine tuin", "Moestuin"))
    activity = make_activity(here, initiative=one)
    page = f"{activity.get_absolute_url()}agenda.ics"
    said = [only(get(client, page)[1])]
    retitle(one, by=carla, title="Tuin van glas", summary="Onder glas.")
    said.append(only(get(client, page)[1]))
    ask_to_merge(one, into=other, by=carla, reason="Hetzelfde.", decides=True)
    said.append(only(get(client, page)[1]))
    assert [event.sequence for event in said] == [0, 1, 2]
    names = ("Kleine tuin", "Tuin van glas", "Moestuin")
    assert all(name in str(event.description) for event, name in zip(said, names, strict=True))


# --- Which calendars --------------------------------------------------------------------------------------------------
def test_each_calendar_holds_its_own(client: Client, here: Platform, elsewhere: Platform) -> None:
    make_activity(here, title="Hier", area=buurt("AA01"))
    make_activity(elsewhere, title="Daar", area=buurt("NA01"))
    make_activity(here, title="Lang geleden", days=-60)

    def titles(address: str) -> set[str]:
        return {str(event.summary) for event in get(client, address)[1].events}

    gebied = buurt("AA01").parent
    assert gebied
    assert titles("/agenda/agenda.ics") == {"Hier", "Daar"}
    assert titles(f"/platforms/{here.slug}/agenda.ics") == {"Hier"}
    assert titles(f"/gebieden/{gebied.slug}/agenda.ics") == {"Hier"}
    assert client.get("/gebieden/bestaat-niet/agenda.ics").status_code == 404


def test_pages_lead_to_the_calendar_that_lies_closest(client: Client, here: Platform) -> None:
    gebied = buurt("AA01").parent
    assert gebied
    closest = {
        "/agenda/": "/agenda/agenda.ics",
        f"/agenda/?waar=gebied-{gebied.slug}": f"/gebieden/{gebied.slug}/agenda.ics",
        f"/agenda/?waar=buurt-{buurt('AA01').slug}&week=nu": f"/gebieden/{gebied.slug}/agenda.ics",
        f"/agenda/?platform={here.slug}": f"/platforms/{here.slug}/agenda.ics",
        gebied.get_absolute_url(): f"/gebieden/{gebied.slug}/agenda.ics",
        buurt("AA01").get_absolute_url(): f"/gebieden/{gebied.slug}/agenda.ics",
    }
    for page, calendar in closest.items():
        assert f'href="{calendar}"' in client.get(page).content.decode(), page


def test_what_is_hidden_is_in_no_calendar(client: Client, here: Platform, els: User) -> None:
    initiative = make_initiative(here)
    activity = make_activity(initiative=initiative, area=buurt("AA01"))
    feed = open_feed(by=make_user())
    make_participation(initiative, feed.person)
    sign_up(activity, by=feed.person)
    gebied = buurt("AA01").parent
    assert gebied
    addresses = [
        "/agenda/agenda.ics",
        f"/platforms/{here.slug}/agenda.ics",
        f"/gebieden/{gebied.slug}/agenda.ics",
        f"/agenda/van-mij/{feed.token}/agenda.ics",
    ]
    assert all(len(get(client, address)[1].events) == 1 for address in addresses)
    Activity.objects.filter(pk=activity.pk).update(hidden_at=timezone.now())
    assert not any(get(client, address)[1].events for address in addresses)
    assert client.get(f"{activity.get_absolute_url()}agenda.ics").status_code == 404
    Activity.objects.filter(pk=activity.pk).update(hidden_at=None)
    initiative.hide(by=els, reason="Test")
    assert not any(get(client, address)[1].events for address in addresses)
    here.hide(by=els, reason="Test")
    assert client.get(f"/platforms/{here.slug}/agenda.ics").status_code == 404


# --- Asked again ------------------------------------------------------------------------------------------------------
def test_what_did_not_change_is_not_sent_again(client: Client, here: Platform, bob: User) -> None:
    activity = make_activity(here)
    make_activity(here)
    first = client.get("/agenda/agenda.ics")
    assert first["Cache-Control"] == "public, max-age=900"
    assert "Cookie" not in first.get("Vary", "")
    again = client.get("/agenda/agenda.ics", headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    agenda.change(activity, by=bob, title="Anders")
    assert client.get("/agenda/agenda.ics", headers={"If-None-Match": first["ETag"]}).status_code == 200


def test_what_was_hidden_is_not_kept_by_a_date(client: Client, here: Platform) -> None:
    """The latest change is no later when a row vanishes, so a date alone never answers 304."""
    activity = make_activity(here)
    Activity.objects.filter(pk=activity.pk).update(updated_at=timezone.now() - timedelta(days=2))
    make_activity(here)
    first = client.get("/agenda/agenda.ics")
    Activity.objects.filter(pk=activity.pk).update(hidden_at=timezone.now())
    again = client.get("/agenda/agenda.ics", headers={"If-Modified-Since": first["Last-Modified"]})
    assert again.status_code == 200
    assert str(activity.uid) not in again.text


# --- The own one ------------------------------------------------------------------------------------------------------
def test_the_own_calendar(client: Client, here: Platform) -> None:
    person = make_user()
    coming, waiting, other = make_activity(here), make_activity(here, places=1), make_activity(here)
    sign_up(waiting, by=make_user())
    sign_up(waiting, by=person)
    sign_up(coming, by=person)
    address = f"/agenda/van-mij/{open_feed(by=person).token}/agenda.ics"
    text, calendar = get(client, address)
    assert {event.uid: event.status for event in calendar.events} == {
        str(coming.uid): "CONFIRMED",
        str(waiting.uid): "TENTATIVE",
    }
    assert str(other.uid) not in text
    assert person.email not in text
    response = client.get(address)
    assert response["Cache-Control"] == "private, no-cache"
    assert not response.cookies


def test_a_renewed_closed_or_forged_address_opens_nothing(client: Client, here: Platform, els: User) -> None:
    person = make_user()
    old = open_feed(by=person).token
    new = open_feed(by=person).token

    def answer(token: str) -> int:
        return client.get(f"/agenda/van-mij/{token}/agenda.ics").status_code

    key = Feed.objects.get().key.hex
    assert [answer(old), answer(new), answer(key), answer(f"{key}:"), answer(new[:-1])] == [404, 200, 404, 404, 404]
    person.block(by=els, reason="Test")
    assert answer(new) == 404
    person.unblock()
    assert answer(new) == 200
    close_feed(by=person)
    assert answer(new) == 404


def test_many_dates_cost_as_few_questions_as_one(
    client: Client, here: Platform, django_assert_max_num_queries: object
) -> None:
    for _number in range(30):
        make_activity(here)
    with django_assert_max_num_queries(1):  # type: ignore[operator]
        get(client, "/agenda/agenda.ics")
    assert SignUp.objects.count() == 0
