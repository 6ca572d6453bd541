"""Meeste stemmen: plans in order of votes, as long as the money lasts. And when that is the rule to use."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

import numpy as np

from budgets.rules.elections import Election, Excluded
from budgets.rules.ties import Tie, TieBreak

# Below this many voters an outcome by equal shares hangs on a few people; a round may choose another number.
SMALL = 500


@dataclass(frozen=True)
class Greedy:
    """What happens at a plan that no longer fits: skip it, stop there, or give it in part and stop.

    Who stops there also stops at a plan that never fitted; in part it would get the whole budget and still not exist.
    """

    too_dear: Literal["skip", "stop", "part"] = "skip"

    def count(self, election: Election, tie_break: TieBreak | None = None) -> "GreedyOutcome":
        """Raises UnresolvedTie where only a lot can decide."""
        left = election.budget
        winners: list[int] = []
        ties: list[Tie] = []
        waiting = list(election.eligible)
        if self.too_dear == "stop":
            waiting += [index for index, why in election.excluded.items() if why == Excluded.ABOVE_BUDGET]
        while waiting:
            if self.too_dear == "skip":
                waiting = [index for index in waiting if election.projects[index].cost <= left]
                if not waiting:
                    break
            index = first(election, waiting, tie_break or TieBreak(), left, ties)
            cost = election.projects[index].cost
            if cost > left:
                part = index if self.too_dear == "part" and left else None
                return GreedyOutcome(election, winners, ties, part, left if part is not None else Fraction(0))
            winners.append(index)
            gone = {index, *election.rivals([index])}
            waiting = [other for other in waiting if other not in gone]
            left -= cost
        return GreedyOutcome(election, winners, ties)


@dataclass(frozen=True)
class GreedyOutcome:
    """``part`` is the plan that got only ``part_amount``, what was left."""

    election: Election
    winners: list[int]
    ties: list[Tie]
    part: int | None = None
    part_amount: Fraction = Fraction(0)

    @property
    def chosen(self) -> list[int]:
        return self.winners

    @property
    def cost(self) -> Fraction:
        return self.election.cost_of(self.winners)


def first(election: Election, waiting: list[int], tie_break: TieBreak, left: Fraction, ties: list[Tie]) -> int:
    """The plan with the highest score. A tie among plans that all fit together decides nothing and is not noted."""
    highest = max(election.score[index] for index in waiting)
    equal = [index for index in waiting if election.score[index] == highest]
    index, tie = tie_break.choose(election, equal, left)
    if tie:
        ties.append(tie)
    return index


def complete(election: Election, chosen: list[int], tie_break: TieBreak) -> tuple[list[int], list[Tie]]:
    """What fits in what is left, by votes: the utilitarian completion of an outcome."""
    left = election.budget - election.cost_of(chosen)
    taken = {*chosen, *election.rivals(chosen)}
    added: list[int] = []
    ties: list[Tie] = []
    while True:
        waiting = [index for index in election.eligible if index not in taken and election.projects[index].cost <= left]
        if not waiting:
            return added, ties
        index = first(election, waiting, tie_break, left, ties)
        added.append(index)
        taken |= {index, *election.rivals([index])}
        left -= election.projects[index].cost


def reserves(election: Election, chosen: list[int], most: int = 3) -> list[int]:
    """Who is next when a chosen plan falls through: by votes, as the completion goes, without what excludes another.

    Where plans stand equal at the end of the row, all of them are in it: nothing has to choose between them yet.
    """
    taken = {*chosen, *election.rivals(chosen)}

    def key(index: int) -> tuple[Fraction | int, ...]:
        project = election.projects[index]
        return (-election.score[index], project.cost, -election.votes[index], -project.helpers)

    waiting = sorted((index for index in election.eligible if index not in taken), key=key)
    ends = [key(index) for index in waiting[most - 1 : most]]
    return [index for place, index in enumerate(waiting) if place < most or key(index) in ends]


@dataclass(frozen=True)
class Comparison:
    """Voters who see more of their own ballot in one outcome than in the other."""

    better: int
    worse: int
    same: int


def compare(election: Election, outcome: list[int], other: list[int]) -> Comparison:
    """How voters fare with ``outcome`` beside ``other``: the chosen plans on their ballot, counted with their points.

    Plans count and not their costs, as in the comparison step of the published compute tool: a voter sees how many of
    the own plans come about.
    """
    gain = np.zeros(len(election.weights), dtype=np.int64)
    for chosen, sign in ((outcome, 1), (other, -1)):
        for index in chosen:
            points = np.ones_like(election.points[index]) if election.approval else election.points[index]
            gain[election.groups[index]] += sign * points
    better, worse = (int(election.weights[side].sum()) for side in (gain > 0, gain < 0))
    return Comparison(better, worse, election.voters - better - worse)


def prefers_most_votes(
    election: Election, equal_shares: list[int], most_votes: list[int], *, below: int = SMALL
) -> bool:
    """Whether a small round uses "meeste stemmen" after all: more voters are better off with it than worse off.

    ``below`` is the number of voters from which equal shares always stands; the rules of the round name it.
    """
    if election.voters >= below:
        return False
    comparison = compare(election, most_votes, equal_shares)
    return comparison.better > comparison.worse
