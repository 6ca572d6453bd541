"""A question to a stadsdeel, from sending it to an answer that comes late, played without JavaScript.

Days go by because the question was sent so many days ago; what the worker does by itself is done by its own command.
"""

import csv
import re
from collections.abc import Callable
from datetime import timedelta
from urllib.parse import urlsplit
from xml.etree import ElementTree

from django.utils import timezone
from playwright.sync_api import FilePayload, expect

from coalitie.activity.models import Mail
from coalitie.lib.dates import day
from platforms.models import Role
from tests.browser.conftest import Visit
from tests.browser.street import Neighbour, Street, comes_in
from tests.factories import PDF

TITLE, ANSWER = "Wanneer gaat de lamp in de tunnel aan?", "De lamp gaat in het **voorjaar** aan."
SENT, CAME_IN, CONFIRMED, PROMISED = 50, 49, 44, 20  # days ago
TERM = 30
Job = Callable[..., None]


class Tunnel(Street):
    """A street with a trekker who asks, somebody of the team, and the page of the question."""

    page = ""

    def __init__(self, visit: Visit) -> None:
        super().__init__(visit)
        self.sanne = self.member("Sanne", role=Role.PULLER)
        self.els = comes_in(visit, "Els", team=True)
        self.body, self.title = f"Stadsdeel Kade {self.number}", f"{TITLE} {self.number}"


def test_a_question_from_sending_to_a_late_answer(visit: Visit, job: Job) -> None:
    tunnel = Tunnel(visit)
    a_body_with_a_term(tunnel)
    a_question_is_written(tunnel)
    another_platform_signs(tunnel)
    it_is_sent(tunnel)
    it_is_confirmed_and_not_answered(tunnel)
    the_worker_reminds(tunnel, job)
    everybody_sees_the_days(tunnel)
    a_late_answer(tunnel)
    the_days_stand_still(tunnel)


def ago(days: int) -> str:
    return str(timezone.localdate() - timedelta(days=days))


# --- Asking -----------------------------------------------------------------------------------------------------------
def a_body_with_a_term(tunnel: Tunnel) -> None:
    els = tunnel.els
    els.finds_at_the_desk("Instanties", "instantie toevoegen")
    els.fills("Naam", tunnel.body)
    els.fills("Adres", f"stadsdeel-kade-{tunnel.number}")
    els.main.get_by_label("Soort").select_option(label="Stadsdeel")
    els.fills("Eigen termijn in dagen", str(TERM))
    els.presses("Opslaan")
    els.fills("Waar die termijn staat", "het servicehandvest")
    els.presses("Opslaan")
    els.reads(tunnel.body)


def a_question_is_written(tunnel: Tunnel) -> None:
    sanne = tunnel.sanne
    sanne.visits(f"/platforms/{tunnel.platform.slug}/")
    sanne.follows("Alles wat we vroegen")
    sanne.follows("Stel een vraag")
    sanne.main.get_by_label("Aan wie stel je de vraag?").select_option(label=tunnel.body)
    sanne.fills("Waar gaat het over?", tunnel.title)
    sanne.presses("Bewaar het concept")
    expect(sanne.main.get_by_label("Waar gaat het over?")).to_have_value(tunnel.title)
    sanne.main.get_by_role("textbox", name="De vraag").fill(
        "De lamp is al een jaar stuk.\n\nWanneer gaat hij weer aan?"
    )
    sanne.presses("Bewaar het concept")
    tunnel.page = urlsplit(sanne.page.url).path
    answer = tunnel.passer.page.goto(tunnel.page)
    assert answer is not None
    assert answer.status == 404


def another_platform_signs(tunnel: Tunnel) -> None:
    sanne, driss = tunnel.sanne, tunnel.driss
    sanne.follows("Vraag platforms om mee te tekenen")
    sanne.ticks(tunnel.elsewhere.name)
    sanne.presses("Vraag deze platforms")
    sanne.reads("1 platform gevraagd.", "Nog niet verstuurd.")
    sanne.follows("Zet klaar om te versturen")
    sanne.presses("Zet klaar om te versturen")
    tunnel.carla.got_mail("Klaar om te versturen")
    driss.opens_the_mail("Tekenen jullie mee?", "/meetekenen/")
    driss.reads("De lamp is al een jaar stuk.")
    driss.chooses("Ja, zet ons eronder")
    driss.presses("Dit is ons besluit")
    driss.reads("Jullie besluit staat erbij.")


def it_is_sent(tunnel: Tunnel) -> None:
    carla, sanne, passer = tunnel.carla, tunnel.sanne, tunnel.passer
    sanne.visits(tunnel.page)
    expect(sanne.main.get_by_role("link", name="De vraag is verstuurd")).to_have_count(0)
    carla.opens_the_mail(tunnel.elsewhere.name, "/wachten-op-antwoord/")
    carla.follows("De vraag is verstuurd")
    carla.fills("Op welke dag is de vraag verstuurd?", ago(-1))
    carla.presses("De vraag is verstuurd")
    carla.reads("Deze dag moet nog komen.")
    carla.fills("Op welke dag is de vraag verstuurd?", ago(SENT))
    letter = FilePayload(name="brief.pdf", mimeType="application/pdf", buffer=PDF)
    carla.main.get_by_label("De brief of mail zelf").set_input_files(letter)
    carla.presses("De vraag is verstuurd")
    carla.reads("De vraag staat op de site. Vanaf nu tellen de dagen.")
    sanne.got_mail("Verstuurd")
    passer.visits(tunnel.page)
    passer.reads(
        tunnel.title, f"{SENT} dagen", "Ontvangst nog niet bevestigd", "Nog geen antwoord", tunnel.elsewhere.name
    )
    letter_link = passer.main.get_by_role("link", name="Lees de brief zelf").get_attribute("href")
    assert letter_link
    assert passer.page.request.get(letter_link).body() == PDF


# --- Waiting ----------------------------------------------------------------------------------------------------------
def it_is_confirmed_and_not_answered(tunnel: Tunnel) -> None:
    sanne, passer = tunnel.sanne, tunnel.passer
    writes_down(tunnel, "Het is afgeleverd", CAME_IN, "Met een bewijs van de post.")
    passer.visits(tunnel.page)
    passer.reads("Met een bewijs van de post.", "Ontvangst nog niet bevestigd", "Nog geen antwoord")
    writes_down(tunnel, "De ontvangst is bevestigd", CONFIRMED, "Kenmerk 12.")
    passer.visits(tunnel.page)
    passer.reads("Kenmerk 12.", "Nog geen antwoord", "Wacht op antwoord")
    passer.does_not_read("Ontvangst nog niet bevestigd")
    assert sanne.page.url.endswith(tunnel.page)


def writes_down(tunnel: Tunnel, step: str, days: int, note: str) -> None:
    sanne = tunnel.sanne
    sanne.visits(tunnel.page)
    sanne.follows(step)
    sanne.fills("Op welke dag?", ago(days))
    sanne.fills("Toelichting", note)
    sanne.presses(step)
    sanne.reads("Het staat op de pagina.")


def the_worker_reminds(tunnel: Tunnel, job: Job) -> None:
    """Of the term, and of a promise that was not kept; each once, however often the worker comes by."""
    sanne = tunnel.sanne
    job("remind_questions")
    job("remind_questions")
    assert f"{SENT} dagen" in sanne.got_mail("De termijn is voorbij").text
    assert Mail.objects.filter(to=sanne.email, subject__startswith="De termijn is voorbij").count() == 1
    sanne.opens_the_mail("De termijn is voorbij", "/wachten-op-antwoord/")
    sanne.follows("Er is een dag toegezegd")
    sanne.fills("Op welke dag?", ago(PROMISED))
    sanne.fills("Voor welke dag is het antwoord toegezegd?", ago(1))
    sanne.presses("Er is een dag toegezegd")
    job("remind_questions")
    assert day(timezone.localdate() - timedelta(days=1)) in sanne.got_mail("De toegezegde dag is voorbij").text
    tunnel.passer.visits(tunnel.page)
    tunnel.passer.reads("Die dag is voorbijgegaan.")


