"""The query string of the overview "wachten op antwoord"."""

import re
from calendar import monthrange
from datetime import date
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from coalitie.lib.dates import MONTHS
from coalitie.lib.text import LineField
from coalitie.people.models import Person
from initiatives.forms.listing import Unknown
from initiatives.models import Body, BodyKind
from initiatives.models.question_rows import QuestionQuerySet
from platforms.models import Platform

MONTH = re.compile(r"(20\d\d)-(0[1-9]|1[0-2])", re.ASCII)
STANDS = {
    "open": _("Wacht op antwoord"),
    "te-laat": _("Over de termijn"),
    "beantwoord": _("Beantwoord"),
    "op-tijd": _("Op tijd beantwoord"),
    "ingetrokken": _("Ingetrokken"),
}


class WaitingForm(forms.Form):
    """A value that does not exist is left out, and the page says so. ``body`` or ``platform`` fix what a page is of."""

    q = LineField(label=_("Zoek op een woord"), max_length=100, required=False)
    soort = forms.ChoiceField(
        label=_("Soort instantie"),
        required=False,
        choices=[("", _("Alle instanties")), *((kind.word, kind.label) for kind in BodyKind)],
    )
    stand = forms.ChoiceField(
        label=_("Stand"), required=False, choices=[("", _("Alle vragen")), *((k, v) for k, v in STANDS.items())]
    )
    bij = forms.SlugField(max_length=110, required=False, widget=forms.HiddenInput)
    platform = forms.SlugField(max_length=90, required=False, widget=forms.HiddenInput)
    maand = forms.CharField(required=False, label=_("Maand"), widget=forms.Select)

    def __init__(self, data: QueryDict, *, user: Person) -> None:
        super().__init__(data)
        self.user = user
        select = self.fields["maand"].widget
        assert isinstance(select, forms.Select)  # noqa: S101
        select.choices = [("", _("Nu")), *((f"{end:%Y-%m}", month_words(end)) for end in months(12)[:-1][::-1])]
        self.full_clean()

    def clean_maand(self) -> date | None:
        """The last day of that month; today for this one."""
        typed = self.cleaned_data["maand"]
        if not typed:
            return None
        found = MONTH.fullmatch(typed)
        if found is None:
            raise Unknown
        end = last_day(int(found[1]), int(found[2]))
        if end.replace(day=1) > timezone.localdate():
            raise Unknown
        return min(end, timezone.localdate())

    def clean_platform(self) -> Platform | None:
        return self._found(Platform.objects.visible_to(self.user), "platform")

    def clean_bij(self) -> Body | None:
        return self._found(Body.objects.visible_to(self.user), "bij")

    def _found(self, rows: Any, name: str) -> Any:
        slug = self.cleaned_data[name]
        found = rows.filter(slug=slug).first() if slug else None
        if slug and found is None:
            raise Unknown
        return found

    @property
    def unknown(self) -> bool:
        return bool(self.errors)

    @property
    def kept(self) -> list[tuple[str, str]]:
        return [(name, self.data[name]) for name in ("platform", "bij") if self.cleaned_data.get(name)]

    @property
    def chips(self) -> list[tuple[str, str]]:
        """What is filtered on, each with the address without it."""
        chosen = self.cleaned_data
        words = {
            "q": f"‘{chosen.get('q')}’" if chosen.get("q") else "",
            "soort": str(dict(self.fields["soort"].choices).get(chosen.get("soort", ""), ""))  # type: ignore[attr-defined]
            if chosen.get("soort")
            else "",
            "stand": str(STANDS[chosen["stand"]]) if chosen.get("stand") else "",
            "bij": str(chosen.get("bij") or ""),
            "platform": str(chosen.get("platform") or ""),
            "maand": month_words(chosen["maand"]) if chosen.get("maand") else "",
        }
        return [(text, self.without(name)) for name, text in words.items() if text]

    def without(self, name: str) -> str:
        kept = QueryDict(mutable=True)
        kept.update({other: self.data[other] for other in self.fields if other != name and self.data.get(other)})
        return f"?{kept.urlencode()}" if kept else "?"

    @property
    def query(self) -> str:
        """The filters, to go on with in the address of another page."""
        kept = QueryDict(mutable=True)
        kept.update({name: self.data[name] for name in self.fields if self.data.get(name) and name not in self.errors})
        return kept.urlencode()

    def of_bodies(self, rows: Any) -> Any:
        """Bodies, or waits when ``rows`` know a question."""
        chosen, way = self.cleaned_data, "question__body__" if rows.model is not Body else ""
        if chosen.get("soort"):
            rows = rows.filter(**{f"{way}kind": self.kind})
        if chosen.get("bij"):
            rows = rows.filter(**{f"{way}pk": chosen["bij"].pk})
        if chosen.get("platform") and way:
            rows = rows.filter(question__platform=chosen["platform"])
        return rows

    @property
    def kind(self) -> str:
        return next(kind for kind in BodyKind if kind.word == self.cleaned_data["soort"])

    def narrow(self, rows: QuestionQuerySet) -> QuestionQuerySet:
        chosen = self.cleaned_data
        if chosen.get("soort"):
            rows = rows.filter(body__kind=self.kind)
        if chosen.get("bij"):
            rows = rows.filter(body=chosen["bij"])
        if chosen.get("platform"):
            rows = rows.of_platform(chosen["platform"])
        if end := chosen.get("maand"):
            rows = rows.waited_between(end.replace(day=1), end)
        match chosen.get("stand"):
            case "open":
                rows = rows.waiting()
            case "te-laat":
                rows = rows.late()
            case "beantwoord":
                rows = rows.answered()
            case "op-tijd":
                rows = rows.in_time()
            case "ingetrokken":
                rows = rows.withdrawn()
        return rows.matching(chosen["q"]).best(chosen["q"]) if chosen.get("q") else rows.longest_first()


def last_day(year: int, month: int) -> date:
    return date(year, month, monthrange(year, month)[1])


def months(number: int) -> list[date]:
    """The last days of the last so many months, the oldest first; of this month today."""
    today = timezone.localdate()
    count = today.year * 12 + today.month - 1
    ends = [last_day((count - back) // 12, (count - back) % 12 + 1) for back in range(number)]
    return [min(end, today) for end in reversed(ends)]


def month_words(end: date) -> str:
    return gettext("%(month)s %(year)d") % {"month": MONTHS[end.month - 1], "year": end.year}
