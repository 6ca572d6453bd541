"""The team's desk for ideas for change: a step further with its paper, twins merged, and what may not stay hidden."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from coalitie.lib.scoped_admin import ScopedAdmin, Verb
from initiatives.access import of_idea
from initiatives.forms.idea import MergeForm, PaperForm, StageForm
from initiatives.forms.moderation import DecideForm, PutBackForm
from initiatives.models import ChangeIdea
from initiatives.models.case import hide_seen, show_seen

OWN = _("Dit idee bracht je zelf in. Een ander kijkt ernaar.")


def merge(idea: ChangeIdea, *, by: Any, other: ChangeIdea, reason: str) -> None:
    idea.merge_into(other, by=by, reason=reason)


@admin.register(ChangeIdea)
class ChangeIdeaAdmin(ScopedAdmin):
    list_display = ["title", "theme", "stage", "body", "created_at", "hidden_at"]
    list_filter = ["stage", "theme"]
    list_select_related = ["body"]
    list_per_page = 50
    search_fields = ["title__unaccent"]
    ordering = ["-created_at"]
    fields = (
        "title",
        "what",
        "better",
        "rule",
        "theme",
        "body",
        "stage",
        "author",
        "created_at",
        "merged_into",
        "hidden_at",
    )
    readonly_fields = (
        "title",
        "what",
        "better",
        "rule",
        "theme",
        "stage",
        "author",
        "created_at",
        "merged_into",
        "hidden_at",
    )
    actions = None
    verbs = [
        Verb(
            "move_on",
            _("Naar een andere fase"),
            ChangeIdea.move_on,
            _("Het idee staat in de nieuwe fase. Wie het inbracht en wie een voorbeeld gaf, krijgen een mail."),
            _("Noem de dag, en het stuk waar het in staat."),
            StageForm,
            context=lambda idea, _user: {"stage": idea.stage},
        ),
        Verb(
            "add_paper",
            _("Een stuk erbij zetten"),
            ChangeIdea.add_paper,
            _("Het stuk staat op de pagina."),
            _("Een raadsstuk, brief of verslag, zonder dat de fase verandert."),
            PaperForm,
        ),
        Verb(
            "merge",
            _("Samenvoegen met een ander idee"),
            merge,
            _("Het adres van dit idee leidt nu naar het andere. Beide indieners staan erbij en weten het."),
            _("Kies dit als twee mensen hetzelfde inbrachten. Voorbeelden gaan mee."),
            MergeForm,
            context=lambda idea, _user: {"idea": idea},
        ),
        Verb(
            "hide",
            _("Verbergen"),
            hide_seen,
            _("Het idee is verborgen. Wie het inbracht, krijgt de reden en leest hoe bezwaar maken gaat."),
            _("Kies dit als het idee tegen de huisregels ingaat."),
            DecideForm,
            OWN,
        ),
        Verb("show", _("Weer tonen"), show_seen, _("Het idee is weer te zien."), form=PutBackForm, why_not=OWN),
    ]

    def scope(self, rows: QuerySet, user: Any) -> QuerySet:
        return rows.moderated_by(user)  # type: ignore[attr-defined]

    def allowed(self, user: Any, obj: ChangeIdea) -> set[str]:
        return of_idea(user, obj) | {"edit"}

    def has_module_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.is_authenticated and request.user.is_active and request.user.in_team)
