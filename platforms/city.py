"""The whole city with its platforms: drawn once, and again only when something on it changes.

Drawing 518 dots twice and listing them costs tens of milliseconds, on the two busiest pages. The database itself keeps
a version of what they show: triggers on the three tables give it a new, unguessable value in the transaction of the
change, so a drawing can neither be stale nor be confused with one that was rolled back. The map is the same for
everybody: it shows what visitors may see.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from platforms import swarm
from platforms.models import Area, Level

NAMED = ("level", "code", "name", "slug", "parent", "inhabited")  # all that the city shows of an area


@dataclass(frozen=True)
class City:
    map: SafeString
    listing: SafeString
    inhabited: int
    with_platform: int
    growing: int


@dataclass(frozen=True)
class Group:
    """A gebied in a list (the port stands in for its own) with the dots of its buurten."""

    area: Area
    dots: list[swarm.Dot]
    here: int | None = None

    @property
    def items(self) -> SafeString:
        return swarm.list_items(self.dots, self.here)

    @property
    def with_platform(self) -> int:
        return sum(dot.state == swarm.FILLED for dot in self.dots)

    @property
    def growing(self) -> int:
        return sum(dot.state == swarm.RING for dot in self.dots)


def group_dots(dots: Sequence[swarm.Dot], groups: dict[int, Area], here: int | None = None) -> list[Group]:
    members: dict[int, list[swarm.Dot]] = defaultdict(list)
    for dot in dots:
        if dot.area.parent_id is not None:
            members[dot.area.parent_id].append(dot)
    return [Group(groups[pk], found, here) for pk, found in members.items()]


def city() -> City:
    """One query while nothing changes."""
    return draw(version(), get_language())


def version() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT version FROM platforms_city")
        (found,) = cursor.fetchone()
    return str(found)


@lru_cache(maxsize=8)
def draw(version: str, language: str | None) -> City:
    areas = list(Area.objects.current().exclude(level=Level.WIJK).alphabetical().only(*NAMED))
    groups = {area.pk: area for area in areas if area.level != Level.BUURT}
    dots = swarm.covered(areas, AnonymousUser())
    listed = group_dots(dots, groups)
    districts = [
        (district, [group for group in listed if district.pk in (group.area.pk, group.area.parent_id)])
        for district in areas
        if district.level == Level.STADSDEEL
    ]
    inhabited = [dot for dot in dots if dot.area.inhabited]
    return City(
        map=swarm.city_map(dots, groups),
        listing=render_to_string("platforms/areas/_districts.html", {"districts": districts}),
        inhabited=len(inhabited),
        with_platform=sum(dot.state == swarm.FILLED for dot in inhabited),
        growing=sum(dot.state == swarm.RING for dot in inhabited),
    )
