"""A run of equal shares in exact fractions, as far as somebody asks for it.

No voter's money is ever kept as a fraction. A voter who is not out of money has paid the full price of every plan
bought so far that they support, so what any set of them has left is their number times the amount, minus for each
price how often they paid it. The how-often are whole numbers that NumPy counts; only the prices are fractions, one
for each plan bought.
"""

from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from budgets.rules.elections import Election

type Groups = NDArray[np.int64]

CLOSE = 1e-9
NEVER = np.iinfo(np.int32).max


class Exact:
    """Follows a run: ``winners`` and ``spent`` are its own, and grow while it goes."""

    def __init__(
        self,
        election: Election,
        endowment: Fraction,
        winners: list[int],
        spent: list[tuple[Groups, NDArray[np.bool_]]],
    ) -> None:
        self.election, self.endowment = election, endowment
        self.winners, self._spent = winners, spent
        self._seen = 0
        self._exhausted = np.full(len(election.weights), NEVER, dtype=np.int32)
        self._prices: list[Fraction] = []

    @property
    def exhausted(self) -> NDArray[np.int32]:
        """Per ballot the round in which its voters gave their last, or NEVER."""
        for turn in range(self._seen, len(self._spent)):
            groups, poor = self._spent[turn]
            now = groups[poor]
            self._exhausted[now[self._exhausted[now] == NEVER]] = turn
        self._seen = len(self._spent)
        return self._exhausted

    def prices(self) -> list[Fraction]:
        """Per plan bought: what each supporter paid per point, unless that was more than they had."""
        for turn in range(len(self._prices), len(self.winners)):
            index = self.winners[turn]
            groups = self.election.groups[index]
            when = self.exhausted[groups]
            poor, rich = groups[when == turn], when > turn
            keeping = int((self.election.weights[groups[rich]] * self.election.points[index][rich]).sum())
            paid = self.money(poor, turn)
            self._prices.append((self.cost(index) - paid) / keeping if keeping else self._highest(index, poor, turn))
        return self._prices

    def cost(self, index: int) -> Fraction:
        return self.election.projects[index].cost * self.election.unit

    def steering(self, groups: Groups, points: NDArray[np.float64] | None) -> int:
        """Voters times points of these ballots."""
        weights = self.election.weights[groups]
        return int(weights.sum() if points is None else weights @ points.astype(np.int64))

    def money(self, groups: Groups, turn: int) -> Fraction:
        """What the voters of these ballots, none of whom is out of money, have together before a turn."""
        weights = self.election.weights[groups]
        total = self.endowment * int(weights.sum())
        if not len(groups):
            return total
        counted = np.zeros(len(self.election.weights), dtype=np.int64)
        counted[groups] = weights
        for winner, price in zip(self.winners[:turn], self._prices, strict=False):
            times = int(counted[self.election.groups[winner]] @ self.election.points[winner])
            if times:
                total -= price * times
        return total

    def each(self, groups: Groups, turn: int) -> list[Fraction]:
        """What one voter of each of these ballots has before a turn; none of them is out of money."""
        position = np.full(len(self.election.weights), -1, dtype=np.int64)
        position[groups] = np.arange(len(groups))
        paid = np.zeros((len(groups), turn), dtype=np.int64)
        for column, winner in enumerate(self.winners[:turn]):
            at = position[self.election.groups[winner]]
            paid[at[at >= 0], column] = self.election.points[winner][at >= 0]
        amounts: dict[bytes, Fraction] = {}
        for row in paid:
            if row.tobytes() not in amounts:
                spent = (self._prices[number] * int(row[number]) for number in np.flatnonzero(row))
                amounts[row.tobytes()] = self.endowment - sum(spent, Fraction(0))
        return [amounts[row.tobytes()] for row in paid]

    def affordable(self, index: int) -> bool:
        self.prices()
        turn = len(self.winners)
        groups = self.election.groups[index]
        return self.money(groups[self.exhausted[groups] >= turn], turn) >= self.cost(index)

    def price(self, index: int, left: NDArray[np.float64], about: float) -> Fraction:
        """The exact price of a plan that can be afforded now; ``left`` and ``about`` are what doubles say."""
        self.prices()
        turn = len(self.winners)
        groups, points = self.election.groups[index], self.election.points[index]
        alive = self.exhausted[groups] >= turn
        groups, points = groups[alive], points[alive]
        has, ask = left[groups], about * points
        close = np.abs(has - ask) <= CLOSE * float(self.endowment)
        poor = (has < ask) & ~close
        rest = self.cost(index) - self.money(groups[poor], turn)
        pull = self.election.weights[groups] * points
        rich = int(pull[~poor].sum())
        # Those close to the price, poorest first: who has less than it gives all.
        amounts = self.each(groups[close], turn)
        order = sorted(
            zip(amounts, points[close].tolist(), self.election.weights[groups[close]].tolist(), strict=True),
            key=lambda row: row[0] / row[1],
        )
        for amount, own, weight in order:
            if amount * rich >= rest * own:
                break
            rest -= amount * weight
            rich -= weight * own
        if rich:
            return rest / rich
        return self._highest(index, groups, turn)

    def all_in(self, index: int, groups: Groups, price: Fraction) -> NDArray[np.bool_]:
        """Which of these ballots have nothing left after paying this price for a plan."""
        at = np.searchsorted(self.election.groups[index], groups)
        points = self.election.points[index][at].tolist()
        amounts = self.each(groups, len(self.winners))
        return np.array([amount <= price * own for amount, own in zip(amounts, points, strict=True)])

    def _highest(self, index: int, groups: Groups, turn: int) -> Fraction:
        """The most that anyone pays per point, where all pay everything they have."""
        at = np.searchsorted(self.election.groups[index], groups)
        points = self.election.points[index][at].tolist()
        return max(amount / own for amount, own in zip(self.each(groups, turn), points, strict=True))
