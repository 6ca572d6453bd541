"""The desk of a round: make it, open it, change its rules with a reason, hold it, stop it."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from budgets.access import of_round
from budgets.actions.assessments import publish_all
from budgets.actions.box import abort
from budgets.actions.count import count_again, draw_lot
from budgets.actions.panel import finish, give_seat, leave_seat
from budgets.actions.rules import ALL_DATES, begin, change_rules, open_round
from budgets.admin.books import MONEY_OF_ROUND
from budgets.admin.nothing import NoForm
from budgets.admin.paper import read_sheet, take_back
from budgets.forms.areas import AreasField
from budgets.forms.count import LotForm
from budgets.forms.desk import AssignForm, SeatForm
from budgets.forms.round import CheckPointForm, RoundForm
from budgets.forms.vote import SheetForm, WithdrawForm
from budgets.in_words import voters as voters_in_words
from budgets.models import CheckPoint, Phase, Round
from coalitie.lib.scoped_admin import ReasonForm, ScopedAdmin, ScopedInline, Verb, at_a_desk
from coalitie.people.access import signed_in
from platforms.models import Platform


class ChecklistInline(ScopedInline):
    """Published with the round, and from then on the same for every plan."""

    model = CheckPoint
    form = CheckPointForm
    # Empty rows to write in: without JavaScript nobody can add one.
    extra = 3

    def _edits(self, request: HttpRequest, obj: Any) -> bool:
        return super()._edits(request, obj) and (obj is None or obj.phase == Phase.DRAFT)


@admin.register(Round)
class RoundAdmin(ScopedAdmin):
    form = RoundForm
    inlines = [ChecklistInline]
    list_display = ["title", "kind", "phase", "next_at", "is_held"]
    list_filter = ["phase", "kind"]
    search_fields = ["title__unaccent"]
    ordering = ["-created_at", "-pk"]
    readonly_fields = ["phase", "is_held", "reason_now", "frozen_at", "voters_shown"]
    actions = None
    verbs = [
        Verb(
            "open",
            _("Openzetten"),
            open_round,
            _("De ronde is open en staat op de site."),
            _("Iedereen ziet de ronde. De toets staat dan vast, en elke andere regel verander je met een reden."),
            NoForm,
            _("Deze ronde is al open."),
        ),
        Verb(
            "seat",
            _("Panellid toevoegen"),
            give_seat,
            _("Deze persoon zit in het panel en krijgt daarover een mail."),
            _("Geloot uit de leden, of iemand die zich meldde. De naam komt op de pagina van de ronde te staan."),
            SeatForm,
            _("In deze ronde beslist geen panel."),
        ),
        Verb(
            "unseat",
            _("Panellid weghalen"),
            leave_seat,
            _("Deze persoon zit niet meer in het panel."),
            _("Wat iemand over plannen zei, blijft staan."),
            AssignForm,
            _("In deze ronde beslist geen panel."),
            "seat",
        ),
        Verb(
            "finish",
            _("Toekenning vaststellen"),
            finish,
            _("De toekenning staat vast."),
            _("Als het panel over elk plan heeft beslist."),
            NoForm,
            _("Dit kan alleen bij een toekenning zonder stemming, tijdens het uitwerken."),
        ),
        Verb(
            "publish_all",
            _("Toetsen openbaar maken"),
            publish_all,
            _("Alle toetsen die klaar zijn, staan nu op de site. De indieners krijgen een mail."),
            _("In deze ronde worden de toetsen tegelijk openbaar. Wat nog niet klaar is, volgt later."),
            NoForm,
            _("In deze ronde is een toets meteen openbaar."),
        ),
        *MONEY_OF_ROUND,
        Verb(
            "draw_lot",
            _("Loting invullen"),
            draw_lot,
            _("De loting staat op de site. Is er een gelijke stand, dan beslist deze volgorde."),
            _("Loot in het openbaar, liefst vóór het tellen. Deze volgorde beslist als plannen in alles gelijk zijn."),
            LotForm,
            _("In deze fase is er niets om te loten."),
        ),
        Verb(
            "count_again",
            _("Opnieuw laten tellen"),
            count_again,
            _("De stembus wordt opnieuw geteld. De uitslag komt vanzelf."),
            _("Na een bezwaar dat klopte. Vul eerst de goede loting in als het daarom ging."),
            ReasonForm,
            _("Dit kan alleen na een bezwaar tegen de uitslag dat klopte."),
        ),
        Verb(
            "paper",
            _("Papieren biljet invoeren"),
            read_sheet,
            _("Bewaard. Las een ander hetzelfde, dan zit het biljet in de bus; anders wacht het op een tweede mens."),
            _("Typ over wat er op het papier staat. Een ander doet hetzelfde, zonder te zien wat jij typte."),
            SheetForm,
            _("In deze ronde kun je nu geen papieren biljetten invoeren."),
        ),
        Verb(
            "withdraw_codes",
            _("Codes intrekken"),
            take_back,
            _("Met deze codes kan niemand meer stemmen. Je reden staat in het openbare stemlogboek."),
            _("Bijvoorbeeld als een doos brieven kwijt is. Wat al in de bus zit, blijft erin."),
            WithdrawForm,
            _("In deze ronde kun je nu geen codes intrekken."),
        ),
        Verb(
            "hold",
            _("Vasthouden"),
            Round.hold,
            _("De ronde ligt stil. Wie een plan heeft, krijgt je reden."),
            _("De klok staat stil tot je de ronde weer laat doorgaan. Tijdens het stemmen kan dit niet."),
            ReasonForm,
            _("Deze ronde kun je nu niet vasthouden."),
        ),
        Verb(
            "go_on",
            _("Door laten gaan"),
            Round.go_on,
            _("De ronde gaat weer verder."),
            _("Kijk eerst naar de data: wat intussen voorbij is, gaat meteen in."),
            NoForm,
            _("Deze ronde wordt niet vastgehouden."),
        ),
        Verb(
            "abort",
            _("Afbreken"),
            abort,
            _("De ronde is afgebroken. Wie een plan heeft, krijgt je reden."),
            _("Dit kun je niet terugdraaien. Zitten er al stemmen in de bus, dan worden die ongeteld vernietigd."),
            ReasonForm,
            _("Deze ronde is al afgelopen."),
        ),
    ]

    def scope(self, rows: QuerySet, user: Any) -> QuerySet:
        return rows.moderated_by(user)  # type: ignore[attr-defined]

    def allowed(self, user: Any, obj: Round) -> set[str]:
        return of_round(user, obj)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return at_a_desk(request.user)

    def get_fieldsets(self, request: HttpRequest, obj: Round | None = None) -> Any:
        now = [(_("Stand"), {"fields": ["phase", "is_held", "reason_now", "frozen_at"]})] if obj else []
        opened = obj is not None and obj.phase != Phase.DRAFT
        why = (
            [(_("Bij een verandering"), {"fields": ["why"]})]
            if obj is not None and opened and not obj.is_frozen
            else []
        )
        whose = [] if opened else ["kind", "platforms", "areas"]
        voters = "voters" if obj is None or self.has_change_permission(request, obj) else "voters_shown"
        counted = ["rule", "stop", "completion", "too_dear", "threshold", "compare_below"]
        return [
            *now,
            *why,
            (_("Waar het om gaat"), {"fields": ["title", *whose, "amount", "story"]}),
            (_("Spelregels"), {"fields": ["criteria", "deciders", "publishes_together"]}),
            (_("Stemmen"), {"fields": [voters, "ballot_form", "most_choices", "with_help"]}),
            (_("Tellen"), {"fields": counted}),
            (_("Data"), {"fields": ALL_DATES}),
        ]

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """A list of hundreds of areas would need a script to choose from."""
        if db_field.name == "areas":
            return AreasField(label=capfirst(db_field.verbose_name), required=False)
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def save_model(self, request: HttpRequest, obj: Round, form: Any, change: bool) -> None:
        by = signed_in(request)
        fields = form.rule_changes
        if not change:
            chosen = {name: form.cleaned_data[name] for name in form.cleaned_data if name in columns()}
            made = begin(by=by, platforms=form.cleaned_data["platforms"], **chosen)
            obj.pk, obj.slug, obj.subject, obj.made_by = made.pk, made.slug, made.subject, by
            obj._state.adding = False
        elif obj.phase == Phase.DRAFT:
            super().save_model(request, obj, form, change)
        elif fields:
            change_rules(obj, by=by, reason=form.cleaned_data["why"], **fields)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """A platform of another desk stays on it: the form offers one's own only."""
        others = list(Platform.objects.filter(rounds=form.instance).exclude(pk__in=self._own(request)))
        super().save_related(request, form, formsets, change)
        if "platforms" in form.cleaned_data:
            form.instance.platforms.add(*others)

    def _own(self, request: HttpRequest) -> QuerySet:
        return Platform.objects.moderated_by(request.user).values("pk")

    @admin.display(description=_("volgende fase op"))
    def next_at(self, obj: Round) -> Any:
        return obj.next_at

    @admin.display(description=_("vastgehouden"), boolean=True)
    def is_held(self, obj: Round) -> bool:
        return obj.held_at is not None

    @admin.display(description=_("wie stemt"))
    def voters_shown(self, obj: Round) -> str:
        return ", ".join(voters_in_words(obj)) or "–"

    @admin.display(description=_("reden"))
    def reason_now(self, obj: Round) -> str:
        return obj.reason or "–"


def columns() -> set[str]:
    return {column.name for column in Round._meta.concrete_fields}
