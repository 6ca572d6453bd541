"""People of one street in browser tests: each has a phone of their own, without JavaScript, and a mailbox."""

import re
import time
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Locator, Page, expect

from coalitie.activity.models import Mail
from coalitie.people.models import User
from platforms.models import Area
from tests.browser.conftest import Visit
from tests.browser.test_every_page import come_in
from tests.factories import make_membership, make_platform, make_team_member, make_user
from tests.people.mailbox import last_code, last_mail


@dataclass
class Neighbour:
    """Somebody with a phone of their own and a mailbox."""

    page: Page
    email: str = ""

    @property
    def main(self) -> Locator:
        return self.page.get_by_role("main")

    def visits(self, address: str) -> None:
        answer = self.page.goto(address)
        assert answer is not None
        assert answer.ok, f"{address} answers {answer.status}"

    def follows(self, link: str) -> None:
        self.main.get_by_role("link", name=link, exact=True).first.click()

    def presses(self, button: str) -> None:
        self.main.get_by_role("button", name=button, exact=True).click()

    def fills(self, label: str, text: str) -> None:
        self.main.get_by_label(label).fill(text)

    def chooses(self, option: str) -> None:
        self.main.get_by_role("radio", name=option).check()

    def ticks(self, box: str) -> None:
        self.main.get_by_role("checkbox", name=box).check()

    def reads(self, *texts: str) -> None:
        for text in texts:
            expect(self.main).to_contain_text(text)

    def does_not_read(self, *texts: str) -> None:
        for text in texts:
            expect(self.main).not_to_contain_text(text)

    def got_mail(self, subject: str) -> Mail:
        mail = last_mail(self.email)
        assert subject in mail.subject
        return mail

    def opens_the_mail(self, subject: str, link: str = "") -> None:
        """Opens the first address in it that has these words."""
        self.visits(address_in(self.got_mail(subject), link))

    def gets_an_account(self, name: str) -> None:
        """Whoever is asked who they are on the way, and is new here."""
        self.fills("Je e-mailadres", self.email)
        self.presses("Mail me een code")
        self.fills("De code uit de mail", last_code(self.email))
        self.presses("Ga verder")
        self.fills("Hoe heet je?", name)
        self.main.get_by_role("checkbox").check()
        self.presses("Ga verder")

    # --- At the desk --------------------------------------------------------------------------------------------------
    def finds_at_the_desk(self, table: str, row: str) -> None:
        self.visits("/beheer/")
        self.follows(table)
        self.follows(row)

    def does(self, verb: str, says: str, **typed: str) -> None:
        """One of the things that can be done with a row: fills in what is asked for and reads that it is done."""
        self.follows(verb)
        for name, words in typed.items():
            self.main.locator(f"[name={name}]").fill(words)
        self.presses(verb)
        self.reads(says)


def address_in(mail: Mail, words: str) -> str:
    found = [address for address in re.findall(r"https?://[^/\s]+(/\S*)", mail.text) if words in address]
    assert found, f"No address with {words} in: {mail.text}"
    return str(found[0])


def comes_in(visit: Visit, name: str, *, team: bool = False) -> Neighbour:
    """Somebody who is signed in; of the team with the second factor."""
    one = Neighbour(
        visit(javascript=False, width=1280 if team else 360), f"{name.lower()}{time.monotonic_ns()}@example.org"
    )
    come_in(one.page, (make_team_member if team else make_user)(one.email, name))
    return one


class Street:
    """Who is in it."""

    def __init__(self, visit: Visit) -> None:
        self.visit, self.number = visit, time.monotonic_ns()
        here, there = Area.objects.buurten().inhabited().filter(platforms=None).order_by("code")[:2]
        self.carla, self.driss = self.comes("Carla"), self.comes("Driss")
        self.platform = make_platform(f"Lentestraat {self.number}", coordinator=user(self.carla), areas=[here])
        self.elsewhere = make_platform(f"Overtoom {self.number}", coordinator=user(self.driss), areas=[there])
        self.buurt, self.other_buurt = here.name, there.name
        for one in (self.carla, self.driss):
            come_in(one.page, user(one))
        self.mira, self.daan, self.doortje, self.dirk, self.fien = (
            self.member(name) for name in ("Mira", "Daan", "Doortje", "Dirk", "Fien")
        )
        self.noor = self.comes("Noor")
        come_in(self.noor.page, user(self.noor))
        self.passer = self.vera = Neighbour(visit(javascript=False, width=360))

    def comes(self, name: str) -> Neighbour:
        email = f"{name.lower()}{self.number}@example.org"
        make_user(email, name)
        return Neighbour(self.visit(javascript=False, width=360), email)

    def member(self, name: str, **fields: Any) -> Neighbour:
        one = self.comes(name)
        make_membership(self.platform, user(one), **fields)
        come_in(one.page, user(one))
        return one


def user(one: Neighbour) -> User:
    return User.objects.get(email=one.email)
