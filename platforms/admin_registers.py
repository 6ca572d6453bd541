"""The desk of the registers: proposals to answer, and all that was ever written in them."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from coalitie.lib.scoped_admin import ScopedAdmin, ScopedRelatedFilter, Verb
from platforms.access_registers import of_right
from platforms.models.right import Right

READ_ONLY = (
    *("platform", "area", "standing", "since", "contact_role", "source_url", "review_on", "reason"),
    *("state", "written_at", "stood_at", "replaced_at", "answer", "answered_at"),
)


class NoForm(forms.Form):
    """For a verb that asks nothing: only the button."""


@admin.register(Right)
class RightAdmin(ScopedAdmin):
    """Writing happens on the site, where one sees what stands there; here a proposal is found and answered."""

    list_display = ["platform", "area", "standing", "state", "since", "review_on"]
    list_filter = ["state", "standing", ("platform", ScopedRelatedFilter)]
    list_select_related = ["platform", "area"]
    search_fields = ["platform__name__unaccent", "area__name__unaccent"]
    ordering = ["state", "platform__name", "-pk"]
    fields = readonly_fields = READ_ONLY
    verbs = [
        Verb("accept", _("Overnemen"), Right.accept, _("Het staat in het register."), form=NoForm, needs="answer"),
        Verb("decline", _("Niet overnemen"), Right.decline, _("Het platform krijgt je uitleg."), needs="answer"),
    ]
    actions = None

    def scope(self, rows: QuerySet, user: Any) -> QuerySet:
        return rows.moderated_by(user)  # type: ignore[attr-defined]

    def allowed(self, user: Any, obj: Right) -> set[str]:
        return of_right(user, obj)

    def on_site(self, obj: Right) -> str:
        return f"{obj.platform.get_absolute_url()}buurtplatformrecht/"
