"""What is filled in about money after the outcome: amounts, receipts, where money goes, and how it went."""

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import uuid4

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from budgets.models import Round
from budgets.receipts import ReceiptField
from coalitie.lib.money import MoneyField, euros
from coalitie.lib.text import LineField, TextField
from initiatives.forms.activity import DayField

OPEN_TO_ALL = _("Iedereen leest dit in het kasboek, voor altijd. Noem geen namen van mensen.")


def new_key() -> str:
    return str(uuid4())


class AmountForm(forms.Form):
    """An amount, what it is for and when; once for each key. ``most`` is what there is, for a clear word beforehand."""

    form_key = forms.UUIDField(widget=forms.HiddenInput, initial=new_key)
    amount = MoneyField(label=_("Bedrag in euro’s"))
    purpose = LineField(
        label=_("Waarvoor?"), max_length=200, help_text=OPEN_TO_ALL, widget=forms.TextInput(attrs={"size": 60})
    )
    on = DayField(label=_("Datum"), initial=timezone.localdate)

    too_much = _("Er is nog %(most)s.")

    def __init__(self, *args: Any, most: Decimal | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.most = most
        if most is not None:
            self.fields["amount"].help_text = str(self.too_much) % {"most": euros(most)}

    def clean_amount(self) -> Decimal | None:
        amount = self.cleaned_data["amount"]
        if amount is not None and amount <= 0:
            raise forms.ValidationError(_("Vul een bedrag boven nul in."))
        if amount is not None and self.most is not None and amount > self.most:
            raise forms.ValidationError(str(self.too_much) % {"most": euros(self.most)})
        return amount

    def clean_on(self) -> date:
        on: date = self.cleaned_data["on"]
        if on > timezone.localdate():
            raise forms.ValidationError(_("Deze datum is nog niet geweest."))
        if on.year < 2000:
            raise forms.ValidationError(_("Deze datum is te lang geleden."))
        return on


class AdvanceForm(AmountForm):
    too_much = _("Van de toezegging is nog %(most)s niet uitbetaald.")


class GiveBackForm(AmountForm):
    too_much = _("Dit plan heeft nog %(most)s in handen.")


class SpendForm(GiveBackForm):
    receipt = ReceiptField(
        label=_("Bon"),
        help_text=_("Een pdf of een foto, hooguit 8 MB. Alleen jullie en wie het plan trekt, kunnen hem openen."),
    )


class ExpenseForm(AmountForm):
    """By who carries the plan."""

    receipt = ReceiptField(
        label=_("Bon"),
        help_text=_("Een pdf of een foto, hooguit 8 MB. Alleen wie het plan trekt en de coördinatoren openen hem."),
    )
    own_money = forms.BooleanField(
        label=_("Ik schoot dit zelf voor"),
        required=False,
        help_text=_("Dan betaalt wie de ronde leidt het aan je terug. Anders ging het van het voorschot."),
    )

    def __init__(self, *args: Any, in_hand: Decimal, to_pay: Decimal, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.in_hand, self.to_pay = in_hand, to_pay

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        amount, own = cleaned.get("amount"), cleaned.get("own_money")
        most = self.to_pay if own else self.in_hand
        if amount is not None and amount > most:
            words = (
                _("Van de toezegging is nog %(most)s over.")
                if own
                else _("Van het voorschot is nog %(most)s over. Schoot je het zelf voor? Kruis dat dan aan.")
            )
            self.add_error("amount", str(words) % {"most": euros(most)})
        return cleaned


class CarryOverForm(forms.Form):
    form_key = forms.UUIDField(widget=forms.HiddenInput, initial=new_key)
    to = forms.ModelChoiceField(
        Round.objects.none(),
        label=_("Naar welke ronde?"),
        help_text=_("Een ronde van dezelfde platforms die op de site staat en nog loopt."),
    )
    amount = MoneyField(label=_("Bedrag in euro’s"))
    purpose = LineField(label=_("Waarom?"), max_length=120, help_text=OPEN_TO_ALL)

    def __init__(self, *args: Any, rounds: Any, most: Decimal, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.most = most
        self.fields["to"].queryset = rounds  # type: ignore[attr-defined]
        self.fields["amount"].help_text = self._free()

    def clean_amount(self) -> Decimal | None:
        amount = self.cleaned_data["amount"]
        if amount is not None and amount <= 0:
            raise forms.ValidationError(_("Vul een bedrag boven nul in."))
        if amount is not None and amount > self.most:
            raise forms.ValidationError(self._free())
        return amount

    def _free(self) -> str:
        return gettext("In deze ronde is nog %(most)s vrij.") % {"most": euros(self.most)}


class CorrectForm(forms.Form):
    reason = LineField(label=_("Wat klopt er niet?"), max_length=150, help_text=OPEN_TO_ALL)


class EndReportForm(forms.Form):
    story = TextField(label=_("Wat hebben jullie gedaan?"), max_length=8000, widget=forms.Textarea(attrs={"rows": 8}))
    achieved = TextField(
        label=_("Wat merkt de buurt ervan?"),
        max_length=4000,
        help_text=_("Ook wat tegenviel. Daar leert de volgende van."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    hours = forms.DecimalField(
        label=_("Hoeveel uur staken jullie er samen in?"),
        localize=True,
        min_value=Decimal(0),
        max_digits=7,
        decimal_places=1,
        help_text=_("Ongeveer. We rekenen het nooit om in geld."),
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
        error_messages={"invalid": _("Vul een aantal uren in, bijvoorbeeld 12 of 2,5.")},
    )


class ClosingForm(forms.Form):
    story = TextField(
        label=_("Hoe ging het?"),
        max_length=8000,
        help_text=_("Wat is er gelukt, wat niet, en wat gebeurt er met geld dat over is? Iedereen leest dit."),
        widget=forms.Textarea(attrs={"rows": 8, "cols": 60}),
    )
