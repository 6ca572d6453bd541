"""The desk for sentences of who took part: which of them stand on the value sheet."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from coalitie.lib.scoped_admin import ScopedAdmin, Verb
from initiatives.access import of_quote
from initiatives.admin.initiative import NoForm
from initiatives.forms.quote import ChooseForm
from initiatives.models import Quote
from initiatives.models.quote import NAME


@admin.register(Quote)
class QuoteAdmin(ScopedAdmin):
    list_display = ["sentence", "initiative", "said_by", "said_at", "chosen_at"]
    list_filter = [("chosen_at", admin.EmptyFieldListFilter)]
    list_select_related = ["initiative"]
    list_per_page = 50
    search_fields = ["sentence__unaccent", "initiative__title__unaccent"]
    ordering = ["-said_at"]
    fields = readonly_fields = ("sentence", "initiative", "said_by", "said_at", "chosen_at")
    actions = None
    verbs = [
        Verb(
            "choose",
            _("Op het waardeblad zetten"),
            Quote.choose,
            _("De zin staat op het waardeblad."),
            _("Wie dit zei, gaf toestemming en kan die altijd terugnemen."),
            ChooseForm,
            _("Over je eigen zin beslist een ander, en een zin kan er maar één keer op."),
            context=lambda quote, _user: {"sentence": quote.sentence},
        ),
        Verb(
            "take_off",
            _("Van het waardeblad halen"),
            Quote.take_off,
            _("De zin staat niet meer op het waardeblad."),
            _("De zin blijft hier staan. Je kunt hem later weer kiezen."),
            NoForm,
            _("Over je eigen zin beslist een ander, en wat er niet op staat hoeft er niet af."),
        ),
    ]

    def scope(self, rows: QuerySet, user: Any) -> QuerySet:
        return rows.moderated_by(user).annotate(name=NAME)  # type: ignore[attr-defined]

    def allowed(self, user: Any, obj: Quote) -> set[str]:
        return of_quote(user, obj)

    def in_log(self, obj: Quote) -> str:
        return f"{obj._meta.verbose_name}: {obj.initiative}"

    @admin.display(description=_("naam erbij"))
    def said_by(self, obj: Any) -> str:
        return obj.name or str(_("zonder naam"))

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
