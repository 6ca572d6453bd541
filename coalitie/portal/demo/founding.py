"""How platforms came to be: who began, who came in, who left, and what hangs at the door."""

from collections.abc import Sequence
from datetime import timedelta

from django.utils.text import slugify

from coalitie.lib.pictures import redraw
from coalitie.people.models import User
from coalitie.portal.demo.drawing import draw
from coalitie.portal.demo.story import Story
from coalitie.portal.demo.world import Group
from platforms.actions import start
from platforms.models import Contact, LinkKind, Membership, Platform, PlatformLink, Role, Stage, Welcome, join
from platforms.models import Status as MemberStatus
from platforms.models.membership import appoint

# How many neighbours join a platform of this stage besides who coordinates it.
MEMBERS = {Stage.PLATFORM: (16, 34), Stage.NURSERY: (7, 13), Stage.START_GROUP: (4, 7), Stage.SIGNAL: (1, 3)}
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
OUTSIDER = "Wij verhuren vakantiewoningen en willen graag in beeld komen bij bewoners."
NOT_A_NEIGHBOUR = (
    "Ons platform is van mensen die hier wonen. Wil je over je verhuur praten, kom dan een keer naar het inloopuur."
)


class Founding:
    def __init__(self, story: Story, team: User, known: dict[str, User], puller: User) -> None:
        self.story = story
        self.clock, self.random = story.clock, story.random
        self.team, self.known, self.puller = team, known, puller

    def play(self, group: Group) -> tuple[Platform, list[User], float]:
        """The platform, its coordinators, and how many days ago it began."""
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
            holds_first=group.holds_first,
            contact_email=f"{slugify(group.name)}@demo.example",
            contact_phone=group.contact_phone,
            contact_place=group.contact_place,
            contact_hours=group.contact_hours,
        )
        platform.areas.set([self.story.areas[code] for code in group.areas])
        platform.values.set([self.story.values[slug] for slug in group.values])
        links = [PlatformLink(platform=platform, kind=LinkKind.PARTNER, label=name) for name in group.partners]
        links += [PlatformLink(platform=platform, label=label, url=url) for label, url in group.links.items()]
        PlatformLink.objects.bulk_create(links)
        coordinators = self.fill(platform, group, began)
        if group.picture:
            self.clock.ago(began * 0.6)
            platform.show_picture(redraw(draw(group.picture)), alt=group.picture_alt, by=coordinators[0])
        self.grow(platform, group, began, by=coordinators[0])
        return platform, coordinators, began

    def fill(self, platform: Platform, group: Group, began: float) -> list[User]:
        """Coordinators, trekkers and members come in one after another; a few leave, a few wait."""
        known = self.known.get(group.name)
        coordinators = [known] if known else []
        coordinators += self.story.draw((2 if group.stage == Stage.PLATFORM else 1) - len(coordinators))
        for person in coordinators:
            self.clock.ago(began - 0.1)
            appoint(platform, person, by=self.team)
        newcomers = self.story.draw(self.random.randint(*MEMBERS.get(group.stage, (4, 8))), but=coordinators)
        if group.name == "Het Dapper Verbond":
            newcomers.insert(0, self.puller)
        came = [began * self.random.betavariate(2, 1.4) * 0.97 + 3 for _ in newcomers]
        if group.welcome == Welcome.OPEN:
            members = self.come_in_together(platform, newcomers, came)
        else:
            pairs = zip(newcomers, came, strict=True)
            members = [self.be_met(platform, who, days, by=coordinators[0]) for who, days in pairs]
        for number, (membership, days) in enumerate(zip(members, came, strict=True)):
            if number < len(newcomers) // 10 + (group.stage != Stage.SIGNAL):
                self.clock.ago(days * 0.8)
                membership.give_role(Role.PULLER, by=coordinators[0])
            elif number % 17 == 16:
                self.clock.ago(days * 0.4)
                membership.leave(by=membership.person)
                self.story.followers.pop((membership.person_id, platform.subject_id), None)
        if group.welcome == Welcome.MEET_FIRST:
            self.knock(platform, coordinators, newcomers)
        return coordinators

    def knock(self, platform: Platform, coordinators: Sequence[User], others: Sequence[User]) -> None:
        """Two wait for an answer; one heard, with the reason, that this is not the place."""
        waiting_one, waiting_two, outsider = self.story.draw(3, but=[*coordinators, *others])
        declined = self.ask(platform, outsider, 40, answer=OUTSIDER)
        self.clock.ago(38)
        declined.decline(by=coordinators[0], reason=NOT_A_NEIGHBOUR)
        for person, days in ((waiting_one, 4.1), (waiting_two, 0.8)):
            self.ask(platform, person, days, answer=self.random.choice(ANSWERS))

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
        joined = zip(people, times, strict=True)
        self.story.tell("membership_joined", [(platform.subject, who, at, {}) for who, at in joined])
        return Membership.objects.bulk_create(members)

    def be_met(self, platform: Platform, person: User, days: float, *, by: User) -> Membership:
        membership = self.ask(platform, person, days, answer=self.random.choice(ANSWERS))
        self.clock.ago(days - 1)
        membership.accept(by=by)
        return membership

    def ask(self, platform: Platform, person: User, days: float, *, answer: str) -> Membership:
        self.clock.ago(days)
        shows, contact = self.random.random() < 0.45, self.random.choice(Contact.values)
        return join(platform, by=person, answer=answer, shows_name=shows, contact=contact)

    def grow(self, platform: Platform, group: Group, began: float, *, by: User) -> None:
        """Those that are years old grew in those years; what they tell of it they write down when they come in."""
        stages = GROWTH if group.stage == Stage.RESTING else GROWTH[: stage_number(group.stage)]
        first = platform.stage_changes.in_order()[0].since
        whole = (self.clock.real.date() - first).days * 0.75 if group.years > 1 else 0
        for number, (stage, reason) in enumerate(stages, 1):
            self.clock.ago(began * (1 - number / (len(GROWTH) + 2)))
            since = first + timedelta(days=whole * number / (len(GROWTH) + 1)) if whole else None
            platform.move_to(stage, by=by, reason=reason, since=since)
        if group.stage == Stage.RESTING:
            self.clock.ago(35)
            platform.rest(by=by, reason="De trekkers nemen rust. Wie het oppakt, is welkom.")


def stage_number(stage: Stage) -> int:
    return [Stage.SIGNAL, Stage.START_GROUP, Stage.NURSERY, Stage.PLATFORM].index(stage)
