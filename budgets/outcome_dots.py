"""The steps of a count as dots: who paid for a plan, and how far the money went."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

IN_A_ROW = 30
MOST_PEOPLE = 90
MONEY = 60
STEP = 12


@dataclass(frozen=True)
class Dots:
    """Kinds of dots after each other, each kind as one path: strokes of no length with round ends."""

    height: int
    kinds: tuple[tuple[str, str], ...]
    """(class, path)"""


def drawn(*kinds: tuple[str, int]) -> Dots:
    paths, at = [], 0
    for name, number in kinds:
        moves = [
            f"M{STEP // 2 + place % IN_A_ROW * STEP} {STEP // 2 + place // IN_A_ROW * STEP}h0"
            for place in range(at, at + number)
        ]
        at += number
        if moves:
            paths.append((name, "".join(moves)))
    return Dots(max(1, -(-at // IN_A_ROW)) * STEP, tuple(paths))


def worth(most: int) -> int:
    """How many people one dot stands for, so that the largest group fits: 1, 2, 5, 10, 20 …"""
    size = 1
    while most > size * MOST_PEOPLE:
        size = size * 5 // 2 if str(size).startswith("2") else size * 2
    return size


def people(plan: dict[str, Any], size: int) -> Dots:
    """Who chose a plan: paid in full, gave the last they had, had nothing left. A few people are still one dot."""
    full, poor = sum(number for _price, number in plan["payments"]), plan["less"][1]
    nothing = plan["votes"] - full - poor
    return drawn(*((name, -(-number // size)) for name, number in (("full", full), ("last", poor), ("none", nothing))))


def money(budget: Fraction, before: Fraction, cost: Fraction) -> Dots:
    """The budget in so many dots: spent before, spent on this plan, left."""
    spent, now = (round(Fraction(MONEY) * part / budget) if budget else 0 for part in (before, before + cost))
    now = max(now, spent + 1) if cost else now
    return drawn(("spent", spent), ("full", now - spent), ("none", max(0, MONEY - now)))
