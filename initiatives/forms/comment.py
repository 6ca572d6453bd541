"""What somebody says, and what somebody says about a text that breaks a house rule."""

from uuid import uuid4

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from coalitie.discussion.models import LONGEST, Rule
from coalitie.lib.text import LineField, TextField


class CommentForm(forms.Form):
    """``sleutel`` comes with the empty form, so that pressing twice gives one comment."""

    text = TextField(
        label=_("Je reactie"),
        max_length=LONGEST,
        help_text=_("Iedereen kan dit lezen. Je naam staat erbij, en of je trekker of coördinator bent."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    sleutel = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)


class AnswerForm(CommentForm):
    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["text"].label = _("Je antwoord")


class EditForm(forms.Form):
    text = TextField(label=_("Je reactie"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 6}))


class ReportForm(forms.Form):
    rule = forms.ChoiceField(
        label=_("Tegen welke huisregel gaat dit in?"),
        choices=[(rule.value, format_lazy("{} – {}", rule.label, rule.explained)) for rule in Rule],
        widget=forms.RadioSelect,
    )
    line = LineField(
        label=_("Wat wil je erbij zeggen?"),
        max_length=300,
        required=False,
        help_text=_("Alleen wie de meldingen bekijkt, leest dit."),
    )
