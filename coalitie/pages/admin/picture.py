"""The desk for the pictures of pages."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from coalitie.lib.pictures import SIDES
from coalitie.pages.admin.team import TeamDesk, in_team
from coalitie.pages.forms import PictureForm
from coalitie.pages.models import Picture, add_picture
from coalitie.people.access import signed_in


@admin.register(Picture)
class PictureAdmin(TeamDesk):
    form = PictureForm
    list_display = ["slug", "look", "alt", "credit", "added_at"]
    search_fields = ["slug", "alt__unaccent"]
    readonly_fields = ["look", "line"]

    def allowed(self, user: Any, obj: Any) -> set[str]:
        return {"read", "edit"} if user.in_team else set()

    def has_add_permission(self, request: HttpRequest) -> bool:
        return in_team(request)

    def get_fields(self, request: HttpRequest, obj: Picture | None = None) -> tuple[str, ...]:
        return ("look", "line", "slug", "alt", "credit") if obj else ("photo", "slug", "alt", "credit")

    def get_readonly_fields(self, request: HttpRequest, obj: Picture | None = None) -> tuple[str, ...]:
        """A name that stands in texts stays."""
        return ("look", "line", "slug") if obj else ()

    @admin.display(description=_("foto"))
    def look(self, picture: Picture) -> str:
        wide = "" if picture.width > picture.height else " look--high"
        return format_html('<img class="look{}" src="{}" alt="">', wide, picture.url(min(SIDES), "webp"))

    @admin.display(description=_("zo zet je hem in een tekst"))
    def line(self, picture: Picture) -> str:
        return format_html("<code>{}</code>", picture.markdown)

    def save_model(self, request: HttpRequest, obj: Picture, form: Any, change: bool) -> None:
        if change:
            super().save_model(request, obj, form, change)
            return
        words = form.cleaned_data
        kept = add_picture(words["photo"], words["slug"], words["alt"], credit=words["credit"], by=signed_in(request))
        obj.pk = kept.pk
        obj.__dict__.update({name: value for name, value in kept.__dict__.items() if name != "_state"})
        obj._state.adding = False

    def on_site(self, obj: Any) -> str:
        return ""
