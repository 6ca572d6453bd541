"""Which numbers about people stay untold, so that no small one can be read or found by taking others off each other.

A number from 1 to 4 is never told. But who knows that all together is 40, and all others 38, knows it too. So the cells
of the sheet stand in relations, a total and its parts, also parts that no page shows: one platform in one gebied. Who
reads the sheet can fill in a relation in which one cell is missing, then the next. We do the same, and where a small
number comes out, one more cell is withheld: the smallest that closes the way. That goes on until none comes out.
"""

from collections import defaultdict, deque
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from budgets.sheet.figures import SMALL

type Key = Hashable


@dataclass(frozen=True)
class Relation:
    """The total is its parts together. People who count in two parts only make it harder to find out."""

    total: Key
    parts: tuple[Key, ...]

    @property
    def members(self) -> tuple[Key, ...]:
        return (self.total, *self.parts)


def withhold(cells: Mapping[Key, int], relations: Sequence[Relation], told: Iterable[Key]) -> set[Key]:
    """The keys of ``told`` to keep quiet. What is not in ``told`` no page shows; nought is no secret."""
    told = set(told)
    quiet = {key for key in told if is_small(cells.get(key, 0))}
    unseen = {key for relation in relations for key in relation.members if key not in told and cells.get(key, 0)}
    while True:
        found = find_out(cells, relations, quiet | unseen)
        more = {key for leak in found.leaks if (key := close(leak, found, cells, told - quiet)) is not None}
        if not more:
            return quiet
        quiet |= more


def is_small(number: int) -> bool:
    return 0 < number < SMALL


@dataclass(frozen=True)
class Found:
    """What a reader can find out: by which relation each unknown came out, and where a small number shows."""

    by: dict[Key, Relation]
    leaks: list[Relation]


def find_out(cells: Mapping[Key, int], relations: Sequence[Relation], unknown: set[Key]) -> Found:
    missing = {place: {key for key in each.members if key in unknown} for place, each in enumerate(relations)}
    of_key: dict[Key, list[int]] = defaultdict(list)
    for place, keys in missing.items():
        for key in keys:
            of_key[key].append(place)
    by: dict[Key, Relation] = {}
    leaks = []
    ready = deque(place for place, keys in missing.items() if len(keys) == 1)
    while ready:
        place = ready.popleft()
        if len(missing[place]) != 1:
            continue
        (key,) = missing[place]
        by[key] = relations[place]
        if is_small(cells.get(key, 0)):
            leaks.append(relations[place])
        for other in of_key[key]:
            missing[other].discard(key)
            if len(missing[other]) == 1:
                ready.append(other)
    leaks += [relations[place] for place, keys in missing.items() if gives_away(cells, relations[place], keys)]
    return Found(by, leaks)


def gives_away(cells: Mapping[Key, int], relation: Relation, missing: set[Key]) -> bool:
    """Several parts are missing, but together they are few, or so few or many that each must be 1 or must be 4."""
    if len(missing) < 2 or relation.total in missing:
        return False
    numbers = [cells.get(key, 0) for key in missing]
    together = sum(numbers)
    all_small = all(is_small(number) for number in numbers)
    return is_small(together) or (all_small and together in (len(numbers), (SMALL - 1) * len(numbers)))


def close(leak: Relation, found: Found, cells: Mapping[Key, int], open_: set[Key]) -> Key | None:
    """The smallest number that is told and on the way to what came out: in this relation, else in one before it."""
    seen, way = {leak}, deque([leak])
    while way:
        relation = way.popleft()
        choice = [key for key in relation.members if key in open_ and cells.get(key, 0)]
        if choice:
            return min(choice, key=lambda key: (cells[key], str(key)))
        for key in relation.members:
            before = found.by.get(key)
            if before is not None and before not in seen:
                seen.add(before)
                way.append(before)
    return None
