"""What a desk says when it decides, and which year of decisions somebody wants to see."""

from django import forms
from django.utils.translation import gettext_lazy as _

from coalitie.discussion.models import Rule
from coalitie.lib.text import TextField


class DecideForm(forms.Form):
    """For hiding and warning: the rule, and why. The writer reads both."""

    rule = forms.ChoiceField(
        label=_("Huisregel"),
        choices=[("", "—"), *Rule.choices],
        help_text=_("Nodig als je iets verbergt of iemand waarschuwt."),
    )
    reason = TextField(
        label=_("Waarom?"),
        max_length=1000,
        help_text=_("Dit leest de schrijver. Schrijf het zoals je het aan tafel zou zeggen."),
        widget=forms.Textarea(attrs={"rows": 4, "cols": 60}),
    )


class PutBackForm(DecideForm):
    """For what goes in favour of the writer: no rule is needed."""

    rule = forms.ChoiceField(label=_("Huisregel"), choices=[("", "—"), *Rule.choices], required=False)


class PlaceForm(forms.Form):
    """A first comment that is fine: only the button."""


class YearForm(forms.Form):
    jaar = forms.IntegerField(min_value=2000, max_value=2999, required=False)
