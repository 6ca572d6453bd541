"""Keeping order: another title, the archive, another platform, two that become one."""

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from coalitie.lib.text import LineField, TextField, clean_line
from coalitie.people.models import Person
from initiatives.models import UNDER_WAY, Initiative
from platforms.models import Platform

MOST_FOUND = 8
SHORT = forms.Textarea(attrs={"rows": 4})


class TitleForm(forms.Form):
    title = LineField(
        label=_("Titel"),
        max_length=100,
        help_text=_("Het adres van de pagina verandert mee. Het oude adres blijft werken."),
    )
    summary = LineField(label=_("In één zin"), max_length=200, help_text=_("Staat op de kaart in de lijst."))


class WhyForm(forms.Form):
    reason = TextField(
        label=_("Waarom?"),
        max_length=1000,
        help_text=_("Wie erover gaat of meedoet, krijgt dit te lezen. Bij een ja staat het ook op de pagina."),
        widget=SHORT,
    )


class ArchiveForm(forms.Form):
    reason = TextField(label=_("Waarom?"), max_length=1000, required=False, widget=SHORT)


class AnswerForm(forms.Form):
    answer = TextField(
        label=_("Je antwoord in een paar zinnen"),
        max_length=1000,
        required=False,
        help_text=_("Bij een nee is een reden nodig. Wie het vroeg, leest dit."),
        widget=SHORT,
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not {"ja", "nee", "trek-in"}.intersection(self.data):
            self.add_error(None, _("Kies ja of nee."))
        if "nee" in self.data and "answer" not in self.errors and not cleaned.get("answer"):
            self.add_error("answer", _("Schrijf waarom niet. Dan weet wie het vroeg waar die aan toe is."))
        return cleaned


class MoveForm(WhyForm):
    platform = forms.ModelChoiceField(
        label=_("Naar welk platform?"),
        queryset=Platform.objects.none(),
        to_field_name="slug",
        empty_label=_("Kies een platform"),
        error_messages={"invalid_choice": _("Dit platform kennen we niet. Kies er een uit de lijst.")},
    )
    field_order = ["platform", "reason"]

    def __init__(self, data: QueryDict | None = None, *, initiative: Initiative, user: Person) -> None:
        super().__init__(data)
        rows = Platform.objects.visible_to(user).filter(hidden_at=None).exclude(pk=initiative.platform_id)
        self.fields["platform"].queryset = rows.alphabetical()  # type: ignore[attr-defined]


class FindForm(forms.Form):
    """The query string of the page where one picks the other initiative."""

    q = LineField(label=_("Zoek op titel"), max_length=100, required=False)


class MergeForm(WhyForm):
    into = forms.ChoiceField(
        label=_("In welk initiatief gaat het op?"),
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": _("Dit initiatief is niet meer bezig. Kies een ander.")},
    )
    field_order = ["into", "reason"]

    def __init__(self, data: QueryDict | None = None, *, initiative: Initiative, user: Person, words: str) -> None:
        """Offers what looks like it, or what was searched; takes any other that is under way and that one can see."""
        super().__init__(data)
        rows = Initiative.objects.visible_to(user).published().filter(status__in=UNDER_WAY).exclude(pk=initiative.pk)
        chosen = clean_line(data.get("into", ""))[:110] if data is not None else ""
        near = rows.nearly(words or initiative.title).select_related("platform").defer("search")[:MOST_FOUND]
        found = {row.slug: row for row in near}
        if chosen and chosen not in found:
            found |= {row.slug: row for row in rows.filter(slug=chosen).select_related("platform").defer("search")}
        self.found = found
        self.fields["into"].choices = [  # type: ignore[attr-defined]
            (slug, f"{row.title} ({row.platform.name})") for slug, row in found.items()
        ]

    @property
    def chosen(self) -> Initiative:
        return self.found[self.cleaned_data["into"]]
