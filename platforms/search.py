"""Vind jouw buurt: what somebody typed, turned into buurten, gebieden, stadsdelen and platforms.

A postcode says where somebody lives. It is answered and forgotten: not stored, not logged, not sent to anyone.
"""

import re
from collections import defaultdict
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from coalitie.lib.text import LineField
from coalitie.people.models import Person
from platforms import facts
from platforms.models import Area, Platform, Postcode
from platforms.models.area import AreaQuerySet, Plain, roughly_similar, similar

POSTCODE = re.compile(r"([1-9]\d{3})\s*([a-zA-Z]{2})?", re.ASCII)
MOST = 24  # areas on one page of results; who gets more types on
FEW = 8
SAME, HOLDS = 1.0, 0.9  # the scores of models.area.similar


class SearchForm(forms.Form):
    q = LineField(
        label=_("Vind jouw buurt"),
        help_text=_("Typ de naam van je buurt, je platform of je postcode."),
        max_length=80,
        required=False,
        error_messages={"max_length": _("Typ hooguit 80 tekens. De naam van je buurt of je postcode is genoeg.")},
    )


@dataclass(frozen=True)
class Found:
    areas: list[Area] = field(default_factory=list)
    platforms: list[Platform] = field(default_factory=list)
    postcode: str = ""
    is_exact: bool = True  # False: a guess, to choose from and never to go to by itself

    def __bool__(self) -> bool:
        return bool(self.areas or self.platforms)

    @property
    def the_one(self) -> Area | Platform | None:
        """Where to go straight away: the only one with this name, with these words in it, or the only one at all."""
        both: list[Area | Platform] = [*self.areas, *self.platforms]
        if not self.is_exact:
            return None
        for least in (SAME, HOLDS, 0):
            good = [one for one in both if getattr(one, "score", SAME) >= least]
            if good:
                return good[0] if len(good) == 1 else None
        return None


def find(words: str, user: Person, most: int = MOST) -> Found:
    if match := POSTCODE.fullmatch(words):
        return _by_postcode(match[1], (match[2] or "").upper())
    areas, platforms = Area.objects.all(), Platform.objects.visible_to(user)
    found = Found(
        list(_with_parents(areas.matching(words))[:most]),
        _best(similar(platforms, words)),
    )
    if found:
        return found
    return Found(
        list(_with_parents(areas.roughly_matching(words))[:FEW]),
        _best(roughly_similar(platforms, words)),
        is_exact=False,
    )


def _best(platforms: Any) -> list[Platform]:
    """``platforms`` carry a score that the type checker cannot see."""
    return list(platforms.order_by("-score", Plain("name"), "pk")[:FEW])


def _by_postcode(digits: str, letters: str) -> Found:
    """The buurten of a full postcode if the operator imported the table, else those the four digits may mean."""
    buurten = _with_parents(Area.objects.current().buurten())
    if letters:
        rows = (
            Postcode.objects.filter(pc6=digits + letters).order_by("-addresses", "pk").values_list("buurt", flat=True)
        )
        if order := list(rows):
            by_id = buurten.in_bulk(order)
            return Found([by_id[pk] for pk in order if pk in by_id], postcode=f"{digits} {letters}")
    codes = candidates().get(digits, ())
    by_code = {area.code: area for area in buurten.filter(code__in=codes)}
    areas = [by_code[code] for code in codes if code in by_code]
    return Found(areas, postcode=f"{digits} {letters}".strip(), is_exact=False)


def _with_parents(areas: AreaQuerySet) -> AreaQuerySet:
    return areas.select_related("parent__parent")


@cache
def candidates() -> dict[str, tuple[str, ...]]:
    """Four digits of a postcode: the codes of the buurten it may mean, the likeliest first."""
    found: dict[str, list[str]] = defaultdict(list)
    for row in facts.rows("pc4"):
        found[row["pc4"]].append(row["buurt"])
    return {pc4: tuple(codes) for pc4, codes in found.items()}
