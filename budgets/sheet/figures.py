"""What the value sheet tells, and how each of it is counted, in words that stand beside the number."""

from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from coalitie.pages.models.value import ValueSlug

SMALL = 5
"""Fewer people than this are not told; see ``withhold``."""


class Unit(StrEnum):
    NUMBER = "number"
    HOURS = "hours"
    """Stored in tenths."""
    EUROS = "euros"
    """Stored in cents."""


@dataclass(frozen=True)
class Figure:
    name: str
    title: Promise
    rule: Promise
    unit: Unit = Unit.NUMBER
    of_people: bool = False
    """Counts people, so a small number of it would point at somebody."""


PEOPLE = (
    Figure(
        "people",
        _("mensen deden mee"),
        _(
            "Mensen met een account die zich in deze tijd bij een initiatief aansloten, ieder één keer. Wie later "
            "stopte, telt mee. Wie het account wiste, niet meer."
        ),
        of_people=True,
    ),
    Figure(
        "once",
        _("voor het eerst"),
        _("Van wie meedeed: voor wie dit het eerste initiatief was. Bij een platform telt alleen dat platform."),
        of_people=True,
    ),
    Figure(
        "again",
        _("opnieuw"),
        _("Van wie meedeed: wie zich ook al eerder bij een ander initiatief aansloot."),
        of_people=True,
    ),
    Figure(
        "visits",
        _("bezoeken aan activiteiten"),
        _("Hoeveel mensen er kwamen, opgeteld uit de verslagen. Wie drie keer komt, telt drie keer."),
        of_people=True,
    ),
    Figure(
        "new_faces",
        _("nieuwe gezichten"),
        _("Bezoekers die er volgens het verslag voor het eerst waren. Niet elk verslag noemt dit."),
        of_people=True,
    ),
    Figure(
        "reached",
        _("mensen bereikt"),
        _("Wat trekkers bij een afgerond initiatief opschreven, geteld of geschat. Dubbele mensen tellen dubbel."),
        of_people=True,
    ),
)
WORK = (
    Figure("initiatives", _("initiatieven begonnen"), _("Initiatieven die in deze tijd op de site kwamen.")),
    Figure("results", _("resultaten"), _("Initiatieven waarvan is opgeschreven wat ze bereikten.")),
    Figure(
        "activities",
        _("activiteiten en bijeenkomsten"),
        _("Wat in de agenda stond, voorbij is en doorging. Elke datum van een reeks telt."),
    ),
    Figure("reported", _("verslagen"), _("Activiteiten waarvan is opgeschreven hoeveel mensen er kwamen.")),
    Figure(
        "hours_given",
        _("uren eigen werk"),
        _(
            "Uren die trekkers opschreven bij een resultaat of een eindverslag. Vertellen beide over hetzelfde werk, "
            "dan telt alleen het resultaat. We rekenen uren nooit om in geld."
        ),
        Unit.HOURS,
    ),
    Figure(
        "hours_present",
        _("uren bij elkaar"),
        _("Per verslag: hoeveel mensen er kwamen maal hoelang de activiteit duurde."),
        Unit.HOURS,
        of_people=True,
    ),
)
MONEY = (
    Figure(
        "funded",
        _("beschikbaar voor plannen"),
        _("Geld dat volgens het kasboek in budgetrondes kwam. Een ronde van meer platforms telt alleen bij alles."),
        Unit.EUROS,
    ),
    Figure(
        "promised",
        _("toegezegd aan plannen"),
        _("Toezeggingen in het kasboek, min wat verviel of terugkwam."),
        Unit.EUROS,
    ),
    Figure("paid", _("uitbetaald"), _("Voorschotten in het kasboek, min wat terugkwam."), Unit.EUROS),
    Figure("spent", _("uitgegeven"), _("Uitgaven in het kasboek, elk met een bon."), Unit.EUROS),
)
QUESTIONS = (
    Figure("asked", _("vragen gesteld"), _("Vragen aan gemeente, corporaties en anderen, op de dag van versturen.")),
    Figure(
        "answered", _("beantwoord"), _("Van die vragen: waarop nu een antwoord is. Een ontvangstbevestiging telt niet.")
    ),
    Figure("open", _("nog open"), _("Van die vragen: wat nu nog op antwoord wacht.")),
)
REACH = (
    Figure(
        "buurten",
        _("buurten om voor te werken"),
        _("Bij een platform: de buurten waar het voor werkt. Verder: alle bewoonde buurten."),
    ),
    Figure(
        "buurten_active",
        _("buurten waar iets gebeurde"),
        _("Van die buurten: waar in deze tijd een initiatief begon of een activiteit was."),
    ),
    Figure("step_free", _("activiteiten zonder drempel"), _("Activiteiten waar je met een rolstoel in kunt.")),
    Figure("childcare", _("activiteiten met kinderopvang"), _("Activiteiten waarbij dat op de pagina staat.")),
    Figure("in_languages", _("activiteiten in meer talen"), _("Activiteiten waarbij staat welke talen er klinken.")),
)
VALUES = tuple(
    Figure(
        f"value_{slug}",
        slug.label,
        _("Initiatieven die worden geprobeerd, lopen of zijn afgerond en die zelf deze waarde noemen. Meer mag."),
    )
    for slug in ValueSlug
)
FIGURES = {figure.name: figure for figure in (*PEOPLE, *WORK, *MONEY, *QUESTIONS, *REACH, *VALUES)}
OF_PEOPLE = tuple(name for name, figure in FIGURES.items() if figure.of_people)
