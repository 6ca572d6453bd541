"""Digests: the news of an edition, for each person what that person follows, by thing.

The work is prepared once (what happened, to what, in which words) and then done for so many people at a time, each
time in one transaction: their digests, their mails and how far they were told. Killed at any moment it goes on with
who was not told yet, and the database refuses a second digest for the same person and edition.

Only what everybody may see is told, as it stands when the digest is written, and never what somebody did oneself.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import NamedTuple

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone
from psycopg import sql

from coalitie.activity.heard import Wholes, reaches, wholes_of
from coalitie.activity.letter import Item, Letter, item_of, letter_for
from coalitie.activity.models import Edition, Event, Mail, Reach, Reader, Rhythm, Subscription, close_edition
from coalitie.activity.things import Thing, things
from coalitie.people.models import User
from coalitie.people.models.user import UserQuerySet

PEOPLE = 500  # in one transaction
MOST_THINGS = 20  # in one mail
LOOK_BACK = timedelta(days=35)


class Followed(NamedTuple):
    """What one person follows, since when, and what is switched off."""

    on: dict[int, datetime]
    off: set[int]


@dataclass
class Happened:
    """One thing with its news, oldest first; ``around`` is what those hear who follow what it lies in."""

    thing: Thing
    events: list[Event]
    around: list[Event]
    by: set[int]
    first: datetime
    newest: datetime


@dataclass(frozen=True)
class Progress:
    people: int
    of: int
    mails: int


def due(now: datetime | None = None) -> bool:
    """Whether today's digests may go out and are not yet written. By the clock of Amsterdam, summer and winter."""
    local = timezone.localtime(now)
    if local.hour < settings.DIGEST_HOUR:
        return False
    return not Edition.objects.filter(day=local.date(), built_at__isnull=False).exists()


def build(day: date) -> Iterator[Progress]:
    """Write everybody's digest of the edition of this day, and of those before that somebody was not told yet.

    Goes on after each transaction when it is asked to, so that its caller can do something else in between.
    """
    edition = close_edition(day)
    if edition.built_at is not None:
        return
    news = News.of(edition.day)
    total, told, mails, last = readers().count(), 0, 0, 0
    while people := list(readers().filter(pk__gt=last).order_by("pk")[:PEOPLE]):
        last = people[-1].pk
        mails += write(news, [person for person in people if is_due(person, day)])
        told += len(people)
        yield Progress(told, total, mails)
    Edition.objects.filter(pk=day).update(built_at=timezone.now())


def readers() -> UserQuerySet:
    """Everybody who follows something, with what they chose."""
    following = Subscription.objects.on().values("person")
    return (
        User.objects.active()
        .filter(pk__in=following)
        .annotate(rhythm=F("reader__rhythm"), chosen=F("reader__since"), told_until=F("reader__told_until"))
        .only("email", "display_name", "language")
    )


def is_due(person: User, day: date) -> bool:
    """Daily: not told of this day yet. Weekly: not told since the day of the week came last, however long ago."""
    told: date | None = person.told_until  # type: ignore[attr-defined]
    match person.rhythm:  # type: ignore[attr-defined]
        case Rhythm.NEVER:
            return False
        case Rhythm.WEEKLY:
            came = day - timedelta(days=(day.weekday() - settings.DIGEST_WEEKDAY) % 7)
            return (told or person.chosen) < came  # type: ignore[attr-defined]
    return told is None or told < day


@transaction.atomic
def write(news: "News", people: list[User]) -> int:
    """Digests, mails and how far these people were told, all at once. Answers how many mails that made."""
    people = held(people)
    followed = followings(people)
    letters = {
        person.pk: letter_for(person, items)
        for person in people
        if (items := news.since(person.told_until).for_one(person, followed[person.pk]))  # type: ignore[attr-defined]
    }
    fresh = record_digests(news.day, letters)
    hand_in(letter.mail for pk, letter in letters.items() if pk in fresh)
    Reader.objects.bulk_create(
        [Reader(person=person, told_until=news.day) for person in people],
        update_conflicts=True,
        update_fields=["told_until"],
        unique_fields=["person"],
    )
    return len(fresh)


def held(people: list[User]) -> list[User]:
    """These people, kept from going while this transaction runs. Who is just being erased is left to the next time."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id FROM people_user WHERE id = ANY(%s) FOR KEY SHARE SKIP LOCKED", [[one.pk for one in people]]
        )
        kept = {pk for (pk,) in cursor.fetchall()}
    return [person for person in people if person.pk in kept]


def record_digests(day: date, letters: dict[int, Letter]) -> set[int]:
    """Whose digest this is, and nobody else's: of two workers at once the second finds the row of the first."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO activity_digest (person_id, edition_id, things)"
            " SELECT person, %s, things FROM unnest(%s::bigint[], %s::int[]) AS t (person, things)"
            " ON CONFLICT (person_id, edition_id) DO NOTHING RETURNING person_id",
            [day, list(letters), [letter.things for letter in letters.values()]],
        )
        return {pk for (pk,) in cursor.fetchall()}


