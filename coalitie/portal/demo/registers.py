"""What stands in the registers of the demo world: rights, means, and how platforms help and look at each other."""

import tomllib
from datetime import timedelta
from pathlib import Path
from typing import Any

from coalitie.pages.models import Value
from coalitie.people.models import User
from coalitie.portal.demo.story import Story
from platforms.models import Area, Direction, Level, Means, MeansKind, Platform, Right, Standing
from platforms.models.exchange import respond
from platforms.models.means import put
from platforms.models.peer_review import ask_sister
from platforms.models.right import enter, propose

FILE = Path(__file__).with_name("registers.toml")


class Registers:
    """Each scene looks whether its place was put on the stage, so that a test can play with a part of the city."""

    def __init__(self, story: Story, platforms: dict[str, Platform], *, team: User) -> None:
        self.story, self.clock = story, story.clock
        self.platforms, self.team = platforms, team
        self.told = tomllib.loads(FILE.read_text(encoding="utf-8"))

    def play(self) -> None:
        self.write_rights()
        self.put_means()
        self.help_each_other()
        self.look_at_each_other()

    def coordinator(self, platform: Platform) -> User:
        return platform.memberships.coordinating().select_related("person").order_by("pk")[0].person

    def here(self, name: str) -> list[dict[str, Any]]:
        return [
            row for row in self.told[name] if row["of"] in self.platforms and row.get("by", row["of"]) in self.platforms
        ]

    # --- The buurtplatformrecht ---------------------------------------------------------------------------------------
    def write_rights(self) -> None:
        for row in self.here("right"):
            platform = self.platforms[row["of"]]
            area = area_of(platform, row["level"])
            self.clock.ago(row["days"])
            before = Right.objects.current().filter(platform=platform, area=area).first()
            enter(platform, area, by=self.team, instead_of=before, **self.facts(row))
        for row in self.here("proposal"):
            platform = self.platforms[row["of"]]
            self.clock.ago(row["days"])
            propose(platform, area_of(platform, row["level"]), by=self.coordinator(platform), **self.facts(row))

    def facts(self, row: dict[str, Any]) -> dict[str, Any]:
        today = self.clock.real.date()
        return {
            "standing": Standing(row["standing"]),
            "since": today - timedelta(days=row["since"]) if "since" in row else None,
            "review_on": today + timedelta(days=row["review"]) if "review" in row else None,
            "contact_role": row.get("contact", ""),
            "source_url": row.get("source", ""),
            "reason": row["reason"],
        }

    # --- Means --------------------------------------------------------------------------------------------------------
    def put_means(self) -> None:
        """A line reads as ``offers Partytent | Met gewichten.``; everything on a day of its own."""
        for row in self.here("means"):
            platform = self.platforms[row["of"]]
            days = float(row["days"])
            for kind in MeansKind:
                for line in row.get(kind.value, ()):
                    what, _bar, words = line.partition(" | ")
                    direction, _space, title = what.partition(" ")
                    self.clock.ago(days)
                    days *= 0.93
                    put(
                        platform,
                        by=self.coordinator(platform),
                        form_key=self.story.key(),
                        kind=kind,
                        direction=Direction(direction),
                        title=title,
                        words=words,
                    )

    def help_each_other(self) -> None:
        for row in self.here("exchange"):
            means = Means.objects.get(platform=self.platforms[row["of"]], title=row["title"])
            other = self.platforms[row["by"]]
            owner_speaks, other_speaks = self.coordinator(means.platform), self.coordinator(other)
            self.clock.ago(row["days"])
            asked = respond(means, platform=other, by=other_speaks, words=row["words"])
            self.clock.ago(row["days"] - 1.5)
            if "no" in row:
                asked.decline(by=owner_speaks, reason=row["no"])
            if "answer" in row:
                asked.agree(by=owner_speaks, answer=row["answer"])
            if "done" in row:
                day = self.clock.ago(row["done"]).date()
                asked.mark_done(by=other_speaks, side=other, day=day)
                asked.mark_done(by=owner_speaks, side=means.platform, day=day)

    # --- Sisters ------------------------------------------------------------------------------------------------------
    def look_at_each_other(self) -> None:
        """One is public, one waits for what the other saw, and one was just asked."""
        values = list(Value.objects.values_list("pk", flat=True))
        for row in self.told["review"]:
            if not {row["of"], row["sister"]} <= self.platforms.keys():
                continue
            own, sister = self.platforms[row["of"]], self.platforms[row["sister"]]
            asker, answerer = self.coordinator(own), self.coordinator(sister)
            self.clock.ago(row["days"])
            review = ask_sister(own, sister, by=asker, year=self.clock.real.year)
            if "met" not in row:
                continue
            self.clock.ago(row["days"] - 2)
            review.accept(by=answerer)
            met_on = self.clock.ago(row["met"]).date()
            self.clock.ago(row["met"] - 1)
            review.write_part(own, by=asker, seen=0, words=dict(zip(values, row["saw"], strict=True)))
            together = {"points": row["points"], "summary": row["summary"]}
            review.write_together(own, by=asker, seen=0, met_on=met_on, **together)
            if "heard" in row:
                self.clock.ago(row["met"] - 3)
                review.write_part(sister, by=answerer, seen=0, words=dict(zip(values, row["heard"], strict=True)))
                review.refresh_from_db()
                review.agree(own, by=asker, seen=review.version)
                self.clock.ago(row["met"] - 5)
                review.agree(sister, by=answerer, seen=review.version)


def area_of(platform: Platform, level: str) -> Area:
    """The first buurt of the platform, or what lies around it."""
    first = platform.areas.select_related("parent__parent", "wijk").order_by("code")[0]
    return next(area for area in first.around if area.level == Level(level))
