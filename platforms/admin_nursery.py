"""The desk of the kweekvijver: its numbers and its steps. Who is interested stands on no desk."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest

from coalitie.lib.scoped_admin import Desk, at_a_desk, typed
from platforms.models import Nursery, Step


class TeamDesk(Desk):
    actions = None
    view_on_site = False

    def has_module_permission(self, request: HttpRequest) -> bool:
        user: Any = request.user
        return at_a_desk(user) and user.in_team

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return self.has_module_permission(request)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return self.has_module_permission(request)


@admin.register(Nursery)
class NurseryAdmin(TeamDesk):
    """One row; introductions that are asked already keep the number they began with."""

    list_display = ["__str__", "neighbours", "yeses"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


class StepForm(forms.ModelForm):
    title = typed(Step, "title")
    purpose = typed(Step, "purpose")
    how = typed(Step, "how")
    contact = typed(Step, "contact")

    class Meta:
        model = Step
        fields = ("position", "title", "purpose", "how", "contact")


@admin.register(Step)
class StepAdmin(TeamDesk):
    """A step that a group took already cannot be taken away, only told better."""

    form = StepForm
    list_display = ["title", "position", "contact"]
    ordering = ["position", "pk"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self.has_module_permission(request)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return self.has_module_permission(request) and (not isinstance(obj, Step) or not obj.done_by.exists())
