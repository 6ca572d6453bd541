"""The main job, from visitor to a published initiative with a neighbour who joined in.

Played three times: with JavaScript, without, and by keyboard alone.
"""

import re
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from allauth.mfa.utils import decrypt
from playwright.sync_api import Locator, Page, expect

from coalitie.people.models import User
from initiatives.models import Initiative, Participation
from platforms.models import Area, Membership, Platform
from tests.browser.conftest import Visit
from tests.factories import make_platform, make_user
from tests.people.mailbox import last_code

MOST_TABS = 150
STORY = "Op het pleintje kun je nergens zitten.\n\nWe timmeren **twee banken** van oude steigerplanken."


class Mouse:
    """Fills in and presses as most people do."""

    def fill(self, field: Locator, text: str) -> None:
        field.fill(text)

    def press(self, button: Locator) -> None:
        button.click()

    def tick(self, box: Locator) -> None:
        box.check()


class Keyboard:
    """Only Tab, Shift-Tab, Space, Enter and letters; each thing must be reached and be seen to have the focus."""

    def fill(self, field: Locator, text: str) -> None:
        self.reach(field)
        field.page.keyboard.press("ControlOrMeta+a")
        field.page.keyboard.insert_text(text)

    def press(self, button: Locator) -> None:
        self.reach(button)
        button.page.keyboard.press("Enter")

    def tick(self, box: Locator) -> None:
        self.reach(box)
        if not box.is_checked():
            box.page.keyboard.press("Space")

    def reach(self, target: Locator) -> None:
        wanted = target.element_handle()
        for _ in range(MOST_TABS):
            target.page.keyboard.press("Tab")
            if target.evaluate("(el) => el === document.activeElement"):
                outline = target.evaluate("(el) => el.matches(':focus-visible')")
                assert outline, "what has the focus must show it"
                return
        pytest.fail(f"The keyboard does not reach {wanted}")


@pytest.mark.parametrize(
    ("javascript", "hands"),
    [(True, Mouse()), (False, Mouse()), (True, Keyboard())],
    ids=["script", "plain", "keyboard"],
)
def test_a_resident_proposes_and_a_neighbour_joins(visit: Visit, javascript: bool, hands: Mouse | Keyboard) -> None:
    name = f"Proefplein {time.monotonic_ns()}"
    area, platform, coordinator = place(name)
    email = f"ria{time.monotonic_ns()}@example.org"

    page = visit(javascript=javascript, width=360 if javascript else 1280)
    find_the_buurt(page, hands, area, platform)
    join_the_platform(page, hands, platform, email)
    title = propose(page, hands, platform)

    desk = visit(javascript=javascript)
    sign_in(desk, hands, coordinator.email)
    publish(desk, hands, coordinator, title)

    neighbour = visit(javascript=javascript, width=360)
    take_a_role(neighbour, hands, title)

    initiative = Initiative.objects.get(title=title, author__email=email)
    assert Membership.objects.current().filter(platform=platform, person__email=email).exists()
    assert Participation.objects.current().filter(initiative=initiative, role="doer").count() == 1


def place(name: str) -> tuple[Area, Platform, User]:
    area = Area.objects.buurten().inhabited().filter(platforms=None).order_by("code").first()
    assert area
    coordinator = make_user(f"carla{time.monotonic_ns()}@example.org", "Carla")
    TOTP.activate(coordinator, generate_totp_secret())
    return area, make_platform(name, coordinator=coordinator, areas=[area]), coordinator


def find_the_buurt(page: Page, hands: Mouse | Keyboard, area: Area, platform: Platform) -> None:
    page.goto("/")
    search = page.get_by_role("main").locator("input[type=search]").first
    hands.fill(search, area.name)
    search.press("Enter")
    page.wait_for_url(f"**/buurten/{area.slug}/")
    expect(page.get_by_role("heading", level=1)).to_have_text(area.name)
    hands.press(page.get_by_role("main").get_by_role("link", name=platform.name).first)
    expect(page.get_by_role("heading", level=1)).to_contain_text(platform.name)


