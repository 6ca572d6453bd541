"""On pages in another language, what residents wrote is said to be Dutch, so that a screen reader reads it as such."""

import re
from collections import deque
from html.parser import HTMLParser
from uuid import uuid4

import pytest
from django.test import Client

from coalitie.people.models import User
from initiatives.models import write
from platforms.models import Platform
from tests.factories import make_activity, make_idea, make_initiative, make_question, sign_in
from tests.test_language_pages import BARE, links

pytestmark = pytest.mark.django_db

WORD = "Zwermsoep"
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
# A browser says the language of these as a whole, or they hold what somebody typed.
NO_PARTS = {"title", "option", "textarea"}


class Heard(HTMLParser):
    """Where the word stands outside anything that is said to be Dutch, as the way there through the page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.way: list[tuple[str, str]] = []
        self.wrong: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in VOID:
            given = dict(attrs)
            self.way.append((tag, given.get("lang") or (self.way[-1][1] if self.way else "")))

    def handle_endtag(self, tag: str) -> None:
        while self.way and self.way.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        way = ">".join(tag for tag, _language in self.way)
        # Named inside a sentence of ours, or as a step of the trail on top, a title is a name.
        named = not data.strip().startswith(WORD) or "nav>ol>li" in way
        if WORD in data and not named and self.way[-1][1] != "nl" and self.way[-1][0] not in NO_PARTS:
            self.wrong.append(f"{way[-40:]}: {data.strip()[:80]}")


def test_a_walk_over_the_english_site(here: Platform, bob: User, alice: User, client: Client) -> None:
    """As a trekker sees it: nothing but the switcher leads to Dutch, and Dutch words are said to be Dutch."""
    Platform.objects.filter(pk=here.pk).update(summary=f"{WORD} en buren.", story=f"{WORD} bracht ons samen.")
    initiative = make_initiative(
        here,
        author=bob,
        title=f"{WORD} op straat",
        summary=f"{WORD} voor wie komt.",
        story=f"{WORD}: lees [de huisregels](/huisregels/).",
    )
    make_activity(here, initiative=initiative, title=f"{WORD} koken")
    make_idea(author=alice, title=f"{WORD} mag op straat", what=f"{WORD} mag nu niet.")
    make_question(here, title=f"{WORD}, waarom mag het niet?")
    write(initiative, by=alice, text=f"{WORD} is lekker.", form_key=uuid4())
    sign_in(client, bob)
    todo, seen = deque(["/en/", "/en/huisregels/", "/en/mijn/", "/en/zoeken/?q=zwermsoep"]), set[str]()
    shapes, lost, wrong = dict[str, int](), dict[str, str](), dict[str, str]()
    while todo:
        address = todo.popleft()
        answer = client.get(address)
        seen.add(address)
        if answer.status_code == 302:
            assert answer["Location"].startswith("/en/"), (address, answer["Location"])
        if not answer.headers["Content-Type"].startswith("text/html"):
            continue
        wrong |= dict.fromkeys(Heard(answer.text).wrong, address)
        for found in links(answer.text):
            shape = re.sub(r"[^/]*-[^/]*|\d+", "*", found.partition("?")[0])
            shapes[shape] = shapes.get(shape, 0) + 1
            if not found.startswith("/en/"):
                lost |= {} if found.startswith(BARE) else {found: address}
            elif found not in seen and found not in todo and shapes[shape] <= 2:
                todo.append(found)
    assert lost == {}
    assert wrong == {}
    assert len(seen) > 40
