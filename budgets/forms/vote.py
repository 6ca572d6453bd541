"""What a voter fills in, on the page and on paper, and what of it is wrong. Judged by the rules as they were frozen."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from budgets.actions.vote import Vote
from budgets.models import BallotForm, Request, Round, Status
from budgets.rules.elections import MOST_HELPED
from coalitie.lib.money import euros
from coalitie.lib.text import LineField, TextField
from platforms.models import Area

LEAST = 3
POINTS = 10
MOST_FIELDS = 300
PREFIX = "punten-"


def least(plans: Sequence[Request]) -> int:
    """On how many plans a voter says something, so that no plan is voted for alone."""
    return min(LEAST, sum(plan.status == Status.LISTED for plan in plans))


@dataclass
class Filled:
    """As typed: numbers on the list as text."""

    chosen: list[str] = field(default_factory=list)
    helped: list[str] = field(default_factory=list)
    points: list[tuple[str, str]] = field(default_factory=list)

    @classmethod
    def of(cls, data: QueryDict) -> "Filled":
        points = [
            (name.removeprefix(PREFIX), value.strip())
            for name, values in data.lists()
            for value in values
            if name.startswith(PREFIX) and value.strip() not in {"", "0"}
        ]
        return cls(data.getlist("keuze")[:MOST_FIELDS], data.getlist("help")[:MOST_FIELDS], points)


class Choice:
    """A filled-in ballot: ``errors`` in words for the voter, ``vote`` when there are none."""

    def __init__(self, round_: Round, plans: Sequence[Request], filled: Filled) -> None:
        self.round, self.filled = round_, filled
        self.plans = {plan.list_number: plan for plan in plans}
        self.errors: list[str] = []
        self.given: dict[int, int] = {}
        if round_.ballot_form == BallotForm.POINTS:
            self._read_points(filled.points)
        else:
            self._read_ticks(filled)
        self.least = least(plans)

    # --- Reading ------------------------------------------------------------------------------------------------------
    def _read_ticks(self, filled: Filled) -> None:
        helped = self._numbers(filled.helped if self.round.with_help else [])
        chosen = self._numbers(filled.chosen)
        # Who helps finds it a good plan too.
        self.given = {number: 2 if number in helped else 1 for number in sorted({*chosen, *helped})}
        if len(helped) > MOST_HELPED:
            words = now("Je kunt bij hooguit %(most)d plannen meehelpen, je kruiste er %(number)d aan.")
            self.errors.append(words % {"most": MOST_HELPED, "number": len(helped)})

    def _numbers(self, typed: Sequence[str]) -> list[int]:
        found: list[int] = []
        for each in typed:
            number = self._number(each)
            if number in found:
                self.errors.append(now("Plan %(number)d staat er twee keer in.") % {"number": number})
            elif number is not None:
                found.append(number)
        return found

    def _number(self, typed: str) -> int | None:
        number = whole(typed)
        plan = self.plans.get(number) if number is not None else None
        if plan is None:
            self.errors.append(now("Plan ‘%(number)s’ staat niet op deze lijst.") % {"number": typed[:20]})
            return None
        if plan.status != Status.LISTED:
            self.errors.append(
                now("Plan %(number)d is ingetrokken. Haal het weg en kies eventueel een ander.") % {"number": number}
            )
        return number

    def _read_points(self, typed: Sequence[tuple[str, str]]) -> None:
        numbers = self._numbers([name for name, _value in typed])
        for name, value in typed:
            number, points = whole(name), whole(value)
            if number not in numbers:
                continue
            if points is None or not 1 <= points <= POINTS:
                words = now("Geef plan %(number)d een heel aantal punten van 0 tot en met %(most)d.")
                self.errors.append(words % {"number": number, "most": POINTS})
                continue
            self.given[number] = points

    # --- Judging ------------------------------------------------------------------------------------------------------
    def is_whole(self) -> bool:
        """Whether it may go into the box; ``errors`` then says why not."""
        if not self.errors:
            self.errors.extend(JUDGES[BallotForm(self.round.ballot_form)](self))
        return not self.errors

    @property
    def vote(self) -> Vote:
        numbers = sorted(self.given)
        return Vote(tuple(numbers), tuple(self.given[number] for number in numbers))

    @property
    def chosen(self) -> list[Request]:
        return [plan for number, plan in sorted(self.plans.items()) if number in self.given]

    @property
    def helped(self) -> list[Request]:
        if self.round.ballot_form == BallotForm.POINTS:
            return []
        return [plan for plan in self.chosen if self.given[plan.list_number or 0] == 2]

    @property
    def total(self) -> Decimal:
        return sum((plan.fixed_total or Decimal(0) for plan in self.chosen), Decimal(0))

    @property
    def spent(self) -> int:
        return sum(self.given.values())

    def in_words(self) -> str:
        """The running total."""
        plans = ngettext("Je koos %(number)d plan.", "Je koos %(number)d plannen.", len(self.given))
        said = plans % {"number": len(self.given)}
        if self.round.ballot_form == BallotForm.POINTS:
            left = now("Je gaf %(spent)d van de %(all)d punten.") % {"spent": self.spent, "all": POINTS}
            return f"{said} {left}"
        cost = now("Samen vragen ze %(total)s.") if len(self.given) != 1 else now("Het vraagt %(total)s.")
        said += " " + cost % {"total": euros(self.total)} if self.given else ""
        if self.round.ballot_form == BallotForm.KNAPSACK:
            over = self.total - self.round.amount
            words = now("Dat is %(left)s te veel.") if over > 0 else now("Je hebt nog %(left)s te verdelen.")
            return f"{said} {words % {'left': euros(abs(over))}}"
        return said


def whole(typed: str) -> int | None:
    return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) <= 4 else None


def _enough(choice: Choice) -> list[str]:
    if len(choice.given) >= choice.least:
        return []
    words = ngettext(
        "Kies ten minste %(least)d plan. Je koos er %(number)d.",
        "Kies ten minste %(least)d plannen. Je koos er %(number)d.",
        choice.least,
    )
    return [words % {"least": choice.least, "number": len(choice.given)}]


def _not_too_many(choice: Choice) -> list[str]:
    most = choice.round.most_choices or 1
    if not choice.given:
        return [now("Kies ten minste één plan.")]
    if len(choice.given) <= most:
        return []
    words = ngettext(
        "Kies hooguit %(most)d plan. Je koos er %(number)d.",
        "Kies hooguit %(most)d plannen. Je koos er %(number)d.",
        most,
    )
    return [words % {"most": most, "number": len(choice.given)}]


def _within_the_money(choice: Choice) -> list[str]:
    if not choice.given:
        return [now("Kies ten minste één plan.")]
    if choice.total <= choice.round.amount:
        return []
    words = now("Samen kosten je plannen %(total)s. Er is %(amount)s. Haal iets weg.")
    return [words % {"total": euros(choice.total), "amount": euros(choice.round.amount)}]


def _all_points(choice: Choice) -> list[str]:
    found = []
    if choice.spent != POINTS:
        words = now("Verdeel precies %(all)d punten. Je gaf er %(spent)d.")
        found.append(words % {"all": POINTS, "spent": choice.spent})
    if len(choice.given) < choice.least:
        words = now("Geef punten aan ten minste %(least)d plannen. Je gaf ze aan %(number)d.")
        found.append(words % {"least": choice.least, "number": len(choice.given)})
    return found


JUDGES = {
    BallotForm.APPROVAL: _enough,
    BallotForm.APPROVAL_MAX: _not_too_many,
    BallotForm.KNAPSACK: _within_the_money,
    BallotForm.POINTS: _all_points,
}


# --- At the door ------------------------------------------------------------------------------------------------------
class CodeForm(forms.Form):
    code = forms.CharField(
        label=_("Je stemcode"),
        max_length=60,
        help_text=_("Twaalf letters en cijfers. Streepjes, spaties en kleine letters maken niet uit."),
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false", "size": 16}
        ),
        error_messages={"required": _("Vul de code uit je brief in.")},
    )


class LivesHereForm(forms.Form):
    """Where somebody lives is asked and not kept."""

    buurt = forms.ChoiceField(
        label=_("In welke buurt woon je?"),
        help_text=_("We onthouden alleen dat je in deze ronde mag stemmen, niet wat je hier kiest."),
        error_messages={"required": _("Kies je buurt."), "invalid_choice": _("Kies een buurt uit de lijst.")},
    )
    honest = forms.BooleanField(
        label=_("Ik woon in deze buurt"), error_messages={"required": _("Zet hier een vinkje als het klopt.")}
    )

    def __init__(self, data: QueryDict | None = None, *, buurten: Sequence[Area]) -> None:
        super().__init__(data)
        self.fields["buurt"].choices = [("", _("Kies je buurt")), *((each.code, each.name) for each in buurten)]  # type: ignore[attr-defined]


# --- At the desk ------------------------------------------------------------------------------------------------------
class WithdrawForm(forms.Form):
    batch = LineField(label=_("Oplage"), max_length=40, required=False)
    code = LineField(label=_("Of één code"), max_length=60, required=False)
    reason = TextField(
        label=_("Waarom?"),
        max_length=500,
        help_text=_("Staat in het openbare stemlogboek."),
        widget=forms.Textarea(attrs={"rows": 3, "cols": 60}),
    )

    def clean(self) -> dict[str, object]:
        cleaned = super().clean() or {}
        if bool(cleaned.get("batch")) == bool(cleaned.get("code")):
            self.add_error("batch", _("Vul een oplage in, of één code."))
        return cleaned


class SheetForm(forms.Form):
    sheet = LineField(label=_("Code van het biljet"), max_length=60)
    numbers = LineField(
        label=_("Nummers van de gekozen plannen"),
        max_length=600,
        required=False,
        help_text=_("Met een spatie ertussen. Bij punten schrijf je 3=5: plan 3 kreeg 5 punten."),
    )
    helps = LineField(
        label=_("Nummers met ‘ik help mee’"),
        max_length=100,
        required=False,
    )


def from_paper(round_: Round, numbers: str, helps: str) -> Filled:
    """``3 7 12``, or ``3=5 7=3 12=2`` for points."""
    words = numbers.replace(",", " ").split()
    if round_.ballot_form == BallotForm.POINTS:
        return Filled(points=[(name, value) for name, _sign, value in (word.partition("=") for word in words)])
    return Filled(chosen=words, helped=helps.replace(",", " ").split())


# --- At the box -------------------------------------------------------------------------------------------------------
class ReceiptForm(forms.Form):
    word = LineField(
        label=_("Je ontvangstwoord"),
        max_length=60,
        help_text=_("Drie woorden met streepjes ertussen, zoals ‘bakor-mikel-totas’."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
        error_messages={"required": _("Vul het woord in dat je na het stemmen kreeg.")},
    )

    def clean_word(self) -> str:
        return "-".join(self.cleaned_data["word"].lower().replace("-", " ").split())
