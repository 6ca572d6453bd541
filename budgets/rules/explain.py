"""Why each plan was chosen or not: recomputed in fractions from the run that counts, and by counting again.

Nothing here guesses. Who paid what follows from the exact prices; "with 14 more votes" was really counted with 14 more
votes, and again with 13.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from budgets.rules.elections import Election, Excluded
from budgets.rules.equal_shares import EqualShares, Outcome
from budgets.rules.exact import Exact
from budgets.rules.greedy import Greedy, GreedyOutcome
from budgets.rules.ties import TieBreak, UnresolvedTie

type Between = Callable[[], None]
"""Called many times while something takes long, so that who waits can do something else for a moment."""


def nothing() -> None:
    """Nobody waits."""


# Counting again for each plan that was not chosen takes some ten counts; a large election has a hundred such plans.
MOST_RECOUNTS = 1_000


class Why(StrEnum):
    BOUGHT = "its supporters paid for it"
    FREE = "it costs nothing"
    COMPLETION = "it fitted in what was left, by votes"
    MOST_VOTES = "it fitted when it was its turn, by votes"
    EXCLUDED = "it took no part"
    RIVAL = "a plan that it cannot go together with was chosen"
    TOO_FEW_VOTES = "too few votes for its cost"
    SPENT_ELSEWHERE = "its supporters' money went to other plans"
    TOO_DEAR = "it did not fit when it was its turn"


@dataclass(frozen=True, slots=True)
class Payment:
    amount: Fraction
    voters: int


@dataclass(frozen=True, slots=True)
class Spent:
    """What the supporters of one plan paid together for another."""

    project: int
    amount: Fraction


@dataclass(frozen=True, slots=True)
class Explanation:
    project: int
    why: Why
    excluded: Excluded | None = None
    rival: int | None = None
    """The plan of its group that was chosen."""
    round: int | None = None
    """From 1, in the order chosen; the completion counts on."""
    left: Fraction | None = None
    """Of the budget: after this plan when it was chosen, before it when it did not fit."""
    payments: tuple[Payment, ...] = ()
    """Highest first; together they are the cost."""
    effective_votes: Fraction | None = None
    """The cost divided by the highest payment per point: how many full votes the money behind it amounted to."""
    support: Fraction = Fraction(0)
    """In percent. Of a plan bought: its effective votes beside its votes. Of another: what its supporters together
    still had when nothing more was bought, beside its cost."""
    spent: tuple[Spent, ...] = ()
    """Where its supporters' money went, most first."""
    more_votes: int | None = None
    cheaper: Fraction | None = None


def explain(
    outcome: Outcome,
    rule: EqualShares,
    tie_break: TieBreak | None = None,
    *,
    most_recounts: int = MOST_RECOUNTS,
    between: Between = nothing,
) -> list[Explanation]:
    """One for each plan, in the order of the list. Recounts stop at ``most_recounts``, the nearest plans first."""
    election = outcome.election
    tie_break = tie_break or TieBreak()
    chosen = {entry.project: entry for entry in _chosen(outcome)}
    exact = outcome.last.exact() if outcome.last else None
    entries = [chosen.get(index) or _missed(outcome, exact, index) for index in range(len(election.projects))]
    recount = Recount(lambda other: rule.count(other, tie_break).chosen, most_recounts, between)
    return _recounted(entries, election, recount, outcome.endowment)


def explain_greedy(
    outcome: GreedyOutcome,
    rule: Greedy,
    tie_break: TieBreak | None = None,
    *,
    most_recounts: int = MOST_RECOUNTS,
    between: Between = nothing,
) -> list[Explanation]:
    election = outcome.election
    tie_break = tie_break or TieBreak()
    entries = []
    for index, project in enumerate(election.projects):
        before = [
            other for other in outcome.winners if other != index and election.score[other] >= election.score[index]
        ]
        if index in outcome.winners:
            place = outcome.winners.index(index)
            left = election.budget - election.cost_of(outcome.winners[: place + 1])
            entries.append(Explanation(index, Why.MOST_VOTES, round=place + 1, left=left, support=Fraction(100)))
        elif index in election.excluded:
            entries.append(Explanation(index, Why.EXCLUDED, excluded=election.excluded[index]))
        elif rivals := [other for other in outcome.winners if index in election.rivals([other])]:
            entries.append(Explanation(index, Why.RIVAL, rival=rivals[0]))
        else:
            left = election.budget - election.cost_of(before)
            support = min(Fraction(100), 100 * left / project.cost) if project.cost else Fraction(100)
            entries.append(Explanation(index, Why.TOO_DEAR, left=left, support=support))
    recount = Recount(lambda other: rule.count(other, tie_break).chosen, most_recounts, between)
    return _recounted(entries, election, recount)


def _chosen(outcome: Outcome) -> list[Explanation]:
    election, last = outcome.election, outcome.last
    left = election.budget
    entries = []
    exact = last.exact() if last else None
    free = len(last.table.free) if last else 0
    for place, index in enumerate(outcome.chosen):
        left -= election.projects[index].cost
        entry = Explanation(index, Why.COMPLETION, round=place + 1, left=left)
        if exact and place < free:
            entry = replace(entry, why=Why.FREE, support=Fraction(100))
        elif exact and place < len(outcome.winners):
            turn = place - free
            effective = exact.cost(index) / exact.prices()[turn]
            entry = replace(
                entry,
                why=Why.BOUGHT,
                payments=payments(exact, turn),
                effective_votes=effective,
                support=100 * effective / election.steering[index],
            )
        elif exact:
            entry = replace(entry, support=_support(exact, index), spent=_spent(exact, index))
        entries.append(entry)
    return entries


