"""What people fill in about the kweekvijver."""

from datetime import date
from typing import Any
from uuid import uuid4

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coalitie.lib.text import LineField, TextField
from platforms.forms import SinceForm
from platforms.models import Answer, Area, Platform
from platforms.models.platform import PlatformQuerySet


class InterestForm(forms.Form):
    """The buurt of the page itself is always in it; others around may be named along."""

    also = forms.ModelMultipleChoiceField(
        label=_("Welke buurten eromheen horen er voor jou ook bij?"),
        queryset=Area.objects.none(),
        to_field_name="slug",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Hooguit zes buurten samen. Zo vinden we buren die net over de grens wonen."),
        error_messages={"invalid_choice": _("Kies buurten uit de lijst.")},
    )

    def __init__(self, *args: Any, around: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["also"]
        field.queryset = around
        if not around:
            del self.fields["also"]


class AnswerForm(forms.Form):
    wants = forms.ChoiceField(
        label=_("Wil je kennismaken?"),
        choices=[
            (Answer.YES, _("Ja. Wie ook ja zegt, ziet dan mijn naam")),
            (Answer.NO, _("Nee, nu niet. Niemand ziet dat ik gevraagd ben")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Kies ja of nee.")},
    )
    line = LineField(
        label=_("Wat wil je de anderen alvast zeggen?"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Alleen wie ook ja zegt leest dit, als de groep begint."),
    )


class MessageForm(forms.Form):
    text = TextField(
        label=_("Zeg iets tegen de groep"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Alleen wie bij de groep hoort leest dit, met je naam erbij."),
        error_messages={"required": _("Schrijf eerst een bericht.")},
    )
    sleutel = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)


class StepForm(forms.Form):
    on = forms.DateField(
        label=_("Wanneer was het?"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        initial=timezone.localdate,
        error_messages={"invalid": _("Kies een dag."), "required": _("Kies een dag.")},
    )
    note = LineField(
        label=_("Hoe ging het?"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Iedereen kan dit lezen. Een ander leert ervan."),
    )

    def clean_on(self) -> date:
        day: date = self.cleaned_data["on"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("Deze dag moet nog komen."))
        return day


class BuddySearchForm(forms.Form):
    zoek = LineField(label=_("Zoek een platform op naam of buurt"), max_length=100, required=False)


class AskBuddyForm(forms.Form):
    platform = forms.ModelChoiceField(
        label=_("Welk platform vraag je?"),
        queryset=Platform.objects.none(),
        to_field_name="slug",
        widget=forms.RadioSelect,
        empty_label=None,
        error_messages={
            "required": _("Kies een platform."),
            "invalid_choice": _("Kies een platform uit de lijst, of zoek een ander."),
        },
    )
    line = LineField(
        label=_("Wat hoop je van dit maatje?"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Schrijf in een paar woorden wat je hoopt.")},
    )

    def __init__(self, *args: Any, offered: PlatformQuerySet, eligible: PlatformQuerySet, **kwargs: Any) -> None:
        """``offered`` stand on the page; any that is ``eligible`` may be sent, as the list changes by searching."""
        super().__init__(*args, **kwargs)
        field: Any = self.fields["platform"]
        field.queryset = eligible
        field.choices = [(one.slug, one.name) for one in offered]


class NoForm(forms.Form):
    reason = TextField(
        label=_("Waarom niet?"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Dit leest de ander. Schrijf het zoals je het aan de keukentafel zou zeggen."),
        error_messages={"required": _("Schrijf in een paar woorden waarom niet.")},
    )


class WordForm(forms.Form):
    word = TextField(
        label=_("Waaraan zie je dat?"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Schrijf in een paar woorden waaraan je dat ziet.")},
    )


class StageForm(SinceForm):
    """To rest, to wake, to grow."""


class YearForm(forms.Form):
    jaar = forms.IntegerField(required=False, min_value=1900, max_value=2999)
