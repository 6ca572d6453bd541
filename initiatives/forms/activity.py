"""What is filled in about an activity. Dates and times are those of Amsterdam's clocks."""

from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import uuid4

from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from coalitie.lib import dates as calendar
from coalitie.lib.dates import at, is_skipped, is_twice
from coalitie.lib.text import LineField, TextField
from initiatives.models import Activity, Initiative, Pattern, StepFree
from initiatives.models.activity import LONGEST, MOST_PLACES
from initiatives.models.series import FURTHEST, MOST, dates
from platforms.models import Area, Platform

AHEAD = timedelta(days=400)
# Until this hour "tot" without a day means the night after.
SMALL_HOURS = time(6)
ONCE, TWICE = "1", "2"


class DayField(forms.DateField):
    def __init__(self, **kwargs: Any) -> None:
        widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
        formats = ["%Y-%m-%d", "%d-%m-%Y", "%d/%m/%Y"]
        message = _("Deze datum kennen we niet. Schrijf hem als 28-11-2026.")
        super().__init__(widget=widget, input_formats=formats, error_messages={"invalid": message}, **kwargs)


class ClockField(forms.TimeField):
    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TimeInput(format="%H:%M", attrs={"type": "time"})
        message = _("Deze tijd kennen we niet. Schrijf hem als 19.30.")
        formats = ["%H:%M", "%H.%M", "%H:%M:%S"]
        super().__init__(widget=widget, input_formats=formats, error_messages={"invalid": message}, **kwargs)


