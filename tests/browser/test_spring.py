"""A spring: one initiative from idea to a copy in another buurt, played by everybody who is in it, without JavaScript.

Weeks go by through the dates in the database; what the worker does by itself is done by its own commands.
"""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path
from urllib.parse import urlsplit

import feedparser
from django.db.models import F
from django.utils import timezone
from ical.calendar_stream import IcsCalendarStream
from PIL import Image
from PIL.ExifTags import IFD
from playwright.sync_api import expect

from coalitie.activity.models import Mail
from coalitie.lib.dates import day
from initiatives.models import EnergyRound, Initiative
from tests.browser.conftest import Server, Visit
from tests.browser.street import Neighbour, Street, address_in
from tests.factories import make_initiative

QUESTION = "Op welke dagen kun je?"
ALT = "Vijf buren vullen een bak met aarde"
RUDE = "Jullie zijn een stel prutsers."
LEARNED = "Vraag eerst wie water wil geven."
WEEKS = timedelta(weeks=5)
Job = Callable[..., None]


def test_a_spring_from_an_idea_to_a_copy_elsewhere(visit: Visit, server: Server, job: Job, tmp_path: Path) -> None:
    street = Street(visit)
    page = an_idea(street)
    doeners_join(street, page)
    no_energy_no_try_out(street, page)
    energy_and_a_try_out(street, page)
    activity = an_evening_with_a_waiting_list(street, page)
    an_update_with_a_picture(street, page, job, Path(server.surroundings["MEDIA_ROOT"]), tmp_path)
    a_rude_word(street, page)
    energy_falls(street, page, job)
    the_key_goes_over(street, page)
    it_is_done(street, page)
    it_goes_on_elsewhere(street, page)
    the_follower_hears_it_all_at_once(street, page, job)
    other_programs_read_it(street, page, activity)


def test_while_a_title_is_typed_what_looks_alike_appears(visit: Visit) -> None:
    """The one thing that a script adds on the way."""
    title = "Regentonnen schilderen"
    make_initiative(title=title)
    typing = Neighbour(visit(width=360))
    typing.visits("/initiatieven/nieuw/")
    typing.main.get_by_label("Wat wil je doen?").press_sequentially("Regentonnen schil")
    typing.reads("Doe je mee met deze?", title)
    typing.follows(title)
    expect(typing.page.get_by_role("heading", level=1)).to_have_text(title)


# --- An idea, and people ----------------------------------------------------------------------------------------------
def an_idea(street: Street) -> str:
    mira, title = street.mira, f"Groene stoep {street.number}"
    mira.visits(f"/platforms/{street.platform.slug}/initiatieven/")
    mira.main.get_by_role("link", name=re.compile("Stel iets voor|Begin jij")).first.click()
    mira.fills("Wat wil je doen?", title)
    mira.fills("Vertel het in één zin", "Bakken met planten langs de hele stoep.")
    mira.fills("Wat en waarom?", "De straat is grijs en heet.\n\nWe bouwen bakken van oude planken.")
    mira.fills("Voor welke buurt?", street.buurt)
    mira.presses("Verder")
    mira.main.get_by_label("Doener").first.check()
    mira.ticks("Zet mijn naam bij het voorstel")
    mira.presses("Verder")
    mira.reads("Kijk het nog even na", "De straat is grijs en heet.")
    mira.presses("Indienen")
    mira.reads("Wat gebeurt er nu?")
    publish(street.carla, title)
    mira.opens_the_mail("Je voorstel staat op de site", "/initiatieven/")
    mira.reads(title, "1 trekker")
    page = urlsplit(mira.page.url).path
    street.fien.visits(page)
    street.fien.presses("Volg")
    street.fien.reads("Je volgt dit")
    return page


def publish(coordinator: Neighbour, title: str) -> None:
    coordinator.opens_the_mail(f"Nieuw voorstel: {title}", "/beheer/")
    coordinator.follows("Plaatsen")
    coordinator.presses("Plaatsen")
    coordinator.reads("Het staat op de site")


