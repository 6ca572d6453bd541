"""One run of equal shares: everyone gets the same amount, and plans are bought until nobody can buy more.

A plan of cost c is bought at the lowest ``price`` q such that its supporters, each paying q per point but never more
than they have left, raise c together. Each round takes the plan with the lowest q / c: the most effective votes.

Three things make it fast. A plan's price only rises while money is spent, so a price of an earlier round is a lower
bound, and few plans are looked at again. The price is found by Newton's method on a concave function, without sorting.
And each run tells how far the amount may rise before anything in it can change, so that whole stretches of amounts
need no run of their own.

Doubles decide; where two values are closer than ``CLOSE`` the exact fractions of ``exact`` do.
"""

import heapq
from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from budgets.rules.elections import Election
from budgets.rules.exact import Exact
from budgets.rules.ties import Tie, TieBreak

CLOSE = 1e-9
# Where a price comes from a small difference of large sums, their rounding counts too.
ROUNDING = 1e-12
# What is left of an amount that fractions say is more than nothing, and doubles cannot tell from it.
TINY = 1e-15

type Doubles = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Supporters:
    """Who is behind a plan, as a run needs it: the ballots and, where not all are 1, their voters and points."""

    groups: NDArray[np.int64]
    weight: Doubles | None
    points: Doubles | None

    @property
    def pull(self) -> Doubles | None:
        """Voters times points."""
        if self.weight is None or self.points is None:
            return self.points if self.weight is None else self.weight
        return self.weight * self.points

    def only(self, those: NDArray[np.bool_]) -> "Supporters":
        weight = None if self.weight is None else self.weight[those]
        return Supporters(self.groups[those], weight, None if self.points is None else self.points[those])

    def total(self, amounts: Doubles) -> float:
        """An amount per ballot, of all voters together."""
        return float(amounts.sum()) if self.weight is None else dot(amounts, self.weight)

    def times(self, price: float) -> Doubles | float:
        """What each voter gives at a price per point: an amount per ballot, or one for all."""
        return price if self.points is None else price * self.points


@dataclass(frozen=True)
class Table:
    """An election in doubles, made once for many runs. Amounts are whole numbers of the election's unit."""

    election: Election
    costs: dict[int, float]
    worth: dict[int, Fraction]
    """What one point for a plan is worth to a voter: the plan's cost, or 1 where only points are to count."""
    supporters: dict[int, Supporters]
    free: tuple[int, ...]
    """Plans that cost nothing and have votes: chosen before anybody pays."""

    @classmethod
    def of(
        cls, election: Election, plans: Sequence[int] | None = None, value: Literal["cost", "points"] = "cost"
    ) -> "Table":
        """``plans`` are those that can be bought, by default all that are eligible."""
        plans = election.eligible if plans is None else plans
        costs = {index: float(election.projects[index].cost * election.unit) for index in plans}
        supporters = {}
        for index in plans:
            groups, points = election.groups[index], election.points[index]
            weight = election.weights[groups]
            supporters[index] = Supporters(
                groups,
                None if (weight == 1).all() else weight.astype(np.float64),
                None if (points == 1).all() else points.astype(np.float64),
            )
        free = tuple(index for index in costs if not costs[index])
        costs = {index: cost for index, cost in costs.items() if cost}
        worth = {index: election.projects[index].cost if value == "cost" else Fraction(1) for index in costs}
        return cls(election, costs, worth, supporters, free)


@dataclass
class Run:
    """What one amount per voter buys. ``spent`` holds per round the supporters, and who of them has nothing left."""

    table: Table
    endowment: Fraction
    """In the election's unit."""
    winners: list[int] = field(default_factory=list)
    ties: list[Tie] = field(default_factory=list)
    spent: list[tuple[NDArray[np.int64], NDArray[np.bool_]]] = field(default_factory=list)
    steady: float = 0.0
    """As long as the amount rises by no more than this, the same plans are bought in the same order."""

    @property
    def chosen(self) -> list[int]:
        return [*self.table.free, *self.winners]

    def exact(self) -> Exact:
        """The same run in fractions."""
        return Exact(self.table.election, self.endowment, self.winners, self.spent)


