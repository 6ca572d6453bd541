"""What two sister platforms fill in about each other."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coalitie.lib.text import TextField
from coalitie.pages.models import Value
from platforms.forms_registers import DATE
from platforms.models.peer_review import CHANGED
from platforms.models.platform import Platform, PlatformQuerySet


class SisterForm(forms.Form):
    sister = forms.ModelChoiceField(
        label=_("Met welk platform?"),
        queryset=Platform.objects.none(),
        empty_label=_("Kies een platform"),
        help_text=_("Een platform dat anders is dan het jouwe, leert je het meest."),
    )

    def __init__(self, *args: Any, sisters: PlatformQuerySet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen: Any = self.fields["sister"]
        chosen.queryset = sisters


class SeenForm(forms.Form):
    """Knows which text was on the screen. Was it changed meanwhile, then what was typed comes back beside the new."""

    seen = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    def __init__(self, *args: Any, version: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.version = version
        self.initial = {**self.initial, "seen": version}
        self.late = False

    def stands_as_seen(self) -> bool:
        """Only asked when something was changed; the next press is about the text of now."""
        if self.cleaned_data["seen"] == self.version:
            return True
        self.add_error(None, CHANGED)
        self.late = True
        data: Any = self.data
        data = data.copy()
        data[self.add_prefix("seen")] = str(self.version)
        self.data = data
        return False


class PartForm(SeenForm):
    """Of each value an example: something that this platform saw its sister do."""

    def __init__(self, *args: Any, values: Sequence[Value], words: dict[int, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.values, self.before = values, words
        for value in values:
            self.fields[value.slug] = TextField(
                label=str(value),
                max_length=1000,
                required=False,
                initial=words.get(value.pk, ""),
                help_text=value.words.line,
                widget=forms.Textarea(attrs={"rows": 3}),
            )

    @property
    def words(self) -> dict[int, str]:
        return {value.pk: self.cleaned_data[value.slug] for value in self.values}

    @property
    def is_changed(self) -> bool:
        return {pk: text for pk, text in self.words.items() if text} != self.before


class TogetherForm(SeenForm):
    met_on = forms.DateField(label=_("Wanneer waren jullie bij elkaar?"), required=False, widget=DATE)
    summary = TextField(
        label=_("In het kort"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Voor wie er niet bij was: wat viel jullie op?"),
    )
    points = TextField(
        label=_("Wat spraken jullie af?"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Eén afspraak op een regel. Wie doet wat, en wanneer?"),
    )

    def clean_met_on(self) -> Any:
        day = self.cleaned_data["met_on"]
        if day and day > timezone.localdate():
            raise forms.ValidationError(_("Die dag moet nog komen."))
        return day

    @property
    def facts(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("met_on", "points", "summary")}


class AgreeForm(forms.Form):
    seen = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
