"""What comes back: the days of a rule, the two odd nights of the year, and rules that would never end."""

from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.http import QueryDict
from django.test import Client
from django.utils import timezone
from freezegun import freeze_time
from hypothesis import given, settings
from hypothesis import strategies as some

from coalitie.activity.models import Event, Mail
from coalitie.lib.dates import at, is_skipped, is_twice
from coalitie.people.models import User
from initiatives.forms.activity import ActivityForm
from initiatives.models import Activity, Pattern, Series, agenda, sign_up
from initiatives.models.series import FURTHEST, MOST, dates, in_words
from platforms.models import Platform
from tests.factories import make_user, sign_in, tell_all

SPRING, AUTUMN = date(2027, 3, 28), date(2026, 10, 25)


def filled(day: date, begins: str = "19:30", ends: str = "21:00", **other: Any) -> QueryDict:
    typed = {
        "sleutel": str(uuid4()),
        "title": "Soep koken",
        "day": day.isoformat(),
        "begins": begins,
        "ends": ends,
        "place": "Buurthuis De Poort",
        "step_free": "yes",
        **other,
    }
    query = QueryDict(mutable=True)
    query.update({name: str(value) for name, value in typed.items()})
    return query


def soon(days: int = 5) -> date:
    return timezone.localdate() + timedelta(days=days)


def announce(here: Platform, by: User, begin: datetime, **rule: Any) -> Activity:
    words: dict[str, Any] = {"title": "Soep", "place": "De Poort", "platform": here}
    return agenda.announce(
        by=by, form_key=uuid4(), starts_at=begin, ends_at=begin + timedelta(hours=2), **words, **rule
    )


# --- The rule ---------------------------------------------------------------------------------------------------------
def test_the_days_of_each_rhythm() -> None:
    tuesday = date(2026, 12, 8)
    assert dates(Pattern.WEEKLY, tuesday, count=3) == [tuesday, date(2026, 12, 15), date(2026, 12, 22)]
    assert dates(Pattern.FORTNIGHTLY, tuesday, until=date(2027, 1, 5)) == [
        tuesday,
        date(2026, 12, 22),
        date(2027, 1, 5),
    ]
    assert dates(Pattern.MONTHLY, tuesday, count=3) == [tuesday, date(2027, 1, 12), date(2027, 2, 9)]
    assert dates(Pattern.MONTHLY_LAST, date(2026, 12, 29), count=2) == [date(2026, 12, 29), date(2027, 1, 26)]
    # Not every month has a fifth Tuesday, so the fifth means the last.
    assert dates(Pattern.MONTHLY, date(2026, 12, 29), count=2)[1] == date(2027, 1, 26)


def test_rules_in_words() -> None:
    tuesday = date(2026, 12, 8)
    assert [in_words(pattern, tuesday) for pattern in Pattern] == [
        "elke dinsdag",
        "om de week op dinsdag",
        "elke tweede dinsdag van de maand",
        "elke laatste dinsdag van de maand",
    ]


@settings(deadline=None, max_examples=50)
@given(
    some.sampled_from(Pattern.values),
    some.dates(date(2000, 1, 1), date(2100, 1, 1)),
    some.one_of(some.none(), some.dates()),
    some.one_of(some.none(), some.integers(1, 10**9)),
)
def test_no_rule_gives_more_than_a_year_or_sixty_days(
    pattern: str, first: date, until: date | None, count: int | None
) -> None:
    found = dates(pattern, first, until=until, count=count)
    assert len(found) <= MOST
    assert found == sorted(set(found))
    assert all(first <= day <= first + FURTHEST for day in found)