def hand_in(mails: Iterable[Mail]) -> None:
    """Mails into the outbox by COPY, which takes a city's texts several times as fast as an INSERT."""
    fields = [field for field in Mail._meta.local_concrete_fields if not field.primary_key]
    columns = sql.SQL(", ").join(sql.Identifier(str(field.column)) for field in fields)
    with connection.cursor() as cursor:
        into = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(Mail._meta.db_table), columns)
        with cursor.copy(into) as copy:
            for mail in mails:
                copy.write_row([field.get_db_prep_save(getattr(mail, field.attname), connection) for field in fields])


def followings(people: list[User]) -> dict[int, Followed]:
    found: dict[int, Followed] = defaultdict(lambda: Followed({}, set()))
    rows = Subscription.objects.filter(person__in=[person.pk for person in people])
    for person, subject, since, off_at in rows.values_list("person", "subject", "since", "off_at"):
        if off_at is None:
            found[person].on[subject] = since
        else:
            found[person].off.add(subject)
    return found


def told(day: date) -> list[Event]:
    """The events of this edition, and of those before it for who reads weekly or was missed. Oldest first."""
    return list(
        Event.objects.filter(edition__gt=day - LOOK_BACK, edition__lte=day, reach__gt=Reach.RECORD)
        .standing()
        .only("subject_id", "verb", "by_id", "at", "reach", "edition_id")
        .order_by("edition", "at", "pk")
    )


def happened(events: list[Event], seen: dict[int, Thing]) -> Iterator[Happened]:
    """The things that everybody may see, each with the events that it has words for."""
    of_thing: dict[int, list[Event]] = defaultdict(list)
    for event in events:
        if event.subject_id in seen and event.verb in seen[event.subject_id].news:
            of_thing[event.subject_id].append(event)
    for subject, rows in of_thing.items():
        times = [event.at for event in rows]
        around = [event for event in rows if event.reach == Reach.AROUND]
        by = {event.by_id for event in rows if event.by_id}
        yield Happened(seen[subject], rows, around, by, min(times), max(times))


class News:
    """What happened up to this day, by thing, and by what each thing lies in."""

    def __init__(self, day: date, found: dict[int, Happened], wholes: Wholes) -> None:
        self.day, self.things, self.wholes = day, found, wholes
        # Newest first; a thing is known by its place in this row.
        self.row = sorted(found, key=lambda subject: (-found[subject].newest.timestamp(), subject))
        self.place = {subject: place for place, subject in enumerate(self.row)}
        self.inside: dict[int, list[int]] = defaultdict(list)
        for place, subject in enumerate(self.row):
            if found[subject].around:
                for whole in wholes.get(subject, ()):
                    self.inside[whole].append(place)
        self.first = min((thing.first for thing in found.values()), default=None)
        self.item = lru_cache(maxsize=None)(self._item)
        self.since = lru_cache(maxsize=None)(self._since)

    @classmethod
    def of(cls, day: date) -> "News":
        events = told(day)
        seen = things({event.subject_id for event in events}, AnonymousUser())
        found = {thing.thing.subject: thing for thing in happened(events, seen)}
        return cls(day, found, wholes_of(found))

    def _since(self, told_until: date | None) -> "News":
        """Only the editions after this one."""
        if told_until is None:
            return self
        left = [
            event
            for thing in self.things.values()
            for event in thing.events
            if event.edition_id > told_until  # type: ignore[operator]
        ]
        seen = {subject: thing.thing for subject, thing in self.things.items()}
        return News(self.day, {thing.thing.subject: thing for thing in happened(left, seen)}, self.wholes)

    def for_one(self, person: User, followed: Followed) -> list[Item]:
        """What this person hears, newest first, as far as it fits in one mail."""
        if self.first is None or not followed.on:
            return []
        # Most people: nothing switched off, and following since before it all began.
        plain = not followed.off and max(followed.on.values()) <= self.first
        places = {self.place[way] for way in followed.on if way in self.place}
        for way in followed.on:
            places.update(self.inside.get(way, ())[: 2 * MOST_THINGS if plain else None])
        items: list[Item] = []
        for place in sorted(places):
            subject = self.row[place]
            if plain and person.pk not in self.things[subject].by:
                item = self.item(subject, subject in followed.on, person.language)
            else:
                item = self._heard(person, followed, subject)
            if item is not None:
                items.append(item)
                if len(items) == MOST_THINGS:
                    break
        return items

    def _heard(self, person: User, followed: Followed, subject: int) -> Item | None:
        thing = self.things[subject]
        ways = (subject, *self.wholes.get(subject, ()))
        since = {way: followed.on[way] for way in ways if way in followed.on}
        if followed.off:
            since = {way: at for way, at in since.items() if reaches(way, subject, followed.off, self.wholes)}
        if not since:
            return None
        own, around = since.pop(subject, None), min(since.values(), default=None)
        if person.pk not in thing.by and (own or around or thing.newest) <= thing.first:
            return self.item(subject, own is not None, person.language)
        events = [
            event
            for event in thing.events
            if event.by_id != person.pk
            and (
                (own is not None and event.at >= own)
                or (around is not None and event.reach == Reach.AROUND and event.at >= around)
            )
        ]
        return item_of(thing.thing, events, person.language)

    def _item(self, subject: int, own: bool, language: str) -> Item | None:
        """What most people hear of a thing, written once."""
        thing = self.things[subject]
        return item_of(thing.thing, thing.events if own else thing.around, language)
