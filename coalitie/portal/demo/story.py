"""What every part of the demo world tells with: the clock, the dice, the people, and the armfuls.

Only the crowd comes in by the armful: thousands of rows that are what the verbs would have written, one by one (a test
compares them). All else goes through the site's own verbs.
"""

from collections.abc import Sequence
from datetime import datetime
from random import Random
from typing import Any
from uuid import UUID

from django.contrib.auth.hashers import make_password
from django.utils.text import slugify

from coalitie.activity.models import Event, Reach, Subject, Subscription
from coalitie.lib.pictures import Sheet, sheet_of
from coalitie.pages.models import Value
from coalitie.people.models import User
from coalitie.portal.demo.clock import Clock
from coalitie.portal.demo.drawing import draw
from coalitie.portal.demo.names import invent
from coalitie.portal.demo.world import lines, talk
from platforms.models import Area

CROWD = 400


class Story:
    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.random = Random(518)  # noqa: S311 — the same story each time is the point
        self.values = {value.slug: value for value in Value.objects.all()}
        self.areas = {area.code: area for area in Area.objects.buurten().current()}
        self.lines, self.talk = lines(), talk()
        self.crowd = self.invent_crowd()
        self.free = self.random.sample(self.crowd, CROWD)
        self.followers: dict[tuple[int, int], datetime] = {}

    # --- People -------------------------------------------------------------------------------------------------------
    def invent_crowd(self) -> list[User]:
        people = []
        for name in invent(CROWD, self.random):
            at = self.clock.ago(self.random.uniform(300, 425))
            email = f"{slugify(name)}@demo.example"
            user = User(email=email, display_name=name, joined_at=at, sixteen_at=at, password=make_password(None))
            people.append(user)
        return User.objects.bulk_create(people)

    def person(self, name: str, email: str, days: float) -> User:
        at = self.clock.ago(days)
        return User.objects.create_user(email, display_name=name, sixteen_at=at)

    def some_of(self, people: Sequence[User], between: tuple[int, int]) -> list[User]:
        return self.random.sample(people, min(self.random.randint(*between), len(people)))

    def draw(self, number: int, *, but: Sequence[User] = ()) -> list[User]:
        """People who are nowhere yet; once everybody is somewhere, people join a second platform."""
        taken = {person.pk for person in but}
        drawn: list[User] = []
        while len(drawn) < number:
            if not self.free:
                self.free = self.random.sample(self.crowd, len(self.crowd))
            person = self.free.pop()
            if person.pk not in taken:
                taken.add(person.pk)
                drawn.append(person)
        return drawn

    # --- Things -------------------------------------------------------------------------------------------------------
    def key(self) -> UUID:
        """Of a form that nobody filled in."""
        return UUID(int=self.random.getrandbits(128), version=4)

    def photo(self, name: str) -> Sheet:
        """A sheet of its own each time, as two photos never share their files."""
        return sheet_of(draw(name))

    # --- Armfuls ------------------------------------------------------------------------------------------------------
    def tell(
        self,
        verb: str,
        heard: Sequence[tuple[Subject, User, datetime, dict[str, Any]]],
        *,
        reach: Reach = Reach.THING,
    ) -> None:
        """The events of a crowd, as ``record`` would write them; and each follows what it takes part in."""
        Event.objects.bulk_create(
            [
                Event(subject=subject, verb=verb, by=who, at=at, reach=reach, data=data)
                for subject, who, at, data in heard
            ]
        )
        for subject, who, at, _data in heard:
            before = self.followers.get((who.pk, subject.pk), at)
            self.followers[who.pk, subject.pk] = min(at, before)

    def let_them_follow(self) -> None:
        """Who followed by a verb already follows once."""
        rows = [
            Subscription(person_id=person, subject_id=subject, since=at, by_itself=True)
            for (person, subject), at in self.followers.items()
        ]
        Subscription.objects.bulk_create(rows, ignore_conflicts=True, batch_size=2000)
