"""What somebody fills in who asks for money: the plan, what it costs, and who carries it."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any
from uuid import uuid4

from django import forms
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from budgets.models import CostLine, Request, Round
from coalitie.lib.money import MoneyField, euros, typed
from coalitie.lib.text import LineField, TextField
from coalitie.people.models import Person
from initiatives.models import Initiative

Kind = CostLine.Kind
MOST_ROWS = 40
EMPTY_ROWS = 2


class PlanForm(forms.Form):
    """Step 1: what and why."""

    sleutel = forms.UUIDField(widget=forms.HiddenInput)
    title = LineField(
        label=_("Hoe heet je plan?"),
        max_length=100,
        help_text=_("Een paar woorden, bijvoorbeeld ‘Bankjes op het plein’."),
    )
    summary = LineField(
        label=_("Vertel het in één zin"),
        max_length=200,
        help_text=_("Deze zin staat in de lijst en op het stembiljet."),
    )
    story = TextField(
        label=_("Wat en waarom?"),
        max_length=8000,
        help_text=_("Wat gaat er gebeuren, voor wie, en waarom is het nodig?"),
        widget=forms.Textarea(attrs={"rows": 8}),
    )
    place = LineField(
        label=_("Waar precies?"),
        max_length=200,
        required=False,
        help_text=_("Een straat, plein of gebouw. Geen huisnummer van jezelf: iedereen kan dit lezen."),
    )
    shows_author = forms.BooleanField(
        label=_("Zet mijn naam bij het plan"),
        required=False,
        help_text=_("Laat je dit leeg, dan staat er ‘een buurtbewoner’. Wie de ronde leidt weet wel wie je bent."),
    )
    initiatief = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(
        self, data: QueryDict | None = None, *, user: Person, initial: Mapping[str, object] | None = None
    ) -> None:
        super().__init__(data, initial={"sleutel": uuid4(), **(initial or {})})
        slug = str((self.initial if data is None else data).get("initiatief") or "")
        self.initiative = find_initiative(slug, user)
        if self.initiative is not None and data is None:
            source = self.initiative
            for name in ("title", "summary", "story", "place"):
                self.initial.setdefault(name, getattr(source, name))

    def words(self) -> dict[str, Any]:
        texts = {name: self.cleaned_data[name] for name in ("title", "summary", "story", "place", "shows_author")}
        return {**texts, "initiative": self.initiative}


def find_initiative(slug: str, user: Person) -> Initiative | None:
    """Whoever may not see it just writes a plan of its own."""
    if not slug or "\x00" in slug:
        return None
    return Initiative.objects.visible_to(user).published().defer("search").filter(slug=slug[:110]).first()


class MoneyRow(forms.Form):
    what = LineField(label=_("Wat"), max_length=120, required=False)
    amount = MoneyField(label=_("Bedrag in euro’s"), required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("amount") is not None and not cleaned.get("what") and "what" not in self.errors:
            self.add_error("what", _("Schrijf waar dit bedrag voor is."))
        return cleaned


class WorkRow(forms.Form):
    what = LineField(label=_("Wat"), max_length=120, required=False)
    hours = forms.DecimalField(
        label=_("Uren"),
        required=False,
        localize=True,
        min_value=Decimal("0.5"),
        max_digits=6,
        decimal_places=1,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
        error_messages={"invalid": _("Vul een aantal uren in, bijvoorbeeld 12 of 2,5.")},
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        what, hours = cleaned.get("what"), cleaned.get("hours")
        if hours is not None and not what and "what" not in self.errors:
            self.add_error("what", _("Schrijf wat jullie zelf doen."))
        if what and hours is None and "hours" not in self.errors:
            self.add_error("hours", _("Schrijf hoeveel uur ongeveer."))
        return cleaned


ROWS: dict[str, type[forms.Form]] = {Kind.COST: MoneyRow, Kind.INCOME: MoneyRow, Kind.OWN_WORK: WorkRow}


class LinesForm:
    """Step 2: the lines of the estimate, in three lists. A row left empty is no line; an amount left empty is unknown.

    ``meer`` in what was sent names the list that gets another row; nothing is judged then.
    """

    def __init__(self, data: QueryDict | None = None, *, round_: Round, request: Request | None = None) -> None:
        self.round = round_
        self.is_bound = data is not None
        self.adds = data.get("meer", "") if data is not None else ""
        self.errors: list[str] = []
        saved = list(request.lines.all()) if request is not None and data is None else []
        self.rows = {kind: self._rows(kind, form, data, saved) for kind, form in ROWS.items()}

    def _rows(self, kind: str, form: type[forms.Form], data: QueryDict | None, saved: list[CostLine]) -> list:
        if data is not None:
            many = min(sum(f"{kind}-{place}-what" in data for place in range(MOST_ROWS)), MOST_ROWS)
            bound = None if self.adds else data
            extra = 1 if self.adds == kind and many < MOST_ROWS else 0
            initial = [{name: data.get(f"{kind}-{n}-{name}", "") for name in form.base_fields} for n in range(many)]
            initial += [{} for _row in range(extra)]
        else:
            bound = None
            initial = [initial_of(line) for line in saved if line.kind == kind]
            initial += [{} for _row in range(EMPTY_ROWS if kind == Kind.COST else 1)]
        return [form(bound, prefix=f"{kind}-{place}", initial=row) for place, row in enumerate(initial)]

    @property
    def lists(self) -> Iterator[dict[str, Any]]:
        for kind, rows in self.rows.items():
            yield {"kind": kind, "title": TITLES[kind], "explained": EXPLAINED[kind], "rows": rows, "more": MORE[kind]}

    def is_valid(self) -> bool:
        if not self.is_bound or self.adds:
            return False
        judged = [row.is_valid() for rows in self.rows.values() for row in rows]
        if not all(judged):
            return False
        lines = self.lines()
        costs = [line for line in lines if line.kind == Kind.COST]
        if not costs:
            self.errors.append(gettext("Schrijf ten minste één ding op dat geld kost."))
        total = total_of(lines)
        if total is not None and costs and total <= 0:
            self.errors.append(gettext("Er komt meer geld van elders dan het plan kost, of evenveel."))
        if total is not None and total > self.round.amount:
            words = gettext("Je vraagt %(total)s. In deze ronde zit %(amount)s.")
            self.errors.append(words % {"total": euros(total), "amount": euros(self.round.amount)})
        return not self.errors

    def lines(self) -> list[CostLine]:
        filled = [
            (kind, row.cleaned_data) for kind, rows in self.rows.items() for row in rows if row.cleaned_data.get("what")
        ]
        return [
            CostLine(position=place, kind=kind, what=row["what"], amount=row.get("amount"), hours=row.get("hours"))
            for place, (kind, row) in enumerate(filled)
        ]

    @property
    def summary(self) -> list[tuple[str, str, str]]:
        """(id of the field, its words, what is wrong) for the list on top."""
        return [
            (field.id_for_label, str(field.label), error)
            for rows in self.rows.values()
            for row in rows
            for field in row
            for error in field.errors
        ]


def initial_of(line: CostLine) -> dict[str, Any]:
    if line.kind == Kind.OWN_WORK:
        return {"what": line.what, "hours": line.hours}
    return {"what": line.what, "amount": typed(line.amount)}


def total_of(lines: list[CostLine]) -> Decimal | None:
    """What it asks for; None as long as an amount is unknown."""
    money = [line for line in lines if line.kind != Kind.OWN_WORK]
    if any(line.amount is None for line in money):
        return None
    signed = (line.amount if line.kind == Kind.COST else -line.amount for line in money if line.amount is not None)
    return sum(signed, Decimal("0.00"))


TITLES: dict[str, str | Promise] = {
    Kind.COST: _("Wat kost het?"),
    Kind.INCOME: _("Komt er geld van elders?"),
    Kind.OWN_WORK: _("Wat doen jullie zelf?"),
}
EXPLAINED: dict[str, str | Promise] = {
    Kind.COST: _("Een regel voor elk ding dat je koopt of huurt. Weet je een bedrag nog niet? Laat het leeg."),
    Kind.INCOME: _("Bijvoorbeeld van een fonds of uit een inzameling. Dat gaat af van wat je vraagt."),
    Kind.OWN_WORK: _("In uren. We rekenen het nooit om in geld, maar iedereen ziet wat jullie erin steken."),
}
MORE: dict[str, str | Promise] = {
    Kind.COST: _("Nog een regel met kosten"),
    Kind.INCOME: _("Nog een regel met geld van elders"),
    Kind.OWN_WORK: _("Nog een regel met eigen werk"),
}


class InviteForm(forms.Form):
    email = forms.EmailField(
        label=_("E-mailadres van wie mee wil trekken"),
        max_length=254,
        help_text=_("Diegene krijgt een mail met je vraag en zegt zelf ja of nee."),
    )


class WhyForm(forms.Form):
    reason = TextField(label=_("Waarom?"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4}))


class CarryForm(forms.Form):
    shows_name = forms.BooleanField(
        label=_("Zet mijn naam bij het plan"),
        required=False,
        help_text=_("Laat je dit leeg, dan tel je mee zonder naam."),
    )
