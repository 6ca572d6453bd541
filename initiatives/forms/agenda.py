"""The query string of the agenda."""

import re
from datetime import date, datetime, timedelta

from django import forms
from django.db.models import Q
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coalitie.lib.dates import at
from coalitie.pages.models import Value
from coalitie.pages.models.value import ValueSlug
from coalitie.people.models import Person
from initiatives.forms.activity import within_reach
from initiatives.forms.listing import Unknown
from initiatives.models import ActivityQuerySet, Initiative, StepFree
from platforms.models import Area, Platform

WEEK = re.compile(r"(\d{4})-W(\d{2})")
FILTERS = ("waar", "waarde", "platform", "drempelvrij")


class AgendaForm(forms.Form):
    """A value that does not exist is left out, and the page says so."""

    waar = forms.CharField(label=_("Waar"), max_length=110, required=False)
    waarde = forms.ChoiceField(label=_("Waarde"), required=False, choices=[("", _("Alle waarden")), *ValueSlug.choices])
    wanneer = forms.ChoiceField(
        label=_("Wanneer"), required=False, choices=[("", _("Alles wat komt")), ("deze-week", _("Deze week"))]
    )
    drempelvrij = forms.BooleanField(label=_("Zonder drempel"), required=False)
    platform = forms.SlugField(max_length=90, required=False, widget=forms.HiddenInput)
    week = forms.CharField(max_length=8, required=False, widget=forms.HiddenInput)

    def __init__(self, data: QueryDict, *, user: Person) -> None:
        super().__init__(data)
        self.user = user
        self.full_clean()

    def clean_waar(self) -> Area | None:
        level, _dash, slug = self.cleaned_data["waar"].partition("-")
        if not level:
            return None
        found = Area.objects.filter(level=level, slug=slug).first()
        if found is None:
            raise Unknown
        return found

    def clean_platform(self) -> Platform | None:
        slug = self.cleaned_data["platform"]
        found = Platform.objects.visible_to(self.user).filter(slug=slug).first() if slug else None
        if slug and found is None:
            raise Unknown
        return found

    def clean_week(self) -> date | None:
        """The Monday of ``2026-W48``; ``nu`` is this week."""
        typed = self.cleaned_data["week"]
        if typed in {"", "nu"}:
            return monday(timezone.localdate()) if typed else None
        found = WEEK.fullmatch(typed) if typed.isascii() else None
        try:
            chosen = date.fromisocalendar(int(found[1]), int(found[2]), 1) if found else None
        except ValueError:
            chosen = None
        if chosen is None or not within_reach(chosen):
            raise Unknown
        return chosen

    @property
    def unknown(self) -> bool:
        return bool(self.errors)

    @property
    def kept(self) -> list[tuple[str, str]]:
        """What came from a link, for the form to carry on."""
        return [(name, self.data[name]) for name in ("platform", "week") if self.cleaned_data.get(name)]

    @property
    def chips(self) -> list[tuple[str, str]]:
        """The filters that are on, and the address without each."""
        return [(self._says(name), self.address(**{name: ""})) for name in FILTERS if self.cleaned_data.get(name)]

    def address(self, **other: str) -> str:
        """The same list with something else in its address; an empty value leaves that out."""
        query = QueryDict(mutable=True)
        known = {name: self.data[name] for name in self.fields if self.data.get(name) and name not in self.errors}
        query.update({name: value for name, value in {**known, **other}.items() if value})
        return f"?{query.urlencode()}" if query else "?"

    def _says(self, name: str) -> str:
        value = self.cleaned_data[name]
        if name == "drempelvrij":
            return str(self.fields[name].label)
        return str(ValueSlug(value).label) if name == "waarde" else str(value)

    def narrow(self, rows: ActivityQuerySet) -> ActivityQuerySet:
        chosen = self.cleaned_data
        if chosen.get("platform"):
            rows = rows.filter(platform=chosen["platform"])
        if chosen.get("waar"):
            rows = rows.inside(chosen["waar"])
        if chosen.get("waarde"):
            rows = rows.filter(serving(chosen["waarde"]))
        if chosen.get("drempelvrij"):
            rows = rows.filter(step_free=StepFree.YES)
        return rows


def serving(slug: str) -> Q:
    """Of an initiative that serves this value; without initiative, of a platform that stands for it."""
    value = Value.objects.filter(slug=slug)
    initiatives = Initiative.values.through.objects.filter(value__in=value).values("initiative")
    platforms = Platform.values.through.objects.filter(value__in=value).values("platform")
    return Q(initiative__in=initiatives) | Q(initiative=None, platform__in=platforms)


def monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def midnight(day: date) -> datetime:
    return at(datetime.combine(day, datetime.min.time()))


def week_name(day: date) -> str:
    year, week, _day = day.isocalendar()
    return f"{year}-W{week:02d}"
