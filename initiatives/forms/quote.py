"""A sentence for the value sheet, with consent; and choosing it at the desk."""

from django import forms
from django.utils.translation import gettext_lazy as _

from coalitie.lib.text import LineField
from initiatives.models.quote import LONGEST, Shows


class QuoteForm(forms.Form):
    sentence = LineField(
        label=_("Wat bracht het jou of de buurt?"),
        max_length=LONGEST,
        help_text=_("In één zin. Noem geen namen van anderen."),
        widget=forms.Textarea(attrs={"rows": 3, "maxlength": LONGEST}),
    )
    shows = forms.ChoiceField(
        label=_("Mag je naam erbij?"), choices=Shows.choices, widget=forms.RadioSelect, initial=Shows.NOBODY
    )
    consent = forms.BooleanField(
        label=_("Ja, deze zin mag op het waardeblad staan, en zonder naam in de open data"),
        help_text=_(
            "Je kunt dit altijd terugnemen. De zin verdwijnt dan meteen van deze site. "
            "Wat een ander al afdrukte of kopieerde, kunnen wij niet terughalen."
        ),
        error_messages={"required": _("Zonder je toestemming bewaren we de zin niet.")},
    )


class ChooseForm(forms.Form):
    """The words that were seen go along, as the person may change them meanwhile."""

    seen = forms.CharField(widget=forms.HiddenInput, strip=False, max_length=LONGEST)

    def __init__(self, *args: object, sentence: str) -> None:
        super().__init__(*args, initial={"seen": sentence})  # type: ignore[arg-type, misc]