def doeners_join(street: Street, page: str) -> None:
    mira = street.mira
    mira.reads("Dit initiatief zoekt mensen om te kunnen beginnen.")
    mira.follows("Verander wat we vragen")
    mira.fills("Met hoeveel doeners durf je te beginnen?", "3")
    mira.fills("Eén vraag aan wie meedoet", QUESTION)
    mira.fills("Waarom verandert het?", "De stoep is lang.")
    mira.presses("Bewaar")
    mira.reads("0 van 3 doeners zeggen ja", "De try-out begint als 3 doeners er energie van krijgen.")
    for one in (street.doortje, street.dirk, street.daan):
        one.visits(page)
        one.follows("Doe mee")
        one.chooses("Doener")
        if one is street.daan:
            one.fills(QUESTION, "Alleen op zaterdag.")
            one.fills("Wat kun je doen of meebrengen?", "Ik heb een zaag.")
        one.presses("Doe mee")
        one.reads("Je doet mee als doener")
        expect(one.main.get_by_role("link", name="Ik doe mee")).to_have_count(0)
    assert "Alleen op zaterdag." in mira.got_mail("Iemand doet mee").text
    mira.opens_the_mail("Iemand doet mee", "/initiatieven/")
    expect(mira.main.get_by_role("listitem").filter(has_text="Daan")).to_contain_text("Alleen op zaterdag.")
    for name in ("Doortje", "Dirk", "Daan"):
        mira.main.get_by_role("listitem").filter(has_text=name).get_by_role("link", name="Heet welkom").click()
        mira.fills("Je antwoord", "Zaterdag om tien uur zagen we.")
        mira.presses("Verstuur")
    street.daan.opens_the_mail("Antwoord van Groene stoep", "/initiatieven/")
    street.daan.reads("Zaterdag om tien uur zagen we.")
    street.passer.visits(page)
    street.passer.reads("3 doeners", "Mira (trekker)")
    street.passer.does_not_read("Daan", "Alleen op zaterdag.", "Zaterdag om tien uur")


# --- Energy, and a try-out --------------------------------------------------------------------------------------------
def no_energy_no_try_out(street: Street, page: str) -> None:
    mira = street.mira
    mira.visits(page)
    mira.follows("Begin een try-out")
    mira.reads("0 van 3 doeners zeggen ja", "Er moeten nog 3 doeners ja zeggen.")
    expect(mira.main.get_by_role("button", name="Begin een try-out")).to_have_count(0)


def energy_and_a_try_out(street: Street, page: str) -> None:
    mira = street.mira
    for one in (street.doortje, street.dirk, mira):
        one.visits(page)
        one.reads("Jij doet dit. Hoe is het voor jou?")
        one.presses("Ja")
        one.reads("Jij zei: ja")
    mira.reads("2 van 3 doeners zeggen ja", "Er moet nog 1 doener ja zeggen.")
    street.daan.visits(page)
    street.daan.follows("Antwoord met een zin erbij")
    street.daan.chooses("Ja")
    street.daan.fills("Eén zin erbij", "Eindelijk iets met hout.")
    street.daan.presses("Geef dit antwoord")
    mira.visits(page)
    mira.reads("Alles is er. De try-out kan beginnen.")
    mira.follows("Begin een try-out")
    today = timezone.localdate()
    mira.fills("Wanneer begint de try-out?", str(today))
    mira.fills("Wanneer kijken jullie terug?", str(today + timedelta(weeks=6)))
    mira.presses("Begin een try-out")
    street.passer.visits(page)
    street.passer.reads(f"De try-out begint op {day(today)}. Op {day(today + timedelta(weeks=6))} kijken we terug.")
    street.passer.reads("Van 4 mensen: 4 ja")
    street.passer.does_not_read("Eindelijk iets met hout.")


