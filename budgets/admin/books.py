"""The desk of the ledger: what stands in it, putting a row right, and the receipts that wait to be looked at.

``MONEY_OF_ROUND`` and ``MONEY_OF_PLAN`` are the verbs that the desks of rounds and of plans have besides their own.
"""

from collections.abc import Mapping
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from budgets.access_books import of_entry, of_expense
from budgets.actions import books, entries, expenses, reserves
from budgets.admin.nothing import NoForm
from budgets.forms.books import (
    AdvanceForm,
    CarryOverForm,
    ClosingForm,
    CorrectForm,
    EndReportForm,
    GiveBackForm,
    SpendForm,
)
from budgets.forms.count import LotForm
from budgets.models import EndReport, Entry, Expense, Request, Round
from coalitie.lib.scoped_admin import ReasonForm, ScopedAdmin, ScopedRelatedFilter, Verb

NOT_NOW = _("Dat kan in deze fase niet, of je hebt zelf een deel in dit plan.")


def free_in(round_: Round, user: Any) -> Mapping[str, Any]:
    return {"most": round_.entries.free(), "rounds": entries.goes_to(round_, by=user)}


def to_pay_of(plan: Request, _user: Any) -> Mapping[str, Any]:
    return {"most": plan.entries.to_pay()}


def in_hand_of(plan: Request, _user: Any) -> Mapping[str, Any]:
    return {"most": plan.entries.in_hand()}


def told_of(plan: Request, _user: Any) -> Mapping[str, Any]:
    """What is there already, so that saving again does not lose it."""
    told = EndReport.objects.filter(request=plan).first()
    return {"initial": {name: getattr(told, name) for name in ("story", "achieved", "hours")} if told else {}}


MONEY_OF_ROUND = [
    Verb(
        "execute",
        _("Uitvoering laten beginnen"),
        books.execute,
        _("De uitvoering is begonnen. Je kunt nu voorschotten en uitgaven boeken."),
        _("De uitslag staat vast en het geld is toegezegd. Vanaf nu kunnen de plannen geld krijgen."),
        NoForm,
        _("Dat kan als de uitslag vaststaat."),
    ),
    Verb(
        "account",
        _("Verantwoording laten beginnen"),
        books.account,
        _("De verantwoording is begonnen. Wie een plan trekt, krijgt binnen een uur een mail: schrijf je eindverslag."),
        _("Op de afgesproken datum gaat dit vanzelf. Hiermee begin je eerder."),
        NoForm,
        _("Dat kan alleen tijdens de uitvoering."),
    ),
    Verb(
        "carry_over",
        _("Geld overzetten naar een andere ronde"),
        entries.carry_over,
        _("Het geld staat nu in de andere ronde."),
        _("Alleen geld dat vrij is. In een ronde met stemming telt het mee in het bedrag van die ronde."),
        CarryOverForm,
        _("Dat kan vanaf de uitvoering."),
        context=free_in,
    ),
    Verb(
        "draw_reserve_lot",
        _("Loten tussen reserves"),
        reserves.draw_lot,
        _("De loting staat bij de uitslag. De reserve die eerst werd getrokken, kan nu doorschuiven."),
        _("Er is vrij geld, en de reserves die aan de beurt zijn staan in alles gelijk. Loot in het openbaar."),
        LotForm,
        _("Er zijn nu geen reserves die gelijk staan."),
    ),
    Verb(
        "close",
        _("Ronde afsluiten"),
        books.close,
        _("De ronde is afgesloten. Het kasboek blijft open om te lezen."),
        _("Elk plan is afgerond of vervallen, en niemand heeft nog geld in handen."),
        ClosingForm,
        _("Dat kan na de verantwoording."),
    ),
]
MONEY_OF_PLAN = [
    Verb(
        "move_up",
        _("Laten doorschuiven"),
        books.move_up,
        _("Het plan krijgt het geld. Wie het indiende en trekt, krijgt een mail."),
        _("Van de reserves die in het vrije geld passen gaat die met de meeste stemmen voor. Jij kiest niet."),
        NoForm,
        NOT_NOW,
    ),
    Verb(
        "start",
        _("Begonnen"),
        books.start,
        _("Het plan is in uitvoering."),
        _("Zo ziet iedereen dat het werk begon. Wie het plan trekt, kan dit ook zelf zeggen."),
        NoForm,
        NOT_NOW,
    ),
    Verb(
        "advance",
        _("Voorschot boeken"),
        entries.advance,
        _("Het voorschot staat in het kasboek."),
        _("Geld dat je uitbetaalt aan de mensen van het plan, voordat zij het uitgeven."),
        AdvanceForm,
        NOT_NOW,
        context=to_pay_of,
    ),
    Verb(
        "spend",
        _("Uitgave boeken"),
        entries.spend,
        _("De uitgave staat in het kasboek. De bon is bewaard."),
        _("Wat de mensen van het plan uitgaven van het geld dat ze in handen hebben."),
        SpendForm,
        NOT_NOW,
        context=in_hand_of,
    ),
    Verb(
        "give_back",
        _("Teruggekomen geld boeken"),
        entries.give_back,
        _("Het geld is weer vrij voor de ronde."),
        _("Wat het plan niet nodig had en teruggaf."),
        GiveBackForm,
        NOT_NOW,
        context=in_hand_of,
    ),
    Verb(
        "tell",
        _("Eindverslag schrijven"),
        books.tell,
        _("Het eindverslag staat op de site."),
        _("Meestal doet iemand die het plan trekt dit. Schrijf het alleen samen met hen."),
        EndReportForm,
        NOT_NOW,
        context=told_of,
    ),
    Verb(
        "finish",
        _("Afronden"),
        books.finish,
        _("Het plan is afgerond. Wat niet nodig was, is weer vrij."),
        _("Het verslag is er, elke bon is bekeken en er is geen geld meer in handen."),
        NoForm,
        NOT_NOW,
    ),
    Verb(
        "lapse",
        _("Laten vervallen"),
        books.lapse,
        _("Het plan is vervallen. Wat nog niet was uitbetaald, is weer vrij."),
        _("Het plan gaat niet door. Wat is uitgegeven, blijft in het kasboek staan."),
        ReasonForm,
        NOT_NOW,
    ),
]


