"""How people take part, and how who pulls it meets them."""

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from coalitie.lib.text import LineField
from initiatives.models import OFFERED, Initiative, Role


class JoinForm(forms.Form):
    role = forms.ChoiceField(
        label=_("Hoe doe je mee?"), choices=[(role.value, role.label) for role in OFFERED], widget=forms.RadioSelect
    )
    answer = LineField(max_length=300, required=False, help_text=_("Alleen wie het initiatief trekt, leest dit."))
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

    def __init__(
        self, data: QueryDict | None = None, *, initiative: Initiative, initial: dict[str, object] | None = None
    ) -> None:
        """With the question of who pulls it, when there is one."""
        super().__init__(data, initial=initial)
        if initiative.join_question:
            self.fields["answer"].label = initiative.join_question
        else:
            del self.fields["answer"]


class RoleForm(forms.Form):
    """Which of one's roles to leave. Without a word it is fine too."""

    role = forms.ChoiceField(
        choices=[(role.value, role.label) for role in (*OFFERED, Role.PULLER)], widget=forms.HiddenInput
    )
    line = LineField(
        label=_("Wil je er iets bij zeggen?"),
        max_length=300,
        required=False,
        help_text=_("De trekker leest het. Je hoeft niets uit te leggen."),
    )


class WelcomeForm(forms.Form):
    line = LineField(
        label=_("Je antwoord"),
        max_length=300,
        help_text=_("Bijvoorbeeld: fijn dat je meedoet, zaterdag om tien uur beginnen we. Het komt per mail aan."),
    )


class PartingForm(forms.Form):
    line = LineField(
        label=_("Schrijf er een vriendelijk woord bij"),
        max_length=300,
        help_text=_("Het komt per mail aan. Later weer meedoen kan altijd."),
    )
