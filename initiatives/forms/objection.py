"""A second look: asked by who was told no, answered by somebody of elsewhere."""

from django import forms
from django.utils.translation import gettext_lazy as _

from coalitie.lib.text import TextField
from initiatives.models import Outcome


class ObjectionForm(forms.Form):
    text = TextField(
        label=_("Waarom moet iemand opnieuw kijken?"),
        max_length=3000,
        help_text=_("Schrijf wat er volgens jou niet klopt aan de reden."),
        widget=forms.Textarea(attrs={"rows": 6}),
    )


class ReviewForm(forms.Form):
    outcome = forms.ChoiceField(
        label=_("Wat wordt het?"),
        choices=[(outcome.value, outcome.label) for outcome in (Outcome.OVERTURNED, Outcome.UPHELD)],
        widget=forms.RadioSelect,
    )
    answer = TextField(
        label=_("Je antwoord"),
        max_length=3000,
        help_text=_("Wie bezwaar maakte en het platform lezen dit."),
        widget=forms.Textarea(attrs={"rows": 6}),
    )
