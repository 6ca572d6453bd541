"""What is counted: plans with a cost, a budget, and ballots of which equal ones are kept as one with a number.

Money is a ``Fraction`` everywhere, so that a cost of 99,95 is that and not nearly that. Projects keep the order they
were listed in; no rule uses it, except where a caller asks for it to settle a tie.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from fractions import Fraction
from functools import cached_property
from itertools import pairwise
from math import lcm

import numpy as np
from numpy.typing import NDArray

# A voter helps with a few plans at most: beyond that a promise is not one.
MOST_HELPED = 3
# Points times voters stays far within 64 bits, and within what a double holds exactly.
MOST_POINTS = 1_000_000

type Ballot = tuple[tuple[int, int], ...]
"""(project index, points) pairs in order of index; an approval is 1 point, and 2 with "ik help mee"."""


class Excluded(StrEnum):
    """Why a plan cannot be chosen, known before anything is counted."""

    WITHDRAWN = "withdrawn"
    ABOVE_BUDGET = "costs more than the whole budget"
    NO_VOTES = "nobody voted for it"
    BELOW_THRESHOLD = "below the threshold"


class BadElection(ValueError):
    """What was given cannot be counted; the text says what and where."""


@dataclass(frozen=True, slots=True)
class Project:
    id: str
    cost: Fraction
    name: str = ""
    helpers: int = 0
    """How many people who said "ik help mee" confirmed it. Only settles ties."""
    withdrawn: bool = False
    """On the ballot, and since then no longer possible."""
    group: str = ""
    """Plans of one group cannot go together: at most one of them is chosen. Empty is a plan without rivals."""


@dataclass(frozen=True)
class Election:
    """``weights[g]`` voters cast ballot ``g``; ``groups[p]`` are the ballots with project p, ``points[p]`` theirs."""

    budget: Fraction
    projects: tuple[Project, ...]
    voters: int
    weights: NDArray[np.int64]
    groups: tuple[NDArray[np.int64], ...]
    points: tuple[NDArray[np.int64], ...]
    approval: bool = True
    """Whether points come from approvals, so that a voter counts once for each plan in the greedy rule."""
    threshold: int = field(default=0, kw_only=True)

    @classmethod
    def of(
        cls,
        budget: Fraction | int,
        projects: Iterable[Project],
        ballots: Mapping[Ballot, int],
        *,
        blank: int = 0,
        approval: bool = True,
    ) -> "Election":
        """``ballots`` says how many voters cast each ballot; ``blank`` voters more chose nothing at all."""
        listed = tuple(projects)
        if budget < 0:
            raise BadElection("the budget is below zero")
        for project in listed:
            if project.cost < 0:
                raise BadElection(f"plan {project.id} costs less than nothing")
            if project.group and not project.cost:
                # Plans that cost nothing are chosen before anybody pays, so nothing could choose between rivals.
                raise BadElection(f"plan {project.id} has rivals and costs nothing")
        if len({project.id for project in listed}) < len(listed):
            raise BadElection("two plans have the same id")
        filled = {ballot: count for ballot, count in ballots.items() if ballot and count}
        flat = np.array([pair for ballot in filled for pair in ballot], dtype=np.int64).reshape(-1, 2)
        if flat.size and (flat[:, 0].min() < 0 or flat[:, 0].max() >= len(listed)):
            raise BadElection("a ballot names a plan that is not on the list")
        if flat.size and (flat[:, 1].min() < 1 or flat[:, 1].max() > MOST_POINTS):
            raise BadElection(f"points are whole numbers from 1 to {MOST_POINTS}")
        weights = np.fromiter(filled.values(), dtype=np.int64, count=len(filled))
        if weights.size and weights.min() < 0:
            raise BadElection("a ballot was cast less than zero times")
        sizes = np.fromiter(map(len, filled), dtype=np.int64, count=len(filled))
        order = np.argsort(flat[:, 0], kind="stable")
        owner = np.repeat(np.arange(len(filled)), sizes)[order]
        points = flat[order, 1]
        bounds = np.searchsorted(flat[order, 0], np.arange(len(listed) + 1))
        pieces = [slice(start, stop) for start, stop in pairwise(bounds.tolist())]
        for piece in pieces:
            if (np.diff(owner[piece]) == 0).any():
                raise BadElection("a ballot names a plan twice")
        return cls(
            budget=Fraction(budget),
            projects=listed,
            voters=int(weights.sum()) + int(ballots.get((), 0)) + blank,
            weights=weights,
            groups=tuple(owner[piece] for piece in pieces),
            points=tuple(points[piece] for piece in pieces),
            approval=approval,
        )

    @cached_property
    def votes(self) -> tuple[int, ...]:
        """Voters for each plan, however many points they gave."""
        return tuple(int(self.weights[groups].sum()) for groups in self.groups)

    @cached_property
    def score(self) -> tuple[int, ...]:
        """What "meeste stemmen" goes by: votes, or points where the ballot asked for points."""
        if self.approval:
            return self.votes
        pairs = zip(self.groups, self.points, strict=True)
        return tuple(int((self.weights[groups] * points).sum()) for groups, points in pairs)

    @cached_property
    def steering(self) -> tuple[int, ...]:
        """Votes with their points: how hard all voters together steer their share to each plan."""
        pairs = zip(self.groups, self.points, strict=True)
        return tuple(int((self.weights[groups] * points).sum()) for groups, points in pairs)

    @cached_property
    def unit(self) -> int:
        """The smallest whole number that makes every amount whole: 1 for euros, 100 where cents occur."""
        return lcm(self.budget.denominator, *(project.cost.denominator for project in self.projects))

    @cached_property
    def excluded(self) -> dict[int, Excluded]:
        """Plans that take no part, each with the reason."""
        reasons: dict[int, Excluded] = {}
        for index, project in enumerate(self.projects):
            if project.withdrawn:
                reasons[index] = Excluded.WITHDRAWN
            elif project.cost > self.budget:
                reasons[index] = Excluded.ABOVE_BUDGET
            elif not self.votes[index]:
                reasons[index] = Excluded.NO_VOTES
            elif self.score[index] < self.threshold:
                reasons[index] = Excluded.BELOW_THRESHOLD
        return reasons

    @cached_property
    def eligible(self) -> tuple[int, ...]:
        return tuple(index for index in range(len(self.projects)) if index not in self.excluded)

    @cached_property
    def _members(self) -> dict[str, frozenset[int]]:
        names = {project.group for project in self.projects if project.group}
        return {
            name: frozenset(index for index, project in enumerate(self.projects) if project.group == name)
            for name in names
        }

    def rivals(self, chosen: Iterable[int]) -> set[int]:
        """Plans that cannot go together with one of these."""
        if not self._members:
            return set()
        taken = set(chosen)
        found: set[int] = set()
        for index in taken:
            found |= self._members.get(self.projects[index].group, frozenset())
        return found - taken

    def go_together(self, plans: Sequence[int], money: Fraction) -> bool:
        """Whether this money is enough for all of them, and none excludes another."""
        groups = [self.projects[index].group for index in plans if self.projects[index].group]
        return self.cost_of(plans) <= money and len(groups) == len(set(groups))

    def index(self, project_id: str) -> int:
        for index, project in enumerate(self.projects):
            if project.id == project_id:
                return index
        raise BadElection(f"plan {project_id} is not on the list")

    def cost_of(self, chosen: Iterable[int]) -> Fraction:
        return sum((self.projects[index].cost for index in chosen), Fraction(0))

    def with_threshold(self, threshold: int) -> "Election":
        """Plans with fewer votes (or points) than this do not take part."""
        return replace(self, threshold=threshold)

    def with_cost(self, index: int, cost: Fraction) -> "Election":
        projects = list(self.projects)
        projects[index] = replace(projects[index], cost=cost)
        return replace(self, projects=tuple(projects))

    def with_votes(self, index: int, more: int) -> "Election":
        """As many more voters who each vote for this plan alone, once."""
        group = len(self.weights)
        groups, points = list(self.groups), list(self.points)
        groups[index] = np.append(groups[index], group)
        points[index] = np.append(points[index], 1)
        return replace(
            self,
            voters=self.voters + more,
            weights=np.append(self.weights, more),
            groups=tuple(groups),
            points=tuple(points),
        )


def ballot_of(approved: Iterable[int], helps: Iterable[int] = ()) -> Ballot:
    """The ballot of a voter who approves some plans and helps with a few of them, which steers the own share double."""
    chosen, helped = set(approved), set(helps)
    if not helped <= chosen:
        raise BadElection("who helps with a plan also votes for it")
    if len(helped) > MOST_HELPED:
        raise BadElection(f"a voter helps with {MOST_HELPED} plans at most")
    return tuple((index, 2 if index in helped else 1) for index in sorted(chosen))
