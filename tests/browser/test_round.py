"""A budget round, from its spelregels to closed books, played by everybody who is in it, without JavaScript.

Weeks go by through the dates in the database; what the worker does by itself is done by its own command. Codes come
from the function that prints them, for a letter is paper.
"""

import hashlib
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from django.core.management import call_command
from django.db import transaction
from django.utils import timezone
from playwright.sync_api import FilePayload, Locator, expect

from budgets.actions.codes import issue
from budgets.models import Round, Voter
from platforms.models import Role
from tests.browser.conftest import Visit
from tests.browser.street import Neighbour, Street, user
from tests.browser.test_every_page import come_in
from tests.budgets.books import PDF
from tests.budgets.voting import move_date

BENCHES, MUSIC, SEEDS = "Bankjes op het plein", "Muziek in het park", "Zaaidag op school"
QUESTION = "Mag het op die plek?"
NO = "De schooltuin is van de school, niet van de buurt."
DAYS = {"elaboration": 10, "listed": 20, "voting": 30, "counting": 37, "final": 45}
A_DAY = timedelta(days=1)
Job = Callable[..., None]


class Square(Street):
    """A street with two coordinators, and the page of its round."""

    page = ""

    def __init__(self, visit: Visit) -> None:
        super().__init__(visit)
        self.ilse = self.member("Ilse", role=Role.COORDINATOR)
        self.title = f"Plein {self.number}"

    @property
    def round(self) -> Round:
        return Round.objects.get(title=self.title)

    def plan(self, title: str) -> str:
        return f"{self.page}aanvragen/{title.lower().replace(' ', '-')}/"

    def time_passes(self, job: Job, **dates: Any) -> None:
        with transaction.atomic():
            move_date(self.round, **dates)
        job("advance_rounds")


def test_a_round_from_spelregels_to_closed_books(visit: Visit, job: Job) -> None:
    square = Square(visit)
    a_round_opens(square)
    plans_come_in(square)
    neighbours_carry_them(square)
    a_rule_changes(square)
    they_are_tested(square)
    a_no_is_turned_back(square)
    the_list_freezes(square, job)
    receipts = people_vote(square, job)
    paper_is_typed_in(square)
    the_box_opens(square, receipts, job)
    a_lot_decides(square, job)
    the_count_is_doubted(square)
    money_is_promised_and_spent(square, job)
    the_books_close(square, job)


# --- The rules --------------------------------------------------------------------------------------------------------
def a_round_opens(square: Square) -> None:
    carla = square.carla
    carla.finds_at_the_desk("Rondes", "ronde toevoegen")
    carla.fills("Titel", square.title)
    carla.main.get_by_label("Platforms").select_option(label=square.platform.name)
    carla.fills("Bedrag", "1.000")
    carla.fills("Waar dit geld voor is", "Voor een fijner plein.")
    carla.fills("Wat telt", "Het is voor iedereen.")
    carla.fills("Wie beslist wat", "De buurt stemt. Het platform toetst.")
    for way in ("Met een stemcode", "Leden van het platform", "Op papier"):
        carla.ticks(way)
    carla.main.get_by_label("Stembiljet").select_option(label="Kruis een beperkt aantal plannen aan")
    carla.fills("Hooguit zoveel plannen", "2")
    for name, days in DAYS.items():
        at = timezone.localtime(timezone.now() + days * A_DAY)
        carla.main.locator(f"#id_{name}_at_0").fill(f"{at:%d-%m-%Y}")
        carla.main.locator(f"#id_{name}_at_1").fill("12:00")
    carla.main.locator("#id_checklist-0-position").fill("1")
    carla.main.locator("#id_checklist-0-question").fill(QUESTION)
    carla.presses("Opslaan en opnieuw bewerken")
    carla.does("Openzetten", "De ronde is open en staat op de site.")
    carla.follows("Bekijk op de site")
    square.page = urlsplit(carla.page.url).path
    square.passer.visits("/buurtbudget/")
    square.passer.follows(square.title)
    square.passer.reads("€ 1.000", "Het is voor iedereen.", "Je kruist hooguit 2 plannen aan.", QUESTION)


