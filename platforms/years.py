"""How far "elke buurt een platform" was in each year, told from the changes of stage; drawn once for each version.

Which buurten belong to a platform is taken as it is now: nobody wrote down since when. The page says so. Like the map
of today this one is the same for everybody: it shows what visitors may see.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from django.contrib.auth.models import AnonymousUser
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from platforms import swarm
from platforms.city import NAMED, version
from platforms.models import Area, Level, Platform, Stage, StageChange

# By area, the names of the platforms at work there and whether one of them was a buurtplatform already.
Active = dict[int, tuple[list[str], bool]]


@dataclass(frozen=True)
class Year:
    """``on`` is the day that was counted: the last of the year, or today."""

    year: int
    on: date
    inhabited: int
    with_platform: int
    growing: int

    @property
    def is_now(self) -> bool:
        return self.on.month != 12 or self.on.day != 31

    @property
    def there(self) -> int:
        """How far the bar of this year comes, of a thousand."""
        return 1000 * self.with_platform // max(self.inhabited, 1)

    @property
    def reached(self) -> int:
        """The same with those where one was growing."""
        return 1000 * (self.with_platform + self.growing) // max(self.inhabited, 1)


@dataclass(frozen=True)
class History:
    """All that happened, as few rows as can be: who is where, and what became what when."""

    names: dict[int, str]
    places: dict[int, list[int]]
    changes: list[tuple[int, str, date]]

    def on(self, day: date) -> Active:
        stage: dict[int, str] = {}
        for platform, to, since in self.changes:
            if since <= day:
                stage[platform] = to
        found: defaultdict[int, tuple[list[str], bool]] = defaultdict(lambda: ([], False))
        for platform, at in sorted(stage.items(), key=lambda pair: self.names[pair[0]]):
            if at != Stage.RESTING:
                for area in self.places.get(platform, ()):
                    names, stands = found[area]
                    found[area] = ([*names, self.names[platform]], stands or at == Stage.PLATFORM)
        return found


def years() -> list[Year]:
    """From the year in which the first platform began until now; one question while nothing changes."""
    return count(version(), timezone.localdate())


def map_of(year: Year) -> SafeString:
    return draw(version(), get_language(), year.on)


@lru_cache(maxsize=4)
def count(_version: str, today: date) -> list[Year]:
    history = read()
    lived = set(Area.objects.current().buurten().inhabited().values_list("pk", flat=True))
    first = min((since for _platform, _stage, since in history.changes), default=today)
    found = []
    for year in range(first.year, today.year + 1):
        day = min(date(year, 12, 31), today)
        active = [stands for area, (_names, stands) in history.on(day).items() if area in lived]
        found.append(Year(year, day, len(lived), sum(active), len(active) - sum(active)))
    return found


@lru_cache(maxsize=24)
def draw(_version: str, _language: str | None, day: date) -> SafeString:
    areas = list(Area.objects.current().exclude(level=Level.WIJK).alphabetical().only(*NAMED))
    groups = {area.pk: area for area in areas if area.level != Level.BUURT}
    active = read().on(day)
    empty, speck = _("%(buurt)s: nog geen platform"), _("%(buurt)s: hier wonen bijna geen mensen")
    dots = []
    for buurt in areas:
        if buurt.level != Level.BUURT:
            continue
        if buurt.pk in active:
            names, stands = active[buurt.pk]
            shown = swarm.named(names[0], names[-1], len(names))
            dots.append(swarm.Dot(buurt, swarm.FILLED if stands else swarm.RING, shown))
        else:
            state = swarm.NONE if buurt.inhabited else swarm.SPECK
            words = (speck if state == swarm.SPECK else empty) % {"buurt": buurt.name}
            dots.append(swarm.Dot(buurt, state, (), words))
    return swarm.city_map(dots, groups)


def read() -> History:
    shown = Platform.objects.visible_to(AnonymousUser())
    places: defaultdict[int, list[int]] = defaultdict(list)
    for platform, area in Platform.areas.through.objects.filter(platform__in=shown).values_list("platform", "area"):
        places[platform].append(area)
    changes = StageChange.objects.visible_to(AnonymousUser()).in_order().values_list("platform", "stage", "since")
    return History(dict(shown.values_list("pk", "name")), places, list(changes))
