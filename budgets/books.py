"""The books of a round, added up row by row in Python: for the page, the downloads, and ``check_ledger``.

Nothing is asked of the database but the rows themselves, so this proves what its triggers and sums keep.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from budgets.models.entry import Entry, Kind

NOTHING = Decimal("0.00")


@dataclass
class Tally:
    """Where money is. Of a round all six; of a plan ``free``, ``funded`` and ``carried`` say nothing."""

    funded: Decimal = NOTHING
    free: Decimal = NOTHING
    to_pay: Decimal = NOTHING
    in_hand: Decimal = NOTHING
    spent: Decimal = NOTHING
    carried: Decimal = NOTHING
    promised: Decimal = NOTHING
    paid: Decimal = NOTHING

    def add(self, kind: str, amount: Decimal) -> None:
        for name, sign in MOVES[Kind(kind)].items():
            setattr(self, name, getattr(self, name) + sign * amount)

    @property
    def adds_up(self) -> bool:
        return self.funded == self.free + self.to_pay + self.in_hand + self.spent + self.carried

    @property
    def lowest(self) -> Decimal:
        return min(self.free, self.to_pay, self.in_hand, self.spent, self.carried)


# What each kind of row does: money leaves one place and comes in another; ``promised`` and ``paid`` only tell.
MOVES: dict[Kind, dict[str, int]] = {
    Kind.FUNDED: {"funded": 1, "free": 1},
    Kind.PROMISED: {"free": -1, "to_pay": 1, "promised": 1},
    Kind.RELEASED: {"free": 1, "to_pay": -1, "promised": -1},
    Kind.ADVANCE: {"to_pay": -1, "in_hand": 1, "paid": 1},
    Kind.SPENT: {"in_hand": -1, "spent": 1},
    Kind.RETURNED: {"in_hand": -1, "free": 1, "paid": -1, "promised": -1},
    Kind.CARRIED: {"free": -1, "carried": 1},
}


@dataclass
class Line:
    """A row with what was free in the round after it."""

    entry: Entry
    free: Decimal


@dataclass
class Books:
    total: Tally = field(default_factory=Tally)
    plans: dict[int, Tally] = field(default_factory=dict)
    lines: list[Line] = field(default_factory=list)

    def add(self, entry: Entry) -> None:
        self.total.add(entry.kind, entry.amount)
        if entry.request_id is not None:
            self.plans.setdefault(entry.request_id, Tally()).add(entry.kind, entry.amount)
        self.lines.append(Line(entry, self.total.free))


def add_up(entries: Iterable[Entry]) -> Books:
    """Rows of one round in the order in which they were written."""
    books = Books()
    for entry in entries:
        books.add(entry)
    return books


def of_plan(entries: Iterable[Entry]) -> Tally:
    tally = Tally()
    for entry in entries:
        tally.add(entry.kind, entry.amount)
    return tally