def a_rule_changes(square: Square) -> None:
    carla, mira = square.carla, square.mira
    carla.finds_at_the_desk("Rondes", square.title)
    carla.fills("Wat telt", "Het is voor iedereen, ook voor wie slecht loopt.")
    carla.presses("Opslaan")
    carla.reads("Schrijf waarom de regels veranderen.")
    carla.fills("Waarom veranderen de regels?", "Het plein is nu niet voor iedereen te bereiken.")
    carla.presses("Opslaan")
    mira.opens_the_mail("De spelregels zijn veranderd", "/regels/")
    mira.reads("Versie 2", "Het plein is nu niet voor iedereen te bereiken.")
    expect(mira.main.get_by_role("insertion")).to_contain_text("slecht loopt")


# --- Plans ------------------------------------------------------------------------------------------------------------
def plans_come_in(square: Square) -> None:
    hands_in(square, square.mira, BENCHES, "600", carrier=square.dirk.email)
    hands_in(square, square.daan, MUSIC, "600", carrier=square.fien.email)
    hands_in(square, square.doortje, SEEDS, "300", carrier=f"vera{square.number}@example.org")


def hands_in(square: Square, one: Neighbour, title: str, cost: str, *, carrier: str) -> None:
    one.visits(square.page)
    one.follows("Dien een plan in")
    one.fills("Hoe heet je plan?", title)
    one.fills("Vertel het in één zin", f"{title}, voor jong en oud.")
    one.fills("Wat en waarom?", "Omdat we elkaar dan vaker zien.")
    one.presses("Verder")
    costs = one.main.get_by_role("group", name="Wat kost het?")
    costs.get_by_label("Wat (regel 1)").fill("Spullen")
    costs.get_by_label("Bedrag in euro’s (regel 1)").fill(cost)
    work = one.main.get_by_role("group", name="Wat doen jullie zelf?")
    work.get_by_label("Wat (regel 1)").fill("Opbouwen")
    work.get_by_label("Uren (regel 1)").fill("12")
    one.presses("Verder")
    one.reads(f"Dit plan vraagt € {cost}.", "Bewoners steken er zelf 12 uur in.", "2 trekkers nodig")
    one.presses("Indienen")
    one.reads("Je plan is ingediend.")
    one.follows("Vraag iemand mee te trekken")
    one.fills("E-mailadres van wie mee wil trekken", carrier)
    one.presses("Stuur de vraag")
    one.reads("De vraag is gemaild.")


def neighbours_carry_them(square: Square) -> None:
    """Two with an account, and one who gets it on the way."""
    vera = square.vera = Neighbour(square.visit(javascript=False, width=360), f"vera{square.number}@example.org")
    for one in (square.dirk, square.fien, vera):
        one.opens_the_mail("Wil je dit plan mee trekken?", "/trekken/")
        one.presses("Ja, ik trek mee")
    vera.gets_an_account("Vera")
    for one in (square.dirk, square.fien, vera):
        one.reads("Je trekt dit plan mee.", "2 trekkers")
    square.doortje.got_mail("trekt")


# --- The test, and a second look --------------------------------------------------------------------------------------
def they_are_tested(square: Square) -> None:
    carla, ilse = square.carla, square.ilse
    for title, cost in ((BENCHES, "600"), (MUSIC, "600"), (SEEDS, "")):
        carla.finds_at_the_desk("Aanvragen", title)
        carla.does("Laten toetsen", "Diegene krijgt een mail met de toets.", person=ilse.email)
        ilse.opens_the_mail("Wil je dit plan toetsen?", "/toets/")
        asked = ilse.main.get_by_role("group", name=QUESTION)
        asked.get_by_role("radio", name="Ja" if cost else "Nee").check()
        ilse.chooses("Ja, dit kan" if cost else "Nee, dit kan niet")
        if cost:
            ilse.fills("Wat kost het volgens jou", cost)
        else:
            ilse.presses("Versturen")
            ilse.reads("Schrijf bij elke ‘nee’ waarom.", "Bij ‘nee’ hoort een reden.")
            for why in ilse.main.get_by_label("Waarom?").all():
                why.fill(NO)
        ilse.presses("Versturen")
        ilse.reads("Je toets is verstuurd.", "Haalbaar" if cost else "Niet haalbaar")