# --- Bombs ------------------------------------------------------------------------------------------------------------
@pytest.mark.django_db
@pytest.mark.parametrize(
    "bomb",
    [
        {"pattern": "SECONDLY", "count": 5},
        {"pattern": "FREQ=SECONDLY", "count": 5},
        {"pattern": "weekly"},
        {"pattern": "weekly", "count": 10**9},
        {"pattern": "weekly", "count": -1},
        {"pattern": "weekly", "until": "2056-01-01"},
        {"pattern": "weekly", "until": "9999-12-31"},
        {"pattern": "weekly", "count": 3, "until": "2027-01-01"},
        {"pattern": "weekly;INTERVAL=1000000", "count": 3},
    ],
)
def test_bombs_are_answered_with_the_form(client: Client, here: Platform, bob: User, bomb: dict[str, Any]) -> None:
    sign_in(client, bob)
    response = client.post("/agenda/nieuw/", {**filled(soon(), **bomb).dict(), "platform": here.slug})
    assert response.status_code == 422
    assert not Activity.objects.exists()
    assert not Series.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "long",
    [
        {"last_day": "2056-01-01"},
        {"last_day": "9999-12-31"},
        {"day": "2056-01-01"},
        {"day": "0001-01-01"},
        {"day": "1999-01-01"},
        {"last_day": (timezone.localdate() + timedelta(days=40)).isoformat()},
    ],
)
def test_activities_of_thirty_years_do_not_exist(
    client: Client, here: Platform, bob: User, long: dict[str, str]
) -> None:
    sign_in(client, bob)
    response = client.post("/agenda/nieuw/", {**filled(soon()).dict(), "platform": here.slug, **long})
    assert response.status_code == 422
    assert not Activity.objects.exists()


