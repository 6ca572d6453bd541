"""A buurt from the first who would like a platform to a platform, played by its neighbours without JavaScript."""

import time
from urllib.parse import urlsplit

from playwright.sync_api import expect

from platforms.models import Area, Nursery, Step
from tests.browser.conftest import Visit
from tests.browser.street import Neighbour, comes_in, user
from tests.factories import make_platform

HELLO = "Ik woon boven de bakker. Dinsdag thee?"


class Buurt:
    """Enough neighbours for an introduction, a platform elsewhere as a buddy, the team, and a passer-by."""

    group = ""

    def __init__(self, visit: Visit) -> None:
        self.here, self.beside = two_side_by_side()
        self.numbers = Nursery.now()
        names = ["Noor", "Fien", "Daan", "Mira"] + [f"Buur {number}" for number in range(self.numbers.neighbours - 5)]
        self.noor, self.fien, self.daan, self.mira, *self.more = (comes_in(visit, name) for name in names)
        self.vera = Neighbour(visit(javascript=False, width=360), f"vera{time.monotonic_ns()}@example.org")
        self.driss, self.els = comes_in(visit, "Driss"), comes_in(visit, "Els", team=True)
        self.buddy = make_platform(f"Overtoom {time.monotonic_ns()}", coordinator=user(self.driss))
        self.passer = Neighbour(visit(javascript=False, width=360))

    @property
    def name(self) -> str:
        return f"Startgroep {self.here.name}"

    @property
    def neighbours(self) -> list[Neighbour]:
        return [self.noor, self.fien, self.daan, self.mira, *self.more, self.vera]


def two_side_by_side() -> tuple[Area, Area]:
    """Of one gebied, with nobody at work and nobody who said anything."""
    free = Area.objects.current().buurten().inhabited().filter(platforms=None, interests=None).order_by("-code")
    found: dict[int, Area] = {}
    for area in free.filter(parent__level="gebied"):
        if area.parent_id in found:
            return area, found[area.parent_id]
        found[area.parent_id or 0] = area
    raise AssertionError("Every gebied is busy.")


def test_a_buurt_from_interest_to_a_platform(visit: Visit) -> None:
    buurt = Buurt(visit)
    before = in_the_city(buurt)
    neighbours_say_that_they_would_like_one(buurt)
    they_are_introduced(buurt)
    somebody_is_appointed(buurt)
    they_take_steps(buurt)
    a_platform_goes_along(buurt)
    it_grows(buurt)
    assert in_the_city(buurt) == before + 1
    resting_is_no_shame(buurt)


def in_the_city(buurt: Buurt) -> int:
    """In how many buurten there is a platform, as the map of this year says."""
    buurt.passer.visits("/kweekvijver/")
    buurt.passer.follows("Zo groeide het in de stad")
    return int(buurt.passer.main.locator(".year-said strong").first.inner_text())


# --- Interest ---------------------------------------------------------------------------------------------------------
def neighbours_say_that_they_would_like_one(buurt: Buurt) -> None:
    """One of them without an account, and one who lives just over the border."""
    here, passer = buurt.here, buurt.passer
    says_so(buurt.vera, here)
    buurt.vera.gets_an_account("Vera")
    buurt.vera.reads("Waar ik een platform wil", here.name, "We wachten op meer buren.")
    says_so(buurt.fien, buurt.beside, also=here)
    first, *others = [one for one in buurt.neighbours if one not in (buurt.vera, buurt.fien)]
    for one in others:
        says_so(one, here)
    says_so(others[0], here)
    passer.visits(here.get_absolute_url())
    passer.does_not_read("lieten al weten", "Vera", "Fien")
    buurt.els.visits(here.get_absolute_url())
    buurt.els.does_not_read("lieten al weten", "Vera", "Fien")
    says_so(first, here)
    first.reads("Er zijn genoeg buren.")
    passer.visits(here.get_absolute_url())
    passer.reads(f"{len(buurt.neighbours)} buren lieten al weten dat ze dat willen.")


def says_so(one: Neighbour, area: Area, *, also: Area | None = None) -> None:
    one.visits(area.get_absolute_url())
    if one.main.get_by_text("Jij liet het al weten.").count():
        return
    one.follows("Ik wil hier een platform")
    one.reads("Niemand ziet dat jij het was.")
    if also is not None:
        one.ticks(also.name)
    one.presses(f"Ja, ik wil een platform in {area.name}")


def they_are_introduced(buurt: Buurt) -> None:
    """Who says yes meets who says yes; who says no, or nothing, is known to nobody."""
    noor, daan, mira = buurt.noor, buurt.daan, buurt.mira
    question = f"Wil je kennismaken in {buurt.here.name}?"
    mira.opens_the_mail(question, "/kennismaken/")
    mira.chooses("Nee, nu niet")
    mira.presses("Verstuur mijn antwoord")
    mira.reads("Je zei nee. Dat weet niemand.")
    yes = [noor, buurt.vera, *buurt.more, buurt.fien][: buurt.numbers.yeses - 1]
    for one in [*yes, daan]:
        one.opens_the_mail(question, "/kennismaken/")
        one.chooses("Ja. Wie ook ja zegt, ziet dan mijn naam")
        if one is noor:
            one.fills("Wat wil je de anderen alvast zeggen?", HELLO)
        one.presses("Verstuur mijn antwoord")
        if one is not daan:
            one.reads("We wachten op meer buren")
            one.does_not_read("Noor")
    daan.reads("Wie erbij hoort", "Noor", "Vera", "Daan", HELLO)
    daan.does_not_read("Mira")
    buurt.group = urlsplit(daan.page.url).path.removesuffix("groep/")
    answer = mira.page.goto(f"{buurt.group}groep/")
    assert answer is not None
    assert answer.status == 403
    noor.opens_the_mail("Jullie groep begint", "/groep/")
    noor.fills("Zeg iets tegen de groep", "Fijn. Ik zet thee.")
    noor.presses("Zeg het")
    assert "Ik zet thee." in daan.got_mail("Noor zegt iets").text


