"""What came of it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from coalitie.lib.text import TextField
from initiatives.forms.photos import PhotosForm
from initiatives.models import Counting

A_MILLION = 1_000_000
UNKNOWN = _("Weet je het niet? Laat het leeg. Dan staat er niets, en geen nul.")


class ResultForm(PhotosForm):
    achieved = TextField(
        label=_("Wat is er bereikt?"),
        max_length=4000,
        help_text=_("Wat is er nu anders dan toen jullie begonnen? Ook klein is de moeite waard."),
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    people = forms.IntegerField(
        label=_("Hoeveel mensen zijn er bereikt?"),
        min_value=0,
        max_value=A_MILLION,
        required=False,
        help_text=UNKNOWN,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )
    hours = forms.IntegerField(
        label=_("Hoeveel uur is er samen gegeven?"),
        min_value=0,
        max_value=A_MILLION,
        required=False,
        help_text=_("Alle uren van iedereen bij elkaar."),
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )
    cost = forms.DecimalField(
        label=_("Wat kostte het, in euro’s?"),
        min_value=0,
        max_value=100_000_000,
        decimal_places=2,
        localize=True,
        required=False,
        help_text=_("Bijvoorbeeld 250 of 12,50. Nul als het niets kostte."),
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
    )
    counting = forms.ChoiceField(
        label=_("Hoe zijn deze getallen geteld?"),
        choices=Counting,
        initial=Counting.ESTIMATED,
        widget=forms.RadioSelect,
        help_text=_("Dit staat erbij, zodat iedereen weet wat de getallen zeggen."),
    )
    learned = TextField(
        label=_("Wat hebben jullie geleerd?"),
        max_length=4000,
        required=False,
        help_text=_("Wat werkte, wat niet, en wat zou je de volgende buurt aanraden?"),
        widget=forms.Textarea(attrs={"rows": 5}),
    )

    def words(self) -> dict[str, Any]:
        names = ("achieved", "people", "hours", "cost", "counting", "learned")
        return {name: self.cleaned_data[name] for name in names}


class CorrectForm(ResultForm):
    reason = TextField(
        label=_("Waarom pas je het aan?"),
        max_length=500,
        help_text=_("Dit staat er met de datum onder."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
