"""What people fill in about a count: the lot at the desk, an objection and its answer."""

import re

from django import forms
from django.utils.translation import gettext_lazy as _

from coalitie.discussion.models import Outcome
from coalitie.lib.text import LineField, TextField


class LotForm(forms.Form):
    order = LineField(
        label=_("De nummers, in de volgorde waarin ze zijn getrokken"),
        max_length=1000,
        help_text=_("De nummers van de stemlijst, met komma’s ertussen. Bijvoorbeeld: 4, 12, 7."),
    )
    reason = TextField(
        label=_("Waar en hoe is er geloot?"),
        max_length=500,
        help_text=_("Wanneer, waar, en wie erbij waren. Iedereen leest dit bij de uitslag."),
        widget=forms.Textarea(attrs={"rows": 4, "cols": 60}),
    )

    def clean_order(self) -> list[int]:
        parts = [part for part in re.split(r"[\s,;]+", self.cleaned_data["order"]) if part]
        if not all(re.fullmatch(r"[0-9]{1,5}", part) for part in parts):
            raise forms.ValidationError(_("Vul alleen nummers van de stemlijst in, met komma’s ertussen."))
        return [int(part) for part in parts]


class CountObjectionForm(forms.Form):
    text = TextField(
        label=_("Wat klopt er niet?"),
        max_length=3000,
        help_text=_("Schrijf om welk plan of welke stap het gaat, en wat je anders had verwacht."),
        widget=forms.Textarea(attrs={"rows": 8}),
    )


class CountReviewForm(forms.Form):
    outcome = forms.ChoiceField(
        label=_("Klopt de telling?"),
        choices=[
            (Outcome.UPHELD.value, _("De telling klopt. De uitslag blijft zoals hij is.")),
            (Outcome.OVERTURNED.value, _("Er klopt iets niet. De ronde ligt stil tot dat is hersteld.")),
        ],
        widget=forms.RadioSelect,
    )
    answer = TextField(
        label=_("Je antwoord"),
        max_length=3000,
        help_text=_("Wie bezwaar maakte en wie de ronde leidt, lezen dit. Het komt ook bij de uitslag te staan."),
        widget=forms.Textarea(attrs={"rows": 6}),
    )