def a_no_is_turned_back(square: Square) -> None:
    doortje, driss = square.doortje, square.driss
    doortje.opens_the_mail("Je plan gaat niet door", "/bezwaar/")
    doortje.reads(NO)
    doortje.fills("Waarom moet iemand opnieuw kijken?", "De school doet zelf mee.")
    doortje.presses("Vraag een tweede blik")
    doortje.reads("Iemand van een ander platform kijkt opnieuw.")
    driss.opens_the_mail("Kijk jij nog eens mee?", "/beheer/")
    driss.reads(NO, "De school doet zelf mee.")
    driss.follows("Antwoord geven")
    driss.chooses("Het besluit is teruggedraaid")
    driss.fills("Je antwoord", "De tuin staat open voor de hele buurt.")
    driss.presses("Antwoord geven")
    assert "De tuin staat open" in doortje.got_mail("Je krijgt gelijk").text
    square.passer.visits(square.plan(SEEDS))
    square.passer.reads("Haalbaar", NO, "De tuin staat open voor de hele buurt.")


# --- The list ---------------------------------------------------------------------------------------------------------
def the_list_freezes(square: Square, job: Job) -> None:
    now, passer, carla, mira = timezone.now(), square.passer, square.carla, square.mira
    square.time_passes(job, elaboration_at=now - 2 * A_DAY, listed_at=now - A_DAY)
    passer.visits(square.page)
    passer.reads("Stemlijst vast", "Niemand kan ze nog veranderen", f"1. {BENCHES}", f"2. {MUSIC}", f"3. {SEEDS}")
    link = passer.main.get_by_role("link", name="De hele tekst als JSON").get_attribute("href")
    assert link
    text = passer.page.request.get(link).body()
    passer.reads(hashlib.sha256(text).hexdigest())
    carla.finds_at_the_desk("Rondes", square.title)
    carla.reads("Het is voor iedereen, ook voor wie slecht loopt.")
    expect(carla.main.get_by_role("button", name="Opslaan")).to_have_count(0)
    mira.visits(square.plan(BENCHES))
    expect(mira.main.get_by_role("link", name="Trek het plan in")).to_have_count(0)
    answer = mira.page.goto(f"{square.plan(BENCHES)}bewerken/")
    assert answer is not None
    assert answer.status == 403


# --- The vote ---------------------------------------------------------------------------------------------------------
def people_vote(square: Square, job: Job) -> list[str]:
    """A letter that is used twice, a member, and a member with JavaScript."""
    square.time_passes(job, voting_at=timezone.now() - A_DAY / 2)
    letter, noor = issue(square.round, number=2, batch="brieven")[0], square.noor
    typed = Neighbour(square.visit(width=360), square.dirk.email)
    come_in(typed.page, user(typed))
    enters(square, noor, code=letter)
    chooses_too_many(noor)
    first = casts(noor, BENCHES, MUSIC)
    enters(square, noor, code=letter.lower())
    again = casts(noor, BENCHES, SEEDS)
    for one in (square.fien, typed):
        enters(square, one)
    total = typed.main.get_by_role("status")
    good(typed, BENCHES).check()
    expect(total).to_have_text("Je koos 1 plan. Het vraagt € 600.")
    return [first, again, casts(square.fien, MUSIC, SEEDS), casts(typed, BENCHES, SEEDS)]


def enters(square: Square, one: Neighbour, *, code: str = "") -> None:
    one.visits(square.page)
    one.follows("Stem mee")
    way = one.main.get_by_role("region", name="Met de code" if code else "Met je account")
    if code:
        way.get_by_label("Je stemcode").fill(code)
    way.get_by_role("button", name="Naar het stembiljet").click()
    one.reads("Je stembiljet", NO, "De tuin staat open voor de hele buurt.")


def chooses_too_many(one: Neighbour) -> None:
    for title in (BENCHES, MUSIC, SEEDS):
        good(one, title).check()
    one.presses("Reken uit")
    one.reads("Je koos 3 plannen. Samen vragen ze € 1.500.")
    one.presses("Controleer je stem")
    one.reads("Kies hooguit 2 plannen. Je koos er 3.", "Je stem zit nog niet in de bus.")


def casts(one: Neighbour, *titles: str) -> str:
    """The receipt."""
    for title in (BENCHES, MUSIC, SEEDS):
        good(one, title).set_checked(title in titles)
    one.presses("Controleer je stem")
    one.reads("Klopt je stem?", *titles)
    one.presses("Doe mijn stem in de bus")
    one.reads("Je stem zit in de bus")
    found = re.search(r"\w+-\w+-\w+", one.main.locator(".receipt").inner_text())
    assert found
    return found[0]


