"""The key: whom to ask, and what one says."""

from collections.abc import Iterable

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from coalitie.lib.text import LineField
from coalitie.people.models import User
from initiatives.models.handover import Kind


class AskToPullForm(forms.Form):
    person = forms.TypedChoiceField(label=_("Wie vraag je?"), coerce=int, widget=forms.RadioSelect)
    kind = forms.ChoiceField(
        label=_("Wat vraag je?"),
        choices=[
            (Kind.TOGETHER.value, _("Trek het samen met mij. Ik blijf ook trekker.")),
            (Kind.OVER.value, _("Neem de sleutel over. Ik ben dan geen trekker meer.")),
        ],
        widget=forms.RadioSelect,
    )
    line = LineField(
        label=_("Wat wil je erbij zeggen?"),
        max_length=300,
        required=False,
        help_text=_("Dit staat in de mail die je buur krijgt."),
    )

    def __init__(self, data: QueryDict | None = None, *, people: Iterable[User]) -> None:
        super().__init__(data)
        field = self.fields["person"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101
        field.choices = [(person.pk, person.name) for person in people]


class OfferForm(forms.Form):
    line = LineField(
        label=_("Waarom wil je het trekken?"),
        max_length=300,
        required=False,
        help_text=_("Het platform leest dit en zegt ja of nee."),
    )


class AnswerForm(forms.Form):
    """One of the buttons, with a word when it is no. Who turns down an offer says why."""

    said = forms.ChoiceField(choices=[(word, word) for word in ("ja", "nee", "terug")])
    line = LineField(
        label=_("Wil je er iets bij zeggen?"), max_length=300, required=False, help_text=_("Alleen als je nee zegt.")
    )

    def __init__(self, data: QueryDict | None = None, *, says_why: bool) -> None:
        super().__init__(data)
        self.says_why = says_why
        if says_why:
            self.fields["line"].label = _("Waarom niet?")
            self.fields["line"].help_text = _("Alleen als je nee zegt. Wie zich aanbood, leest dit.")

    def clean(self) -> dict[str, object]:
        cleaned = super().clean() or {}
        if self.says_why and cleaned.get("said") == "nee" and not cleaned.get("line") and "line" not in self.errors:
            self.add_error("line", _("Schrijf waarom het niet wordt. Dan weet je buur waar die aan toe is."))
        return cleaned
