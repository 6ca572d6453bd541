"""Methode van Gelijke Aandelen: the Method of Equal Shares for participatory budgeting, with cost utilities.

Peters, Pierczyński and Skowron, "Proportional Participatory Budgeting with Additive Utilities" (NeurIPS 2021). Every
voter gets an equal share of the budget. What that buys seldom uses all money, so the amount is raised step by step,
always from the first, until an outcome leaves no room for any other plan, or the next would cost more than there is.
Spending is not monotone in the amount: halving a range to find the last amount that fits gives wrong outcomes.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal

from budgets.rules.elections import Election, Excluded
from budgets.rules.greedy import complete
from budgets.rules.shares import Run, Table, run
from budgets.rules.ties import Tie, TieBreak

# The length of a stretch without change is asked for when stretches turn out to be long; else it is wasted work.
PATIENCE = 4
MOST_WAIT = 64

type Progress = Callable[[Fraction, Fraction], None]
"""Told the amount per voter, in money, and what it buys, after each run."""


@dataclass(frozen=True)
class EqualShares:
    """How to count. The defaults are those of the published compute tool."""

    start: Literal["floor", "exact"] = "floor"
    """The first amount: the budget per voter in whole euros, or to the last fraction."""
    step: Fraction = Fraction(1)
    stop: Literal["exhaustive", "overspend"] = "exhaustive"
    """Stop at the first outcome that leaves no room for any plan, or only before the first that costs too much."""
    completion: Literal["utilitarian", "none"] = "utilitarian"
    """What is left over goes to the plans with most votes that still fit, or stays."""
    above_budget: Literal["out", "in"] = "out"
    """A plan that costs more than the whole budget takes no part. In the published tool it does, and buying it ends
    the raising."""
    value: Literal["cost", "points"] = "cost"
    """What a voter gets from a plan: points times cost, or points alone, which favours cheap plans."""

    def count(
        self, election: Election, tie_break: TieBreak | None = None, progress: Progress | None = None
    ) -> "Outcome":
        """Raises UnresolvedTie where only a lot can decide."""
        if self.step <= 0:
            raise ValueError("the step must be above zero")
        tie_break = tie_break or TieBreak()
        plans = [
            index
            for index in range(len(election.projects))
            if (why := election.excluded.get(index)) is None
            or (why == Excluded.ABOVE_BUDGET and self.above_budget == "in" and election.votes[index])
        ]
        last = self._raise(Table.of(election, plans, self.value), tie_break, progress)
        winners = last.chosen if last else []
        ties = list(last.ties) if last else []
        added: list[int] = []
        if self.completion == "utilitarian":
            added, more = complete(election, winners, tie_break)
            ties += more
        return Outcome(election, winners, added, ties, last)

    def first_amount(self, election: Election) -> Fraction | None:
        """What each voter begins with, in money; None when nobody voted."""
        if not election.voters:
            return None
        amount = election.budget / election.voters
        return Fraction(amount.__floor__()) if self.start == "floor" else amount

    def _raise(self, table: Table, tie_break: TieBreak, progress: Progress | None) -> Run | None:
        """The run whose outcome counts; None when nobody voted."""
        election = table.election
        if not election.voters:
            return None
        unit, step = election.unit, self.step * election.unit
        amount = (self.first_amount(election) or Fraction(0)) * unit
        wait, skipped_runs = 0, 0
        kept: Run | None = None
        while True:
            steady = skipped_runs >= wait
            now = run(table, amount, tie_break, steady=steady)
            cost = election.cost_of(now.chosen)
            if progress:
                progress(amount / unit, cost)
            if cost > election.budget:
                break
            kept = now
            if self._finished(election, now, cost):
                return now
            skip = int(Fraction(min(now.steady, 1e18)) / step)
            amount += step * (skip + 1)
            if not steady:
                skipped_runs += 1
            elif skip:
                wait, skipped_runs = 0, 0
            else:
                wait, skipped_runs = min(max(PATIENCE, wait * 2), MOST_WAIT), 0
        if kept and kept.endowment != amount - step:
            return run(table, amount - step, tie_break)
        return kept

    def _finished(self, election: Election, now: Run, cost: Fraction) -> bool:
        gone = {*now.chosen, *election.rivals(now.chosen)}
        rest = [index for index in election.eligible if index not in gone]
        if self.stop == "overspend":
            return not rest
        return all(cost + election.projects[index].cost > election.budget for index in rest)


@dataclass(frozen=True)
class Outcome:
    """``winners`` in the order bought, ``completion`` in the order added; ``last`` is the run it follows from."""

    election: Election
    winners: list[int]
    completion: list[int]
    ties: list[Tie] = field(default_factory=list)
    last: Run | None = None

    @property
    def chosen(self) -> list[int]:
        return [*self.winners, *self.completion]

    @property
    def cost(self) -> Fraction:
        """Of the winners, without the completion."""
        return self.election.cost_of(self.winners)

    @property
    def endowment(self) -> Fraction | None:
        """What each voter had in the run that counts, in money."""
        return self.last.endowment / self.election.unit if self.last else None
