"""A page of the coalition, from its first words to older words that come back, played without JavaScript.

Two of the team write; a passer-by reads what is public, and through a link what is not yet. A day goes by through the
dates in the database: whether a planned page is there is asked of the clock alone.
"""

import re
import time
from datetime import timedelta
from urllib.parse import urlsplit

from django.db.models import F
from django.utils import timezone
from playwright.sync_api import Locator, expect

from coalitie.pages.models import Page as Text
from coalitie.pages.models import Version
from tests.browser.conftest import Visit
from tests.browser.street import Neighbour, comes_in

A_DAY = timedelta(days=1)
FIRST, LATER = "Kom op zaterdag naar de tuin.", "Kom op zondag naar de tuin."


class Desk:
    """Two who write, one who passes by, and the page that they see."""

    def __init__(self, visit: Visit) -> None:
        self.els, self.joris = (comes_in(visit, name, team=True) for name in ("Els", "Joris"))
        self.passer = Neighbour(visit(javascript=False, width=360))
        number = time.monotonic_ns()
        self.title, self.slug = f"Samen tuinieren {number}", f"samen-tuinieren-{number}"
        self.page = f"/{self.slug}/"

    def opens(self, one: Neighbour) -> None:
        one.visits(f"/beheer/pages/page/?q={self.slug}")
        one.main.get_by_role("link", name=self.title).click()

    def a_day_goes_by(self) -> None:
        Text.objects.filter(slug=self.slug).update(publish_at=F("publish_at") - 2 * A_DAY)
        Version.objects.filter(page__slug=self.slug).update(public_from=F("public_from") - 2 * A_DAY)

    def is_not_there(self) -> None:
        answer = self.passer.page.goto(self.page)
        assert answer is not None
        assert answer.status == 404


def test_a_page_from_draft_to_public_and_back_to_older_words(visit: Visit) -> None:
    desk = Desk(visit)
    a_draft(desk)
    a_colleague_looks(desk)
    link = it_is_read_before_it_is_there(desk)
    two_write_at_once(desk, link)
    it_is_planned(desk, link)
    it_is_there(desk)
    newer_words(desk)
    older_words_come_back(desk)
    it_is_withdrawn(desk, link)


def text(one: Neighbour) -> Locator:
    return one.main.get_by_role("textbox", name="Tekst")


# --- Before it is there -----------------------------------------------------------------------------------------------
def a_draft(desk: Desk) -> None:
    els = desk.els
    els.finds_at_the_desk("Pagina’s", "pagina toevoegen")
    els.fills("Titel", desk.title)
    els.fills("Adres", desk.slug)
    els.presses("Bewaar als concept")
    els.reads("Er klopt iets nog niet.")
    els.fills("Samenvatting", "Wat je in een buurttuin kunt doen.")
    text(els).fill(f"## Wanneer?\n\n{FIRST}\n\n## Wat neem je mee?\n\nAlleen **laarzen**.")
    els.presses("Bewaar als concept")
    els.reads("De pagina is bewaard als concept.")
    desk.is_not_there()


def a_colleague_looks(desk: Desk) -> None:
    els, joris = desk.els, desk.joris
    els.does("Ter controle leggen", "De pagina ligt ter controle.")
    desk.opens(joris)
    joris.does("Teruggeven", "De pagina is weer een concept.", reason="Zeg ook voor wie de tuin is.")
    desk.opens(els)
    text(els).fill(f"## Wanneer?\n\n{FIRST}\n\n## Voor wie?\n\nVoor iedereen, met **laarzen**.")
    els.fills("Wat is er anders?", "Voor wie het is")
    els.presses("Bewaar")
    els.reads("Bewaard als nieuwe versie.")
    els.does("Ter controle leggen", "De pagina ligt ter controle.")
    desk.is_not_there()


def it_is_read_before_it_is_there(desk: Desk) -> str:
    """The link that the desk gives, for somebody without an account."""
    desk.opens(desk.joris)
    link = desk.joris.main.get_by_role("link", name="Link naar het voorbeeld").get_attribute("href")
    assert link
    desk.passer.visits(link)
    desk.passer.reads("Dit is een voorbeeld van versie 2", "ter controle", FIRST, "Voor iedereen, met laarzen.")
    broken = desk.passer.page.goto(link[:-4] + "/")
    assert broken is not None
    assert broken.status == 410
    desk.passer.reads("Deze link werkt niet meer")
    return link


