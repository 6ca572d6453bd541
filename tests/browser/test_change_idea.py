"""An idea for change, from a visitor who brings it to a council that adopts it, played without JavaScript."""

import re
import time
from datetime import timedelta
from urllib.parse import urlsplit

import feedparser
from django.utils import timezone
from playwright.sync_api import expect

from coalitie.lib.dates import day
from platforms.models import Role
from tests.browser.conftest import Visit
from tests.browser.street import Neighbour, Street, comes_in

FELT = "Voor een straatfeest vul ik vier formulieren in."
EXAMPLE = "Wij wachtten elf weken op het derde formulier."
PAPER = "https://raad.example/stukken/2026-118"
BETTER = "Eén formulier, met één antwoord."


class Party(Street):
    """A street in which somebody minds forms, a trekker who minds them too, and somebody of the team."""

    page = ""

    def __init__(self, visit: Visit) -> None:
        super().__init__(visit)
        self.sanne = self.member("Sanne", role=Role.PULLER)
        self.els = comes_in(visit, "Els", team=True)
        self.jopie = Neighbour(visit(javascript=False, width=360), f"jopie{time.monotonic_ns()}@example.org")
        self.title = f"Eén formulier voor een straatfeest {self.number}"


def test_an_idea_from_a_visitor_to_adopted(visit: Visit) -> None:
    party = Party(visit)
    a_visitor_brings_it(party)
    a_platform_knows_it(party)
    a_twin_goes_into_it(party)
    it_goes_to_the_council(party)
    it_is_adopted(party)
    it_is_found(party)


# --- On the list ------------------------------------------------------------------------------------------------------
def a_visitor_brings_it(party: Party) -> None:
    """Without an account; what was typed waits until the code has come."""
    jopie = party.jopie
    jopie.visits("/veranderideeen/")
    jopie.follows("Zet een idee op de lijst")
    jopie.fills("Wat moet er anders?", party.title)
    jopie.fills("Wat loopt er nu vast?", FELT)
    jopie.presses("Zet op de lijst")
    jopie.reads("Dit veld is verplicht")
    expect(jopie.main.get_by_label("Wat loopt er nu vast?")).to_have_value(FELT)
    jopie.fills("Hoe kan het beter?", BETTER)
    jopie.main.get_by_label("Waar gaat het over?").select_option(label="Vergunningen en meldingen")
    jopie.presses("Zet op de lijst")
    jopie.gets_an_account("Jopie")
    jopie.reads("Je idee staat op de lijst.", party.title, FELT, "Verzameld", "Ingebracht door een buurtbewoner")
    jopie.does_not_read("Jopie")
    party.page = urlsplit(jopie.page.url).path


def a_platform_knows_it(party: Party) -> None:
    """Only in the name of a platform, and only with an example."""
    sanne, jopie = party.sanne, party.jopie
    party.mira.visits(party.page)
    expect(party.mira.main.get_by_role("link", name=re.compile("Herkennen wij"))).to_have_count(0)
    sanne.visits(party.page)
    sanne.follows("Herkennen wij: geef een voorbeeld")
    sanne.presses("Zet ons voorbeeld erbij")
    sanne.reads("Dit veld is verplicht")
    sanne.fills("Waar lopen jullie hierop vast?", EXAMPLE)
    sanne.presses("Zet ons voorbeeld erbij")
    sanne.reads("Jullie voorbeeld staat erbij.")
    jopie.opens_the_mail("herkent je idee", "/veranderideeen/")
    expect(jopie.main.get_by_role("listitem").filter(has_text=party.platform.name)).to_contain_text(EXAMPLE)
    expect(jopie.main.get_by_role("link", name="Pas je idee aan")).to_have_count(0)


