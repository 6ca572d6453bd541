"""The file of the demo's budget rounds as typed rows. A mistake in the file shows here, before anything is written."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from budgets.models import CostLine, Kind, Phase
from coalitie.portal.demo.world import HERE, read

UNKNOWN = "?"


@dataclass(frozen=True, kw_only=True)
class Ask:
    """A plan. ``costs``, ``spent`` and ``open`` read as in the file: ``Hout en staal 3200``; ``work`` is in hours.

    Of a hundred voters ``liking`` choose it. ``ends`` is a status, where another than the usual one; ``paid`` was paid
    out at once, and of that ``spent`` was booked with receipts, ``open`` waits at the desk, ``back`` came back.
    """

    title: str
    line: str
    story: str
    place: str
    costs: list[str]
    income: str = ""
    work: str = ""
    group: str = ""
    initiative: str = ""
    asked_by: str = ""
    liking: int = 0
    ends: str = ""
    into: str = ""
    reason: str = ""
    paid: int = 0
    spent: list[str] = field(default_factory=list)
    open: str = ""
    back: int = 0
    achieved: str = ""
    told: str = ""
    hours: int = 0

    def lines(self) -> list[CostLine]:
        of = CostLine.Kind
        found = [CostLine(kind=of.COST, what=what, amount=amount) for what, amount in map(priced, self.costs)]
        if self.income:
            what, amount = priced(self.income)
            found.append(CostLine(kind=of.INCOME, what=what, amount=amount))
        if self.work:
            what, hours = priced(self.work)
            found.append(CostLine(kind=of.OWN_WORK, what=what, hours=hours))
        for place, line in enumerate(found):
            line.position = place
        return found


@dataclass(frozen=True, kw_only=True)
class Pot:
    """A round, played until it is in ``phase``. ``turnout`` is how many voted."""

    platform: str
    title: str
    phase: Phase
    amount: Decimal
    story: str
    kind: Kind = Kind.VOTE
    help: bool = False
    turnout: int = 0
    tied: bool = False
    objection: str = ""
    reason: str = ""
    closing: str = ""
    plans: list[Ask] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class Said:
    """What stands in every round. ``test`` holds questions, what each looks at, and what was found."""

    criteria: str
    drawn: str
    fits: str
    not_right: str
    gives: list[str]
    deciders: dict[str, str]
    test: list[list[str]]


def said() -> Said:
    return Said(**read(HERE / "rounds.toml")["said"])


def pots() -> list[Pot]:
    return [pot(row) for row in read(HERE / "rounds.toml")["round"]]


def pot(row: dict[str, Any]) -> Pot:
    kinds = {"phase": Phase(row["phase"]), "kind": Kind(row.get("kind", Kind.VOTE)), "amount": Decimal(row["amount"])}
    return Pot(**{**row, **kinds, "plans": [Ask(**one) for one in row.get("plans", [])]})


def priced(text: str) -> tuple[str, Decimal | None]:
    """What it is and its number; none where the file has a question mark."""
    what, _space, number = text.rpartition(" ")
    return what, None if number == UNKNOWN else Decimal(number)
