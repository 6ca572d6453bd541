"""The kweekvijver of the demo: neighbours who wait, who are being asked, who just met, and groups on their way."""

from datetime import timedelta

from coalitie.people.models import User
from coalitie.portal.demo.story import Story
from platforms.actions import take_step
from platforms.introducing import answer, ask_buddy, say_interest, write_message
from platforms.models import Answer, Invitation, Platform, Stage, Step, appoint

FIRST_WORDS = [
    "Ik woon op drie hoog en ken alleen mijn onderburen. Dat kan beter.",
    "Met een kleuter en een hond ben ik elke dag buiten. Zullen we iets met het plantsoen?",
    "Ik kan goed soep koken en slecht vergaderen.",
]
NOTES = ["Zes mensen en een thermoskan.", "We maakten een kaartje van alles wat er al is.", "Volgende keer eerder."]


class Ponds:
    """Named after where small fish grow; ``free`` are buurten in which nobody is at work."""

    def __init__(self, story: Story, platforms: dict[str, Platform], *, resident: User, team: User) -> None:
        self.story, self.platforms, self.resident, self.team = story, platforms, resident, team
        taken = {area.pk for platform in platforms.values() for area in platform.areas.all()}
        self.free = [area for area in story.areas.values() if area.inhabited and area.pk not in taken]

    def play(self) -> None:
        self.wish(0, 3, days=20)
        asked = self.wish(1, 5, days=9)
        self.story.clock.ago(6)
        self.say(asked[0], Answer.YES, FIRST_WORDS[0])
        self.meet(2)
        growing = [one for one in self.platforms.values() if one.stage in (Stage.NURSERY, Stage.START_GROUP)]
        for number, group in enumerate(growing):
            self.climb(group, 4 - number % 3)
        self.go_along(growing)

    def wish(self, place: int, number: int, *, days: float) -> list[User]:
        people = self.story.draw(number)
        for person in people:
            self.story.clock.ago(days - self.story.random.random())
            say_interest([self.free[place]], by=person)
        return people

    def say(self, person: User, wants: str, line: str = "") -> Platform | None:
        invitation = Invitation.objects.of_open().get(person=person)
        return answer(invitation, by=person, wants=wants, line=line)

    def meet(self, place: int) -> None:
        """Who one can sign in as is among those who met."""
        people = [self.resident, *self.wish(place, 4, days=9)]
        self.story.clock.ago(7.5)
        say_interest([self.free[place]], by=self.resident)
        group = None
        for number, person in enumerate(people[:3]):
            self.story.clock.ago(7 - number)
            group = self.say(person, Answer.YES, FIRST_WORDS[number])
        assert group is not None  # noqa: S101 — three is what the nursery asks
        self.story.clock.ago(4)
        write_message(group, by=people[1], text="Zaterdag om elf uur bij de zandbak?", key=self.story.key())
        appoint(group, people[1], by=self.team)
        self.climb(group, 1, days=3)

    def climb(self, group: Platform, number: int, *, days: float = 8) -> None:
        who = group.memberships.coordinating().order_by("pk")[0].person
        for place, step in enumerate(Step.objects.all()[:number]):
            now = self.story.clock.ago(days - place / 2)
            take_step(group, step, by=who, on=now.date() - timedelta(days=1), note=NOTES[place % len(NOTES)])

    def go_along(self, growing: list[Platform]) -> None:
        """The first has a buddy, the second was told why not, the third waits for an answer."""
        buddies = [one for one in self.platforms.values() if one.stage == Stage.PLATFORM]
        for number, (group, platform) in enumerate(zip(growing[:3], buddies, strict=False)):
            asks = group.memberships.coordinating().order_by("pk")[0].person
            answers = platform.memberships.coordinating().order_by("pk")[0].person
            self.story.clock.ago(30 - number)
            buddy = ask_buddy(group, platform, by=asks, line="Komen jullie een keer kijken hoe wij het doen?")
            self.story.clock.ago(20 - number)
            if number == 0:
                buddy.accept(by=answers)
            elif number == 1:
                buddy.decline(by=answers, reason="We verhuizen deze maand zelf. Vraag ons in het voorjaar nog eens.")