def _missed(outcome: Outcome, exact: Exact | None, index: int) -> Explanation:
    election = outcome.election
    excluded = election.excluded.get(index)
    if excluded or exact is None:
        return Explanation(index, Why.EXCLUDED, excluded=excluded or Excluded.NO_VOTES)
    enough = election.votes[index] * exact.endowment >= exact.cost(index)
    rival = next((other for other in outcome.chosen if index in election.rivals([other])), None)
    return Explanation(
        index,
        Why.RIVAL if rival is not None else Why.SPENT_ELSEWHERE if enough else Why.TOO_FEW_VOTES,
        rival=rival,
        support=_support(exact, index),
        spent=_spent(exact, index),
    )


def payments(exact: Exact, turn: int) -> tuple[Payment, ...]:
    """What voters paid for the plan bought in this turn, and how many paid that."""
    election, index = exact.election, exact.winners[turn]
    price = exact.prices()[turn]
    groups, points = election.groups[index], election.points[index]
    when = exact.exhausted[groups]
    counts: Counter[Fraction] = Counter()
    for given in np.unique(points[when > turn]).tolist():
        counts[price * given] += int(election.weights[groups[(when > turn) & (points == given)]].sum())
    poor = groups[when == turn]
    for amount, voters in zip(exact.each(poor, turn), election.weights[poor].tolist(), strict=True):
        counts[amount] += voters
    return tuple(Payment(amount / election.unit, counts[amount]) for amount in sorted(counts, reverse=True) if amount)


def _support(exact: Exact, index: int) -> Fraction:
    turns = len(exact.winners)
    exact.prices()
    groups = exact.election.groups[index]
    money = exact.money(groups[exact.exhausted[groups] >= turns], turns)
    return 100 * money / exact.cost(index) if exact.cost(index) else Fraction(100)


def _spent(exact: Exact, index: int) -> tuple[Spent, ...]:
    """What supporters of this plan paid for each plan bought."""
    election = exact.election
    prices = exact.prices()
    mine = np.zeros(len(election.weights), dtype=np.bool_)
    mine[election.groups[index]] = True
    found = []
    for turn, winner in enumerate(exact.winners):
        if winner == index:
            continue
        groups: NDArray[np.int64] = election.groups[winner]
        points = election.points[winner]
        when = exact.exhausted[groups]
        full = mine[groups] & (when > turn)
        amount = prices[turn] * int((election.weights[groups[full]] * points[full]).sum())
        amount += exact.money(groups[mine[groups] & (when == turn)], turn)
        if amount:
            found.append(Spent(winner, amount / election.unit))
    return tuple(sorted(found, key=lambda row: (-row.amount, row.project)))


def _recounted(
    entries: list[Explanation], election: Election, recount: "Recount", share: Fraction | None = None
) -> list[Explanation]:
    """Fill in by how much plans missed it, the nearest first, until no recounts are left. ``share`` is what each voter
    had."""
    missed = [entry for entry in entries if entry.round is None]
    for entry in sorted(missed, key=lambda entry: (-entry.support, entry.project)):
        project = election.projects[entry.project]
        if project.withdrawn:
            continue
        # Where to look first: as many voters, or euros, as would pay for what its supporters could not.
        lacks = project.cost * (100 - entry.support) / 100
        voters = lacks / share if share else Fraction(1)
        more = recount.more_votes(election, entry.project, voters.__ceil__())
        cheaper = recount.cheaper(election, entry.project, lacks.__ceil__())
        entries[entry.project] = replace(entry, more_votes=more, cheaper=cheaper)
    return entries


@dataclass
class Recount:
    """How far a plan was from being chosen, found by counting again.

    More votes: so many more voters come, each with a ballot for this plan alone. Cheaper: by so many euros, in steps of
    a hundredth of the cost or finer (1, 10, 100 …). Outcomes are not monotone in either, so there may exceptionally be
    a smaller number that is enough too; what is said here is true of the number named (with it the plan is chosen) and
    of the one below (with one less it is not). An outcome that hangs on a lot is not counted as chosen. None when
    nothing helps, or when ``left`` recounts ran out.
    """

    count: Callable[[Election], list[int]]
    left: int
    between: Between = nothing

    def more_votes(self, election: Election, index: int, guess: int = 1) -> int | None:
        """At most as many as voted in all, twice over."""
        most = 2 * max(election.voters, 1)
        return self._least(lambda more: self._chosen(election.with_votes(index, more), index), most, guess)

    def cheaper(self, election: Election, index: int, guess: int = 1) -> Fraction | None:
        cost = election.projects[index].cost
        step = 10 ** max(0, len(str(cost.__floor__())) - 3)
        least = self._least(
            lambda steps: self._chosen(election.with_cost(index, cost - steps * step), index),
            (cost.__ceil__() - 1) // step,
            -(-guess // step),
        )
        return None if least is None else Fraction(least * step)

    def _least(self, enough: Callable[[int], bool], most: int, guess: int) -> int | None:
        """A number that is enough while one less is not: from the guess 1, 2, 4, 8 … up or down, and then between."""
        if most < 1:
            return None
        low, high, step = 0, 0, 1
        at = min(max(guess, 1), most)
        while not high or high - low > 1:
            if self.left <= 0:
                return None
            if enough(at):
                high = at
            elif at == most:
                return None
            else:
                low = at
            if not high:
                at, step = min(at + step, most), 2 * step
            elif not low:
                at, step = max(high - step, 1), 2 * step
            else:
                at = (low + high) // 2
        return high

    def _chosen(self, election: Election, index: int) -> bool:
        self.left -= 1
        self.between()
        try:
            return index in self.count(election)
        except UnresolvedTie:
            return False