@admin.register(Entry)
class EntryAdmin(ScopedAdmin):
    list_display = ["round", "number", "on", "kind", "request", "purpose", "amount"]
    list_display_links = ["number"]
    list_filter = ["kind", ("round", ScopedRelatedFilter)]
    list_select_related = ["round", "request"]
    search_fields = ["purpose__unaccent"]
    ordering = ["-pk"]
    fields = readonly_fields = (
        *("round", "number", "on", "kind", "request", "amount", "purpose", "receipt_link"),
        *("corrects", "to_round", "by", "at"),
    )
    actions = None
    verbs = [
        Verb(
            "correct",
            _("Rechtzetten"),
            entries.correct,
            _("Er staat een regel bij die deze ongedaan maakt. Schrijf nu zo nodig de goede."),
            _("Een regel verandert nooit. Deze telt niet meer mee door een tweede regel, met jouw reden."),
            CorrectForm,
            _("Deze regel kun je niet rechtzetten, of je hebt zelf een deel in dit plan."),
        )
    ]

    def scope(self, rows: QuerySet, user: Any) -> QuerySet:
        return rows.moderated_by(user)  # type: ignore[attr-defined]

    def allowed(self, user: Any, obj: Entry) -> set[str]:
        return of_entry(user, obj)

    def on_site(self, obj: Entry) -> str:
        return f"{obj.round.get_absolute_url()}kasboek/"

    @admin.display(description=_("bon"))
    def receipt_link(self, obj: Entry) -> str:
        if not obj.receipt or obj.request is None:
            return "–"
        address = reverse("budgets:receipt", args=[obj.round.slug, obj.request.slug, obj.number])
        return format_html('<a href="{}">{}</a>', address, _("Open de bon"))


@admin.register(Expense)
class ExpenseAdmin(ScopedAdmin):
    list_display = ["purpose", "request", "amount", "own_money", "state", "at"]
    list_filter = ["state"]
    list_select_related = ["request__round"]
    ordering = ["decided_at", "at"]
    fields = readonly_fields = (
        *("request", "amount", "purpose", "on", "own_money", "receipt_link"),
        *("by", "at", "state", "reason", "decided_at"),
    )
    actions = None
    verbs = [
        Verb(
            "book",
            _("Boeken"),
            expenses.book,
            _("De uitgave staat in het kasboek. Wie hem inleverde, krijgt een mail."),
            _("Kijk eerst naar de bon: klopt het bedrag, hoort het bij het plan, staat er geen naam bij?"),
            NoForm,
            _("Deze bon is al bekeken, of hij is van een plan waar je zelf een deel in hebt."),
        ),
        Verb(
            "refuse",
            _("Niet boeken"),
            expenses.refuse,
            _("Wie de bon inleverde, krijgt je reden en kan hem opnieuw inleveren."),
            _("De bon wordt weggegooid."),
            ReasonForm,
            _("Deze bon is al bekeken, of hij is van een plan waar je zelf een deel in hebt."),
        ),
    ]

    def scope(self, rows: QuerySet, user: Any) -> QuerySet:
        return rows.moderated_by(user)  # type: ignore[attr-defined]

    def allowed(self, user: Any, obj: Expense) -> set[str]:
        return of_expense(user, obj)

    def on_site(self, obj: Expense) -> str:
        return obj.request.get_absolute_url()

    @admin.display(description=_("bon"))
    def receipt_link(self, obj: Expense) -> str:
        if not obj.receipt:
            return "–"
        plan = obj.request
        address = reverse("budgets:expense_receipt", args=[plan.round.slug, plan.slug, obj.pk])
        return format_html('<a href="{}">{}</a>', address, _("Open de bon"))