def join_the_platform(page: Page, hands: Mouse | Keyboard, platform: Platform, email: str) -> None:
    hands.press(page.get_by_role("link", name="Word lid").first)
    hands.press(page.get_by_role("main").get_by_role("button", name="Word lid"))
    expect(page.get_by_text(platform.name).first).to_be_visible()
    give_the_code(page, hands, email)
    hands.fill(page.get_by_label("Hoe heet je?"), "Ria")
    hands.tick(page.get_by_role("checkbox"))
    hands.press(page.get_by_role("main").get_by_role("button", name="Ga verder"))
    expect(page.get_by_role("main")).to_contain_text(platform.name)
    assert Membership.objects.current().filter(platform=platform, person__email=email).count() == 1


def give_the_code(page: Page, hands: Mouse | Keyboard, email: str) -> None:
    hands.fill(page.get_by_label("Je e-mailadres"), email)
    hands.press(page.get_by_role("button", name="Mail me een code"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Kijk in je mail")
    hands.fill(page.get_by_label("De code uit de mail"), last_code(email))
    hands.press(page.get_by_role("button", name="Ga verder"))


def propose(page: Page, hands: Mouse | Keyboard, platform: Platform) -> str:
    title = f"Banken op het plein {time.monotonic_ns()}"
    page.goto(f"/platforms/{platform.slug}/")
    hands.press(page.get_by_role("main").get_by_role("link", name=re.compile("Stel iets voor|Begin jij")).first)
    hands.fill(page.get_by_label("Wat wil je doen?"), title)
    hands.fill(page.get_by_label("Vertel het in één zin"), "Twee banken waar iedereen even kan zitten.")
    hands.fill(page.get_by_label("Wat en waarom?"), STORY)
    area = platform.areas.get()
    hands.fill(page.get_by_label("Voor welke buurt?"), area.name)
    hands.press(page.get_by_role("main").get_by_role("button", name="Verder"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Wie en wat helpt?")
    hands.tick(page.get_by_label("Doener").first)
    hands.press(page.get_by_role("main").get_by_role("button", name="Verder"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Kijk het nog even na")
    expect(page.get_by_role("main").locator("strong", has_text="twee banken")).to_be_visible()
    hands.press(page.get_by_role("main").get_by_role("button", name="Indienen"))
    page.wait_for_url("**/ingediend/")
    return title


def sign_in(page: Page, hands: Mouse | Keyboard, email: str) -> None:
    page.goto("/aanmelden/")
    give_the_code(page, hands, email)


def publish(page: Page, hands: Mouse | Keyboard, coordinator: User, title: str) -> None:
    hands.fill(page.locator("input[name=code]"), totp_now(coordinator))
    hands.press(page.get_by_role("main").get_by_role("button").first)
    page.wait_for_url("**/mijn/")
    hands.press(page.get_by_role("main").get_by_role("link", name="Naar het beheer"))
    hands.press(page.locator("a[href='/beheer/initiatives/initiative/']").first)
    hands.press(page.get_by_role("link", name=title))
    hands.press(page.get_by_role("link", name="Plaatsen", exact=True))
    hands.press(page.get_by_role("button", name="Plaatsen"))
    expect(page.get_by_text("Het staat op de site")).to_be_visible()


def totp_now(user: User) -> str:
    secret = decrypt(Authenticator.objects.get(user=user, type=Authenticator.Type.TOTP).data["secret"])
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def take_a_role(page: Page, hands: Mouse | Keyboard, title: str) -> None:
    page.goto(f"/initiatieven/?{'q'}={title.split()[-1]}")
    hands.press(page.get_by_role("main").get_by_role("link", name=title))
    hands.press(page.get_by_role("main").get_by_role("link", name=re.compile("Doe mee|Doener")).first)
    hands.tick(page.get_by_role("radio", name=re.compile("Doener")))
    line = page.get_by_label("wat je kunt doen", exact=False).first
    if line.count():
        hands.fill(line, "Ik heb een boormachine.")
    hands.press(page.get_by_role("main").get_by_role("button", name="Doe mee"))
    give_the_code(page, hands, f"buur{time.monotonic_ns()}@example.org")
    hands.fill(page.get_by_label("Hoe heet je?"), "Buur")
    hands.tick(page.get_by_role("checkbox"))
    hands.press(page.get_by_role("main").get_by_role("button", name="Ga verder"))
    expect(page.get_by_role("main")).to_contain_text("1 doener")
