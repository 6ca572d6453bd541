"""The city coloured in by the register of the buurtplatformrecht: each buurt by how far the furthest platform is there.

Drawn once, and again only when the city or the register changes.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from django.contrib.auth.models import AnonymousUser
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from platforms import swarm
from platforms.city import NAMED, version
from platforms.models.area import Area, Level
from platforms.models.platform import Platform
from platforms.models.right import DOTS, Right, Standing

FURTHEST_LAST: list[Standing] = [standing for standing in Standing if standing != Standing.NONE]
# Buurt → how far, and who.
Found = dict[int, tuple[Standing, tuple[str, ...]]]


@dataclass(frozen=True)
class Step:
    """A line of the legend: how many lines of the register stand there, and in how many buurten that is."""

    standing: Standing
    explained: str
    lines: int
    buurten: int

    @property
    def dot(self) -> str:
        return DOTS[self.standing]


@dataclass(frozen=True)
class Drawn:
    map: SafeString
    steps: list[Step]


def draw_register() -> Drawn:
    rows = list(
        Right.objects.visible_to(AnonymousUser()).current().exclude(standing=Standing.NONE).select_related("platform")
    )
    found = in_buurten(rows)
    counted = {standing: sum(row.standing == standing for row in rows) for standing in FURTHEST_LAST}
    steps = [
        Step(standing, explained(standing), counted[standing], sum(one == standing for one, _who in found.values()))
        for standing in FURTHEST_LAST
    ]
    return Drawn(drawn(version(), get_language(), tuple(sorted(found.items()))), steps)


def explained(standing: str) -> str:
    return {
        Standing.ASKED: _("Het platform vroeg de gemeente erom en wacht op antwoord."),
        Standing.PILOT: _("Platform en gemeente proberen het samen uit, voor een tijd."),
        Standing.AGREEMENTS: _("Er staan afspraken op papier over hoe ze samen werken."),
        Standing.RECOGNISED: _("De gemeente schreef op dat zij dit platform als partner ziet."),
    }[Standing(standing)]


def in_buurten(rows: Sequence[Right]) -> Found:
    """Where it holds: the buurten of the platform that lie in the area of its line. One question for all lines."""
    covers = Platform.areas.through.objects.filter(platform__in={row.platform_id for row in rows}).values_list(
        "platform", "area", "area__wijk", "area__parent", "area__parent__parent"
    )
    of_platform: dict[int, list[tuple[int, set[int | None]]]] = {}
    for platform, buurt, wijk, parent, whole in covers:
        of_platform.setdefault(platform, []).append((buurt, {buurt, wijk, parent, whole}))
    found: Found = {}
    for row in sorted(rows, key=lambda row: FURTHEST_LAST.index(Standing(row.standing))):
        for buurt, around in of_platform.get(row.platform_id, ()):
            if row.area_id in around:
                _standing, who = found.get(buurt, ("", ()))
                found[buurt] = Standing(row.standing), (*who, row.platform.name)
    return found


@lru_cache(maxsize=8)
def drawn(
    version: str, language: str | None, found: tuple[tuple[int, tuple[Standing, tuple[str, ...]]], ...]
) -> SafeString:
    areas = list(Area.objects.current().exclude(level=Level.WIJK).alphabetical().only(*NAMED))
    groups = {area.pk: area for area in areas if area.level != Level.BUURT}
    standings = dict(found)
    dots = [dot_of(area, standings) for area in areas if area.level == Level.BUURT]
    return swarm.city_map(dots, groups, words=group_words)


def dot_of(buurt: Area, standings: Found) -> swarm.Dot:
    standing, who = standings.get(buurt.pk, (Standing.NONE, ()))
    if standing == Standing.NONE:
        state = swarm.NONE if buurt.inhabited else swarm.SPECK
        return swarm.Dot(buurt, state, (), _("%(buurt)s: niets in het register") % {"buurt": buurt.name})
    words = _("%(buurt)s: %(standing)s, %(platforms)s")
    named = swarm.named(who[0], who[-1], len(who)) if len(who) > 1 else who
    said = {"buurt": buurt.name, "standing": standing.label.lower(), "platforms": ", ".join(named)}
    return swarm.Dot(buurt, DOTS[standing], who, words % said)


def group_words(group: Area, members: Sequence[swarm.Dot]) -> str:
    count = sum(bool(dot.platforms) for dot in members)
    text = ngettext(
        "%(name)s: in %(count)d buurt is het gevraagd of verder",
        "%(name)s: in %(count)d buurten is het gevraagd of verder",
        count,
    )
    return text % {"name": group.name, "count": count}
