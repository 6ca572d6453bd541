"""The team's desk for bodies, with the term that each names itself; and for questions, to hide what is not public."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from coalitie.lib.scoped_admin import ReasonForm, ScopedAdmin, Verb, typed
from initiatives.access import of_question
from initiatives.models import Body, Question


class BodyForm(forms.ModelForm):
    name = typed(Body, "name")
    term_source = typed(Body, "term_source")
    contact = typed(Body, "contact")


@admin.register(Body)
class BodyAdmin(ScopedAdmin):
    form = BodyForm
    list_display = ["name", "kind", "term_days", "term_source", "ended_at"]
    list_filter = ["kind"]
    search_fields = ["name__unaccent"]
    ordering = ["name"]
    fields = ["name", "slug", "kind", "term_days", "term_source", "contact", "ended_at"]
    prepopulated_fields = {"slug": ["name"]}
    actions = None

    def get_prepopulated_fields(self, request: HttpRequest, obj: Body | None = None) -> dict[str, Any]:
        """An address that people may have kept does not follow the name."""
        return {} if obj else self.prepopulated_fields

    def scope(self, rows: QuerySet, user: Any) -> QuerySet:
        return rows if user.is_authenticated and user.in_team else rows.none()

    def allowed(self, user: Any, obj: Body) -> set[str]:
        return {"read", "edit"} if user.is_authenticated and user.in_team else set()

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_add_permission(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.is_authenticated and request.user.is_active and request.user.in_team)


@admin.register(Question)
class QuestionAdmin(ScopedAdmin):
    list_display = ["title", "platform", "body", "status", "asked_on", "hidden_at"]
    list_filter = ["status", "body__kind"]
    list_select_related = ["platform", "body"]
    search_fields = ["title__unaccent"]
    ordering = ["-asked_on", "-pk"]
    list_per_page = 50
    fields = readonly_fields = ("title", "text", "platform", "initiative", "body", "status", "asked_on", "hidden_at")
    actions = None
    verbs = [
        Verb(
            "hide",
            _("Verbergen"),
            Question.hide,
            _("De vraag is verborgen. Het platform krijgt de reden."),
            _("Kies dit als er iets in staat wat niet openbaar mag zijn, zoals een naam of een adres."),
            ReasonForm,
        ),
        Verb("show", _("Weer tonen"), Question.show, _("De vraag is weer te zien."), form=ReasonForm),
    ]

    def scope(self, rows: QuerySet, user: Any) -> QuerySet:
        return rows.moderated_by(user)  # type: ignore[attr-defined]

    def allowed(self, user: Any, obj: Question) -> set[str]:
        return of_question(user, obj)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.is_authenticated and request.user.is_active and request.user.in_team)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_module_permission(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
