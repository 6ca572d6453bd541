"""What people fill in. The two steps of a proposal also live as hidden fields, so a visitor carries them along."""

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from coalitie.lib.text import LineField, TextField, clean_line
from coalitie.pages.models import Value
from coalitie.pages.models.value import ValueSlug
from coalitie.people.models import Person
from initiatives.models import OFFERED, Initiative, Need, Role
from platforms.models import Area, Level, Platform

MOST_CHOICES = 12
MOST_PEOPLE = 500


class WhereForm(forms.Form):
    """Step 1: where, what and why. After ``is_valid`` it holds ``area`` and ``platform``."""

    sleutel = forms.UUIDField(widget=forms.HiddenInput)
    title = LineField(
        label=_("Wat wil je doen?"),
        max_length=100,
        help_text=_("Een titel van een paar woorden, bijvoorbeeld ‘Bankjes op het plein’."),
    )
    summary = LineField(
        label=_("Vertel het in één zin"),
        max_length=200,
        help_text=_("Deze zin staat op de kaart in de lijst en op de poster."),
    )
    story = TextField(
        label=_("Wat en waarom?"),
        max_length=8000,
        help_text=_("Wat gaat er gebeuren, voor wie, en waarom is het nodig? Een lege regel begint een nieuwe alinea."),
        widget=forms.Textarea(attrs={"rows": 8}),
    )
    buurt = LineField(
        label=_("Voor welke buurt?"),
        max_length=80,
        help_text=_("Begin te typen en kies. Zo vinden we het platform dat erbij hoort."),
        widget=forms.TextInput(attrs={"list": "buurten", "autocomplete": "off"}),
    )
    buurt_keuze = forms.ChoiceField(
        label=_("Welke buurt bedoel je?"),
        required=False,
        widget=forms.RadioSelect,
        error_messages={"required": _("Er zijn meer buurten die hierop lijken. Kies er een.")},
    )
    platform = forms.ChoiceField(label=_("Bij welk platform?"), required=False, widget=forms.RadioSelect)
    # What it was taken over or split off from; whoever may not see that just proposes something.
    van = forms.CharField(required=False, widget=forms.HiddenInput)
    soort = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(
        self, data: QueryDict | None = None, *, user: Person, initial: dict[str, object] | None = None
    ) -> None:
        super().__init__(data, initial={"sleutel": uuid4(), **(initial or {})})
        self.user = user
        self.area: Area | None = None
        self.near = False
        typed = clean_line(str(data.get("buurt", "")) if data is not None else str(self.initial.get("buurt", "")))[:80]
        picked = str(data.get("buurt_keuze", ""))[:90] if data is not None else ""
        buurten = find_buurten(typed) if typed else []
        self._offer_buurten(buurten, picked)
        self._offer_platforms()
        self.origin = find_origin(str((self.initial if data is None else data).get("van", "")), user)

    def _offer_buurten(self, buurten: list[Area], picked: str) -> None:
        if len(buurten) == 1:
            self.area = buurten[0]
        else:
            self.area = next((buurt for buurt in buurten if buurt.slug == picked), None)
        field = self.fields["buurt_keuze"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101
        field.choices = [(buurt.slug, buurt.name) for buurt in buurten] if len(buurten) > 1 else []
        field.required = True
        if not field.choices:
            del self.fields["buurt_keuze"]

    def _offer_platforms(self) -> None:
        """Those that work in the buurt; where none does, those nearby, so that no proposal stands alone."""
        self.platforms: list[Platform] = []
        if self.area is not None:
            self.platforms, self.near = platforms_for(self.area, self.user)
        field = self.fields["platform"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101
        field.choices = [(platform.slug, platform.name) for platform in self.platforms]
        if self.near:
            field.help_text = _("In deze buurt is nog geen platform. Deze platforms werken vlakbij.")
        field.required = len(self.platforms) > 1 or self.near
        field.error_messages["required"] = self._why_no_platform()
        if not field.required:
            field.widget = forms.HiddenInput()

    @property
    def choice(self) -> Platform | None:
        """The platform it will be, as far as is known now."""
        chosen = self.data.get("platform") if self.is_bound else self.initial.get("platform")
        found = next((platform for platform in self.platforms if platform.slug == chosen), None)
        return found or (self.platforms[0] if len(self.platforms) == 1 and not self.near else None)

    def clean(self) -> dict[str, object]:
        cleaned = super().clean() or {}
        if "buurt" in cleaned and self.area is None and "buurt_keuze" not in self.fields:
            self.add_error("buurt", _("Deze buurt kennen we niet. Kijk of de naam klopt, of typ een deel ervan."))
        if self.area is not None and "platform" not in self.errors and self.choice is None:
            self.add_error("platform", self._why_no_platform())
        return cleaned

    def _why_no_platform(self) -> str:
        if not self.platforms:
            return gettext("Hier en in de omgeving is nog geen platform. Begin er een, of kies een andere buurt.")
        return gettext("Kies het platform waar je voorstel bij hoort.")

    def words(self) -> dict[str, Any]:
        """What ``propose`` and ``describe`` take."""
        texts = {name: self.cleaned_data[name] for name in ("title", "summary", "story")}
        return {**texts, "area": self.area, "platform": self.choice}


class RolesForm(forms.Form):
    """Whom and what is asked for: each role with how many and what for."""

    def __init__(self, data: QueryDict | None = None, *, initial: dict[str, object] | None = None) -> None:
        super().__init__(data, initial=initial)
        for role in OFFERED:
            self.fields[f"{role}_wanted"] = forms.BooleanField(label=role.label, help_text=ASKED[role], required=False)
            self.fields[f"{role}_how_many"] = forms.IntegerField(
                label=_("Hoeveel?"),
                min_value=1,
                max_value=MOST_PEOPLE,
                required=False,
                widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
            )
            self.fields[f"{role}_what_for"] = LineField(label=_("Waarvoor?"), max_length=200, required=False)

    @property
    def roles(self) -> Iterator[dict[str, object]]:
        for role in OFFERED:
            yield {name: self[f"{role}_{name}"] for name in ("wanted", "how_many", "what_for")} | {"role": role}


class HelpForm(RolesForm):
    """Step 2: whom it needs, where it happens, what it serves. All of it may stay empty."""

    place = LineField(
        label=_("Waar precies?"),
        max_length=200,
        required=False,
        help_text=_("Een straat, plein of gebouw. Geen huisnummer van jezelf: iedereen kan dit lezen."),
    )
    values = forms.MultipleChoiceField(
        choices=ValueSlug.choices,
        label=_("Waar draagt het aan bij?"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Kies wat past."),
    )
    shows_author = forms.BooleanField(
        label=_("Zet mijn naam bij het voorstel"),
        required=False,
        help_text=_("Laat je dit leeg, dan staat er ‘een buurtbewoner’. Het platform weet wel wie je bent."),
    )

    def needs(self) -> list[Need]:
        """A number or a line is enough to say that a role is wanted."""
        typed = self.cleaned_data
        return [
            Need(role=role, how_many=typed[f"{role}_how_many"], what_for=typed[f"{role}_what_for"])
            for role in OFFERED
            if typed[f"{role}_wanted"] or typed[f"{role}_how_many"] or typed[f"{role}_what_for"]
        ]

    def words(self) -> dict[str, Any]:
        """What ``ask_for`` takes."""
        typed = self.cleaned_data
        return {
            "values": Value.objects.filter(slug__in=typed["values"]),
            "needs": self.needs(),
            "place": typed["place"],
            "shows_author": typed["shows_author"],
        }


ASKED = {
    Role.DOER: _("Mensen die hun handen uit de mouwen steken."),
    Role.THINKER: _("Mensen die meedenken, uitzoeken of de weg kennen."),
    Role.PLACE: _("Een zaal, tuin, keuken of stoep om het te doen."),
    Role.STUFF: _("Gereedschap, planten, een aanhanger, koffie."),
}


def find_origin(slug: str, user: Person) -> Initiative | None:
    if not slug:
        return None
    seen = Initiative.objects.visible_to(user).published().select_related("platform", "area").defer("search")
    return seen.filter(slug=clean_line(slug)[:110]).first()


def find_buurten(typed: str) -> list[Area]:
    """The one that bears this name, else those inside an area of this name, else those that look like it."""
    current = Area.objects.current().select_related("parent__parent")
    found = list(current.matching(typed)[:MOST_CHOICES])
    exact = [area for area in found if area.score == 1.0]  # type: ignore[attr-defined]
    buurt = [area for area in exact if area.level == Level.BUURT]
    if buurt:
        return buurt
    if exact:
        return list(exact[0].buurten().current().select_related("parent__parent").alphabetical())
    return [area for area in found if area.level == Level.BUURT] or list(
        current.buurten().roughly_matching(typed)[:MOST_CHOICES]
    )


def platforms_for(area: Area, user: Person) -> tuple[list[Platform], bool]:
    """The platforms of a buurt, and whether they are only nearby: first in its gebied, then in its stadsdeel."""
    visible = Platform.objects.visible_to(user).filter(hidden_at=None).alphabetical()
    around: Area | None = area
    while around is not None:
        found = list(visible.covering(around)[:MOST_CHOICES])
        if found:
            return found, around.pk != area.pk
        around = around.parent
    return [], False
