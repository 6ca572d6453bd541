"""Krijg je er energie van?"""

from django import forms
from django.utils.translation import gettext_lazy as _

from coalitie.lib.text import LineField
from initiatives.models import Answer


class EnergyForm(forms.Form):
    answer = forms.ChoiceField(
        label=_("Krijg je er energie van?"), choices=Answer.choices, widget=forms.RadioSelect(attrs={"class": "dots"})
    )
    line = LineField(
        label=_("Eén zin erbij"),
        max_length=200,
        required=False,
        help_text=_("Alleen wie dit initiatief doet of trekt, leest dit."),
    )


class PresetForm(forms.Form):
    """The address of a link in the mail."""

    antwoord = forms.ChoiceField(choices=Answer.choices)