# --- An activity ------------------------------------------------------------------------------------------------------
def an_evening_with_a_waiting_list(street: Street, page: str) -> str:
    mira, daan, doortje = street.mira, street.daan, street.doortje
    mira.follows("Zet iets in de agenda")
    mira.fills("Wat gaat er gebeuren?", f"Bakken timmeren {street.number}")
    mira.fills("Op welke dag?", str(timezone.localdate() + timedelta(days=9)))
    mira.fills("Hoe laat begint het?", "10:00")
    mira.fills("Hoe laat is het klaar?", "12:30")
    mira.fills("Waar precies?", "Schuur achter nummer 12")
    mira.fills("Voor hoeveel mensen is er plek?", "2")
    mira.presses("Zet in de agenda")
    activity = urlsplit(mira.page.url).path
    daan.visits(page)
    daan.follows(f"Bakken timmeren {street.number}")
    daan.reads("10.00 – 12.30 uur", "Schuur achter nummer 12")
    daan.presses("Meld je aan")
    daan.reads("Je komt")
    vera = a_visitor_signs_up(street, activity)
    doortje.visits(activity)
    doortje.reads("Het zit vol.")
    doortje.presses("Zet me op de wachtlijst")
    doortje.reads("Je bent nummer 1 op de wachtlijst")
    daan.visits(activity)
    daan.presses("Ik kom toch niet")
    daan.reads("Je bent afgemeld.")
    doortje.opens_the_mail("Er is een plek voor je", "/agenda/")
    doortje.presses("Ik neem de plek")
    doortje.reads("Je komt")
    mira.visits(f"{activity}wie-er-komen/")
    mira.reads("2 mensen komen", "Vera", "Doortje")
    mira.does_not_read("Daan", vera.email)
    street.vera = vera
    return activity


def a_visitor_signs_up(street: Street, activity: str) -> Neighbour:
    vera = Neighbour(street.visit(javascript=False, width=360), f"vera{street.number}@example.org")
    vera.visits(activity)
    vera.presses("Meld je aan")
    vera.gets_an_account("Vera")
    vera.reads("Je plek is zeker.", "Je komt")
    assert "Schuur achter nummer 12" in vera.got_mail("Je komt naar").text
    return vera


# --- Telling how it goes ----------------------------------------------------------------------------------------------
def an_update_with_a_picture(street: Street, page: str, job: Job, media: Path, tmp_path: Path) -> None:
    photo = tmp_path / "bak.jpg"
    taken_by_a_phone(photo)
    doortje, passer = street.doortje, street.passer
    doortje.visits(page)
    doortje.follows("Schrijf een bericht")
    doortje.fills("Kop", "De eerste bak staat")
    doortje.fills("Wat is er gebeurd?", "Hij is **zwaar**, maar hij staat.")
    doortje.main.get_by_label("Foto 1", exact=False).first.set_input_files(photo)
    doortje.presses("Plaats het bericht")
    doortje.reads("Schrijf wat er op de foto staat.")
    doortje.main.get_by_label("Foto 1", exact=False).first.set_input_files(photo)
    doortje.fills("Wat staat er op foto 1?", ALT)
    doortje.presses("Plaats het bericht")
    passer.visits(page)
    passer.reads("De eerste bak staat", "(foto komt zo)")
    job("make_photos")
    passer.visits(page)
    picture = passer.main.get_by_role("img", name=ALT)
    shown = picture.evaluate("(img) => img.decode().then(() => [img.naturalWidth, img.currentSrc, img.src])")
    assert shown[0] > 0
    assert shown[1].endswith(".avif")
    assert shown[2].endswith(".webp")
    for address in shown[1:]:
        assert places_in(BytesIO(passer.page.request.get(address).body())) == {}
    kept = [file for file in media.rglob("*") if file.suffix in {".avif", ".webp", ".jpg", ".jpeg", ".png"}]
    assert kept
    assert all(places_in(file) == {} for file in kept)


def taken_by_a_phone(path: Path) -> None:
    exif = Image.Exif()
    exif[IFD.GPSInfo] = {1: "N", 2: (52.0, 22.0, 26.0), 3: "E", 4: (4.0, 53.0, 22.0)}
    Image.effect_noise((1600, 1200), 60).convert("RGB").save(path, exif=exif)
    assert places_in(path) != {}


def places_in(file: Path | BytesIO) -> dict[int, object]:
    with Image.open(file) as image:
        return dict(image.getexif().get_ifd(IFD.GPSInfo))


