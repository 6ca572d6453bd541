"""The desk for published texts: open to the coalition team only."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db import models
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coalitie.lib.scoped_admin import Desk
from coalitie.lib.text import LineField, TextField
from coalitie.pages.models import Page, Value


class TeamOnly(Desk):
    actions = None

    def has_module_permission(self, request: HttpRequest) -> bool:
        return in_team(request)

    def has_view_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return in_team(request)

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return in_team(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return in_team(request)

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return in_team(request)

    def save_model(self, request: HttpRequest, obj: Page | Value, form: Any, change: bool) -> None:
        obj.edited_at = timezone.now()
        super().save_model(request, obj, form, change)


def in_team(request: HttpRequest) -> bool:
    return request.user.is_authenticated and request.user.is_active and request.user.in_team


class PageForm(forms.ModelForm):
    title = LineField(label=_("Titel"), max_length=120)
    summary = LineField(
        label=_("Samenvatting"), max_length=240, help_text=_("Staat boven de tekst en in zoekmachines.")
    )
    body = TextField(
        label=_("Tekst"), max_length=40_000, help_text=_("Tussenkoppen maak je met ## aan het begin van een regel.")
    )


class ValueForm(forms.ModelForm):
    title = LineField(label=_("Naam"), max_length=40)
    line = LineField(label=_("In één regel"), max_length=160)
    story = TextField(
        label=_("Verhaal"), max_length=20_000, help_text=_("Tussenkoppen maak je met ## aan het begin van een regel.")
    )


@admin.register(Page)
class PageAdmin(TeamOnly):
    form = PageForm
    list_display = ["title", "slug", "published_at", "edited_at"]
    search_fields = ["title", "summary", "body"]
    fields = ["title", "slug", "summary", "body", "position", "published_at", "edited_at"]
    readonly_fields = ["edited_at"]
    prepopulated_fields = {"slug": ["title"]}

    def get_prepopulated_fields(self, request: HttpRequest, obj: Page | None = None) -> dict[str, Any]:
        """An address that people may have kept does not follow the title."""
        return {} if obj else self.prepopulated_fields


@admin.register(Value)
class ValueAdmin(TeamOnly):
    form = ValueForm
    list_display = ["title", "line", "edited_at"]
    fields = ["title", "slug", "line", "story", "edited_at"]
    readonly_fields = ["slug", "edited_at"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False
