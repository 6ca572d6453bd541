"""What the people one can sign in as meet: questions that wait for them, and a desk with something on it.

Each scene looks whether its place was put on the stage, so that a test can play with a part of the city.
"""

from coalitie.activity.models import Rhythm, follow, read_news
from coalitie.discussion.models import Rule
from coalitie.people.models import User
from coalitie.portal.demo.gathering import Gathering
from coalitie.portal.demo.story import Story
from coalitie.portal.demo.talking import ADVERT, PRIVATE, RUDE, Talking
from initiatives.models import (
    Decision,
    Initiative,
    Outcome,
    Participation,
    Role,
    Status,
    ask_to_move,
    ask_to_pull,
    object_to,
    offer_to_pull,
    sign_up,
    take_part,
    write,
)
from initiatives.models.handover import Kind
from platforms.models import Platform

PAINTING = "De zaal wordt geschilderd. De week erna zijn we er weer."


class Scenes:
    def __init__(
        self, story: Story, talking: Talking, gathering: Gathering, platforms: dict[str, Platform], **people: User
    ) -> None:
        self.story, self.clock, self.random = story, story.clock, story.random
        self.talking, self.gathering = talking, gathering
        self.initiatives, self.platforms = talking.initiatives, platforms
        self.puller, self.coordinator, self.neighbour = people["puller"], people["coordinator"], people["neighbour"]

    def play(self) -> None:
        self.share_the_key()
        self.hand_over_the_key()
        self.carry_what_is_adrift()
        self.join_with_an_answer()
        self.go_out()
        self.move_house()
        self.look_at_the_desk()
        self.look_again()
        self.talk_at_the_agenda()
        self.choose_what_to_hear()

    # --- Who carries it -----------------------------------------------------------------------------------------------
    def share_the_key(self) -> None:
        """Two pull the benches: the second one said yes some weeks ago."""
        benches = self.initiatives["Bankjes die je kunt draaien"]
        second = self.a_doer_of(benches)
        assert benches.author is not None  # noqa: S101 — nobody of this story erased the account yet
        self.clock.ago(45)
        asked = ask_to_pull(
            benches, by=benches.author, person=second, kind=Kind.TOGETHER, line="Samen wordt het leuker. Doe je mee?"
        )
        self.clock.ago(43)
        asked.accept(by=second)

    def hand_over_the_key(self) -> None:
        """The trekker to sign in as does a second thing, and is asked to take it over."""
        leftovers = self.initiatives["Restjesmarkt om half zes"]
        author = leftovers.author
        assert author is not None  # noqa: S101 — as above
        self.clock.ago(34)
        part = take_part(leftovers, by=self.puller, role=Role.DOER, line="Ik haal op met de bakfiets.", shows_name=True)
        self.clock.ago(33)
        part.welcome(by=author, line="Top. Donderdag om vijf uur bij de viskraam.")
        self.clock.ago(1.3)
        line = "Ik krijg in januari een kind. Jij kent iedereen al. Wil jij het een tijd trekken?"
        ask_to_pull(leftovers, by=author, person=self.puller, kind=Kind.OVER, line=line)

    def carry_what_is_adrift(self) -> None:
        """Nobody carries this one any more; somebody offers to."""
        dinner = self.initiatives["Samen eten met de overkant"]
        doer = self.a_doer_of(dinner)
        self.clock.ago(9)
        dinner.participations.pulling().exclude(person=doer).delete()
        self.clock.ago(2.4)
        offer_to_pull(dinner, by=doer, line="Ik doe het al een jaar mee en heb nu tijd. Mag ik het lijstje overnemen?")

    def a_doer_of(self, initiative: Initiative) -> User:
        doers = Participation.objects.current().filter(initiative=initiative, role=Role.DOER).select_related("person")
        return next(one.person for one in doers.order_by("joined_at", "pk") if one.person != self.puller)

    def join_with_an_answer(self) -> None:
        """They answered the question, and now wait for the trekker: one of them for longer than was promised."""
        gardens = self.initiatives["Geveltuinen in de Pieter Vlamingstraat"]
        taking_part = gardens.participations.values("person")
        fresh = [one for one in self.story.crowd if one.pk not in {row["person"] for row in taking_part}]
        answers = [
            (6.4, Role.DOER, "Ik kan niet bukken, wel gieten.", "Beide zaterdagen. Geen koevoet, wel een kruiwagen."),
            (2.7, Role.DOER, "Samen met mijn dochter van zeven.", "Alleen de tweede. Wij lenen een koevoet van opa."),
            (0.6, Role.STUFF, "Twee zakken compost.", "De eerste, tot twaalf uur. Ik breng de aarde met de auto."),
        ]
        people = self.random.sample(fresh, len(answers))
        for who, (days, role, line, answer) in zip(people, answers, strict=True):
            self.clock.ago(days)
            take_part(gardens, by=who, role=role, line=line, answer=answer, shows_name=True)

    # --- Out of doors -------------------------------------------------------------------------------------------------
    def go_out(self) -> None:
        self.gathering.skip_and_move("Restjesmarkt: koken en eten", reason=PAINTING)
        self.gathering.leave_one_place("Proefdraaien op het vlot", first_in_line=self.puller)
        self.clock.ago(1.9)
        sign_up(self.gathering.by_title["Rondje met krijt: waar komt bank vijf?"], by=self.puller, guests=1)

    def talk_at_the_agenda(self) -> None:
        planting = self.gathering.by_title["Plantdag: de overkant van de straat"]
        asks = self.random.choice(self.story.crowd)
        comment = self.talking.say(planting, "Gaat het ook door als het regent?", by=asks, days=1.6)
        line = "Bij een bui wel, bij storm niet. Dan hoor je het vrijdagavond."
        self.talking.say(planting, line, by=self.puller, days=1.4, parent=comment)
        thanks = "Gelukkig. Ik neem een zeil mee voor de soep."
        self.clock.ago(0.9)
        write(planting, by=asks, text=thanks, form_key=self.story.key(), parent=comment)
        gardens = self.initiatives["Geveltuinen in de Pieter Vlamingstraat"]
        mine = self.talking.say(gardens, "Wie heeft er een aanhanger voor de tegels?", by=self.puller, days=4)
        self.talking.say(
            gardens, "Ik! Zondag is hij vrij.", by=self.random.choice(self.story.crowd), days=0.5, parent=mine
        )

    # --- Desks --------------------------------------------------------------------------------------------------------
    def move_house(self) -> None:
        """Another platform asks whether this one takes an initiative over."""
        chess = self.initiatives.get("Schaaktafel voor twee generaties") or self.initiatives["De plank terug"]
        desk = chess.platform.memberships.coordinating().select_related("person").order_by("pk")[0].person
        self.clock.ago(3.2)
        reason = (
            "De tafel staat sinds de herfst aan jullie kant van het spoor, en jullie leden zetten de stukken klaar."
        )
        ask_to_move(chess, to=self.platforms["Het Dapper Verbond"], by=desk, reason=reason)

    def look_at_the_desk(self) -> None:
        """One report, one that three people brought, two first comments; and what was decided before."""
        gardens = self.initiatives["Geveltuinen in de Pieter Vlamingstraat"]
        benches = self.initiatives["Bankjes die je kunt draaien"]
        tea = self.initiatives["Taalcafé met thee"]
        self.talking.take_back(benches)
        self.talking.break_a_rule(gardens, ADVERT, Rule.ADVERT, "Dit is gewoon een winkel.", days=2.1)
        self.talking.break_a_rule(gardens, RUDE, Rule.PERSON, "Zo praten we hier niet.", days=1.2, reports=3)
        for name, days, text in (
            ("Nieuwe Noor", 1.7, "Ik woon sinds vorige week op nummer 8. Mag ik ook meedoen als ik huur?"),
            ("Sjors van Driehoog", 0.4, "Kan er bij nummer 40 een klimroos? Die stond er vroeger ook."),
        ):
            who = self.story.person(name, f"{name.split()[-1].lower()}@demo.example", days + 2)
            self.talking.say(gardens, text, by=who, days=days)
        private = self.talking.break_a_rule(benches, PRIVATE, Rule.PRIVATE, "Dit is gevaarlijk.", days=6)
        self.clock.ago(4.6)
        private.hide(
            by=self.coordinator,
            rule=Rule.PRIVATE,
            reason="Je schrijft waar een sleutel ligt en wanneer iemand alleen is. Dat kan haar in gevaar brengen.",
        )
        fine = self.talking.break_a_rule(tea, "Ik vind tien uur wel erg vroeg.", Rule.PERSON, "Wat een toon.", days=15)
        self.clock.ago(14)
        fine.fine(by=self.neighbour, reason="Iemand vindt tien uur vroeg. Dat mag je vinden.")
        sharp = self.talking.break_a_rule(tea, "Doe nou eens normaal met die muziek.", Rule.PERSON, "Bits.", days=23)
        self.clock.ago(22)
        sharp.warn(
            by=self.neighbour, rule=Rule.PERSON, reason="Je bent boos over de muziek. Zeg dat, en niet hoe iemand is."
        )

    def look_again(self) -> None:
        """A second look waits at the desk of a neighbour, and one was had."""
        hidden = Decision.objects.get(kind="hide")
        assert hidden.author is not None  # noqa: S101 — the crowd erases no accounts
        self.clock.ago(3.8)
        words = "Ik noemde het om te helpen. Zonder dat zinnetje over de sleutel kan mijn reactie toch blijven staan?"
        object_to(hidden, by=hidden.author, text=words)
        open_one, settled = "Een poort met bloemenslot", "Meldpunt voor kapotte stoepen"
        for title in (open_one, settled):
            declined = self.initiatives.get(title)
            if declined is None or declined.author is None or declined.status != Status.DECLINED:
                continue
            self.clock.ago(3)
            text = "Ik vind dat er te snel nee is gezegd. Kan iemand van buiten er nog eens rustig naar kijken?"
            objection = object_to(declined, by=declined.author, text=text)
            if title == settled:
                self.clock.ago(1.5)
                answer = (
                    "Een melding over een stoep hoort bij de gemeente. Begin met buren een schouw, dan denken wij mee."
                )
                objection.settle(Outcome.UPHELD, by=self.neighbour, answer=answer)

    # --- What they hear -----------------------------------------------------------------------------------------------
    def choose_what_to_hear(self) -> None:
        self.clock.ago(30)
        for name in ("De Kolenkit Kookt Over", "IJburg Waait Uit"):
            follow(self.platforms[name].subject, by=self.puller)
        for thing in (self.story.areas["ME02"], self.story.values["zorg"]):
            if thing.subject is not None:
                follow(thing.subject, by=self.puller)
        read_news(Rhythm.WEEKLY, by=self.neighbour)
        for number, person in enumerate(self.story.crowd):
            if number % 7 == 0:
                read_news(Rhythm.NEVER if number % 21 == 0 else Rhythm.WEEKLY, by=person)
