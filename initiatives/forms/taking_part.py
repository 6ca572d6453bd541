"""How people take part, and the stage they bring it to."""

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from coalitie.lib.text import LineField, TextField
from initiatives.models import OFFERED, PUBLIC, WITH_REASON, Initiative


class JoinForm(forms.Form):
    role = forms.ChoiceField(
        label=_("Hoe doe je mee?"), choices=[(role.value, role.label) for role in OFFERED], widget=forms.RadioSelect
    )
    line = LineField(
        label=_("Wat kun je doen of meebrengen?"),
        max_length=300,
        required=False,
        help_text=_("Eén zin is genoeg. Alleen wie het initiatief trekt, leest dit."),
    )
    shows_name = forms.BooleanField(
        label=_("Zet mijn naam bij wie er meedoen"),
        required=False,
        help_text=_("Laat je dit leeg, dan tel je mee zonder naam."),
    )


class RoleForm(forms.Form):
    role = forms.ChoiceField(choices=[(role.value, role.label) for role in OFFERED])


class StageForm(forms.Form):
    stage = forms.ChoiceField(label=_("Fase"), widget=forms.RadioSelect)
    reason = TextField(
        label=_("Waarom?"),
        max_length=2000,
        required=False,
        help_text=_("Nodig als het rust of stopt. Iedereen kan dit lezen."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, data: QueryDict | None = None, *, initiative: Initiative) -> None:
        super().__init__(data, initial={"stage": initiative.status})
        field = self.fields["stage"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101
        field.choices = [(status.value, f"{status.label}. {status.explained}") for status in PUBLIC]

    def clean(self) -> dict[str, object]:
        cleaned = super().clean() or {}
        if cleaned.get("stage") in WITH_REASON and "reason" not in self.errors and not cleaned.get("reason"):
            self.add_error("reason", _("Schrijf waarom het rust of stopt. Dan weten mensen waar ze aan toe zijn."))
        return cleaned
