"""Telling how it goes."""

from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from coalitie.lib.text import LineField, TextField
from initiatives.forms.photos import PhotosForm


class UpdateForm(PhotosForm):
    sleutel = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    title = LineField(
        label=_("Kop"), max_length=100, help_text=_("Wat is het nieuws? Bijvoorbeeld: ‘De eerste bank staat er’.")
    )
    text = TextField(
        label=_("Wat is er gebeurd?"),
        max_length=4000,
        help_text=_("Wie het leest was er niet bij. Noem geen namen van mensen die dat niet weten."),
        widget=forms.Textarea(attrs={"rows": 8}),
    )
    shows_author = forms.BooleanField(
        label=_("Zet mijn naam erbij"),
        required=False,
        help_text=_("Laat je dit leeg, dan staat er ‘iemand die meedoet’."),
    )

    def words(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("title", "text", "shows_author")}
