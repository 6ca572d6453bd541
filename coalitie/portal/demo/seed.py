"""Plays the demo world through the site's own verbs, with the same outcome each time.

The past is made in one transaction. Events carry the time of the story from the moment they are written, because nobody
may change them afterwards; the other dates are set when the play is over. Only the crowd comes in by the armful: over a
thousand rows that differ from what ``join`` and ``take_part`` write in their dates alone (a test compares them).
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

from allauth.mfa.totp.internal.auth import TOTP
from django.contrib.auth.hashers import make_password
from django.db import models, transaction
from django.utils import timezone
from django.utils.text import slugify

from coalitie.activity.models import Event, Mail, Subject
from coalitie.pages.models import Value
from coalitie.people.models import User
from coalitie.portal.demo import sign_in
from coalitie.portal.demo.names import invent
from coalitie.portal.demo.world import Group, Plan, groups, lines
from initiatives.models import OFFERED, Initiative, Participation, Status, propose
from initiatives.models import Role as PartRole
from platforms.actions import start
from platforms.models import Area, Contact, LinkKind, Membership, Platform, PlatformLink, Role, Stage, Welcome, join
from platforms.models import Status as MemberStatus
from platforms.models.membership import appoint

CROWD = 400
# How many neighbours join a platform of this stage besides who coordinates it.
MEMBERS = {Stage.PLATFORM: (16, 34), Stage.NURSERY: (7, 13), Stage.START_GROUP: (4, 7), Stage.SIGNAL: (1, 3)}
# How many people take part in an initiative of this status.
HELPERS = {Status.IDEA: (0, 3), Status.SEEKING: (1, 9), Status.TRYING: (4, 11), Status.RUNNING: (6, 18)}
MANY = (8, 22)
GROWTH = [
    (Stage.START_GROUP, "De eerste bijeenkomst is geweest, met genoeg mensen om door te gaan."),
    (Stage.NURSERY, "De groep heeft een maatje en een eerste initiatief."),
    (Stage.PLATFORM, "De buurt weet het platform te vinden en er lopen verschillende initiatieven."),
]
ANSWERS = [
    "Ik kom graag op het pleintje. Ik mis een plek om te zitten zonder iets te bestellen.",
    "Woon hier sinds 1974. Ik mis de groenteboer en het praatje.",
    "Net verhuisd, ken nog niemand. De kerkklok vind ik wel gezellig.",
    "Bij de boekwinkel. Ik zou wel iets met muziek willen doen.",
]


@transaction.atomic
def seed(cast: Sequence[Group] | None = None) -> bool:
    """Fill an empty portal with all of the world, or some of it. False, and nothing happens, when it is filled."""
    if User.objects.with_address(sign_in.TEAM.email).exists():
        return False
    last_mail = Mail.objects.aggregate(last=models.Max("pk"))["last"] or 0
    with Clock(timezone.now()) as clock:
        Play(clock).run(groups() if cast is None else cast)
    # What was mailed in a past that never was, nobody needs to read.
    Mail.objects.filter(pk__gt=last_mail).delete()
    return True


class Clock:
    """The time of the story. While it is open, events are written with its ``now``."""

    def __init__(self, real: datetime) -> None:
        self.real = real
        self.now = real

    def __enter__(self) -> "Clock":
        self._field = Event._meta.get_field("at")
        self._default = self._field.default
        self._turn(lambda: self.now)
        return self

    def __exit__(self, *error: object) -> None:
        self._turn(self._default)

    def ago(self, days: float) -> datetime:
        self.now = self.real - timedelta(days=days)
        return self.now

    def _turn(self, default: object) -> None:
        self._field.default = default
        self._field.__dict__.pop("_get_default", None)


class Play:
    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.random = Random(518)  # noqa: S311 — the same story each time is the point
        self.values = {value.slug: value for value in Value.objects.all()}
        self.areas = {area.code: area for area in Area.objects.buurten().current()}
        self.lines = lines()
        self.dated: dict[tuple[type[models.Model], str], dict[int, datetime]] = {}

    def run(self, cast: Sequence[Group]) -> None:
        self.team = self.staff(sign_in.TEAM)
        self.team.join_team()
        self.puller = self.person(sign_in.PULLER.name, sign_in.PULLER.email, 380)
        self.person(sign_in.RESIDENT.name, sign_in.RESIDENT.email, 12)
        self.known = {
            "Het Dapper Verbond": self.staff(sign_in.COORDINATOR),
            "De Kolenkit Kookt Over": self.staff(sign_in.NEIGHBOUR),
        }
        self.crowd = self.invent_crowd()
        self.free = self.random.sample(self.crowd, CROWD)
        for group in cast:
            self.play_group(group)
        self.write_dates()

    # --- People -----------------------------------------------------------------------------------------------------
    def person(self, name: str, email: str, days: float) -> User:
        at = self.clock.ago(days)
        return User.objects.create_user(email, display_name=name, joined_at=at, sixteen_at=at)

    def staff(self, who: sign_in.DemoPerson) -> User:
        user = self.person(who.name, who.email, 420)
        TOTP.activate(user, who.secret)
        return user

    def invent_crowd(self) -> list[User]:
        people = []
        for name in invent(CROWD, self.random):
            at = self.clock.ago(self.random.uniform(300, 425))
            email = f"{slugify(name)}@demo.example"
            user = User(email=email, display_name=name, joined_at=at, sixteen_at=at, password=make_password(None))
            people.append(user)
        return User.objects.bulk_create(people)

    def some_of(self, crowd: list[User], between: tuple[int, int]) -> list[User]:
        return self.random.sample(crowd, min(self.random.randint(*between), len(crowd)))

    # --- Platforms --------------------------------------------------------------------------------------------------
    def play_group(self, group: Group) -> None:
        began = self.random.uniform(330, 420) if group.years else self.random.uniform(40, 110)
        self.clock.ago(began)
        platform = start(
            group.name,
            by=self.team,
            own_area_name=group.own_area_name,
            summary=group.line,
            story=group.story,
            legal_form=group.legal_form,
            since=(self.clock.real - timedelta(days=365 * group.years + began % 300)).date(),
            welcome=group.welcome,
            welcome_question=group.welcome_question,
            contact_email=f"{slugify(group.name)}@demo.example",
            contact_phone=group.contact_phone,
            contact_place=group.contact_place,
            contact_hours=group.contact_hours,
        )
        self.date(platform, "created_at", self.clock.now)
        self.date(platform.subject, "created_at", self.clock.now)
        platform.areas.set([self.areas[code] for code in group.areas])
        platform.values.set([self.values[slug] for slug in group.values])
        PlatformLink.objects.bulk_create(
            [PlatformLink(platform=platform, kind=LinkKind.PARTNER, label=name) for name in group.partners]
        )
        coordinators = self.fill(platform, group, began)
        self.grow(platform, group, began, by=coordinators[0])
        people = [one.person for one in platform.memberships.current().select_related("person").order_by("pk")]
        for plan in group.plans:
            self.play_plan(plan, platform, people, coordinators, began)

    def fill(self, platform: Platform, group: Group, began: float) -> list[User]:
        """Coordinators, trekkers and members come in one after another; a few leave, a few wait."""
        known = self.known.get(group.name)
        coordinators = [known] if known else []
        coordinators += self.draw((2 if group.stage == Stage.PLATFORM else 1) - len(coordinators))
        for person in coordinators:
            self.clock.ago(began - 0.1)
            self.date_membership(appoint(platform, person, by=self.team))
        newcomers = self.draw(self.random.randint(*MEMBERS.get(group.stage, (4, 8))), but=coordinators)
        if group.name == "Het Dapper Verbond":
            newcomers.insert(0, self.puller)
        came = [began * self.random.betavariate(2, 1.4) * 0.97 + 3 for _ in newcomers]
        if group.welcome == Welcome.OPEN:
            members = self.come_in_together(platform, newcomers, came)
        else:
            members = [
                self.be_met(platform, who, days, by=coordinators[0]) for who, days in zip(newcomers, came, strict=True)
            ]
        for number, (membership, days) in enumerate(zip(members, came, strict=True)):
            if number < len(newcomers) // 10 + (group.stage != Stage.SIGNAL):
                self.clock.ago(days * 0.8)
                membership.give_role(Role.PULLER, by=coordinators[0])
            elif number % 17 == 16:
                self.clock.ago(days * 0.4)
                membership.leave(by=membership.person)
                self.dated[Membership, "joined_at"].pop(membership.pk, None)
        if group.welcome == Welcome.MEET_FIRST:
            for person, days in zip(self.draw(2, but=[*coordinators, *newcomers]), (0.8, 2.1), strict=True):
                self.ask(platform, person, days)
        return coordinators

    def come_in_together(self, platform: Platform, people: list[User], came: list[float]) -> list[Membership]:
        times = [self.clock.ago(days) for days in came]
        members = [
            Membership(
                platform=platform,
                person=person,
                status=MemberStatus.MEMBER,
                asked_at=at,
                joined_at=at,
                shows_name=self.random.random() < 0.45,
                contact=self.random.choice(Contact.values),
            )
            for person, at in zip(people, times, strict=True)
        ]
        self.tell("membership_joined", [(platform.subject, who, at, {}) for who, at in zip(people, times, strict=True)])
        return Membership.objects.bulk_create(members)

    def be_met(self, platform: Platform, person: User, days: float, *, by: User) -> Membership:
        membership = self.ask(platform, person, days)
        self.clock.ago(days - 1)
        membership.accept(by=by)
        self.date_membership(membership)
        return membership

    def ask(self, platform: Platform, person: User, days: float) -> Membership:
        self.clock.ago(days)
        membership = join(
            platform,
            by=person,
            answer=self.random.choice(ANSWERS),
            shows_name=self.random.random() < 0.45,
            contact=self.random.choice(Contact.values),
        )
        self.date(membership, "asked_at", self.clock.now)
        return membership

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

    def grow(self, platform: Platform, group: Group, began: float, *, by: User) -> None:
        stages = GROWTH if group.stage == Stage.RESTING else GROWTH[: stage_number(group.stage)]
        for number, (stage, reason) in enumerate(stages, 1):
            self.clock.ago(began * (1 - number / (len(GROWTH) + 2)))
            platform.grow(stage, by=by, reason=reason)
        if group.stage == Stage.RESTING:
            self.clock.ago(35)
            platform.grow(Stage.RESTING, by=by, reason="De trekkers nemen rust. Wie het oppakt, is welkom.")

    # --- Initiatives ------------------------------------------------------------------------------------------------
    def play_plan(
        self, plan: Plan, platform: Platform, people: list[User], coordinators: list[User], began: float
    ) -> None:
        author = self.author(plan, platform)
        sent = self.days_since_sent(plan, began)
        self.clock.ago(sent + 2)
        initiative = propose(
            by=author,
            form_key=UUID(int=self.random.getrandbits(128), version=4),
            title=plan.title,
            summary=plan.line,
            story=plan.story,
            platform=platform,
            area=self.areas[plan.area],
            shows_author=self.random.random() < 0.7,
        )
        for field, days in {"created_at": sent + 2, "updated_at": sent + 1}.items():
            self.date(initiative, field, self.clock.ago(days))
        self.date(initiative.subject, "created_at", self.clock.ago(sent + 2))
        values = [self.values[slug] for slug in plan.values]
        initiative.ask_for(by=author, values=values, needs=plan.asks(), place=plan.place)
        if plan.status == Status.DRAFT:
            return
        self.clock.ago(sent)
        initiative.submit(by=author)
        self.date(initiative, "submitted_at", self.clock.now)
        judge = next(person for person in coordinators if person != author)
        if self.judge(initiative, plan, sent, by=judge):
            self.live(initiative, plan, people, sent)

    def author(self, plan: Plan, platform: Platform) -> User:
        """A plain member, whose proposal waits for a look; the trekker to sign in as has one of his own."""
        if plan.title == "Geveltuinen in de Pieter Vlamingstraat":
            return self.puller
        members = platform.memberships.current().filter(role=Role.MEMBER).select_related("person").order_by("pk")
        return self.random.choice([one.person for one in members])

    def days_since_sent(self, plan: Plan, began: float) -> float:
        if plan.status in (Status.DRAFT, Status.SUBMITTED, Status.RETURNED):
            return self.random.uniform(0.2, 2.8)
        if plan.status in (Status.DONE, Status.STOPPED, Status.RESTING):
            return began * self.random.uniform(0.45, 0.9)
        return max(4.0, began * 0.85 * self.random.betavariate(1.1, 2.2))

    def judge(self, initiative: Initiative, plan: Plan, sent: float, *, by: User) -> bool:
        """True when it is out in the open. Trekkers publish at once, so that may already be so."""
        if plan.status == Status.SUBMITTED and not initiative.is_public:
            return False
        decided = sent * 0.98 - 0.1 if sent > 4 else sent * 0.6
        self.date(initiative, "updated_at", self.clock.ago(decided))
        if plan.status == Status.RETURNED:
            initiative.give_back(by=by, reason=plan.reason)
            return False
        if plan.status == Status.DECLINED:
            initiative.decline(by=by, reason=plan.reason)
            return False
        if initiative.is_public:
            decided = sent
        else:
            initiative.publish(by=by)
        self.date(initiative, "published_at", self.clock.ago(decided))
        return True

    def live(self, initiative: Initiative, plan: Plan, people: list[User], sent: float) -> None:
        for puller in initiative.participations.all():
            self.date(puller, "joined_at", self.clock.ago(sent))
        near = [person for person in people if person.pk != initiative.author_id]
        if plan.status == Status.RUNNING:
            near += self.some_of([person for person in self.crowd if person not in people], (2, 8))
        self.take_part_together(initiative, plan, self.some_of(near, HELPERS.get(plan.status, MANY)), sent)
        if plan.status not in (initiative.status, Status.SUBMITTED):
            self.date(initiative, "updated_at", self.clock.ago(sent * 0.1))
            author = initiative.author
            assert author is not None  # noqa: S101 — play_plan has just named one
            initiative.go_to(plan.status, by=author, reason=plan.reason)

    def take_part_together(self, initiative: Initiative, plan: Plan, people: list[User], sent: float) -> None:
        parts = [
            Participation(
                initiative=initiative,
                person=person,
                role=(role := self.role(plan)),
                line=self.random.choice(self.lines[plan.theme][role]) if self.random.random() < 0.8 else "",
                shows_name=self.random.random() < 0.5,
                joined_at=self.clock.ago(sent * self.random.uniform(0.1, 0.97)),
            )
            for person in people
        ]
        heard = [(initiative.subject, part.person, part.joined_at, {"role": part.role}) for part in parts]
        self.tell("participation_joined", heard)
        for part in Participation.objects.bulk_create(parts):
            if self.random.random() < 0.04:
                self.date(part, "withdrawn_at", self.clock.ago(sent * 0.05))
                part.withdraw(by=part.person)

    def role(self, plan: Plan) -> PartRole:
        """Mostly what was asked for, now and then what somebody happens to have."""
        asked = [PartRole(need.role) for need in plan.asks()] or [PartRole.THINKER]
        return self.random.choices([*OFFERED, *asked], [4, 2, 0.3, 0.7, *[6] * len(asked)])[0]

    def tell(self, verb: str, heard: Sequence[tuple[Subject, User, datetime, dict[str, Any]]]) -> None:
        """The events of a crowd: each person about oneself, as ``record`` would write them."""
        Event.objects.bulk_create(
            [
                Event(subject=subject, verb=verb, by=who, at=at, data={"person": who.pk, **data})
                for subject, who, at, data in heard
            ]
        )

    # --- Dates ------------------------------------------------------------------------------------------------------
    def date_membership(self, membership: Membership) -> None:
        self.date(membership, "joined_at", self.clock.now)

    def date(self, row: models.Model, field: str, at: datetime) -> None:
        """Remember when this was in the story; ``write_dates`` writes the last word on each."""
        self.dated.setdefault((type(row), field), {})[row.pk] = at

    def write_dates(self) -> None:
        for (model, field), times in self.dated.items():
            rows = [model(pk=pk, **{field: at}) for pk, at in times.items()]
            model._default_manager.bulk_update(rows, [field], batch_size=200)


def stage_number(stage: Stage) -> int:
    return [Stage.SIGNAL, Stage.START_GROUP, Stage.NURSERY, Stage.PLATFORM].index(stage)
