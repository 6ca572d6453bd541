"""What a step to another stage asks, and whom an initiative asks for while it lives."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from coalitie.lib.text import LineField, TextField
from initiatives.forms.proposal import RolesForm
from initiatives.models import OFFERED, Initiative, Need
from initiatives.models.life import FEWEST, MOST
from initiatives.models.status import Asks, Step

LONGEST_TRY = timedelta(days=366)


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class StepForm(forms.Form):
    """Only the fields that this step asks for."""

    try_from = forms.DateField(label=_("Wanneer begint de try-out?"), widget=DayInput())
    try_until = forms.DateField(
        label=_("Wanneer kijken jullie terug?"),
        help_text=_("Een paar weken later is meestal goed. Op die dag krijgt de trekker een mail."),
        widget=DayInput(),
    )
    reason = TextField(
        label=_("Waarom?"),
        max_length=2000,
        help_text=_("Iedereen kan dit lezen. Noem geen namen van anderen."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    thanks = TextField(
        label=_("Een bedankje voor wie meedeed"),
        max_length=500,
        help_text=_("Dit staat op de pagina en gaat mee in de mail."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, data: QueryDict | None = None, *, initiative: Initiative, step: Step) -> None:
        super().__init__(data)
        self.initiative = initiative
        kept = {
            "try_from": Asks.DATES in step.asks,
            "try_until": Asks.DATES in step.asks or Asks.REVIEW in step.asks,
            "reason": Asks.REASON in step.asks,
            "thanks": Asks.THANKS in step.asks,
        }
        for name, asked in kept.items():
            if not asked:
                del self.fields[name]

    def clean_try_until(self) -> date:
        back: date = self.cleaned_data["try_until"]
        begins = self.cleaned_data.get("try_from") if "try_from" in self.fields else self.initiative.try_from
        if begins and back <= begins:
            raise forms.ValidationError(gettext("Kijk terug op een dag na het begin."))
        if back < timezone.localdate():
            raise forms.ValidationError(gettext("Deze dag is al geweest."))
        if back > max(begins or timezone.localdate(), timezone.localdate()) + LONGEST_TRY:
            raise forms.ValidationError(gettext("Een try-out duurt hooguit een jaar."))
        return back

    def clean_try_from(self) -> date:
        begins: date = self.cleaned_data["try_from"]
        if abs(begins - timezone.localdate()) > LONGEST_TRY:
            raise forms.ValidationError(gettext("Kies een dag binnen een jaar van nu."))
        return begins


class AskForm(RolesForm):
    """Whom and what an initiative needs now, and what it asks who joins."""

    yes_needed = forms.IntegerField(
        label=_("Met hoeveel doeners durf je te beginnen?"),
        min_value=FEWEST,
        max_value=MOST,
        help_text=_("Zoveel doeners moeten ja zeggen op de vraag: krijg je er energie van? De trekker telt niet mee."),
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
    join_question = LineField(
        label=_("Eén vraag aan wie meedoet"),
        max_length=200,
        required=False,
        help_text=_("Bijvoorbeeld: op welke dagen kun je? Alleen trekkers lezen het antwoord."),
    )
    reason = LineField(
        label=_("Waarom verandert het?"),
        max_length=300,
        required=False,
        help_text=_("Nodig als je met meer of minder doeners wilt beginnen. Iedereen kan dit lezen."),
    )

    def __init__(self, data: QueryDict | None = None, *, initiative: Initiative) -> None:
        start: dict[str, Any] = {"yes_needed": initiative.yes_needed, "join_question": initiative.join_question}
        for need in initiative.needs.all():
            start |= {
                f"{need.role}_wanted": True,
                f"{need.role}_how_many": need.how_many,
                f"{need.role}_what_for": need.what_for,
            }
        super().__init__(data, initial=start)
        self.before = initiative.yes_needed

    def clean(self) -> dict[str, object]:
        cleaned = super().clean() or {}
        changed = cleaned.get("yes_needed") not in (None, self.before)
        if changed and not cleaned.get("reason") and "reason" not in self.errors:
            self.add_error("reason", _("Schrijf waarom je met meer of minder doeners wilt beginnen."))
        return cleaned

    def words(self) -> dict[str, Any]:
        """What ``ask_anew`` takes. A role whose tick was taken away is no longer asked for."""
        typed = self.cleaned_data
        needs = [
            Need(role=role, how_many=typed[f"{role}_how_many"], what_for=typed[f"{role}_what_for"])
            for role in OFFERED
            if typed[f"{role}_wanted"]
        ]
        return {name: typed[name] for name in ("yes_needed", "join_question", "reason")} | {"needs": needs}