def everybody_sees_the_days(tunnel: Tunnel) -> None:
    passer = tunnel.passer
    passer.visits("/wachten-op-antwoord/")
    row = passer.main.get_by_role("listitem").filter(has_text=tunnel.body)
    expect(row.filter(has_text="Nog geen antwoorden")).to_contain_text(f"1 vraag open, langste {SENT} dagen")
    passer.follows(tunnel.body)
    passer.reads(f"Noemt zelf een termijn van {TERM} dagen (het servicehandvest).", tunnel.title, f"{SENT} dagen")
    expect(passer.main.get_by_role("row").nth(1)).to_contain_text(str(SENT))
    assert counts(passer, urlsplit(passer.page.url).path) == ("1 vraag open", f"langste {SENT} dagen")
    assert counts(passer, tunnel.page)[0] == f"{SENT} dagen"


def counts(passer: Neighbour, page: str) -> tuple[str, str]:
    """The number with its unit and the words under it, in the picture that other sites show."""
    answer = passer.page.request.get(f"{page}teller.svg")
    assert answer.headers["content-type"].startswith("image/svg+xml")
    assert "set-cookie" not in answer.headers
    shown = ElementTree.fromstring(answer.body())  # noqa: S314
    label = shown.attrib["aria-label"]
    found = re.search(r": (\d+ [a-z ]+), (.*)$", label)
    assert found, label
    return found[1], found[2]


# --- Answered ---------------------------------------------------------------------------------------------------------
def a_late_answer(tunnel: Tunnel) -> None:
    sanne = tunnel.sanne
    sanne.visits(tunnel.page)
    sanne.follows("Er is antwoord")
    sanne.presses("Er is antwoord")
    sanne.reads("Zet het antwoord erbij: de tekst, het bestand of allebei.")
    sanne.main.locator("[name=text]").fill(ANSWER)
    sanne.presses("Er is antwoord")
    sanne.reads("Het antwoord staat op de pagina.")
    for one in (tunnel.carla, tunnel.driss):
        one.opens_the_mail("Er is antwoord", "/wachten-op-antwoord/")
        one.reads("De lamp gaat in het voorjaar aan.")
    sanne.follows("Vertel wat jullie ermee doen")
    sanne.fills("Wat doen jullie ermee?", "Tot dan hangen we er zelf lampjes op.")
    sanne.presses("Vertel wat jullie ermee doen")
    sanne.reads("Tot dan hangen we er zelf lampjes op.")


def the_days_stand_still(tunnel: Tunnel) -> None:
    passer = tunnel.passer
    passer.visits("/wachten-op-antwoord/")
    passer.reads("Geen vragen open", "0 van 1 antwoord op tijd")
    passer.fills("Zoek op een woord", str(tunnel.number))
    passer.presses("Laat zien")
    passer.follows(tunnel.title)
    passer.reads(
        "Beantwoord",
        "De lamp gaat in het voorjaar aan.",
        f"na {SENT} dagen, over de termijn van {TERM} dagen",
        "Tot dan hangen we er zelf lampjes op.",
    )
    passer.visits(f"/wachten-op-antwoord/?q={tunnel.number}")
    link = passer.main.get_by_role("link", name="Als bestand (CSV)").get_attribute("href")
    assert link
    (row,) = csv.DictReader(passer.page.request.get(link).text().splitlines())
    assert (row["instantie"], row["dagen"], row["binnen_termijn"]) == (tunnel.body, str(SENT), "nee")
    assert counts(passer, tunnel.page) == (f"{SENT} dagen", f"tot er antwoord was van {tunnel.body}"[:45] + "…")
