"""The desk for the agenda: find what does not belong there, and hide it with a reason."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from coalitie.lib.scoped_admin import ScopedAdmin, ScopedRelatedFilter, Verb
from initiatives.access import of_activity
from initiatives.forms.moderation import DecideForm, PutBackForm
from initiatives.models import Activity
from initiatives.models.case import hide_seen, show_seen


@admin.register(Activity)
class ActivityAdmin(ScopedAdmin):
    list_display = ["title", "platform", "starts_at", "is_on", "is_shown"]
    list_filter = [("platform", ScopedRelatedFilter)]
    list_select_related = ["platform"]
    list_per_page = 50
    ordering = ["-starts_at", "-pk"]
    search_fields = ["title__unaccent", "place__unaccent"]
    fields = readonly_fields = (
        "title",
        "story",
        "platform",
        "initiative",
        "area",
        "place",
        "starts_at",
        "ends_at",
        "places",
        "author",
        "cancelled_at",
        "cancelled_reason",
        "is_shown",
    )
    actions = None
    verbs = [
        Verb(
            "hide",
            _("Verbergen"),
            hide_seen,
            _("De activiteit is verborgen. Wie haar maakte, krijgt de reden."),
            _("Alleen wie haar maakte en het platform zien haar dan nog. Je kunt haar weer terugzetten."),
            DecideForm,
        ),
        Verb("show", _("Weer tonen"), show_seen, _("De activiteit is weer te zien."), form=PutBackForm),
    ]

    def scope(self, rows: QuerySet, user: Any) -> QuerySet:
        return rows.moderated_by(user)  # type: ignore[attr-defined]

    def allowed(self, user: Any, obj: Activity) -> set[str]:
        return of_activity(user, obj)

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).select_related("platform", "initiative")

    @admin.display(description=_("gaat door"), boolean=True)
    def is_on(self, obj: Activity) -> bool:
        return not obj.is_cancelled

    @admin.display(description=_("te zien"), boolean=True)
    def is_shown(self, obj: Activity) -> bool:
        return obj.hidden_at is None
