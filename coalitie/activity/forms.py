from django import forms
from django.utils.translation import gettext_lazy as _

from coalitie.activity.models import Rhythm


class RhythmForm(forms.Form):
    rhythm = forms.ChoiceField(
        label=_("Hoe vaak wil je nieuws van wat je volgt?"),
        choices=Rhythm.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Kies hoe vaak."), "invalid_choice": _("Kies hoe vaak uit de lijst.")},
    )


class SwitchForm(forms.Form):
    """A button that puts something on or off. The value says which, so that pressing twice is pressing once."""

    aan = forms.ChoiceField(choices=[("1", _("Aan")), ("0", _("Uit"))])
    verder = forms.CharField(required=False, max_length=300)

    @property
    def on(self) -> bool:
        return self.cleaned_data["aan"] == "1"


class PageForm(forms.Form):
    pagina = forms.IntegerField(min_value=1, max_value=10_000, required=False)