@pytest.mark.django_db
def test_the_database_refuses_them_too(here: Platform, bob: User) -> None:
    for wrong in (
        {"pattern": "secondly", "last_on": soon(9)},
        {"pattern": "weekly", "last_on": soon(9999)},
        {"pattern": "weekly", "last_on": soon(1)},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Series.objects.create(first_on=soon(), **wrong)
    made = announce(here, bob, timezone.now() + timedelta(days=1))
    with pytest.raises(IntegrityError), transaction.atomic():
        Activity.objects.filter(pk=made.pk).update(ends_at=made.starts_at + timedelta(days=365 * 30))


# --- The clocks -------------------------------------------------------------------------------------------------------
def test_the_night_that_loses_an_hour_and_the_one_that_gains_one() -> None:
    skipped, twice = datetime.combine(SPRING, time(2, 30)), datetime.combine(AUTUMN, time(2, 30))
    assert is_skipped(skipped)
    assert not is_twice(skipped)
    assert is_twice(twice)
    assert not is_skipped(twice)
    assert timezone.localtime(at(skipped)).hour == 3
    assert at(twice, second=True) - at(twice) == timedelta(hours=1)
    assert not is_skipped(datetime.combine(SPRING, time(3)))
    assert not is_twice(datetime.combine(AUTUMN, time(3)))


@pytest.mark.django_db
@freeze_time("2026-09-01 10:00")
def test_a_time_that_does_not_exist_is_refused_with_a_sentence(here: Platform) -> None:
    form = ActivityForm(filled(SPRING, "02:30", "04:00"), platform=here)
    assert not form.is_valid()
    assert "bestaat niet" in form.errors["begins"][0]


@pytest.mark.django_db
@freeze_time("2026-09-01 10:00")
def test_a_time_that_comes_twice_is_asked_for(here: Platform) -> None:
    form = ActivityForm(filled(AUTUMN, "02:30", "05:00"), platform=here)
    assert not form.is_valid()
    assert "which" in form.errors
    moments = []
    for which in ("1", "2"):
        form = ActivityForm(filled(AUTUMN, "02:30", "05:00", which=which), platform=here)
        assert form.is_valid(), form.errors
        moments.append(form.words()["starts_at"])
    assert moments[1] - moments[0] == timedelta(hours=1)
    assert "which" not in ActivityForm(filled(AUTUMN, "12:00", "13:00"), platform=here).fields


@pytest.mark.django_db
@freeze_time("2026-09-01 10:00")
def test_until_deep_in_the_night_and_over_the_change(here: Platform) -> None:
    form = ActivityForm(filled(SPRING - timedelta(days=1), "23:00", "04:00"), platform=here)
    assert form.is_valid(), form.errors
    assert form.words()["ends_at"] - form.words()["starts_at"] == timedelta(hours=4)
    form = ActivityForm(filled(SPRING, "19:30", "17:00"), platform=here)
    assert form.errors["ends"] == ["Het einde ligt na het begin."]


@pytest.mark.django_db
@freeze_time("2026-09-01 10:00")
@pytest.mark.parametrize("first", [SPRING - timedelta(days=14), AUTUMN - timedelta(days=14)])
@pytest.mark.parametrize("clock", [time(19, 30), time(2, 30)])
def test_a_series_keeps_the_hour_on_the_clock(here: Platform, bob: User, first: date, clock: time) -> None:
    made = announce(here, bob, at(datetime.combine(first, clock)), pattern="weekly", count=5)
    assert made.series
    rows = list(made.series.activities.by_date())
    there = [timezone.localtime(row.starts_at) for row in rows]
    assert [one.date() for one in there] == [first + timedelta(weeks=number) for number in range(5)]
    shown = {one.time() for one in there}
    assert shown <= {clock, time(3, 30)}
    assert all(row.ends_at > row.starts_at for row in rows)


# --- In the agenda ----------------------------------------------------------------------------------------------------
@pytest.mark.django_db
def test_a_series_is_in_the_agenda_at_once_and_once(client: Client, here: Platform, bob: User) -> None:
    sign_in(client, bob)
    typed = {**filled(soon(), pattern="weekly", count=4).dict(), "platform": here.slug}
    first = client.post("/agenda/nieuw/", typed)["Location"]
    assert client.post("/agenda/nieuw/", typed)["Location"] == first
    rows = list(Activity.objects.by_date())
    assert len(rows) == 4
    assert rows[0].get_absolute_url() == first
    assert len({row.uid for row in rows}) == 4
    reaches = list(Event.objects.filter(verb="activity_announced").order_by("pk").values_list("reach", flat=True))
    assert reaches == [2, 0, 0, 0]
    page = client.get(first).text
    assert "Ook op deze dagen" in page
    assert "Het staat in de agenda: 4 keer." in page


@pytest.mark.django_db
def test_one_date_moves_and_one_is_called_off_alone(here: Platform, bob: User) -> None:
    made = announce(here, bob, timezone.now() + timedelta(days=2), pattern="weekly", count=4)
    assert made.series
    rows = list(made.series.activities.by_date())
    guest = make_user()
    for row in rows:
        sign_up(row, by=guest)
    Mail.objects.all().delete()
    later = rows[1].starts_at + timedelta(days=1)
    agenda.change(rows[1], by=bob, starts_at=later, ends_at=later + timedelta(hours=2))
    agenda.call_off(rows[2], by=bob, reason="De zaal is dicht.")
    tell_all()
    after = list(made.series.activities.order_by("series_date"))
    assert [row.sequence for row in after] == [0, 1, 1, 0]
    assert [row.is_cancelled for row in after] == [False, False, True, False]
    assert [row.uid for row in after] == [row.uid for row in rows]
    assert [row.series_date for row in after] == [row.series_date for row in rows]
    assert Mail.objects.filter(to=guest.email).count() == 2


@pytest.mark.django_db
def test_a_change_for_all_that_follow_keeps_each_on_its_day(here: Platform, bob: User) -> None:
    made = announce(here, bob, at(datetime.combine(soon(), time(19))), pattern="weekly", count=4)
    assert made.series
    rows = list(made.series.activities.by_date())
    begin = at(datetime.combine(soon(8), time(20, 15)))
    agenda.change(rows[1], by=bob, following=True, starts_at=begin, ends_at=begin + timedelta(hours=1), place="De Hoek")
    after = [timezone.localtime(row.starts_at) for row in made.series.activities.order_by("series_date")]
    assert [one.date() for one in after] == [soon(), soon(8), soon(19), soon(26)]
    assert [one.time() for one in after] == [time(19), *[time(20, 15)] * 3]
    places = made.series.activities.order_by("series_date").values_list("place", flat=True)
    assert list(places) == ["De Poort", "De Hoek", "De Hoek", "De Hoek"]
    agenda.call_off(rows[2], by=bob, reason="Vakantie.", following=True)
    gone = made.series.activities.order_by("series_date").values_list("cancelled_reason", flat=True)
    assert list(gone) == ["", "", "Vakantie.", "Vakantie."]