def run(table: Table, endowment: Fraction, tie_break: TieBreak, *, steady: bool = False) -> Run:
    """``steady`` asks for the stretch over which nothing changes; it costs about a third more."""
    return _Purchase(table, endowment, tie_break, steady).spend()


class _Purchase:
    """The state of a run while it goes."""

    def __init__(self, table: Table, endowment: Fraction, tie_break: TieBreak, steady: bool) -> None:
        self.table, self.tie_break = table, tie_break
        groups = len(table.election.weights)
        self.amount = float(endowment)
        self.left: Doubles = np.full(groups, self.amount)
        self.rate: Doubles | None = np.ones(groups) if steady else None  # how fast left grows with the amount
        self.run = Run(table, endowment)
        self.run.steady = float("inf") if steady else 0.0
        self.exact = self.run.exact()
        self.behind = {index: table.supporters[index] for index in table.costs}
        self.price = {index: cost / table.election.steering[index] for index, cost in table.costs.items()}
        self.worth = {index: float(worth) for index, worth in table.worth.items()}
        self.slack = dict.fromkeys(table.costs, 0.0)
        self.slope = dict.fromkeys(table.costs, 0.0)

    def spend(self) -> Run:
        worth = self.worth
        queue = [(price / worth[index], index) for index, price in self.price.items()]
        heapq.heapify(queue)
        while queue:
            fresh: list[tuple[float, int]] = []
            best = float("inf")
            while queue and queue[0][0] <= best:
                index = heapq.heappop(queue)[1]
                if self.look(index):
                    fresh.append((self.price[index] / worth[index], index))
                    best = min(best, (self.price[index] + self.slack[index]) / worth[index])
            if not fresh:
                break
            close = [index for key, index in fresh if key - self.slack[index] / worth[index] <= best]
            winner = close[0] if len(close) == 1 else self.settle(close)
            if self.rate is not None:
                self.stay_ahead(winner, close, [index for _, index in [*fresh, *queue]])
            self.buy(winner)
            rivals = self.table.election.rivals([winner])
            if rivals:
                queue = [entry for entry in queue if entry[1] not in rivals]
                heapq.heapify(queue)
            for entry in fresh:
                if entry[1] != winner and entry[1] not in rivals:
                    heapq.heappush(queue, entry)
        return self.run

    def look(self, index: int) -> bool:
        """Bring the price of a plan up to date. False when its supporters can no longer pay for it."""
        cost, behind = self.table.costs[index], self.behind[index]
        left = self.left[behind.groups]
        money = behind.total(left)
        doubt = CLOSE * cost + ROUNDING * self.amount * self.table.election.steering[index]
        if money < cost + doubt and (money < cost - doubt or not self.exact.affordable(index)):
            if self.rate is not None:
                self.limit(cost - money, behind.total(self.rate[behind.groups]), cost)
            return False
        price, rich = fill(cost, left, behind, self.price[index])
        self.price[index] = price
        self.slack[index] = CLOSE * price + ROUNDING * cost / max(rich, 1.0)
        if self.rate is not None:
            rate = np.where(left < behind.times(price), self.rate[behind.groups], 0.0)
            self.slope[index] = -behind.total(rate) / rich if rich else float("nan")
        if 3 * int(np.count_nonzero(left)) < 2 * len(left):
            self.behind[index] = behind.only(left > 0.0)
        return True

    def settle(self, close: list[int]) -> int:
        """Which of these has the lowest price for its worth, by exact fractions, and what is equal by the rules."""
        exact = {index: self.exact_price(index) / self.table.worth[index] for index in close}
        lowest = min(exact.values())
        equal = [index for index in close if exact[index] == lowest]
        winner, tie = self.tie_break.choose(self.table.election, equal)
        if tie:
            self.run.ties.append(tie)
        return winner

    def exact_price(self, index: int) -> Fraction:
        behind = self.behind[index]
        behind = behind.only(self.left[behind.groups] > 0.0)
        if ((self.left[behind.groups] - behind.times(self.price[index])) > CLOSE * self.amount).all():
            # Nobody gives the last they have, so the price has nothing to do with who paid for what before.
            return self.exact.cost(index) / self.exact.steering(behind.groups, behind.points)
        return self.exact.price(index, self.left, self.price[index])

    def buy(self, index: int) -> None:
        behind = self.behind[index]
        left = self.left[behind.groups]
        ask = behind.times(self.price[index])
        rest = left - ask
        poor = rest <= 0.0
        close = np.abs(rest) <= CLOSE * self.amount
        if close.any() and (close := close & (left > 0.0)).any():
            price = self.exact_price(index)
            poor[close] = self.exact.all_in(index, behind.groups[close], price)
            rest[close & ~poor] = np.maximum(rest[close & ~poor], TINY * self.amount)
        if self.rate is not None:
            rate, pay = self.rate[behind.groups], behind.times(self.slope[index])
            self.stay_sorted(left, ask, poor, rate, pay)
            self.rate[behind.groups] = np.where(poor, 0.0, rate - pay)
        rest[poor] = 0.0
        self.left[behind.groups] = rest
        self.run.spent.append((behind.groups, poor))
        self.run.winners.append(index)

    # --- How far the amount may rise ------------------------------------------------------------------------------

    def stay_ahead(self, winner: int, close: list[int], others: list[int]) -> None:
        """The winner stays cheapest. Prices of others, also those of earlier rounds, are lower bounds at any amount."""
        worth = self.worth
        mine, my_slope = self.price[winner] / worth[winner], self.slope[winner] / worth[winner]
        for index in others:
            if index == winner:
                continue
            faster = my_slope - self.slope[index] / worth[index]
            if index not in close:
                self.limit(self.price[index] / worth[index] - mine, faster, mine)
            elif not (faster <= -CLOSE * abs(my_slope)):
                # Equal, or all but: only a rival that certainly gains no ground leaves things as they are.
                self.run.steady = 0.0

    def stay_sorted(
        self, left: Doubles, ask: Doubles | float, poor: NDArray[np.bool_], rate: Doubles, pay: Doubles | float
    ) -> None:
        """Who gives all goes on giving all, who keeps something goes on keeping something."""
        room = np.where(poor, ask - left, left - ask)
        closing = np.where(poor, rate - pay, pay - rate) + CLOSE * (np.abs(rate) + np.abs(pay))
        moving = ~(closing <= 0.0) & (left > 0.0)
        if moving.any():
            safe = (room[moving] - CLOSE * self.amount) / closing[moving]
            self.narrow(float(safe.min()))

    def limit(self, room: float, closing: float, scale: float) -> None:
        """Something holds while ``closing`` times the rise is less than ``room``, both known up to rounding."""
        if not closing <= 0.0:
            self.narrow((room - CLOSE * scale) / (closing * (1.0 + CLOSE)))

    def narrow(self, rise: float) -> None:
        self.run.steady = min(self.run.steady, rise) if rise > 0.0 else 0.0


def dot(left: Doubles, right: Doubles) -> float:
    """Without BLAS, which would set other processors to work on this, and wait for them."""
    return float(np.einsum("i,i->", left, right))


def fill(cost: float, left: Doubles, behind: Supporters, price: float) -> tuple[float, float]:
    """The price at which these supporters raise the cost, from a lower bound; and the voters times points still rich.

    What is raised is concave in the price, so Newton's steps never pass the answer, and with every step at least one
    ballot more gives all it has.
    """
    pull = behind.pull
    rich = 0.0
    before = -1
    while True:
        ask = behind.times(price)
        poor = left < ask
        count = int(np.count_nonzero(poor))
        if count == before:
            return price, rich
        if count == len(left):
            # All there is, is just what is needed.
            return float((left if behind.points is None else left / behind.points).max()), 0.0
        before = count
        rich = float(len(left) - count) if pull is None else dot((~poor).astype(np.float64), pull)
        price = max(price, price + (cost - behind.total(np.minimum(left, ask))) / rich)
