"""The desk for a second look at a "no"."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from coalitie.lib.scoped_admin import ScopedAdmin, Verb
from initiatives.access import of_objection
from initiatives.forms.objection import ReviewForm
from initiatives.models import Objection
from initiatives.models.topic import words_of


@admin.register(Objection)
class ObjectionAdmin(ScopedAdmin):
    """What other platforms declined or hid, and whose author asks for a second look."""

    list_display = ["title", "what", "platform", "outcome", "at"]
    list_select_related = ["initiative__platform", "decision__platform", "decision__case"]
    list_filter = ["outcome"]
    ordering = ["answered_at", "at"]
    fields = readonly_fields = (
        "title",
        "what",
        "words",
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
            _("Wie bezwaar maakte en het platform krijgen je antwoord."),
            _("Jij kijkt met frisse ogen. Draai je het besluit terug, dan staat de tekst meteen op de site."),
            ReviewForm,
            _("Dit bezwaar is al beantwoord, of het gaat over je eigen platform."),
        )
    ]

    def scope(self, rows: QuerySet, user: Any) -> QuerySet:
        return rows.reviewable_by(user)  # type: ignore[attr-defined]

    def allowed(self, user: Any, obj: Objection) -> set[str]:
        return of_objection(user, obj)

    @admin.display(description=_("waar het over gaat"))
    def title(self, obj: Objection) -> str:
        return obj.title

    @admin.display(description=_("besluit"))
    def what(self, obj: Objection) -> str:
        return str(obj.decision or _("Voorstel afgewezen"))

    @admin.display(description=_("tekst"))
    def words(self, obj: Objection) -> str:
        if obj.decision is not None:
            return obj.decision.words or str(_("De schrijver heeft de tekst zelf verwijderd."))
        assert obj.initiative is not None  # noqa: S101 — a constraint says so
        return words_of(obj.initiative)

    @admin.display(description=_("platform"))
    def platform(self, obj: Objection) -> str:
        return str(obj.platform or _("het coalitieteam"))

    @admin.display(description=_("reden van het besluit"))
    def why_not(self, obj: Objection) -> str:
        if obj.decision is not None:
            return f"{obj.decision.rule_words}\n\n{obj.decision.reason}"
        return obj.initiative.reason if obj.initiative else ""

    def on_site(self, obj: Objection) -> str:
        return obj.initiative.get_absolute_url() if obj.initiative else ""
