"""Areas by their names, one on a line: hundreds of them fit no list to tick, and no script is needed to type."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any
from unicodedata import combining, normalize

from django import forms
from django.contrib.admin.widgets import AdminTextareaWidget
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _

from coalitie.lib.text import TextField
from platforms.models import Area

SUGGESTIONS = 3


class AreasField(TextField):
    """Cleans to areas. A name that several have (a gebied and its wijk) is written with the level behind it."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            max_length=20_000,
            widget=AdminTextareaWidget(attrs={"rows": 5}),
            help_text=_(
                "Een naam op elke regel: van een buurt, wijk, gebied of stadsdeel. Heten er twee hetzelfde, zet dan "
                "erachter welke je bedoelt, zoals ‘Betondorp (wijk)’. Leeg is: de buurten van de platforms."
            ),
            **kwargs,
        )

    def prepare_value(self, value: Any) -> Any:
        return value if value is None or isinstance(value, str) else "\n".join(written(value))

    def clean(self, value: Any) -> list[Area]:  # type: ignore[override]
        lines = [line.strip() for line in super().clean(value).splitlines()]
        found, wrong = read(line for line in lines if line)
        if wrong:
            raise forms.ValidationError(wrong)
        return found

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool(super().has_changed(self.prepare_value(initial), self.to_python(data)))


def written(areas: Iterable[Area]) -> list[str]:
    known = by_name()
    found = [area for area in areas if isinstance(area, Area)]
    return [area.name if len(known[key(area.name)]) < 2 else named(area) for area in found]


def named(area: Area) -> str:
    return f"{area.name} ({area.level_name.lower()})"


def read(lines: Iterable[str]) -> tuple[list[Area], list[str]]:
    """The areas, each once, and what is wrong with the other lines."""
    known, found, wrong = by_name(), {}, []
    for line in lines:
        fits = known[key(line)]
        if len(fits) == 1:
            found[fits[0].pk] = fits[0]
        else:
            wrong.append(which(line, fits))
    return list(found.values()), wrong


def which(line: str, fits: list[Area]) -> str:
    names = [f"‘{named(area)}’" for area in fits or Area.objects.matching(line)[:SUGGESTIONS]]
    if fits:
        words = now("Wat bedoel je met ‘%(name)s’: %(names)s?")
    elif names:
        words = now("We kennen ‘%(name)s’ niet. Bedoel je %(names)s?")
    else:
        words = now("We kennen ‘%(name)s’ niet.")
    return words % {"name": line[:80], "names": now(" of ").join(names)}


def by_name() -> defaultdict[str, list[Area]]:
    """The areas of today by their name, and by their name with the level behind it."""
    found: defaultdict[str, list[Area]] = defaultdict(list)
    for area in Area.objects.current().order_by("level", "pk"):
        found[key(area.name)].append(area)
        found[key(named(area))].append(area)
    return found


def key(name: str) -> str:
    """Without capitals and accents."""
    return "".join(sign for sign in normalize("NFKD", name.casefold()) if not combining(sign))
