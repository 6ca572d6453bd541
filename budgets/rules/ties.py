"""What is equal is settled in a fixed order, and each time it is written down what settled it. Never by an id."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from budgets.rules.elections import Election

LOWEST_COST = "lowest cost"
MOST_VOTES = "most votes"
MOST_HELPERS = "most helpers"
LOT = "lot"
FILE_ORDER = "file order"


class UnresolvedTie(Exception):
    """Only a public lot can choose between these plans, and none was entered."""

    def __init__(self, projects: Sequence[str]) -> None:
        self.projects = tuple(projects)
        super().__init__(f"only a lot can choose between {', '.join(self.projects)}")


@dataclass(frozen=True, slots=True)
class Tie:
    """``projects`` stood equal, ``chosen`` went first, because of ``settled_by``."""

    projects: tuple[str, ...]
    chosen: str
    settled_by: str


@dataclass(frozen=True)
class TieBreak:
    """``lot`` names plans in the order drawn in public. ``file_order`` is for replaying a file, where nobody can draw.

    Where plans are equal in everything and some of them are not in the lot, the tie stays open.
    """

    lot: tuple[str, ...] = ()
    file_order: bool = False

    def choose(self, election: Election, tied: Sequence[int], money: Fraction = Fraction(-1)) -> tuple[int, Tie | None]:
        """The one that goes first, and how that was settled (None when there was nothing to settle).

        Where ``money`` is enough for all that stay equal and none excludes another, who of them goes first changes
        nothing: they are listed by id, and no lot is asked for.
        """
        left, name = sorted(tied), ""
        steps: list[tuple[str, Callable[[int], Fraction | int]]] = [
            (LOWEST_COST, lambda index: election.projects[index].cost),
            (MOST_VOTES, lambda index: -election.votes[index]),
            (MOST_HELPERS, lambda index: -election.projects[index].helpers),
        ]
        for step, key in steps:
            if election.go_together(left, money):
                break
            best = min(key(index) for index in left)
            equal = [index for index in left if key(index) == best]
            if len(equal) < len(left):
                left, name = equal, step
        if len(left) > 1 and not election.go_together(left, money):
            drawn, name = self._draw(election, left)
            left = [drawn]
        first = min(left, key=lambda index: (election.projects[index].cost, election.projects[index].id))
        if not name:
            return first, None
        ids = sorted(election.projects[index].id for index in tied)
        return first, Tie(tuple(ids), election.projects[first].id, name)

    def _draw(self, election: Election, equal: list[int]) -> tuple[int, str]:
        names = [election.projects[index].id for index in equal]
        if self.lot and set(names) <= set(self.lot):
            return min(equal, key=lambda index: self.lot.index(election.projects[index].id)), LOT
        if self.file_order:
            return equal[0], FILE_ORDER
        raise UnresolvedTie(sorted(names))
