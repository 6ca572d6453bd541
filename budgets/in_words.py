"""The rules of a round as sentences for who reads its page, made from the same settings by which it is run."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import Field
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from budgets.models import BallotForm, CostLine, Kind, Phase, Revision, Round, Rule, Stop, TooDear, Voter
from budgets.models.objection import OBJECT_DAYS
from coalitie.discussion.diff import Part, changes
from coalitie.lib.dates import moment
from coalitie.lib.money import euros

WORTH = [Decimal(worth) for worth in (10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10_000, 50_000, 250_000)]
MOST_DOTS = 120
# The date at which a phase begins.
BEGINS: dict[Phase, str] = {
    Phase.IDEAS: "ideas_at",
    Phase.ELABORATION: "elaboration_at",
    Phase.LISTED: "listed_at",
    Phase.VOTING: "voting_at",
    Phase.COUNTING: "counting_at",
    Phase.FINAL: "final_at",
    Phase.RUNNING: "ideas_at",
    Phase.ACCOUNTING: "accounting_at",
    Phase.CLOSED: "closes_at",
}


# --- Money ------------------------------------------------------------------------------------------------------------
def money(amount: Decimal, promised: Decimal) -> dict[str, Any]:
    """The amount as a field of dots: how many are full, how many there are, and the same in words."""
    worth = next((worth for worth in WORTH if amount / worth <= MOST_DOTS), WORTH[-1])
    total = min(max(int(amount / worth), 1), 200)
    spent = min(int(promised / worth), total)
    said = _("%(total)s. Elk bolletje is %(worth)s.") % {"total": euros(amount), "worth": euros(worth)}
    if promised:
        said += " " + _("Toegezegd: %(promised)s.") % {"promised": euros(promised)}
    return {"spent": spent, "total": total, "words": said}


# --- Time -------------------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Step:
    label: str
    at: str
    state: str  # done, now or later
    explained: str


def steps(round_: Round) -> Iterator[Step]:
    """The phases that it passes, with their dates and where it is now."""
    path = Kind(round_.kind).path[1:]
    here = path.index(Phase(round_.phase)) if round_.phase in path else -1
    for place, phase in enumerate(path):
        column = BEGINS.get(phase)
        value: datetime | None = getattr(round_, column) if column else None
        if phase == Phase.FINAL and round_.kind == Kind.AWARD:
            value = None
        state = "done" if place < here else "now" if place == here else "later"
        yield Step(str(phase.label), moment(value), state, phase.explained if state == "now" else "")


def next_words(round_: Round) -> str:
    """What comes next and when, or who decides when."""
    to = round_.next_phase
    if to is None or round_.phase == Phase.DRAFT:
        return ""
    if round_.held_at:
        return _("De ronde ligt stil sinds %(when)s. De data schuiven misschien op.") % {"when": moment(round_.held_at)}
    if round_.phase in (Phase.IDEAS, Phase.RUNNING) and round_.ideas_at and round_.ideas_at > timezone.now():
        return _("Indienen kan vanaf %(when)s.") % {"when": moment(round_.ideas_at)}
    if round_.next_at:
        return _("Daarna: %(phase)s, vanaf %(when)s.") % {"phase": to.label.lower(), "when": moment(round_.next_at)}
    return _("Daarna: %(phase)s.") % {"phase": to.label.lower()}


# --- Rules ------------------------------------------------------------------------------------------------------------
def how_counted(round_: Round) -> list[str]:
    """How ballots become an outcome; for the other kinds who decides without a vote."""
    if round_.kind != Kind.VOTE:
        return [
            Kind(round_.kind).explained,
            _("Wie zelf bij een aanvraag betrokken is, zegt dat en beslist daar niet over mee."),
            _("Bij elk besluit staat de reden. Tegen een ‘nee’ kun je bezwaar maken."),
        ]
    said = list(_the_rule(round_))
    if round_.threshold:
        words = ngettext(
            "Een plan heeft ten minste %(number)d stem nodig.",
            "Een plan heeft ten minste %(number)d stemmen nodig.",
            round_.threshold,
        )
        said.append(words % {"number": round_.threshold})
    said.append(
        _(
            "Staan plannen gelijk? Dan gaat het goedkoopste voor, dan het plan met de meeste stemmen, dan het plan met "
            "de meeste helpers. Helpt dat niet, dan beslist een loting die vóór het tellen in het openbaar is gedaan."
        )
    )
    said.append(
        _(
            "Valt een gekozen plan af, dan krijgt de eerste reserve die past het geld. Dat kan tot de verantwoording "
            "begint. Wat daarna vrijkomt, gaat over naar een volgende ronde."
        )
    )
    return said


def _the_rule(round_: Round) -> Iterator[str]:
    if round_.rule == Rule.MOST_VOTES:
        yield _("Het plan met de meeste stemmen gaat eerst, dan het volgende, tot het geld op is.")
        yield str(TOO_DEAR[TooDear(round_.too_dear)])
        return
    yield _(
        "We tellen met gelijke aandelen. Ieder die stemt, heeft een even groot deel van het geld. Een plan komt erdoor "
        "als de mensen die het kozen het samen kunnen betalen. Zo telt elke groep in de buurt mee, groot of klein."
    )
    yield str(STOPS[Stop(round_.stop)])
    if round_.completion:
        yield _("Blijft er geld over, dan gaat dat naar plannen die nog passen, die met de meeste stemmen eerst.")
    if round_.compare_below:
        yield _(
            "We rekenen ook uit wat ‘meeste stemmen’ zou geven. Stemmen er minder dan %(number)d mensen, en zijn meer "
            "mensen met die uitslag beter af, dan geldt die."
        ) % {"number": round_.compare_below}


STOPS = {
    Stop.EXHAUSTIVE: gettext_lazy("De aandelen gaan steeds een euro omhoog, tot er geen plan meer bij past."),
    Stop.OVERSPEND: gettext_lazy("De aandelen gaan steeds een euro omhoog, tot de volgende stap te duur is."),
}
TOO_DEAR = {
    TooDear.SKIP: gettext_lazy("Past een plan niet meer, dan slaan we het over en kijken we naar het volgende."),
    TooDear.STOP: gettext_lazy("Past een plan niet meer, dan stopt het tellen daar."),
    TooDear.PART: gettext_lazy("Past een plan niet meer, dan krijgt het wat er nog is en stopt het tellen daar."),
}


def to_object(round_: Round) -> str:
    """What who gets a "no" may count on."""
    days = ngettext("%(number)d dag", "%(number)d dagen", OBJECT_DAYS) % {"number": OBJECT_DAYS}
    always = _("Krijgt een plan een ‘nee’, dan is er altijd ten minste %(days)s om bezwaar te maken.") % {"days": days}
    if round_.kind == Kind.VOTE:
        waits = _("Komt de ‘nee’ vlak voor de stemlijst, dan wacht de stemlijst daarop.")
    else:
        waits = _("De ronde wacht daarop.")
    return f"{always} {waits}"


def ballot_words(round_: Round) -> list[str]:
    said = [str(BALLOTS[BallotForm(round_.ballot_form)]) % {"most": round_.most_choices or 0}]
    if round_.with_help:
        said.append(_("Je kunt bij hooguit drie plannen ook aankruisen: ‘en ik help mee’. Dan telt jouw deel dubbel."))
    return said


BALLOTS = {
    BallotForm.APPROVAL: gettext_lazy("Je kruist elk plan aan dat je goed vindt: ten minste drie, er is geen maximum."),
    BallotForm.APPROVAL_MAX: gettext_lazy("Je kruist hooguit %(most)d plannen aan."),
    BallotForm.KNAPSACK: gettext_lazy("Je kiest plannen tot het hele bedrag is verdeeld."),
    BallotForm.POINTS: gettext_lazy("Je verdeelt tien punten over ten minste drie plannen."),
}


def voters(round_: Round) -> list[str]:
    return [str(way.label) for way in Voter if way in round_.voters]


# --- Versions ---------------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Change:
    label: str
    parts: list[Part]


def differences(before: Revision, after: Revision) -> list[Change]:
    """What one version says otherwise than the one before it, word by word."""
    old, new = before.data, after.data
    found = [
        Change(_label(name), changes(shown(name, old["rules"].get(name)), shown(name, value)))
        for name, value in new["rules"].items()
        if old["rules"].get(name) != value
    ]
    if old["list"] != new["list"]:
        found.append(Change(_("Stemlijst"), changes(_list_words(old["list"]), _list_words(new["list"]))))
    return found


def shown(name: str, value: Any) -> str:
    """A value of the canonical text as a reader writes it."""
    if value is None or value == "" or value == []:
        return "–"
    if isinstance(value, bool):
        return _("ja") if value else _("nee")
    if name.endswith("_at"):
        return moment(datetime.fromisoformat(value))
    if name == "amount":
        return euros(Decimal(value))
    if name == "voters":
        return ", ".join(str(Voter(way).label) for way in value)
    if isinstance(value, list):
        return ", ".join(value)
    return _choices(name).get(value, str(value))


def _choices(name: str) -> dict[str, str]:
    field: Any = _field(name)
    return {key: str(words) for key, words in (getattr(field, "choices", None) or ())}


def _label(name: str) -> str:
    field: Any = _field(name)
    words = str(getattr(field, "verbose_name", name))
    return words[:1].upper() + words[1:]


def _field(name: str) -> Field | Any:
    return Round._meta.get_field(name)


def _list_words(plans: list[dict[str, Any]]) -> str:
    return "\n".join(f"{plan['number']}. {plan['title']} ({euros(Decimal(plan['total']))})" for plan in plans)


# --- A plan -----------------------------------------------------------------------------------------------------------
LINES = (
    (CostLine.Kind.COST, gettext_lazy("Kosten")),
    (CostLine.Kind.INCOME, gettext_lazy("Geld van elders")),
    (CostLine.Kind.OWN_WORK, gettext_lazy("Eigen werk")),
)


def asked(plan: Any, total: Decimal | None) -> list[str]:
    """What it asks for and what that is made of. ``plan`` comes from ``with_money``."""
    if total is None:
        unknown = plan.unknown if plan.costs is not None else 0
        words = ngettext(
            "Van %(number)d regel is het bedrag nog niet bekend. Zolang dat zo is, kan het plan niet op de lijst.",
            "Van %(number)d regels is het bedrag nog niet bekend. Zolang dat zo is, kan het plan niet op de lijst.",
            unknown,
        )
        return [words % {"number": unknown}] if unknown else [_("Er staan nog geen kosten bij dit plan.")]
    said = [_("Dit plan vraagt %(total)s.") % {"total": euros(total)}]
    if plan.income:
        words = _("Het kost %(costs)s, en %(income)s daarvan komt van elders.")
        said.append(words % {"costs": euros(plan.costs), "income": euros(plan.income)})
    if plan.own_hours:
        said.append(_("Bewoners steken er zelf %(hours)s uur in.") % {"hours": tenths(plan.own_hours)})
    return said


def tenths(hours: Decimal) -> str:
    return f"{hours:.1f}".removesuffix(".0").replace(".", ",")


def carried(carrying: int, needed: int | None) -> str:
    people = ngettext("%(number)d trekker", "%(number)d trekkers", carrying) % {"number": carrying}
    if needed is None:
        return _("%(people)s. Hoeveel er nodig zijn, hangt af van het bedrag.") % {"people": people}
    lacks = needed - carrying
    if lacks <= 0:
        return _("%(people)s, dat is genoeg.") % {"people": people}
    more = ngettext("nog %(number)d trekker nodig", "nog %(number)d trekkers nodig", lacks) % {"number": lacks}
    return f"{people}, {more}."
