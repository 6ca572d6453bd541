"""Lays the buurten out as a swarm: equal dots that keep the shape of the city and never overlap (a Dorling cartogram).

Every gebied is pressed together into a cluster of almost touching dots, in the order the buurten have in the city.
Then the clusters are set beside their real neighbours, in the real direction, with a gap that tells what lies between
them: little within a stadsdeel, more at its border, most at the IJ. Distances are bent on purpose; who lies next to
whom is not. The same input always gives the same picture: nothing here is random.

A wide map and a narrow one (for a phone held upright) are made of the same clusters, set beside each other differently.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import cos, hypot, radians, sqrt

RADIUS = 10.0  # an inhabited buurt
SPECK = 5.0  # a port or park without residents
AIR = 3.0  # between the edges of two dots of one gebied

UNITS_PER_KM = 62.0  # about how close the buurten of the inner city lie, so that it keeps its shape
NEIGHBOURS_KM = 1.3  # gebieden with two buurten nearer than this lie side by side

SPREAD = 1.7  # the clusters start this much too far apart and are drawn together
ROUNDS = 200
CLOSE = 1.13  # when a cluster is pressed enough

# The gaps between the edges of two clusters. The IJ is wide, and Zuidoost and Weesp lie apart from the city.
WITHIN_DISTRICT = 7.0
DISTRICT_BORDER = 15.0
THE_IJ = 34.0
APART = {"T": 34.0, "S": 40.0}
ZUIDOOST_WEESP = 24.0

# The two gebieden of Centrum lie in each other like spoons, the half-moon of canals; pressed apart it would be lost.
HALF_MOON = "A"
# Neighbours over open land that are too far away to be found by distance.
OVER_LAND = (
    {"GM16", "GT23"},
    {"GM16", "GT22"},
    {"GT23", "GS25"},
    {"GT24", "GS25"},
    {"GE03", "B"},
    {"GF06", "B"},
)


@dataclass(frozen=True)
class Place:
    """A buurt before it has a dot. ``group`` is its gebied, or its stadsdeel where there is no gebied."""

    code: str
    group: str
    district: str
    latitude: float
    longitude: float
    inhabited: bool


@dataclass(frozen=True)
class Shape:
    """How a map is bent: ``flatten`` below 1 makes it wider than the city, above 1 higher."""

    flatten: float
    tuck: float  # the same, for Zuidoost and Weesp only
    space: float  # added to every gap between clusters


WIDE = Shape(flatten=0.7, tuck=0.4, space=0)
NARROW = Shape(flatten=3.0, tuck=6.0, space=22)


@dataclass
class Dot:
    place: Place
    x: float
    y: float

    @property
    def radius(self) -> float:
        return RADIUS if self.place.inhabited else SPECK


class Cluster:
    """Dots that move together."""

    def __init__(self, name: str, dots: list[Dot]) -> None:
        self.name = name
        self.dots = dots
        self.districts = {dot.place.district for dot in dots}
        self.measure()

    def measure(self) -> None:
        weight = sum(dot.radius**2 for dot in self.dots)
        self.x = sum(dot.x * dot.radius**2 for dot in self.dots) / weight
        self.y = sum(dot.y * dot.radius**2 for dot in self.dots) / weight
        self.left = min(dot.x - dot.radius for dot in self.dots) - self.x
        self.right = max(dot.x + dot.radius for dot in self.dots) - self.x
        self.top = min(dot.y - dot.radius for dot in self.dots) - self.y
        self.bottom = max(dot.y + dot.radius for dot in self.dots) - self.y

    def move(self, x: float, y: float) -> None:
        self.x, self.y = self.x + x, self.y + y
        for dot in self.dots:
            dot.x, dot.y = dot.x + x, dot.y + y

    def is_near(self, other: "Cluster", gap: float) -> bool:
        x, y = other.x - self.x, other.y - self.y
        return (
            self.left - gap < x + other.right
            and x + other.left < self.right + gap
            and self.top - gap < y + other.bottom
            and y + other.top < self.bottom + gap
        )


@dataclass(frozen=True)
class Beside:
    """Where one cluster wants to lie as seen from its neighbour."""

    first: Cluster
    second: Cluster
    x: float
    y: float
    weight: float


@dataclass(frozen=True)
class Position:
    code: str
    group: str
    x: float
    y: float
    radius: float


def lay_out(places: Iterable[Place], shape: Shape = WIDE) -> list[Position]:
    """A position for every place, (0, 0) at the top left, in units in which an inhabited buurt has radius RADIUS."""
    clusters = _clusters(sorted(places, key=lambda place: place.code), shape)
    pairs = list(_neighbours(clusters))
    for cluster in clusters:
        _press(cluster)
    wishes = [Beside(first, second, *_touching(first, second, shape), _bond(first, second)) for first, second in pairs]
    for cluster in clusters:
        cluster.move(cluster.x * (SPREAD - 1), cluster.y * (SPREAD - 1))
    _set_beside(clusters, wishes, shape)
    return _fit([dot for cluster in clusters for dot in cluster.dots])


def _clusters(places: Sequence[Place], shape: Shape) -> list[Cluster]:
    middle = sum(place.latitude for place in places) / len(places)
    per_degree = 111.2 * UNITS_PER_KM
    groups: dict[str, list[Dot]] = defaultdict(list)
    for place in places:
        name = HALF_MOON if place.district == HALF_MOON else place.group
        x, y = place.longitude * cos(radians(middle)), -(place.latitude - middle)
        groups[name].append(Dot(place, x * per_degree, y * per_degree))
    return [Cluster(name, dots) for name, dots in groups.items()]


def _neighbours(clusters: Sequence[Cluster]) -> Iterator[tuple[Cluster, Cluster]]:
    near = NEIGHBOURS_KM * UNITS_PER_KM
    for first, second in combinations(clusters, 2):
        over_land = {first.name, second.name} in OVER_LAND
        if over_land or any(hypot(a.x - b.x, a.y - b.y) < near for a in first.dots for b in second.dots):
            yield first, second


def _press(cluster: Cluster) -> None:
    """Draws the dots together until they lie close; no longer, or every cluster would turn into a circle."""
    dots = cluster.dots
    for _ in range(200):
        if _looseness(dots) < CLOSE:
            break
        for dot in dots:
            dot.x, dot.y = (
                cluster.x + (dot.x - cluster.x) * 0.96,
                cluster.y + (dot.y - cluster.y) * 0.96,
            )
        for _ in range(4):
            _make_room(dots)
        cluster.measure()
    for _ in range(2000):
        if not _make_room(dots):
            break
    cluster.measure()


def _looseness(dots: Sequence[Dot]) -> float:
    """The distance to the third nearest dot, 1 when they touch; the average."""
    total = 0.0
    for a in dots:
        near = sorted(hypot(a.x - b.x, a.y - b.y) / (a.radius + b.radius + AIR) for b in dots if b is not a)
        total += near[min(2, len(near) - 1)]
    return total / len(dots)


def _make_room(dots: Sequence[Dot]) -> bool:
    """Pushes dots that lie too close away from each other, the lighter one most. False when none did."""
    moved = False
    for a, b in combinations(dots, 2):
        need = a.radius + b.radius + (AIR if a.place.group == b.place.group else WITHIN_DISTRICT)
        x, y = b.x - a.x, b.y - a.y
        if abs(x) >= need or abs(y) >= need:
            continue
        distance = hypot(x, y) or 0.01
        if distance >= need - 0.01:
            continue
        push = (need - distance) / distance / (a.radius**2 + b.radius**2)
        a.x, a.y = a.x - x * push * b.radius**2, a.y - y * push * b.radius**2
        b.x, b.y = b.x + x * push * a.radius**2, b.y + y * push * a.radius**2
        moved = True
    return moved


def _gap(first: Cluster, second: Cluster) -> float:
    districts = first.districts | second.districts
    if len(districts) == 1:
        return WITHIN_DISTRICT
    if districts == {"S", "T"}:
        return ZUIDOOST_WEESP
    if "N" in districts:
        return THE_IJ
    return max(
        (APART[district] for district in districts if district in APART),
        default=DISTRICT_BORDER,
    )


def _bond(first: Cluster, second: Cluster) -> float:
    """How strongly two neighbours pull: a stadsdeel holds together, and what lies apart hangs by few threads."""
    if first.districts == second.districts:
        return 1.0
    return 3.0 if (first.districts | second.districts) & set(APART) else 0.5


def _touching(first: Cluster, second: Cluster, shape: Shape) -> tuple[float, float]:
    """How far the second lies from the first on the bent map when the two touch, their gap between them."""
    apart = bool((first.districts ^ second.districts) & set(APART))
    x, y = (
        second.x - first.x,
        (second.y - first.y) * (shape.tuck if apart else shape.flatten),
    )
    length = hypot(x, y)
    x, y = x / length, y / length
    gap, reach = _gap(first, second) + shape.space, 0.0
    for a in first.dots:
        for b in second.dots:
            dx, dy = (
                (b.x - second.x) - (a.x - first.x),
                (b.y - second.y) - (a.y - first.y),
            )
            along = dx * x + dy * y
            root = along**2 - dx**2 - dy**2 + (a.radius + b.radius + gap) ** 2
            if root > 0:
                reach = max(reach, sqrt(root) - along)
    return x * reach, y * reach


def _set_beside(clusters: Sequence[Cluster], wishes: Sequence[Beside], shape: Shape) -> None:
    """Draws every cluster, little by little, to where its neighbours want it; none ever passes through another."""
    for step in range(ROUNDS):
        strength = 0.5 * (1 - step / ROUNDS)
        pull: dict[str, list[float]] = defaultdict(lambda: [0.0, 0.0, 0.0])
        for wish in wishes:
            x = wish.first.x + wish.x - wish.second.x
            y = wish.first.y + wish.y - wish.second.y
            for name, sign in ((wish.first.name, -1), (wish.second.name, 1)):
                pull[name][0] += sign * x * wish.weight
                pull[name][1] += sign * y * wish.weight
                pull[name][2] += wish.weight
        for cluster in clusters:
            x, y, weight = pull[cluster.name]
            cluster.move(x / weight * strength, y / weight * strength)
        _push_apart(clusters, shape, passes=3)
    _push_apart(clusters, shape, passes=5000)


def _push_apart(clusters: Sequence[Cluster], shape: Shape, passes: int) -> None:
    """Moves whole clusters away from each other until each has its gap."""
    for _ in range(passes):
        moved = False
        for first, second in combinations(clusters, 2):
            x, y = _lacking(first, second, shape)
            if x or y:
                first.move(-x / 2, -y / 2)
                second.move(x / 2, y / 2)
                moved = True
        if not moved:
            break


def _lacking(first: Cluster, second: Cluster, shape: Shape) -> tuple[float, float]:
    """The step that frees the two dots that lack most."""
    gap = _gap(first, second) + shape.space
    worst, x, y = 0.05, 0.0, 0.0
    if not first.is_near(second, gap):
        return x, y
    for a in first.dots:
        for b in second.dots:
            need = a.radius + b.radius + gap
            dx, dy = b.x - a.x, b.y - a.y
            if abs(dx) >= need or abs(dy) >= need:
                continue
            distance = hypot(dx, dy) or 0.01
            if need - distance > worst:
                worst = need - distance
                x, y = dx / distance * worst, dy / distance * worst
    return x, y


def _fit(dots: Sequence[Dot]) -> list[Position]:
    left = min(dot.x - dot.radius for dot in dots)
    top = min(dot.y - dot.radius for dot in dots)
    return [Position(dot.place.code, dot.place.group, dot.x - left, dot.y - top, dot.radius) for dot in dots]


@dataclass(frozen=True)
class Label:
    code: str
    x: float  # the middle of the word
    y: float  # its base line


def label(positions: Sequence[Position], names: dict[str, str], size: float) -> list[Label]:
    """A free place for the name of every stadsdeel: as near to its middle as no dot and no other name allows."""
    taken: list[tuple[float, float, float, float]] = []
    labels = []
    right = max(at.x + at.radius for at in positions)
    bottom = max(at.y + at.radius for at in positions) + size
    for code, name in sorted(names.items(), key=lambda item: len(item[1]), reverse=True):
        own = [at for at in positions if at.code.startswith(code)]
        x, y = sum(at.x for at in own) / len(own), sum(at.y for at in own) / len(own)
        half, high = len(name) * size * 0.29, size * 0.75
        spots = [
            (left + half, top + high)
            for left in range(0, int(right - 2 * half), 4)
            for top in range(-int(size), int(bottom - high), 4)
        ]
        spots.sort(key=lambda spot: hypot(spot[0] - x, (spot[1] - high / 2 - y) * 1.1))
        for spot in spots:
            box = (spot[0] - half - 3, spot[1] - high - 3, spot[0] + half + 3, spot[1] + 4)
            if not any(_touches(box, at) for at in positions) and not any(_overlap(box, other) for other in taken):
                taken.append(box)
                labels.append(Label(code, *spot))
                break
    return labels


def _touches(box: tuple[float, float, float, float], dot: Position) -> bool:
    left, top, right, bottom = box
    dx = max(left - dot.x, 0, dot.x - right)
    dy = max(top - dot.y, 0, dot.y - bottom)
    return hypot(dx, dy) < dot.radius + 3


def _overlap(one: tuple[float, float, float, float], other: tuple[float, float, float, float]) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
