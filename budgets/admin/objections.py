"""The desk for a second look: at a plan that got a "no", and at a count."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from budgets.access import of_count_objection
from budgets.access_requests import of_objection
from budgets.actions.objections import settle, settle_count
from budgets.forms.count import CountReviewForm
from budgets.models import CountObjection, RequestObjection
from coalitie.lib.scoped_admin import ScopedAdmin, Verb
from initiatives.forms.objection import ReviewForm


@admin.register(RequestObjection)
class RequestObjectionAdmin(ScopedAdmin):
    """What other platforms said no to, and whose author asks for a second look."""

    list_display = ["request", "about", "outcome", "at"]
    list_select_related = ["request"]
    list_filter = ["outcome"]
    ordering = ["answered_at", "at"]
    fields = readonly_fields = ("request", "about", "why_not", "text", "at", "outcome", "answer", "answered_at")
    actions = None
    verbs = [
        Verb(
            "review",
            _("Antwoord geven"),
            settle,
            _("Wie bezwaar maakte en wie de ronde leidt, krijgen je antwoord."),
            _("Jij kijkt met frisse ogen. Draai je het besluit terug, dan gaat het plan verder in de ronde."),
            ReviewForm,
            _("Dit bezwaar is al beantwoord, of het gaat over een ronde waar je zelf bij hoort."),
        )
    ]

    def scope(self, rows: QuerySet, user: Any) -> QuerySet:
        return rows.reviewable_by(user)  # type: ignore[attr-defined]

    def allowed(self, user: Any, obj: RequestObjection) -> set[str]:
        return of_objection(user, obj)

    def on_site(self, obj: RequestObjection) -> str:
        return obj.request.get_absolute_url()


@admin.register(CountObjection)
class CountObjectionAdmin(ScopedAdmin):
    """Objections to the outcome of rounds elsewhere."""

    list_display = ["round", "outcome", "at"]
    list_select_related = ["round"]
    list_filter = ["outcome"]
    ordering = ["answered_at", "at"]
    fields = readonly_fields = ("round", "text", "at", "outcome", "answer", "answered_at")
    actions = None
    verbs = [
        Verb(
            "review",
            _("Antwoord geven"),
            settle_count,
            _("Wie bezwaar maakte en wie de ronde leidt, krijgen je antwoord."),
            _("Jij kijkt met frisse ogen. De stappen van de telling staan bij de uitslag op de site."),
            CountReviewForm,
            _("Dit bezwaar is al beantwoord, of het gaat over een ronde waar je zelf bij hoort."),
        )
    ]

    def scope(self, rows: QuerySet, user: Any) -> QuerySet:
        return rows.reviewable_by(user)  # type: ignore[attr-defined]

    def allowed(self, user: Any, obj: CountObjection) -> set[str]:
        return of_count_objection(user, obj)

    def on_site(self, obj: CountObjection) -> str:
        return f"{obj.round.get_absolute_url()}uitslag/"