def a_twin_goes_into_it(party: Party) -> None:
    noor, els, passer, title = party.noor, party.els, party.passer, f"Minder papier voor een feest {party.number}"
    noor.visits("/veranderideeen/nieuw/")
    noor.fills("Wat moet er anders?", title)
    noor.fills("Wat loopt er nu vast?", "Voor een feest moet ik naar vier loketten.")
    noor.fills("Hoe kan het beter?", "Eén loket.")
    noor.main.get_by_label("Waar gaat het over?").select_option(label="Vergunningen en meldingen")
    noor.ticks("Zet mijn naam bij het idee")
    noor.presses("Zet op de lijst")
    twin = urlsplit(noor.page.url).path
    els.finds_at_the_desk("Veranderideeën", title)
    slug = party.page.strip("/").rpartition("/")[2]
    els.does(
        "Samenvoegen met een ander idee", "leidt nu naar het andere", other=slug, reason="Hetzelfde, met loketten."
    )
    noor.got_mail("Samengevoegd")
    passer.visits(twin)
    assert urlsplit(passer.page.url).path == party.page
    passer.reads("Ook ingebracht", title, "Noor")


# --- On its way -------------------------------------------------------------------------------------------------------
def it_goes_to_the_council(party: Party) -> None:
    els, today = party.els, timezone.localdate()
    moves(party, "Uitgewerkt", 60, reason="Wij schreven een voorstel van één pagina.")
    moves(party, "Ingebracht", 40, url=PAPER, label="Raadsvoorstel 118")
    els.does(
        "Een stuk erbij zetten",
        "Het stuk staat op de pagina.",
        on=str(today - timedelta(days=30)),
        url=f"{PAPER}/advies",
        label="Advies van de commissie",
    )
    moves(party, "In behandeling", 20)
    party.passer.visits(party.page)
    party.passer.reads("In behandeling", "Wij schreven een voorstel van één pagina.", day(today - timedelta(days=40)))
    for label, url in (("Raadsvoorstel 118", PAPER), ("Advies van de commissie", f"{PAPER}/advies")):
        link = party.passer.main.get_by_role("link", name=label)
        expect(link).to_have_attribute("href", url)


def moves(party: Party, stage: str, ago: int, **typed: str) -> None:
    els = party.els
    els.finds_at_the_desk("Veranderideeën", party.title)
    els.follows("Naar een andere fase")
    els.main.get_by_label("Naar welke fase?").select_option(label=stage)
    for name, words in {"on": str(timezone.localdate() - timedelta(days=ago)), **typed}.items():
        els.main.locator(f"[name={name}]").fill(words)
    els.presses("Naar een andere fase")
    els.reads("Het idee staat in de nieuwe fase.")


def it_is_adopted(party: Party) -> None:
    jopie, els = party.jopie, party.els
    els.finds_at_the_desk("Veranderideeën", party.title)
    els.follows("Naar een andere fase")
    els.main.get_by_label("Naar welke fase?").select_option(label="Afgewezen")
    els.presses("Naar een andere fase")
    els.reads("Schrijf waarom het is afgewezen.")
    moves(party, "Aangenomen", 0, url=f"{PAPER}/besluit", label="Raadsbesluit 118", reason="Vanaf januari.")
    for one in (jopie, party.carla):
        one.opens_the_mail(": aangenomen", "/veranderideeen/")
        one.reads("Aangenomen", "Er is besloten dat het anders wordt.", "Raadsbesluit 118", "Vanaf januari.")


def it_is_found(party: Party) -> None:
    passer = party.passer
    passer.visits("/veranderideeen/")
    passer.fills("Zoek op een woord", f"straatfeest {party.number}")
    passer.presses("Laat zien")
    passer.reads("1 veranderidee", "Aangenomen", "Herkend door", party.platform.name)
    passer.follows(party.title)
    passer.reads(FELT, BETTER, EXAMPLE)
    feed = feedparser.parse(passer.page.request.get("/veranderideeen/nieuws.atom").body())
    assert not feed.bozo
    assert f"{party.title}: Aangenomen" in [entry.title for entry in feed.entries]
