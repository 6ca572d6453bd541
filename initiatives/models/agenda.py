"""Putting something in the agenda, changing it, calling it off: one date, or it and those of its series that follow."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from coalitie.activity.models import Reach, Subject, record
from coalitie.lib.dates import at
from coalitie.lib.refused import Refused
from coalitie.people.models import User
from initiatives.models.activity import Activity
from initiatives.models.series import Series, dates
from initiatives.models.signup import hand_out, hold, places_left
from initiatives.models.tidings import tell_later

RESERVED = {"nieuw", "van-mij"}
# What somebody who comes must know when it changes.
TOLD = {"starts_at", "ends_at", "place", "area"}


def announce(
    *,
    by: User,
    form_key: UUID,
    starts_at: datetime,
    ends_at: datetime,
    pattern: str = "",
    until: date | None = None,
    count: int | None = None,
    **words: Any,
) -> Activity:
    """In the agenda: one activity, or all dates of a series, of which the first is given back.

    The same form sent twice gives the same activity.
    """
    first = timezone.localdate(starts_at)
    days = dates(pattern, first, until=until, count=count) if pattern else []
    while True:
        made = Activity.objects.filter(author=by, form_key=form_key).by_date().first()
        if made is not None:
            return made
        try:
            return _announce(by, form_key, starts_at, ends_at, pattern, days, words)
        except IntegrityError as error:
            # Somebody took the address, or pressed twice, at the same moment: look again.
            if "slug" not in str(error) and "once_per_form" not in str(error):
                raise


@transaction.atomic
def _announce(
    by: User, form_key: UUID, begin: datetime, end: datetime, pattern: str, days: list[date], words: dict[str, Any]
) -> Activity:
    series = Series.objects.create(pattern=pattern, first_on=days[0], last_on=days[-1]) if days else None
    addresses = slugs(words["title"])
    made: list[Activity] = []
    for on in days or [timezone.localdate(begin)]:
        starts_at, ends_at = moved_to(on, begin, end)
        activity = Activity.objects.create(
            slug=next(addresses),
            author=by,
            form_key=form_key,
            series=series,
            series_date=on if series else None,
            starts_at=starts_at,
            ends_at=ends_at,
            subject=Subject.objects.create(kind="activity"),
            **words,
        )
        settle(activity)
        # A whole series is one piece of news.
        reach = Reach.RECORD if made else Reach.AROUND
        record(activity.subject, "activity_announced", by=by, reach=reach, dates=len(days) or 1)
        made.append(activity)
    return made[0]


def moved_to(on: date, begin: datetime, end: datetime) -> tuple[datetime, datetime]:
    """The same hours of the clock on another day, also when that is one of 23 or 25 hours."""
    first, last = (timezone.make_naive(moment) for moment in (begin, end))
    shift = on - first.date()
    if not shift:
        return begin, end
    starts_at, ends_at = at(first + shift), at(last + shift)
    return starts_at, ends_at if ends_at > starts_at else starts_at + (end - begin)


@transaction.atomic
def change(activity: Activity, *, by: User, following: bool = False, **words: Any) -> None:
    """Other words, another time or place. Those that follow in the series keep their own day, and take the rest."""
    later = list(_following(activity)) if following else []
    _change(activity, by=by, **words)
    for other in later:
        begin, end = moved_to(timezone.localdate(other.starts_at), activity.starts_at, activity.ends_at)
        _change(other, by=by, **{**words, "starts_at": begin, "ends_at": end})


def _change(activity: Activity, *, by: User, **words: Any) -> None:
    held = hold(activity)
    if held.is_cancelled or held.is_over:
        raise Refused(_("Deze activiteit is voorbij of gaat niet door. Veranderen kan niet meer."))
    before = f"{held.when}, {held.where}"
    changed = {name for name, value in words.items() if getattr(held, name) != value}
    if not changed:
        return
    for name in changed:
        setattr(held, name, words[name])
    left = places_left(held)
    if "places" in changed and left is not None and left < 0:
        raise Refused(_("Er komen al meer mensen dan dit aantal plekken. Kies er meer."))
    values = {name: words[name] for name in changed}
    Activity.objects.filter(pk=held.pk).revise(**values)
    settle(held)
    told = bool(changed & TOLD)
    reach = Reach.THING if told else Reach.RECORD
    event = record(held.subject, "activity_changed", by=by, reach=reach, fields=sorted(changed))
    if told:
        tell_later(held, event, before=before)
    hand_out(held)
    activity.refresh_from_db()


@transaction.atomic
def call_off(activity: Activity, *, by: User, reason: str, following: bool = False) -> None:
    """Not through, with the reason, which everybody who signed up gets to read."""
    later = list(_following(activity)) if following else []
    if not _call_off(activity, by=by, reason=reason):
        raise Refused(_("Deze activiteit is al voorbij of afgelast."))
    for other in later:
        _call_off(other, by=by, reason=reason)


def _call_off(activity: Activity, *, by: User, reason: str) -> bool:
    held = hold(activity)
    open_ones = Activity.objects.on().filter(pk=held.pk, ends_at__gt=Now())
    if not open_ones.revise(cancelled_at=Now(), cancelled_reason=reason):
        return False
    activity.refresh_from_db()
    event = record(activity.subject, "activity_cancelled", by=by, reason=reason, reach=Reach.THING)
    tell_later(activity, event, why=reason)
    return True


def _following(activity: Activity) -> Iterator[Activity]:
    """The later dates of its series that may still change."""
    if activity.series_id is not None:
        rows = Activity.objects.on().upcoming().filter(series=activity.series_id)
        yield from rows.filter(series_date__gt=activity.series_date).order_by("pk")


def settle(activity: Activity) -> None:
    """Of what it is part, so that who follows the whole hears of it."""
    wholes = [activity.platform.subject]
    if activity.initiative is not None:
        wholes.append(activity.initiative.subject)
        wholes += Subject.objects.filter(parts__part=activity.initiative.subject_id)
    if activity.area is not None:
        wholes += [area.subject for area in activity.area.around if area.subject is not None]
    activity.subject.place_in(wholes)


def slugs(title: str) -> Iterator[str]:
    """Addresses for a title, the nicest free one first."""
    base = slugify(title)[:90].strip("-") or "activiteit"
    taken = set(Activity.objects.filter(slug__startswith=base).values_list("slug", flat=True)) | RESERVED
    number = 1
    while True:
        slug = base if number == 1 else f"{base}-{number}"
        if slug not in taken:
            yield slug
        number += 1