def two_write_at_once(desk: Desk, link: str) -> None:
    els, joris = desk.els, desk.joris
    for one in (els, joris):
        desk.opens(one)
    els.fills("Samenvatting", "Wat je in een buurttuin doet.")
    els.presses("Bewaar")
    els.reads("Bewaard als nieuwe versie.")
    mine = f"{FIRST}\n\nNeem **laarzen** mee."
    text(joris).fill(mine)
    joris.presses("Bewaar")
    joris.reads("Els bewaarde intussen versie 3", "niets overschreven", "Wat je collega veranderde")
    expect(joris.main.get_by_role("insertion").first).to_be_visible()
    expect(text(joris)).to_have_value(mine)
    joris.fills("Samenvatting", "Wat je in een buurttuin doet.")
    joris.presses("Bewaar mijn tekst als nieuwe versie")
    joris.reads("Bewaard als nieuwe versie.")
    desk.passer.visits(link)
    desk.passer.reads("Dit is een voorbeeld van versie 2", "Voor iedereen, met laarzen.")


def it_is_planned(desk: Desk, link: str) -> None:
    joris, at = desk.joris, timezone.localtime() + A_DAY
    joris.follows("Publiceren")
    joris.fills("Vanaf wanneer?", f"{at - 2 * A_DAY:%Y-%m-%dT%H:%M}")
    joris.presses("Publiceren")
    joris.reads("Kies een moment dat nog komt, of laat dit leeg.")
    joris.fills("Vanaf wanneer?", f"{at:%Y-%m-%dT%H:%M}")
    joris.presses("Publiceren")
    joris.reads("De pagina is gepubliceerd of gepland.", "gepland", "Te zien vanaf")
    desk.is_not_there()
    desk.passer.visits(link)
    desk.passer.reads("gepland")


# --- For everybody ----------------------------------------------------------------------------------------------------
def it_is_there(desk: Desk) -> None:
    desk.a_day_goes_by()
    passer = desk.passer
    passer.visits(desk.page)
    expect(passer.page.get_by_role("heading", level=1)).to_have_text(desk.title)
    passer.reads("Wat je in een buurttuin doet.", FIRST, "Neem laarzen mee.")
    passer.does_not_read("voorbeeld", "Pas deze pagina aan")


def newer_words(desk: Desk) -> None:
    els, passer = desk.els, desk.passer
    desk.opens(els)
    text(els).fill(f"{LATER}\n\nNeem **laarzen** mee.")
    els.presses("Bewaar")
    els.reads("Bezoekers lezen versie 4.")
    passer.visits(desk.page)
    passer.reads(FIRST)
    els.follows("Nieuwe tekst publiceren")
    els.chooses(f"Nederlands, versie 5: {desk.title}")
    els.presses("Nieuwe tekst publiceren")
    els.reads("De nieuwe tekst is gepubliceerd of gepland.")
    passer.visits(desk.page)
    passer.reads(LATER)
    passer.does_not_read(FIRST)


def older_words_come_back(desk: Desk) -> None:
    els, passer = desk.els, desk.passer
    els.follows("Alle versies")
    els.reads("Voor wie het is")
    els.main.get_by_role("radio", name="van versie 4").check()
    els.main.get_by_role("radio", name="naar versie 5").check()
    els.presses("Toon het verschil")
    expect(els.main.get_by_role("deletion").filter(has_text="zaterdag")).to_be_visible()
    expect(els.main.get_by_role("insertion").filter(has_text="zondag")).to_be_visible()
    els.presses("Zet versie 4 terug")
    els.reads("Versie 4 staat er weer, als nieuwe versie.", "Bezoekers lezen versie 5.")
    passer.visits(desk.page)
    passer.reads(LATER)
    els.follows("Nieuwe tekst publiceren")
    els.main.get_by_role("radio", name=re.compile("versie 6")).check()
    els.presses("Nieuwe tekst publiceren")
    passer.visits(desk.page)
    passer.reads(FIRST)
    passer.does_not_read(LATER)
    els.follows("Alle versies")
    for number in range(1, 7):
        els.reads(f"Versie {number}")


def it_is_withdrawn(desk: Desk, link: str) -> None:
    """Only the link still shows it, to who has that."""
    joris, passer = desk.joris, desk.passer
    desk.opens(joris)
    joris.does("Intrekken", "De pagina is ingetrokken", reason="De tuin is dicht in de winter.")
    desk.is_not_there()
    passer.visits(link)
    passer.reads("ingetrokken", FIRST)
    assert urlsplit(passer.page.url).path in link
