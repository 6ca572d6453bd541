"""What people say about what they took part in, for the value sheet: most of it chosen, one sentence that waits."""

from coalitie.portal.demo.story import Story
from coalitie.portal.demo.world import HERE, read
from initiatives.models import Initiative, say_quote


class Quoting:
    def __init__(self, story: Story, initiatives: dict[str, Initiative]) -> None:
        self.clock, self.initiatives = story.clock, initiatives

    def play(self) -> None:
        for days, row in enumerate(read(HERE / "quotes.toml")["quote"], 2):
            if row["of"] in self.initiatives:
                self.say(self.initiatives[row["of"]], row, days)

    def say(self, initiative: Initiative, row: dict[str, str], days: float) -> None:
        took_part = initiative.participations.known().exclude(person=initiative.author).select_related("person")
        self.clock.ago(days)
        quote = say_quote(
            initiative, by=took_part.order_by("pk")[0].person, sentence=row["sentence"], shows=row["shows"]
        )
        if not row.get("waits"):
            coordinators = initiative.platform.memberships.coordinating().exclude(person=quote.person)
            self.clock.ago(days - 1)
            quote.choose(by=coordinators.select_related("person").order_by("pk")[0].person, seen=quote.sentence)
