"""The desk for what stands around every page. Whoever comes second is told, and loses nothing that was typed."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Model
from django.http import HttpRequest
from django.urls import Resolver404, resolve
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from coalitie.lib.text import LineField
from coalitie.pages.admin.team import TeamDesk, in_team
from coalitie.pages.frame import around, forget
from coalitie.pages.models import Frame, HomePart, MenuItem
from coalitie.pages.models.frame import held_version, renew

WORDS = ("title", "title_en", "title_ar", "title_tr")


class FrameForm(forms.ModelForm):
    title = LineField(label=_("Tekst"), max_length=120)
    title_en = LineField(label=_("In het Engels"), max_length=120, required=False)
    title_ar = LineField(label=_("In het Arabisch"), max_length=120, required=False)
    title_tr = LineField(label=_("In het Turks"), max_length=120, required=False)
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        forget()
        self.fields["seen"].initial = around().version

    def clean(self) -> dict[str, Any]:
        """In the transaction of the admin, so that the version stays as it is until this is saved."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        version = held_version()
        if cleaned.get("seen") is not None and cleaned["seen"] != version:
            self.data = {**self.data.dict(), "seen": str(version)}  # type: ignore[attr-defined]
            raise ValidationError(
                _(
                    "Iemand anders veranderde intussen het menu, de voorpagina of het motto. Er is niets overschreven. "
                    "Kijk in een ander venster wat er nu staat, en bewaar dan opnieuw."
                ),
                code="overtaken",
            )
        return cleaned

    def clean_address(self) -> str:
        address = str(self.cleaned_data["address"]).strip()
        try:
            with override(settings.LANGUAGE_CODE):
                resolve(address.partition("?")[0].partition("#")[0])
        except Resolver404 as error:
            raise ValidationError(_("Deze pagina is er niet. Begin en eindig met een schuine streep.")) from error
        return address


class FrameDesk(TeamDesk):
    form = FrameForm

    def allowed(self, user: Any, obj: Any) -> set[str]:
        return {"read", "edit"} if user.in_team else set()

    def get_fields(self, request: HttpRequest, obj: Model | None = None) -> tuple[str, ...]:
        return (*WORDS, *self.own, "seen")

    own: tuple[str, ...] = ()

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        obj.save()
        renew()
        transaction.on_commit(forget)

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        obj.delete()
        renew()
        transaction.on_commit(forget)

    def on_site(self, obj: Any) -> str:
        return "/"


@admin.register(MenuItem)
class MenuItemAdmin(FrameDesk):
    own = ("place", "address", "position")
    list_display = ["title", "place", "address", "position"]
    list_filter = ["place"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return in_team(request)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """An item of a menu is no work of anybody; what it leads to stays."""
        return in_team(request)


@admin.register(HomePart)
class HomePartAdmin(FrameDesk):
    own = ("position", "is_shown")
    list_display = ["title", "name", "position", "is_shown"]


@admin.register(Frame)
class FrameAdmin(FrameDesk):
    list_display = ["title", "changed_at"]