# --- A start group ----------------------------------------------------------------------------------------------------
def somebody_is_appointed(buurt: Buurt) -> None:
    buurt.els.got_mail(f"Een nieuwe startgroep: {buurt.name}")
    buurt.els.visits(f"/beheer/platforms/platform/?q={buurt.here.name}")
    buurt.els.follows(buurt.name)
    buurt.els.does("Coördinator aanwijzen", "Deze persoon is nu coördinator", email=buurt.noor.email)


def they_take_steps(buurt: Buurt) -> None:
    noor, daan, passer = buurt.noor, buurt.daan, buurt.passer
    steps = Step.objects.count()
    for one, step in ((noor, "Elkaar kennen"), (daan, "Wie zijn er nog niet?")):
        one.visits(f"{buurt.group}groep/")
        one.follows("Jullie stappen")
        one.main.get_by_role("listitem").filter(has_text=step).get_by_role("link", name="Deze stap is gezet").click()
        one.fills("Hoe ging het?", "Met z’n vieren aan de thee.")
        one.presses("Deze stap is gezet")
        one.reads(f"Mooi. De stap ‘{step}’ is gezet.", "Met z’n vieren aan de thee.")
    passer.visits(f"/kweekvijver/?pagina={page_of(buurt)}")
    passer.follows(buurt.name)
    passer.reads(f"2 van de {steps} stappen gezet", "Startgroep", "Nog geen maatje")
    passer.does_not_read("Noor", "Daan", HELLO, "Deze stap is gezet")


def page_of(buurt: Buurt) -> int:
    """There may be more groups than fit on a page."""
    for number in range(1, 9):
        buurt.passer.visits(f"/kweekvijver/?pagina={number}")
        if buurt.passer.main.get_by_role("link", name=buurt.name, exact=True).count():
            return number
    raise AssertionError("The kweekvijver does not show the group.")


def a_platform_goes_along(buurt: Buurt) -> None:
    noor, driss = buurt.noor, buurt.driss
    noor.visits(f"{buurt.group}stappen/")
    noor.follows("Vraag een maatje")
    noor.fills("Zoek een platform op naam of buurt", buurt.buddy.name)
    noor.presses("Zoek")
    noor.chooses(buurt.buddy.name)
    noor.fills("Wat hoop je van dit maatje?", "Kom een keer thee drinken.")
    noor.presses("Vraag dit maatje")
    noor.reads(f"Gevraagd. {buurt.buddy.name} krijgt hierover een mail.")
    driss.opens_the_mail("vraagt jullie als maatje", "/maatje/")
    driss.reads("Kom een keer thee drinken.")
    driss.presses("Ja, wij zijn jullie maatje")
    noor.got_mail("is het maatje van")
    buurt.passer.visits(f"{buurt.group}stappen/")
    buurt.passer.reads(f"{buurt.buddy.name} loopt met deze groep mee.")


# --- Growing ----------------------------------------------------------------------------------------------------------
def it_grows(buurt: Buurt) -> None:
    """Twice a stage further: each with the word of the buddy, when the group itself says so."""
    noor, driss, passer = buurt.noor, buurt.driss, buurt.passer
    noor.visits(f"{buurt.group}fase/")
    expect(noor.main.get_by_role("link", name="Een fase verder")).to_have_count(0)
    for stage, word in (("In de kweekvijver", "Er komen elke week mensen."), ("Buurtplatform", "De buurt kent ze.")):
        driss.visits(f"{buurt.group}stappen/")
        driss.follows("Meer over het maatje")
        driss.reads(f"Klaar voor de volgende fase: {stage}?")
        driss.fills("Waaraan zie je dat?", word)
        driss.presses("Wij vinden deze groep er klaar voor")
        driss.reads("De groep weet nu dat jullie haar er klaar voor vinden.")
        noor.opens_the_mail("klaar voor de volgende fase", "/fase/")
        noor.follows("Een fase verder")
        noor.reads(f"De nieuwe fase is: {stage}.")
        noor.presses("Ga een fase verder")
        noor.reads("Dit veld is verplicht")
        noor.fills("Waarom?", f"{word} En wij vinden het ook.")
        noor.presses("Ga een fase verder")
        noor.reads("Gefeliciteerd! Jullie zijn een fase verder.")
        passer.visits(f"{buurt.group}fase/")
        passer.reads(stage, f"{word} En wij vinden het ook.", "Zo begon het.")
    passer.visits(buurt.here.get_absolute_url())
    passer.reads(buurt.name, "Buurtplatform")
    passer.does_not_read("Ik wil hier een platform")


def resting_is_no_shame(buurt: Buurt) -> None:
    noor, passer = buurt.noor, buurt.passer
    for verb, why, says, press in (
        ("Even rusten", "Het is zomer.", "Rust maar uit.", "Ga rusten"),
        ("Weer wakker worden", "Het is herfst.", "Goedemorgen!", "Word wakker"),
    ):
        noor.visits(f"{buurt.group}fase/")
        noor.follows(verb)
        noor.fills("Waarom?", why)
        noor.presses(press)
        noor.reads(says)
    passer.visits(f"{buurt.group}fase/")
    passer.reads("Rustend", "Het is zomer.", "Het is herfst.")
    passer.visits(buurt.group)
    passer.reads(buurt.name, "Buurtplatform")