# --- A rude word ------------------------------------------------------------------------------------------------------
def a_rude_word(street: Street, page: str) -> None:
    says(street.dirk, page, "Wie heeft er nog potgrond?")
    says(street.vera, page, RUDE)
    doortje, carla, vera = street.doortje, street.carla, street.vera
    doortje.visits(page)
    doortje.reads("Wie heeft er nog potgrond?", RUDE)
    doortje.main.get_by_role("listitem").filter(has_text=RUDE).get_by_role("link", name="Melden").click()
    doortje.reads(RUDE)
    doortje.chooses("Praat over de zaak")
    doortje.presses("Verstuur je melding")
    carla.opens_the_mail("Wil je kijken? Een reactie bij", "/beheer/")
    carla.reads(RUDE, "Wie heeft er nog potgrond?")
    carla.does_not_read("Doortje")
    rule = carla.main.get_by_label("Huisregel")
    rule.select_option(label="1. Praat over de zaak, niet op de persoon")
    carla.fills("Waarom?", "Zeg wat er beter kan, dan helpt het.")
    carla.presses("Verbergen")
    carla.reads("De tekst is verborgen.")
    street.passer.visits(page)
    street.passer.reads("Wie heeft er nog potgrond?")
    street.passer.does_not_read(RUDE)
    assert "Zeg wat er beter kan" in vera.got_mail("Je reactie is verborgen").text
    vera.opens_the_mail("Je reactie is verborgen", "/beslissingen/")
    vera.reads("Zeg wat er beter kan, dan helpt het.", RUDE)
    expect(vera.main.get_by_role("button", name="Vraag een tweede blik")).to_be_visible()
    assert "verborgen" in doortje.got_mail("Er is gekeken naar je melding").text


def says(one: Neighbour, page: str, words: str) -> None:
    one.visits(page)
    one.fills("Je reactie", words)
    one.presses("Plaats je reactie")
    one.reads(words)


# --- Falling energy, and another trekker ------------------------------------------------------------------------------
def energy_falls(street: Street, page: str, job: Job) -> None:
    carla, mira = street.carla, street.mira
    initiative = Initiative.objects.filter(slug=page.split("/")[-2])
    initiative.update(staged_at=F("staged_at") - WEEKS)
    EnergyRound.objects.filter(initiative__in=initiative).update(opened_at=F("opened_at") - WEEKS)
    job("tend_initiatives")
    job("tend_initiatives")
    for one, link, words in (
        (mira, "bit", "Een beetje"),
        (street.daan, "no", "Nu niet"),
        (street.dirk, "no", "Nu niet"),
    ):
        one.opens_the_mail("Krijg je er nog energie van?", f"antwoord={link}")
        expect(one.main.get_by_role("radio", name=words)).to_be_checked()
        one.presses("Geef dit antwoord")
    question = "Hulp nodig, pauze of mooi afronden?"
    for one in (mira, street.daan, street.doortje, carla):
        one.visits(page)
        one.reads(f"{question}Minder mensen")
    for one in (street.passer, street.fien, street.vera):
        one.visits(page)
        one.does_not_read(f"{question}Minder mensen")
        one.reads("Van 3 mensen: 1 een beetje, 2 nu niet.")
    mira.got_mail(question)
    carla.opens_the_mail(question, "/initiatieven/")
    assert Mail.objects.filter(to=carla.email, subject__startswith=question).count() == 1


def the_key_goes_over(street: Street, page: str) -> None:
    mira, doortje = street.mira, street.doortje
    mira.visits(page)
    mira.follows("Deel de sleutel of draag hem over")
    mira.chooses("Doortje")
    mira.chooses("Neem de sleutel over.")
    mira.fills("Wat wil je erbij zeggen?", "Ik ga verhuizen. Bij jou is het in goede handen.")
    mira.presses("Vraag het")
    mira.reads("Gevraagd aan Doortje.")
    doortje.opens_the_mail("De sleutel van Groene stoep", "/sleutel/")
    doortje.reads("Ik ga verhuizen.", "Jij bent dan de trekker en Mira niet meer.")
    doortje.presses("Ja, dat is goed")
    doortje.reads("Je doet mee als trekker.")
    mira.visits(page)
    expect(mira.main.get_by_role("link", name="Deel de sleutel of draag hem over")).to_have_count(0)
    street.passer.visits(page)
    street.passer.reads("De sleutel ging over")