class ActivityForm(forms.Form):
    sleutel = forms.UUIDField(widget=forms.HiddenInput)
    title = LineField(
        label=_("Wat gaat er gebeuren?"), max_length=100, help_text=_("Een paar woorden, zoals ‘Samen soep koken’.")
    )
    day = DayField(label=_("Op welke dag?"))
    begins = ClockField(label=_("Hoe laat begint het?"))
    ends = ClockField(label=_("Hoe laat is het klaar?"))
    last_day = DayField(
        label=_("Op een andere dag klaar?"), required=False, help_text=_("Alleen als het meer dagen duurt.")
    )
    which = forms.ChoiceField(
        label=_("Welke keer bedoel je?"),
        choices=[(ONCE, _("De eerste keer, nog in de zomertijd")), (TWICE, _("De tweede keer, al in de wintertijd"))],
        widget=forms.RadioSelect,
        help_text=_("In deze nacht gaat de klok een uur terug. Deze tijd komt daarom twee keer voor."),
    )
    place = LineField(
        label=_("Waar precies?"), max_length=200, help_text=_("Straat en nummer, of de naam van de plek.")
    )
    buurt = forms.ChoiceField(label=_("In welke buurt is dat?"), required=False)
    story = TextField(
        label=_("Vertel er iets over"),
        max_length=4000,
        required=False,
        help_text=_("Voor wie is het, wat neem je mee, wat kost het?"),
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    step_free = forms.ChoiceField(
        label=_("Kun je er zonder drempel naar binnen?"), choices=StepFree, widget=forms.RadioSelect
    )
    languages = LineField(
        label=_("Welke talen spreken jullie?"),
        max_length=100,
        required=False,
        help_text=_("Zoals ‘Nederlands, Turks’."),
    )
    childcare = forms.BooleanField(label=_("Er is oppas voor kinderen"), required=False)
    places = forms.IntegerField(
        label=_("Voor hoeveel mensen is er plek?"),
        min_value=1,
        max_value=MOST_PLACES,
        required=False,
        help_text=_("Leeg: iedereen past erin. Is het vol, dan komt er vanzelf een wachtlijst."),
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
    pattern = forms.ChoiceField(
        label=_("Komt het vaker terug?"), choices=[("", _("Nee, dit is één keer")), *Pattern.choices], required=False
    )
    until = DayField(label=_("Tot en met welke dag?"), required=False)
    count = forms.IntegerField(
        label=_("Of: hoeveel keer?"), min_value=2, max_value=MOST, required=False, help_text=_("Hooguit een jaar lang.")
    )
    following = forms.BooleanField(
        label=_("Verander ook de volgende keren van deze reeks"),
        required=False,
        help_text=_("Elke keer houdt zijn eigen dag. De rest wordt overal hetzelfde."),
    )

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        platform: Platform,
        initiative: Initiative | None = None,
        activity: Activity | None = None,
        initial: dict[str, object] | None = None,
    ) -> None:
        """With ``activity`` that one is changed, else a new one is made."""
        super().__init__(data, initial={"sleutel": uuid4(), "step_free": StepFree.UNKNOWN, **(initial or {})})
        self.activity = activity
        self.areas = areas_for(platform, initiative, activity)
        choices = [("", _("Geen buurt kiezen")), *[(area.slug, area.name) for area in self.areas]]
        self._field("buurt").choices = choices
        self.begin: datetime | None = None
        self.end: datetime | None = None
        for name in ("pattern", "until", "count") if activity else ("following",):
            del self.fields[name]
        if activity is not None and activity.series_id is None:
            del self.fields["following"]
        if not self._says_twice(data):
            del self.fields["which"]

    def _field(self, name: str) -> forms.ChoiceField:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101
        return field

    def _says_twice(self, data: QueryDict | None) -> bool:
        """Asked only in the one night of the year in which it can be meant both ways."""
        typed = self._typed(data)
        return typed is not None and any(is_twice(moment) for moment in typed)

    def _typed(self, data: QueryDict | None) -> tuple[datetime, datetime] | None:
        if data is None:
            return None
        try:
            day, begins, ends = (self.fields[name].clean(data.get(name)) for name in ("day", "begins", "ends"))
            last_day = self.fields["last_day"].clean(data.get("last_day"))
        except forms.ValidationError:
            return None
        return span(day, begins, ends, last_day) if within_reach(day) and within_reach(last_day or day) else None

    def clean_day(self) -> date:
        day = self.cleaned_data["day"]
        if not within_reach(day):
            raise forms.ValidationError(_("Kies een dag binnen een jaar van nu."))
        if self.activity is None and day < timezone.localdate():
            raise forms.ValidationError(_("Deze dag is al geweest."))
        return day

    def clean_last_day(self) -> date | None:
        last_day = self.cleaned_data["last_day"]
        if last_day is not None and not within_reach(last_day):
            raise forms.ValidationError(_("Een activiteit duurt hooguit twee weken. Maak er een reeks van."))
        return last_day

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        typed = self._typed(self.data)  # type: ignore[arg-type]
        if typed is not None and not self.errors:
            self._clean_span(*typed)
        if cleaned.get("pattern") and not self.errors:
            self._clean_series(cleaned)
        return cleaned

    def _clean_span(self, begin: datetime, end: datetime) -> None:
        for name, moment in (("begins", begin), ("ends", end)):
            if is_skipped(moment):
                self.add_error(name, SKIPPED % {"time": f"{moment.hour}.{moment.minute:02d}"})
        second = self.cleaned_data.get("which") == TWICE
        self.begin, self.end = at(begin, second=second), at(end, second=second)
        if self.end <= self.begin:
            self.add_error("ends", _("Het einde ligt na het begin."))
        elif self.end - self.begin > LONGEST:
            self.add_error("last_day", _("Een activiteit duurt hooguit twee weken. Maak er een reeks van."))
        if self.begin <= timezone.now() and (self.activity is None or self.begin != self.activity.starts_at):
            self.add_error("begins", _("Dit moment is al geweest."))

    def _clean_series(self, cleaned: dict[str, Any]) -> None:
        day, until, count, pattern = cleaned["day"], cleaned["until"], cleaned["count"], cleaned["pattern"]
        if (until is None) == (count is None):
            self.add_error("until", _("Kies tot welke dag, of hoeveel keer. Eén van de twee."))
        elif until is not None and not day < until <= day + FURTHEST:
            self.add_error("until", _("Kies een dag na de eerste keer, en hooguit een jaar later."))
        else:
            found = dates(pattern, day, until=until, count=count)
            if not found or found[0] != day:
                self.add_error("pattern", LAST_ONE % {"weekday": calendar.weekday(day)})
            elif self.end and self.begin and self.end - self.begin >= timedelta(days=7):
                self.add_error("last_day", _("Iets dat terugkomt, duurt korter dan een week."))

    def words(self) -> dict[str, Any]:
        """What ``announce`` and ``change`` take."""
        typed = self.cleaned_data
        area = next((area for area in self.areas if area.slug == typed["buurt"]), None)
        names = ("title", "story", "place", "step_free", "languages", "childcare", "places")
        return {**{name: typed[name] for name in names}, "area": area, "starts_at": self.begin, "ends_at": self.end}

    def repetition(self) -> dict[str, Any]:
        typed = self.cleaned_data
        return {name: typed[name] for name in ("pattern", "until", "count")}


SKIPPED = _("%(time)s uur bestaat niet in deze nacht: de klok gaat van 2 naar 3 uur. Kies een andere tijd.")
LAST_ONE = _("De dag die je koos is niet de laatste %(weekday)s van de maand. Kies die, of een ander ritme.")


def within_reach(day: date) -> bool:
    """Not years away, and far from the ends of what a date can hold."""
    return abs(day - timezone.localdate()) <= AHEAD


def span(day: date, begins: time, ends: time, last_day: date | None) -> tuple[datetime, datetime]:
    if last_day is None:
        last_day = day + timedelta(days=int(ends <= begins and ends <= SMALL_HOURS))
    return datetime.combine(day, begins), datetime.combine(last_day, ends)


def areas_for(platform: Platform, initiative: Initiative | None, activity: Activity | None) -> list[Area]:
    """The buurten to choose from: where the platform works, and where this already is."""
    known = [row.area for row in (initiative, activity) if row is not None and row.area is not None]
    found = {area.pk: area for area in [*known, *platform.areas.order_by("name")]}
    return sorted(found.values(), key=lambda area: area.name)


def as_typed(activity: Activity, *, shift: timedelta = timedelta()) -> dict[str, object]:
    """An activity as the form's first values; with ``shift`` so much later."""
    begin, end = (timezone.make_naive(moment) + shift for moment in (activity.starts_at, activity.ends_at))
    several = span(begin.date(), begin.time(), end.time(), None)[1].date() != end.date()
    names = ("title", "story", "place", "step_free", "languages", "childcare", "places")
    return {
        **{name: getattr(activity, name) for name in names},
        "day": begin.date(),
        "begins": begin.time(),
        "ends": end.time(),
        "last_day": end.date() if several else None,
        "which": TWICE if timezone.localtime(activity.starts_at).fold else ONCE,
        "buurt": activity.area.slug if activity.area else "",
    }


class OwnerForm(forms.Form):
    """For which platform or initiative; from a link or from the form itself."""

    platform = forms.SlugField(max_length=90, required=False)
    initiatief = forms.SlugField(max_length=110, required=False)


class CallOffForm(forms.Form):
    reason = LineField(
        label=_("Waarom gaat het niet door?"),
        max_length=500,
        help_text=_("Iedereen die zich aanmeldde, leest dit in de mail. Het staat ook op de pagina."),
    )
    following = forms.BooleanField(label=_("Ook alle volgende keren van deze reeks gaan niet door"), required=False)

    def __init__(self, data: QueryDict | None = None, *, in_series: bool) -> None:
        super().__init__(data)
        if not in_series:
            del self.fields["following"]


class ReportForm(forms.Form):
    came = forms.IntegerField(label=_("Hoeveel mensen kwamen er?"), min_value=0, max_value=99_999)
    new_faces = forms.IntegerField(
        label=_("Hoeveel waren er voor het eerst?"), min_value=0, max_value=99_999, required=False
    )
    stayed_away = forms.IntegerField(
        label=_("Hoeveel meldden zich aan en kwamen niet?"),
        min_value=0,
        max_value=99_999,
        required=False,
        help_text=_("Alleen het aantal. Wie het waren, hoort nergens te staan."),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        came, new = cleaned.get("came"), cleaned.get("new_faces")
        if came is not None and new is not None and new > came:
            self.add_error("new_faces", gettext("Dit zijn er meer dan er kwamen."))
        return cleaned
