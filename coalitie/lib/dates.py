"""Dates as the readers of a language say them, from tables and without the cost of a format parser per card.

``5 februari 2026, 19.30 uur`` is ``5 February 2026, 19:30`` elsewhere: day before month in every language we speak.
"""

from datetime import UTC, date, datetime, timedelta

from django.utils import dates as words
from django.utils import timezone
from django.utils.translation import get_language

SMALL_HOURS = 6
WEEKDAYS = ("maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag")
MONTHS = (
    *("januari", "februari", "maart", "april", "mei", "juni"),
    *("juli", "augustus", "september", "oktober", "november", "december"),
)
ENGLISH_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
ENGLISH_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def in_dutch() -> bool:
    return get_language() in {"nl", None}


def weekday(value: date) -> str:
    """``donderdag``, as it stands within a sentence."""
    if in_dutch():
        return WEEKDAYS[value.weekday()]
    return ENGLISH_WEEKDAYS[value.weekday()] if get_language() == "en" else str(words.WEEKDAYS[value.weekday()])


def month(number: int) -> str:
    """``februari`` is 2."""
    if in_dutch():
        return MONTHS[number - 1]
    return ENGLISH_MONTHS[number - 1] if get_language() == "en" else str(words.MONTHS[number])


def local(value: date | datetime) -> date | datetime:
    return timezone.localtime(value) if isinstance(value, datetime) else value


def day(value: date | datetime | None) -> str:
    """``5 februari 2026`` in Amsterdam's time; empty for None."""
    if value is None:
        return ""
    there = local(value)
    return f"{there.day} {month(there.month)} {there.year}"


def moment(value: datetime | None) -> str:
    """``donderdag 5 februari 2026, 19.30 uur`` in Amsterdam's time; empty for None."""
    if value is None:
        return ""
    there = timezone.localtime(value)
    return f"{weekday(there)} {day(value)}, {hour(clock(value))}"


def at(there: datetime, *, second: bool = False) -> datetime:
    """The moment at which Amsterdam's clocks say this; ``second`` when they say it twice and the later one is meant.

    A time that the clocks skip becomes the one they show instead: 2.30 is 3.30 in the night that loses an hour. In UTC,
    because Python subtracts and compares two times of the same zone by what the clocks say.
    """
    return there.replace(tzinfo=timezone.get_default_timezone(), fold=int(second)).astimezone(UTC)


def is_skipped(there: datetime) -> bool:
    """In the last night of March the clocks jump from 2 to 3; what lies between does not exist."""
    return timezone.make_naive(at(there)) != there


def is_twice(there: datetime) -> bool:
    """In the last night of October the clocks go from 3 back to 2; what lies between comes twice."""
    return not is_skipped(there) and at(there) != at(there, second=True)


def clock(value: datetime) -> str:
    """``19.30`` in Amsterdam's time; ``19:30`` for readers of other languages."""
    there = timezone.localtime(value)
    return f"{there.hour}{'.' if in_dutch() else ':'}{there.minute:02d}"


def hour(said: str) -> str:
    """Dutch adds the word to a time, or to a stretch of it."""
    return f"{said} uur" if in_dutch() else said


def stretch(begin: datetime, end: datetime) -> str:
    """``zaterdag 28 november 2026, 10.00 – 12.00 uur``; with both days when it lasts longer than a night."""
    first = timezone.localtime(begin)
    if in_one_go(begin, end):
        return f"{weekday(first)} {day(begin)}, {hour(f'{clock(begin)} – {clock(end)}')}"
    return f"{moment(begin)} – {moment(end)}"


def in_one_go(begin: datetime, end: datetime) -> bool:
    """On one day, or into the small hours of the next."""
    first, last = timezone.localtime(begin), timezone.localtime(end)
    return first.date() == last.date() or (end - begin < timedelta(hours=18) and last.hour < SMALL_HOURS)
