"""The publishing desk of the demo world: pages in every state, in two languages, one that moved, with photos."""

import tomllib
from datetime import timedelta
from pathlib import Path
from typing import Any

from coalitie.pages.actions import publish, publish_version, relocate, start_page, write
from coalitie.pages.models import Page, Version, add_picture
from coalitie.people.models import User
from coalitie.portal.demo.story import Story

FILE = Path(__file__).with_name("pages.toml")


class Publishing:
    def __init__(self, story: Story, *, team: User) -> None:
        self.story, self.clock, self.team = story, story.clock, team
        self.told = tomllib.loads(FILE.read_text(encoding="utf-8"))

    def play(self) -> None:
        for row in self.told["picture"]:
            self.clock.ago(100)
            add_picture(self.story.photo(row["drawing"]), row["slug"], row["alt"], by=self.team, credit=row["credit"])
        for row in self.told["page"]:
            self.tell(row)

    def tell(self, row: dict[str, Any]) -> None:
        days, until = row["days"], row["until"]
        self.clock.ago(days)
        parent = Page.objects.filter(path=row.get("under", "")).first()
        page = start_page(row["slug"], by=self.team, parent=parent, position=row["position"], **words_of(row))
        versions = [self.translate(page, one) for one in row.get("in", ())]
        if until != "draft":
            self.clock.ago(days - 1)
            page.submit(by=self.team)
        if until not in {"draft", "review"}:
            self.clock.ago(days - 2)
            at = self.clock.real + timedelta(days=9) if until == "planned" else None
            publish(page, by=self.team, at=at, languages=[one.language for one in versions])
        if "to" in row:
            self.clock.ago(days / 2)
            above = Page.objects.get(path=row["to"])
            relocate(page, by=self.team, slug=row["slug"], parent=above, position=row["position"])
        for number, newer in enumerate(row.get("newer", ()), start=1):
            self.clock.ago(newer["days"])
            version = write(page, by=self.team, base=number, note=newer["note"], **words_of(newer))
            if newer.get("shown"):
                publish_version(version, by=self.team)
        if until == "withdrawn":
            self.clock.ago(3)
            page.withdraw(by=self.team, reason=row["reason"])
        if until == "published":
            self.clock.ago(1)
            page.keep(by=self.team, until=self.clock.real.date() + timedelta(days=row.get("check", 120)))

    def translate(self, page: Page, row: dict[str, Any]) -> Version:
        machine = row.get("machine", False)
        return write(page, by=self.team, base=0, language=row["language"], machine_written=machine, **words_of(row))


def words_of(row: dict[str, Any]) -> dict[str, Any]:
    return {name: row[name].strip() for name in ("title", "summary", "body")}
