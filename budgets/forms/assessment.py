"""The test of a plan as a form: an answer and a reason for each question, then the verdict."""

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from budgets.models import Answer, Assessment, CheckPoint, Verdict
from coalitie.lib.money import MoneyField
from coalitie.lib.text import TextField

Says = Answer.Says


class AssessmentForm(forms.Form):
    """``sends`` is True when it is to be finished: then everything must be there. Kept half-way, it may have gaps."""

    verdict = forms.ChoiceField(
        label=_("Kan dit plan?"), choices=Verdict.choices, widget=forms.RadioSelect, required=False
    )
    cost = MoneyField(
        label=_("Wat kost het volgens jou, in euro’s?"),
        required=False,
        help_text=_("Nodig bij ‘ja’. Is het anders dan de aanvraag zegt, leg dat hieronder dan uit."),
    )
    reason = TextField(
        label=_("Waarom?"),
        max_length=4000,
        required=False,
        help_text=_("Nodig bij ‘nee’. Iedereen kan dit lezen."),
        widget=forms.Textarea(attrs={"rows": 5}),
    )

    def __init__(self, data: QueryDict | None = None, *, row: Assessment, points: list[CheckPoint]) -> None:
        kept = {answer.point_id: answer for answer in row.answers.all()}
        initial: dict[str, Any] = {"verdict": row.verdict, "cost": row.cost, "reason": row.reason}
        for point in points:
            if point.pk in kept:
                initial |= {f"says_{point.pk}": kept[point.pk].says, f"why_{point.pk}": kept[point.pk].reason}
        super().__init__(data, initial=initial)
        self.points = points
        self.sends = data is not None and "versturen" in data
        for point in points:
            self.fields[f"says_{point.pk}"] = forms.ChoiceField(
                label=point.question,
                help_text=point.explained,
                choices=Says.choices,
                widget=forms.RadioSelect,
                required=False,
            )
            self.fields[f"why_{point.pk}"] = TextField(
                label=_("Waarom?"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 2})
            )
        self.order_fields([*(name for point in points for name in (f"says_{point.pk}", f"why_{point.pk}")), "verdict"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for point in self.points:
            says, why = cleaned.get(f"says_{point.pk}"), cleaned.get(f"why_{point.pk}")
            if says == Says.NO and not why:
                self.add_error(f"why_{point.pk}", _("Schrijf bij elke ‘nee’ waarom."))
            if self.sends and not says:
                self.add_error(f"says_{point.pk}", _("Kies een antwoord."))
        cost = cleaned.get("cost")
        if cost is not None and cost <= 0:
            self.add_error("cost", _("Vul een bedrag boven nul in."))
        if self.sends:
            self._clean_whole(cleaned)
        return cleaned

    def _clean_whole(self, cleaned: dict[str, Any]) -> None:
        verdict = cleaned.get("verdict")
        if not verdict:
            self.add_error("verdict", _("Kies ja of nee."))
        if verdict == Verdict.FEASIBLE and cleaned.get("cost") is None and "cost" not in self.errors:
            self.add_error("cost", _("Bij ‘ja’ hoort een bedrag."))
        if verdict == Verdict.INFEASIBLE and not cleaned.get("reason"):
            self.add_error("reason", _("Bij ‘nee’ hoort een reden."))

    def words(self) -> dict[str, Any]:
        typed = self.cleaned_data
        said = {
            point: (typed[f"says_{point.pk}"], typed[f"why_{point.pk}"])
            for point in self.points
            if typed[f"says_{point.pk}"]
        }
        return {"said": said, "verdict": typed["verdict"], "cost": typed["cost"], "reason": typed["reason"]}


class ReplyForm(forms.Form):
    text = TextField(
        label=_("Je antwoord"),
        max_length=4000,
        help_text=_("Het komt onder de toets te staan. Je kunt één keer antwoorden."),
        widget=forms.Textarea(attrs={"rows": 5}),
    )
