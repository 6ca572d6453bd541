"""What a desk fills in about a round: its rules, its dates, and why they change."""

from typing import Any

from django import forms
from django.contrib.admin.widgets import AdminTextareaWidget, AdminTextInputWidget
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from budgets.actions.rules import ALL_DATES, DATES
from budgets.models import CheckPoint, Kind, Phase, Round, Voter
from coalitie.lib.money import MoneyField
from coalitie.lib.scoped_admin import typed
from coalitie.lib.text import TextField


class RoundForm(forms.ModelForm):
    title = typed(Round, "title")
    story = typed(Round, "story")
    criteria = typed(Round, "criteria")
    deciders = typed(Round, "deciders")
    amount = MoneyField(label=_("Bedrag"), widget=AdminTextInputWidget, help_text=_("In euro’s, zoals 10.000."))
    voters = forms.MultipleChoiceField(
        label=_("Wie stemt"),
        choices=Voter.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Alleen bij een ronde met stemming. Je mag er meer kiezen."),
    )
    why = TextField(
        label=_("Waarom veranderen de regels?"),
        max_length=2000,
        required=False,
        widget=AdminTextareaWidget,
        help_text=_("Staat bij de nieuwe versie op de site. Wie een plan heeft in deze ronde, krijgt het per mail."),
    )

    class Meta:
        model = Round
        fields = (
            *("title", "kind", "platforms", "areas", "amount", "story"),
            *("criteria", "deciders", "publishes_together", "voters", "ballot_form", "most_choices", "with_help"),
            *("rule", "stop", "completion", "too_dear", "threshold", "compare_below"),
            *ALL_DATES,
        )

    def clean_amount(self) -> Any:
        amount = self.cleaned_data["amount"]
        if amount is not None and amount <= 0:
            raise forms.ValidationError(_("Vul een bedrag boven nul in."))
        return amount

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.instance.pk and self.instance.phase != Phase.DRAFT:
            self._clean_open(cleaned)
        if (cleaned.get("kind") or self.instance.kind) != Kind.VOTE and cleaned.get("voters"):
            self.add_error("voters", _("In deze soort ronde wordt niet gestemd. Haal de vinkjes weg."))
        return cleaned

    def _clean_open(self, cleaned: dict[str, Any]) -> None:
        if self.rule_changes and not cleaned.get("why"):
            self.add_error("why", _("Schrijf waarom de regels veranderen."))
        for name in ALL_DATES:
            value = cleaned.get(name)
            if value is None and name in DATES[Kind(self.instance.kind)] and name not in self.errors:
                self.add_error(name, _("Een open ronde heeft hier een datum."))
            elif value is not None and name in self.rule_changes and value <= timezone.now():
                self.add_error(name, _("Kies een datum die nog komt."))

    @property
    def rule_changes(self) -> dict[str, Any]:
        return {
            name: self.cleaned_data[name]
            for name in self.changed_data
            if name not in {"why", "platforms", "areas"} and name in self.cleaned_data
        }


class CheckPointForm(forms.ModelForm):
    question = typed(CheckPoint, "question")
    explained = typed(CheckPoint, "explained")

    class Meta:
        model = CheckPoint
        fields = ("position", "question", "explained")