def good(one: Neighbour, title: str) -> Locator:
    return one.main.get_by_role("checkbox", name=re.compile(f"Goed plan.*{title}"))


def paper_is_typed_in(square: Square) -> None:
    carla, ilse = square.carla, square.ilse
    first, second = issue(square.round, number=2, batch="papier", way=Voter.PAPER)
    for one in (carla, ilse):
        one.finds_at_the_desk("Rondes", square.title)
    for one, sheet, numbers in ((carla, first, "2 3"), (ilse, first, "3 2"), (carla, second, "3")):
        one.does("Papieren biljet invoeren", "Bewaard.", sheet=sheet, numbers=numbers)
    ilse.follows("Papieren biljet invoeren")
    ilse.fills("Code van het biljet", second)
    ilse.fills("Nummers van de gekozen plannen", "1 3")
    ilse.presses("Papieren biljet invoeren")
    ilse.reads("Een ander las iets anders op dit biljet.")
    ilse.does_not_read("Carla")
    ilse.fills("Nummers van de gekozen plannen", "3")
    ilse.presses("Papieren biljet invoeren")
    ilse.reads("Bewaard.")


# --- The count --------------------------------------------------------------------------------------------------------
def the_box_opens(square: Square, receipts: list[str], job: Job) -> None:
    passer, (replaced, *kept) = square.passer, receipts
    square.time_passes(job, counting_at=timezone.now())
    passer.visits(square.page)
    passer.follows("De stembus en het stemlogboek")
    passer.reads("Uitgegeven6", "Niet gebruikt− 1", "Stembiljetten= 5", "Dat klopt.", "Alle 5 ontvangstwoorden", *kept)
    passer.does_not_read(replaced)
    for word, answer in ((kept[0], "Je stem zit in de bus en is meegeteld."), (replaced, "Stemde je vaker?")):
        passer.fills("Je ontvangstwoord", word)
        passer.presses("Zoek mijn stem")
        passer.reads(answer)


def a_lot_decides(square: Square, job: Job) -> None:
    passer, carla = square.passer, square.carla
    passer.visits(square.page)
    passer.follows("Hoe ver is de telling?")
    passer.reads("Eerst moet er worden geloot", BENCHES, MUSIC)
    passer.does_not_read(SEEDS)
    carla.opens_the_mail("Er moet worden geloot", "/beheer/")
    carla.does(
        "Loting invullen",
        "De loting staat op de site.",
        order="2, 1",
        reason="Op het plein, uit de hoed van Dirk.",
    )
    job("advance_rounds")
    passer.visits(square.page)
    passer.follows("Bekijk de uitslag")
    passer.reads(
        "Voorlopige uitslag",
        "5 mensen stemden, en 2 van de 3 plannen gaan door.",
        f"‘{BENCHES}’ en ‘{MUSIC}’ stonden gelijk. ‘{MUSIC}’ ging voor, omdat het bij de loting eerder werd getrokken.",
        "Op het plein, uit de hoed van Dirk.",
    )
    for title, why in (
        (SEEDS, "5 mensen betaalden elk € 60."),
        (MUSIC, "van de plannen die daar nog in pasten kreeg dit de meeste stemmen: 2 stemmen"),
        (BENCHES, "Minder dan vijf mensen kozen dit plan."),
    ):
        heading = passer.page.get_by_role("heading", name=title)
        expect(passer.main.get_by_role("listitem").filter(has=heading)).to_contain_text(why)


def the_count_is_doubted(square: Square) -> None:
    mira, driss, answer = square.mira, square.driss, "Twee en twee is gelijk. De loting was in het openbaar."
    mira.opens_the_mail("Je plan staat op de reservelijst", "/uitslag/")
    mira.follows("Maak bezwaar")
    mira.fills("Wat klopt er niet?", "Ik tel meer stemmen voor de bankjes.")
    mira.presses("Maak bezwaar")
    mira.reads("Je bezwaar is binnen.", "Nog niet beantwoord")
    driss.opens_the_mail("Kijk jij mee naar een uitslag?", "/beheer/")
    driss.reads("Ik tel meer stemmen voor de bankjes.")
    driss.follows("Antwoord geven")
    driss.chooses("De telling klopt.")
    driss.fills("Je antwoord", answer)
    driss.presses("Antwoord geven")
    mira.opens_the_mail("Antwoord op het bezwaar", "/uitslag/")
    mira.reads("De telling klopt", answer)


# --- The money --------------------------------------------------------------------------------------------------------
def money_is_promised_and_spent(square: Square, job: Job) -> None:
    carla, doortje = square.carla, square.doortje
    closed = square.round.counting_at
    assert closed
    square.time_passes(job, final_at=closed + timedelta(seconds=1))
    doortje.opens_the_mail(f"€ 300 voor je plan: {SEEDS}", "/aanvragen/")
    doortje.reads("Toegekend", "€ 300 toegezegd")
    carla.finds_at_the_desk("Rondes", square.title)
    carla.does("Uitvoering laten beginnen", "De uitvoering is begonnen.")
    carla.finds_at_the_desk("Aanvragen", SEEDS)
    carla.does("Voorschot boeken", "Het voorschot staat in het kasboek.", amount="200", purpose="Zaad en potten")
    doortje.visits(square.plan(SEEDS))
    doortje.presses("We zijn begonnen")
    doortje.follows("Lever een bon in")
    doortje.fills("Bedrag in euro’s", "149,50")
    doortje.fills("Waarvoor?", "Zaad")
    receipt = FilePayload(name="bon.pdf", mimeType="application/pdf", buffer=PDF)
    doortje.main.get_by_label("Bon", exact=True).set_input_files(receipt)
    doortje.presses("Lever in")
    doortje.reads("Je bon is ingeleverd.")
    carla.opens_the_mail("Een bon om te bekijken", "/beheer/")
    carla.does("Boeken", "De uitgave staat in het kasboek.")
    doortje.got_mail("Je bon is geboekt")
    carla.finds_at_the_desk("Aanvragen", SEEDS)
    carla.does(
        "Teruggekomen geld boeken",
        "Het geld is weer vrij voor de ronde.",
        amount="50,50",
        purpose="Potten gekregen",
    )


def the_books_close(square: Square, job: Job) -> None:
    carla, doortje, passer = square.carla, square.doortje, square.passer
    carla.finds_at_the_desk("Rondes", square.title)
    carla.does("Verantwoording laten beginnen", "De verantwoording is begonnen.")
    job("remind_budgets")
    doortje.opens_the_mail("Vertel hoe het ging", "/verslag/")
    doortje.fills("Wat hebben jullie gedaan?", "Met dertig kinderen gezaaid.")
    doortje.fills("Wat merkt de buurt ervan?", "Er staan zonnebloemen langs de straat.")
    doortje.fills("Hoeveel uur staken jullie er samen in?", "14,5")
    doortje.presses("Plaats het verslag")
    doortje.reads("Je verslag staat op de site.", "Met dertig kinderen gezaaid.")
    carla.opens_the_mail("Een eindverslag", "/beheer/")
    carla.does("Afronden", "Het plan is afgerond.")
    carla.finds_at_the_desk("Aanvragen", MUSIC)
    carla.does("Laten vervallen", "Het plan is vervallen.", reason="De band is uit elkaar.")
    square.daan.got_mail("Je plan is vervallen")
    carla.finds_at_the_desk("Rondes", square.title)
    carla.does("Ronde afsluiten", "De ronde is afgesloten.", story="Er is gezaaid. De muziek komt volgend jaar.")
    square.mira.opens_the_mail("De ronde is afgesloten", "/kasboek/")
    passer.visits(square.page)
    passer.follows("Open het kasboek: elk bedrag, voor iedereen")
    passer.reads(
        "Er is gezaaid. De muziek komt volgend jaar.",
        "Uitgegeven, met bon€ 149,50",
        "Nog vrij€ 850,50",
        "Eigen werk: 14,5 uur gedaan van 12 beloofd.",
        "Stond op de reservelijst. Sinds de verantwoording begon, gaat geld dat vrijkomt over naar een volgende ronde.",
    )
    passer.does_not_read("Doortje", "Carla")
    job("check_ledger")
    for proof in ("check_box", "recount"):
        call_command(proof, square.round.slug)
