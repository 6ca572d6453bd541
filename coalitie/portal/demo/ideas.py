"""The open list of ideas for change, with one idea in each stage."""

from datetime import date
from typing import Any

from django.utils import timezone

from coalitie.people.models import User
from coalitie.portal.demo.story import Story
from coalitie.portal.demo.world import HERE, read
from initiatives.models import Body, ChangeIdea, add_idea, recognise
from platforms.models import Platform


class Changing:
    def __init__(self, story: Story, platforms: dict[str, Platform], *, team: User) -> None:
        self.story, self.clock, self.platforms, self.team = story, story.clock, platforms, team

    def play(self) -> None:
        for row in read(HERE / "ideas.toml")["idea"]:
            idea = self.add(row, theme=row["theme"])
            for name, example in row.get("known", {}).items():
                if name in self.platforms:
                    self.know(idea, self.platforms[name], example, row["days"])
            if twin := row.get("twin"):
                other = self.add(twin, theme=row["theme"])
                self.clock.ago(twin["days"] - 6)
                other.merge_into(idea, by=self.team, reason="Dit gaat over hetzelfde. Samen staat het sterker.")
            for step in row.get("step", []):
                self.take(idea, step)

    def add(self, row: dict[str, Any], *, theme: str) -> ChangeIdea:
        self.clock.ago(row["days"])
        return add_idea(
            by=self.story.random.choice(self.story.crowd),
            form_key=self.story.key(),
            title=row["title"],
            what=row["what"],
            better=row["better"],
            theme=theme,
            rule=row.get("rule", ""),
            body=Body.objects.filter(name=row.get("to", "")).first(),
            shows_author=row.get("named", False),
        )

    def know(self, idea: ChangeIdea, platform: Platform, example: str, days: float) -> None:
        self.clock.ago(days - 9)
        by = platform.memberships.coordinating().select_related("person").order_by("pk")[0].person
        recognise(idea, by=by, platform=platform, example=example)

    def take(self, idea: ChangeIdea, step: dict[str, Any]) -> None:
        self.clock.ago(step["days"])
        words = {name: step.get(name, "") for name in ("reason", "url", "label")}
        idea.move_on(by=self.team, to=step["to"], on=self.day(), **words)

    def day(self) -> date:
        return timezone.localdate()
