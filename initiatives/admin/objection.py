"""The desk for a second look at a "no"."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from coalitie.lib.scoped_admin import ScopedAdmin, Verb
from initiatives.access import allowed
from initiatives.forms.objection import ReviewForm
from initiatives.models import Objection


@admin.register(Objection)
class ObjectionAdmin(ScopedAdmin):
    """What other platforms declined and whose author asks for a second look."""

    list_display = ["initiative", "platform", "outcome", "at"]
    list_select_related = ["initiative__platform"]
    list_filter = ["outcome"]
    ordering = ["answered_at", "at"]
    fields = readonly_fields = (
        "title",
        "summary",
        "story",
        "platform",
        "why_not",
        "text",
        "at",
        "outcome",
        "answer",
        "answered_at",
    )
    actions = None
    verbs = [
        Verb(
            "review",
            _("Antwoord geven"),
            Objection.settle,
            _("De indiener en het platform krijgen je antwoord."),
            _("Jij kijkt met frisse ogen. Krijgt de indiener gelijk, dan staat het voorstel meteen op de site."),
            ReviewForm,
            _("Dit bezwaar is al beantwoord, of het gaat over je eigen platform."),
        )
    ]

    def scope(self, rows: QuerySet, user: Any) -> QuerySet:
        return rows.reviewable_by(user)  # type: ignore[attr-defined]

    def allowed(self, user: Any, obj: Objection) -> set[str]:
        return allowed(user, obj.initiative)

    @admin.display(description=_("voorstel"))
    def title(self, obj: Objection) -> str:
        return obj.initiative.title

    @admin.display(description=_("in één zin"))
    def summary(self, obj: Objection) -> str:
        return obj.initiative.summary

    @admin.display(description=_("wat en waarom"))
    def story(self, obj: Objection) -> str:
        return obj.initiative.story

    @admin.display(description=_("platform"))
    def platform(self, obj: Objection) -> str:
        return str(obj.initiative.platform)

    @admin.display(description=_("reden van de afwijzing"))
    def why_not(self, obj: Objection) -> str:
        return obj.initiative.reason

    def on_site(self, obj: Objection) -> str:
        return obj.initiative.get_absolute_url()
