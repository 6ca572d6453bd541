"""The desk for the words of the five values."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coalitie.lib.scoped_admin import ScopedInline
from coalitie.lib.text import LineField, TextField
from coalitie.pages.admin.team import TeamDesk
from coalitie.pages.models import Value, ValueWords


class ValueForm(forms.ModelForm):
    title = LineField(label=_("Naam"), max_length=40)
    line = LineField(label=_("In één regel"), max_length=160)
    story = TextField(
        label=_("Verhaal"), max_length=20_000, help_text=_("Tussenkoppen maak je met ## aan het begin van een regel.")
    )


class WordsForm(ValueForm):
    class Meta:
        model = ValueWords
        fields = ("language", "title", "line", "story", "machine_written")

    def save(self, commit: bool = True) -> ValueWords:
        self.instance.edited_at = timezone.now()
        words: ValueWords = super().save(commit)
        return words


class WordsInline(ScopedInline):
    model = ValueWords
    form = WordsForm
    template = "admin/edit_inline/stacked.html"


@admin.register(Value)
class ValueAdmin(TeamDesk):
    form = ValueForm
    list_display = ["title", "line", "edited_at"]
    fields = ["title", "slug", "line", "story", "edited_at"]
    readonly_fields = ["slug", "edited_at"]
    inlines = [WordsInline]

    def save_model(self, request: HttpRequest, obj: Value, form: Any, change: bool) -> None:
        obj.edited_at = timezone.now()
        obj.save(update_fields=["title", "line", "story", "edited_at"])
