"""What a desk fills in about a plan."""

from urllib.parse import urlsplit

from django import forms
from django.utils.translation import gettext_lazy as _

from budgets.models import Opinion, Seat
from coalitie.lib.scoped_admin import ReasonForm
from coalitie.lib.text import LineField, TextField
from coalitie.people.models import User


class MergeForm(ReasonForm):
    into = LineField(
        label=_("Adres van het andere plan"),
        max_length=300,
        help_text=_("Plak het adres van de pagina van het plan waarmee dit verdergaat."),
    )
    field_order = ["into", "reason"]

    def clean_into(self) -> str:
        """The last part of the address."""
        return urlsplit(self.cleaned_data["into"]).path.rstrip("/").rpartition("/")[2]


class AssignForm(forms.Form):
    person = forms.EmailField(
        label=_("E-mailadres van het account"),
        help_text=_("Iemand van het platform, of een deskundige van buiten. De naam komt bij de toets te staan."),
    )

    def clean_person(self) -> User:
        person = User.objects.active().with_address(self.cleaned_data["person"]).first()
        if person is None or not person.is_resident:
            raise forms.ValidationError(_("Er is geen account met dit adres. Vraag diegene zich eerst aan te melden."))
        return person


class GroupForm(forms.Form):
    group = LineField(
        label=_("Naam van de groep"),
        max_length=60,
        required=False,
        help_text=_("Van plannen met dezelfde naam komt er hooguit één door. Leeg is: gaat met alles samen."),
    )


class SeatForm(AssignForm):
    how = forms.ChoiceField(label=_("Hoe kwam deze persoon in het panel?"), choices=Seat.How.choices)
    field_order = ["person", "how"]


class OpinionForm(forms.Form):
    says = forms.ChoiceField(label=_("Wat vind je?"), choices=Opinion.Says.choices, widget=forms.RadioSelect)
    reason = TextField(
        label=_("Waarom?"),
        max_length=2000,
        help_text=_("Iedereen leest dit, met je naam, zodra het panel heeft beslist."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )
