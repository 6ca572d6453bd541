"""With how many somebody comes."""

from django import forms
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from initiatives.models import MOST_GUESTS


def parties() -> list[tuple[int, str]]:
    more = [(number, taking_along(number)) for number in range(1, MOST_GUESTS + 1)]
    return [(0, gettext("Ik kom alleen")), *more]


def taking_along(number: int) -> str:
    return ngettext("Ik neem %(number)d mens mee", "Ik neem %(number)d mensen mee", number) % {"number": number}


class SignUpForm(forms.Form):
    guests = forms.TypedChoiceField(label=_("Met hoeveel kom je?"), choices=parties, coerce=int)
    shares_email = forms.BooleanField(
        label=_("Wie dit organiseert, mag mijn e-mailadres zien"),
        required=False,
        help_text=_("Handig als er iets verandert. Je naam zien zij wel, anderen niet."),
    )
