"""What happened lately around what is followed: for the page of somebody, and for the feeds."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef
from django.utils import timezone

from coalitie.activity.heard import beyond, reaches
from coalitie.activity.models import Event, Reach, Subscription, Within
from coalitie.activity.things import Thing, in_words, things
from coalitie.people.models import Person, User

LATELY = timedelta(days=30)
MOST_EVENTS = 300
MOST_STORIES = 20


@dataclass(frozen=True)
class Story:
    """One thing with what happened to it, once or on one day; ``at`` is when last."""

    thing: Thing
    words: list[str]
    at: datetime

    @property
    def said(self) -> str:
        return ", ".join(self.words)


def news_for(user: User) -> list[Story]:
    """What somebody follows, by thing, newest first. As in the digest, with what only this person may see as well."""
    rows = Subscription.objects.filter(person=user).values_list("subject", "since", "off_at")
    on = {subject: since for subject, since, off_at in rows if off_at is None}
    off = {subject for subject, _since, off_at in rows if off_at is not None}
    events = [event for event in lately(on) if event.by_id != user.pk]
    wholes = {event.subject_id: set(event.ways) for event in events}  # type: ignore[attr-defined]
    if off:
        wholes |= beyond(wholes)
    heard = [event for event in events if is_heard(event, on, off, wholes)]
    return told(heard, user, key=lambda event: event.subject_id)[:MOST_STORIES]


def is_heard(event: Event, on: Mapping[int, datetime], off: Collection[int], wholes: Mapping[int, set[int]]) -> bool:
    ways = {event.subject_id} | (wholes.get(event.subject_id, set()) if event.reach == Reach.AROUND else set())
    return any(event.at >= on[way] and reaches(way, event.subject_id, off, wholes) for way in ways & on.keys())


def lately(on: Collection[int]) -> list[Event]:
    """What was told about these things and, where it reached so far, about what lies in them. Newest first.

    With the kind of the thing (``kind``) and what it lies in (``ways``).
    """
    inside = Within.objects.filter(whole__in=on).values("part")
    news = Event.objects.filter(reach__gt=Reach.RECORD, at__gt=timezone.now() - LATELY).standing()
    # Asked apart, each finds its own few; asked with "or" the database reads all that happened in the city.
    own, around = news.filter(subject__in=on), news.filter(subject__in=inside, reach=Reach.AROUND)
    newest = [rows.order_by("-at", "-pk").values("pk")[:MOST_EVENTS] for rows in (own, around)]
    rows = Event.objects.filter(pk__in=newest[0].union(newest[1]))
    ways = ArraySubquery(Within.objects.filter(part=OuterRef("subject")).values("whole"))
    rows = rows.annotate(ways=ways, kind=F("subject__kind"))
    return list(rows.only("subject_id", "verb", "by_id", "at", "reach").order_by("-at", "-pk")[:MOST_EVENTS])


def told(events: list[Event], user: Person, *, key: Any) -> list[Story]:
    """Stories of these events, one for each key, as far as this person may see the thing now."""
    seen = things({event.subject_id for event in events}, user, kinds={event.kind for event in events})  # type: ignore[attr-defined]
    together: dict[Any, list[Event]] = {}
    for event in events:
        if event.subject_id in seen:
            together.setdefault(key(event), []).append(event)
    stories = [
        Story(seen[rows[0].subject_id], in_words(rows, seen[rows[0].subject_id]), rows[0].at)
        for rows in together.values()
    ]
    return [story for story in stories if story.words]
