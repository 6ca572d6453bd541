"""Draws the swarm: every buurt a dot that tells how far its platform is. Inline SVG, each dot a link.

The markup is put together here and not by a template, because 518 dots are drawn on every city map. Names are escaped.
The dots of the city map are for a mouse or thumb; with a keyboard or a screen reader one moves through the gebieden on
it, or takes the list beside it.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from django.contrib.postgres.aggregates import BoolOr
from django.db.models import Count, Max, Min, Q
from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coalitie.people.models import Person
from platforms import facts
from platforms.models import Area, Level, Outline, Platform, Stage

# The states of a dot are the second half of its class; see static/css/dots.css.
FILLED, RING, NONE, SPECK = "platform", "nursery", "none", "uninhabited"
RADII = {FILLED: "9.5", RING: "8", NONE: "5.5", SPECK: "3"}
# How far the buurtplatformrecht is: a ring of stitches, a thin one, a thick one, and full.
RADII |= {"asked": "8", "pilot": "8.2", "agreements": "7.4", "recognised": "10"}


@dataclass(frozen=True, slots=True)
class Dot:
    """A buurt on the map."""

    area: Area
    state: str
    platforms: tuple[str, ...]
    words: str = ""  # what the dot says to who cannot see it

    def __post_init__(self) -> None:
        if not self.words:
            object.__setattr__(self, "words", f"{self.area.name}: {', '.join(self.platforms)}")


@dataclass(frozen=True)
class Box:
    left: int
    top: int
    width: int
    height: int

    def __str__(self) -> str:
        return f"{self.left} {self.top} {self.width} {self.height}"


def covered(areas: Sequence[Area], user: Person) -> list[Dot]:
    """The buurten with the platforms this user may see. One query, one row a buurt, whatever their number."""
    shown = Platform.objects.visible_to(user).exclude(stage=Stage.RESTING)
    rows = (
        Platform.areas.through.objects.filter(area__in=[area.pk for area in areas], platform__in=shown)
        .values("area")
        .annotate(
            first=Min("platform__name"),
            last=Max("platform__name"),
            count=Count("pk"),
            stands=BoolOr(Q(platform__stage=Stage.PLATFORM)),
        )
    )
    found = {row["area"]: row for row in rows}
    # Looked up once and not 518 times: this is the busiest page there is.
    empty, speck = _("%(buurt)s: nog geen platform"), _("%(buurt)s: hier wonen bijna geen mensen")
    dots = []
    for buurt in areas:
        if buurt.level != Level.BUURT:
            continue
        row = found.get(buurt.pk)
        state = (FILLED if row["stands"] else RING) if row else (NONE if buurt.inhabited else SPECK)
        active = named(row["first"], row["last"], row["count"]) if row else ()
        words = "" if active else (speck if state == SPECK else empty) % {"buurt": buurt.name}
        dots.append(Dot(buurt, state, active, words))
    return dots


def named(first: str, last: str, count: int) -> tuple[str, ...]:
    """Who is active in a buurt, without a list that never ends."""
    if count <= 2:
        return (first, last)[:count]
    return (first, _("en nog %(count)d") % {"count": count - 1})


def list_items(dots: Sequence[Dot], here: int | None = None) -> SafeString:
    """The same buurten as items of a list, with who is active there; ``here`` is the one whose page this is."""
    base, items = reverse("platforms:city"), []
    for dot in dots:
        current = ' aria-current="page"' if dot.area.pk == here else ""
        by = f' <span class="by">{escape(", ".join(dot.platforms))}</span>' if dot.platforms else ""
        items.append(f'<li><a href="{base}{dot.area.slug}/"{current}>{escape(dot.area.name)}</a>{by}</li>')
    return mark_safe("\n".join(items))  # noqa: S308


GroupWords = Callable[[Area, Sequence[Dot]], str]


def city_map(dots: Sequence[Dot], groups: dict[int, Area], *, words: GroupWords | None = None) -> SafeString:
    """The whole city twice, in the shape of a screen and in that of a phone. ``groups``: parents of buurten by id.

    ``words`` says of a gebied what its dots show; without it how many of them have a platform.
    """
    say = words or _group_words
    wide, narrow = _city(dots, groups, "wide", say, alone=True), _city(dots, groups, "narrow", say, alone=False)
    return mark_safe(wide + narrow)  # noqa: S308


def _city(dots: Sequence[Dot], groups: dict[int, Area], name: str, say: GroupWords, *, alone: bool) -> str:
    """``alone``: every dot is a link of its own. Otherwise only its gebied is, and that is easier for a thumb."""
    at = places(name)
    by_group: dict[int, list[Dot]] = defaultdict(list)
    for dot in dots:
        if dot.area.code in at:
            by_group[dot.area.parent_id or 0].append(dot)
    reach = 13.5 if alone else 22
    base, parts = reverse("platforms:city"), []
    for group_id, members in by_group.items():
        group = groups[group_id]
        trail = "".join("M{} {}h0".format(*at[dot.area.code]) for dot in members)
        words = escape(say(group, members))
        link = f'<a href="{group.get_absolute_url()}" aria-label="{words}">'
        ground = f'<path class="dot-group" d="{trail}" stroke-width="{reach * 2:g}"/>'
        circles = "".join(
            _pressable(dot, *at[dot.area.code], base) if alone else _circle(dot, *at[dot.area.code]) for dot in members
        )
        hidden = f'<g aria-hidden="true">{circles}</g>'
        inside = f"{link}{ground}</a>{hidden}" if alone else f"{link}{ground}{hidden}</a>"
        parts.append(f'<g class="part--{_part(members[0])}">{inside}</g>')
    labels = "".join(
        f'<text x="{x}" y="{y}">{escape(_names()[code])}</text>' for code, (x, y) in places(f"{name} name").items()
    )
    return (
        f'<svg class="dot-map dot-map--{name}" viewBox="{_box(at.values(), 24)}" role="group" '
        f'aria-label="{escape(_("Kaart van Amsterdam"))}">'
        f'{"".join(parts)}<g aria-hidden="true">{labels}</g></svg>'
    )


def _group_words(group: Area, members: Sequence[Dot]) -> str:
    count = sum(dot.state == FILLED for dot in members)
    buurten = ngettext("%(count)d buurt", "%(count)d buurten", len(members)) % {"count": len(members)}
    return _("%(name)s: %(buurten)s, %(count)d met een platform") % {
        "name": group.name,
        "buurten": buurten,
        "count": count,
    }


def local_map(dots: Sequence[Dot], label: str, here: frozenset[int] = frozenset()) -> SafeString:
    """Some buurten, large enough for a thumb on a phone; ``here`` are marked. Empty when none of them has a place."""
    at = places("wide")
    shown = [dot for dot in dots if dot.area.code in at]
    if not shown:
        return SafeString("")
    box = _box([at[dot.area.code] for dot in shown], 16)
    trail = "".join("M{} {}h0".format(*at[dot.area.code]) for dot in shown)
    base = reverse("platforms:city")
    circles = "".join(_reachable(dot, *at[dot.area.code], base, dot.area.pk in here) for dot in shown)
    size = f'viewBox="{box}" width="{box.width * 5 // 2}" height="{box.height * 5 // 2}"'
    return mark_safe(  # noqa: S308
        f'<svg class="dot-map dot-map--local part--{_part(shown[0])}" {size} role="group" aria-label="{escape(label)}">'
        f'<path class="dot-group" d="{trail}" stroke-width="31"/>{circles}</svg>'
    )


def _circle(dot: Dot, x: int, y: int, *, here: bool = False) -> str:
    marked = " dot--here" if here else ""
    return f'<circle class="dot dot--{dot.state}{marked}" cx="{x}" cy="{y}" r="{RADII[dot.state]}"/>'


def _pressable(dot: Dot, x: int, y: int, base: str) -> str:
    """A link for mouse and thumb."""
    title = f"<title>{escape(dot.words)}</title>"
    return f'<a href="{base}{dot.area.slug}/" tabindex="-1">{_circle(dot, x, y)}{title}</a>'


def _reachable(dot: Dot, x: int, y: int, base: str, here: bool) -> str:
    """A link for everyone; an unseen circle makes small dots as easy to press as large ones."""
    words, circle = escape(dot.words), _circle(dot, x, y, here=here)
    hit = f'<circle fill="none" pointer-events="all" cx="{x}" cy="{y}" r="11"/>'
    return f'<a href="{base}{dot.area.slug}/" aria-label="{words}">{hit}{circle}<title>{words}</title></a>'


def outline_map(dots: Sequence[Dot], label: str, here: frozenset[int] = frozenset()) -> SafeString:
    """The buurten in their imported outlines (``select_related("outline")``), or nothing when none were imported."""
    shapes = [(dot, dot.area.outline) for dot in dots if hasattr(dot.area, "outline")]
    if not shapes:
        return SafeString("")
    west, east = min(shape.west for _, shape in shapes), max(shape.east for _, shape in shapes)
    south, north = min(shape.south for _, shape in shapes), max(shape.north for _, shape in shapes)
    across = 0.6107  # how much shorter a degree of longitude is at 52.36° north
    scale = 600 / max((east - west) * across, north - south)

    def at(longitude: float, latitude: float) -> tuple[int, int]:
        return round((longitude - west) * across * scale), round((north - latitude) * scale)

    def trace(ring: list[list[float]]) -> str:
        return f"M{'L'.join('{} {}'.format(*at(*point)) for point in ring)}Z"

    def land(dot: Dot, shape: Outline) -> str:
        words, kind = escape(dot.words), "dot-land dot-land--here" if dot.area.pk in here else "dot-land"
        path = f'<path class="{kind}" d="{"".join(trace(ring) for ring in shape.drawing)}"/>'
        x, y = at(float(dot.area.longitude or shape.west), float(dot.area.latitude or shape.south))
        link = f'<a href="{dot.area.get_absolute_url()}" aria-label="{words}">'
        return f"{link}{path}{_circle(dot, x, y)}<title>{words}</title></a>"

    box = Box(-4, -4, *(side + 8 for side in at(east, south)))
    return mark_safe(  # noqa: S308
        f'<svg class="dot-map dot-map--outline part--{_part(dots[0])}" viewBox="{box}" role="group" '
        f'aria-label="{escape(label)}">{"".join(land(dot, shape) for dot, shape in shapes)}</svg>'
    )


@cache
def places(name: str) -> dict[str, tuple[int, int]]:
    """Where the dots, or the names, lie on a map of dots.csv."""
    return {row["code"]: (int(row["x"]), int(row["y"])) for row in facts.rows("dots") if row["map"] == name}


def _part(dot: Dot) -> str:
    """The colour of a stadsdeel has its name."""
    return slugify(_names()[dot.area.code[0]])


@cache
def _names() -> dict[str, str]:
    return {row["code"]: row["name"] for row in facts.rows("areas") if row["level"] == Level.STADSDEEL}


def _box(points: Iterable[tuple[int, int]], margin: int) -> Box:
    listed = list(points)
    left, top = min(x for x, _ in listed) - margin, min(y for _, y in listed) - margin
    right, bottom = max(x for x, _ in listed) + margin, max(y for _, y in listed) + margin
    return Box(left, top, right - left, bottom - top)