# --- Done, and on ---------------------------------------------------------------------------------------------------
def it_is_done(street: Street, page: str) -> None:
    doortje, passer = street.doortje, street.passer
    doortje.visits(page)
    doortje.follows("Rond mooi af")
    doortje.fills("Wat is er bereikt?", "Veertig meter stoep is groen.")
    doortje.fills("Hoeveel uur is er samen gegeven?", "120")
    doortje.fills("Wat kostte het, in euro’s?", "1087,50")
    doortje.fills("Wat hebben jullie geleerd?", LEARNED)
    doortje.presses("Rond af")
    passer.visits(page)
    passer.reads(
        "Wat er bereikt is",
        "Veertig meter stoep is groen.",
        "€ 1.087,50",
        "Deze getallen zijn geschat door de trekkers.",
        LEARNED,
    )
    passer.does_not_read("Krijg je er energie van?")
    expect(passer.main.get_by_role("link", name="Doe mee")).to_have_count(0)
    street.dirk.opens_the_mail("Dankjewel: Groene stoep", "/initiatieven/")


def it_goes_on_elsewhere(street: Street, page: str) -> None:
    noor, passer = street.noor, street.passer
    noor.visits(page)
    noor.follows("Neem dit over in jouw buurt")
    noor.reads(f"Je neemt ‘Groene stoep {street.number}’ van {street.platform.name} over.")
    expect(noor.main.get_by_label("Wat en waarom?")).to_have_value(re.compile(re.escape(LEARNED)))
    noor.fills("Wat wil je doen?", f"Groene kade {street.number}")
    noor.fills("Voor welke buurt?", street.other_buurt)
    noor.presses("Verder")
    expect(noor.main.get_by_label("Doener").first).to_be_checked()
    noor.presses("Verder")
    noor.presses("Indienen")
    publish(street.driss, f"Groene kade {street.number}")
    noor.opens_the_mail("Je voorstel staat op de site", "/initiatieven/")
    noor.reads(f"Overgenomen uit Groene stoep {street.number}, {street.platform.name}.")
    passer.visits(page)
    passer.follows(f"Groene kade {street.number}")
    passer.reads("Overgenomen uit")


# --- Those who were not there -----------------------------------------------------------------------------------------
def the_follower_hears_it_all_at_once(street: Street, page: str, job: Job) -> None:
    job("digest", "--now")
    job("digest", "--now")
    mail = Mail.objects.get(to=street.fien.email)
    told = [line for line in mail.text.splitlines() if line.startswith(f"Groene stoep {street.number}: ")]
    assert len(told) == 1
    for words in (
        "3 mensen doen mee",
        "begint een try-out",
        "vertelt hoe het gaat",
        "een andere trekker",
        "is afgerond",
    ):
        assert words in told[0]
    for private in (RUDE, "energie", "verborgen"):
        assert private not in mail.text
    stop = address_in(mail, "/mail-uit/")
    assert stop in mail.headers["List-Unsubscribe"]
    street.passer.visits(stop)
    street.passer.presses("Zet deze mails uit")
    street.passer.reads("Deze mails staan uit")
    street.fien.visits("/mijn/volgen/")
    expect(street.fien.main.get_by_role("radio", name="Nooit")).to_be_checked()


def other_programs_read_it(street: Street, page: str, activity: str) -> None:
    passer = street.passer
    feed = feedparser.parse(passer.page.request.get(f"{page}nieuws.atom").body())
    assert not feed.bozo
    assert feed.feed.title == f"Groene stoep {street.number}"
    news = {urlsplit(entry.link).path: entry.title for entry in feed.entries}
    assert "is afgerond" in news[page]
    assert activity in news
    assert RUDE not in str(feed)
    passer.visits(activity)
    link = passer.main.get_by_role("link", name="Zet in mijn agenda").get_attribute("href")
    assert link
    (event,) = IcsCalendarStream.calendar_from_ics(passer.page.request.get(link).text()).events
    assert event.summary == f"Bakken timmeren {street.number}"
    assert event.location == f"Schuur achter nummer 12, {street.buurt}"
    assert isinstance(event.start, datetime)
    begins = timezone.localtime(event.start)
    assert (begins.date(), begins.hour) == (timezone.localdate() + timedelta(days=9), 10)
