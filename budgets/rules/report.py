"""An outcome with all its reasons as plain data: what is stored, shown, downloaded, and can be made again to the byte.

Amounts are text and exact: ``"1250"``, ``"12.5"``, and ``"100/3"`` where decimals cannot hold it.
"""

import csv
import io
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any, Literal

from budgets.rules.elections import Election
from budgets.rules.equal_shares import EqualShares, Outcome
from budgets.rules.explain import MOST_RECOUNTS, Between, Explanation, Payment, explain, explain_greedy, nothing
from budgets.rules.greedy import SMALL, Greedy, GreedyOutcome, compare, prefers_most_votes, reserves
from budgets.rules.ties import FILE_ORDER, Tie, TieBreak

FORMAT = 2
DISCREET = 3
# With fewer voters than this whole ballots would tell on people, "the one who also chose the sandpit"; so they are not
# published, and neither is what would lead back to one.
WHOLE_FROM = 200
EQUAL_SHARES, MOST_VOTES = "equal_shares", "most_votes"
# Where the money of a plan's supporters went is told for so many plans, the largest first; and never of a few people,
# for then it would tell the rest of their ballot.
MOST_SPENT = 5
FEW = 5
# Of a run: a plan costs as much work as so many votes. A unit of work is some 45 ns.
PER_PLAN = 1_000
MOST_WORK = 300_000_000
COLUMNS = (
    *("id", "name", "cost", "votes", "points", "helpers", "chosen", "place", "why", "excluded", "rival", "left"),
    *("effective_votes", "support_percent", "more_votes", "cheaper"),
)


@dataclass(frozen=True)
class Counting:
    """The rules of a round, as far as they say how to count."""

    rule: Literal["equal_shares", "most_votes"] = "equal_shares"
    equal_shares: EqualShares = EqualShares()  # noqa: RUF009 — frozen
    most_votes: Greedy = Greedy()  # noqa: RUF009 — frozen
    compare_below: int = SMALL
    """With fewer voters "meeste stemmen" is used after all where more voters are better off with it."""


def count(
    election: Election,
    counting: Counting,
    tie_break: TieBreak | None = None,
    *,
    most_recounts: int | None = None,
    between: Between = nothing,
) -> dict[str, Any]:
    """Count, compare with the other rule, and explain every plan. Raises UnresolvedTie where only a lot can decide.

    Without ``most_recounts``, as many as take some fifteen seconds on one core; the number follows from the election
    and not from the clock, so that it is the same on every machine. ``between`` is called every now and then.
    """
    tie_break = tie_break or TieBreak()
    runs: list[Fraction] = []

    def ran(amount: Fraction, _cost: Fraction) -> None:
        runs.append(amount)
        between()

    # A lot is asked for where it decides something, and not for an outcome that is only set beside the one that counts.
    in_order = replace(tie_break, file_order=True)
    votes_decide = counting.rule == MOST_VOTES or election.voters < counting.compare_below
    shares_decide = counting.rule == EQUAL_SHARES
    by_votes = counting.most_votes.count(election, tie_break if votes_decide else in_order)
    by_shares = counting.equal_shares.count(election, tie_break if shares_decide else in_order, ran)
    if most_recounts is None:
        work = len(runs) * (PER_PLAN * len(election.projects) + sum(map(len, election.groups)))
        most_recounts = min(MOST_RECOUNTS, MOST_WORK // max(work, 1))
    against = compare(election, by_shares.chosen, by_votes.chosen)
    small = counting.rule == EQUAL_SHARES and prefers_most_votes(
        election, by_shares.chosen, by_votes.chosen, below=counting.compare_below
    )
    if counting.rule == MOST_VOTES or small:
        told = explain_greedy(by_votes, counting.most_votes, tie_break, most_recounts=most_recounts, between=between)
        data = _outcome(election, MOST_VOTES, by_votes, told) | {"other": _other(EQUAL_SHARES, by_shares)}
    else:
        told = explain(by_shares, counting.equal_shares, tie_break, most_recounts=most_recounts, between=between)
        data = _outcome(election, EQUAL_SHARES, by_shares, told) | {"other": _other(MOST_VOTES, by_votes)}
    start = counting.equal_shares.first_amount(election)
    return data | {
        "format": FORMAT,
        "asked": counting.rule,
        "start": None if start is None else exactly(start),
        "comparison": {"equal_shares": against.better, "most_votes": against.worse, "same": against.same},
    }


def _outcome(
    election: Election, rule: str, outcome: Outcome | GreedyOutcome, told: Sequence[Explanation]
) -> dict[str, Any]:
    name = [project.id for project in election.projects]
    by_shares = outcome if isinstance(outcome, Outcome) else None
    part = outcome.part if isinstance(outcome, GreedyOutcome) else None
    return {
        "rule": rule,
        "budget": exactly(election.budget),
        "voters": election.voters,
        "winners": [name[index] for index in outcome.winners],
        "completion": [name[index] for index in by_shares.completion] if by_shares else [],
        "reserve": [name[index] for index in reserves(election, outcome.chosen + ([] if part is None else [part]))],
        "part": None
        if part is None or not isinstance(outcome, GreedyOutcome)
        else {"id": name[part], "amount": exactly(outcome.part_amount)},
        "cost": exactly(election.cost_of(outcome.chosen)),
        "endowment": exactly(by_shares.endowment) if by_shares and by_shares.endowment is not None else None,
        "ties": [_tie(tie) for tie in outcome.ties],
        "plans": [_plan(election, entry) for entry in told],
    }


def _other(rule: str, outcome: Outcome | GreedyOutcome) -> dict[str, Any]:
    election = outcome.election
    ids = [election.projects[index].id for index in outcome.chosen]
    in_order = any(tie.settled_by == FILE_ORDER for tie in outcome.ties)
    cost = exactly(election.cost_of(outcome.chosen))
    return {"rule": rule, "chosen": ids, "cost": cost, "ties_in_order": in_order}


def _tie(tie: Tie) -> dict[str, Any]:
    return {"plans": list(tie.projects), "first": tie.chosen, "by": tie.settled_by}


def _plan(election: Election, entry: Explanation) -> dict[str, Any]:
    project = election.projects[entry.project]
    full, less = _paid(entry, project.cost)
    told = entry.spent[:MOST_SPENT] if election.votes[entry.project] >= FEW else ()
    return {
        "id": project.id,
        "name": project.name,
        "cost": exactly(project.cost),
        "votes": election.votes[entry.project],
        "points": election.score[entry.project],
        "helpers": project.helpers,
        "chosen": entry.round is not None,
        "place": entry.round,
        "why": entry.why.name.lower(),
        "excluded": entry.excluded.name.lower() if entry.excluded else None,
        "rival": None if entry.rival is None else election.projects[entry.rival].id,
        "left": None if entry.left is None else exactly(entry.left),
        "payments": [[exactly(payment.amount), payment.voters] for payment in full],
        "less": [exactly(sum((row.amount * row.voters for row in less), Fraction(0))), sum(row.voters for row in less)],
        "effective_votes": None if entry.effective_votes is None else exactly(entry.effective_votes),
        "support_percent": exactly(entry.support),
        "spent": [[election.projects[spent.project].id, exactly(spent.amount)] for spent in told],
        "more_votes": entry.more_votes,
        "cheaper": None if entry.cheaper is None else exactly(entry.cheaper),
    }


def discreet(data: dict[str, Any]) -> dict[str, Any]:
    """What everybody may read of an outcome: all of it where the ballots are published, else without what would lead
    back to one."""
    return data | {"format": DISCREET, "plans": [_told(data, plan) for plan in data["plans"]]}


def _told(data: dict[str, Any], plan: dict[str, Any]) -> dict[str, Any]:
    """A plan in a box whose ballots are not published.

    Always told: how many voted for it, for without that nobody could check an outcome, and it says nothing of the rest
    of anybody's ballot. With equal shares the rest of the explanation does: what supporters had left follows from what
    else they chose. So of fewer than five supporters no amounts are told at all, nor by how many votes or euros it was
    missed; and where more paid, but a few of them less than the others, only that they paid together, and which part of
    the votes counted in tens. Sums over five people and more are told. Most votes uses nothing but the totals.
    """
    if data["voters"] >= WHOLE_FROM or data["rule"] != EQUAL_SHARES:
        return plan | {"hidden": ""}
    if plan["votes"] < FEW:
        return plan | NOTHING_TOLD | {"hidden": "few"}
    paid = [number for _price, number in plan["payments"]] + [plan["less"][1]]
    apart = [number for number in [*paid, plan["votes"] - sum(paid)] if number]
    if plan["payments"] and min(apart) < FEW:
        tens = Fraction(plan["support_percent"]) // 10 * 10
        part = {"payments": [], "less": ["0", 0], "effective_votes": None, "support_percent": exactly(Fraction(tens))}
        return plan | part | {"hidden": "payments"}
    return plan | {"hidden": ""}


NOTHING_TOLD: dict[str, Any] = {
    "payments": [],
    "less": ["0", 0],
    "effective_votes": None,
    "support_percent": "0",
    "spent": [],
    "more_votes": None,
    "cheaper": None,
}


def _paid(entry: Explanation, cost: Fraction) -> tuple[list[Payment], list[Payment]]:
    """Who paid the full price, once per point given; and who gave the last they had, which is told together only:
    how much each of them had left says something of the rest of their ballot."""
    if not entry.effective_votes:
        return [], []
    price = cost / entry.effective_votes
    full = [row for row in entry.payments if (row.amount / price).denominator == 1]
    return full, [row for row in entry.payments if row not in full]


def exactly(amount: Fraction) -> str:
    """``1250``, ``12.5``, ``100/3``: decimals where they hold it in full."""
    if amount.denominator == 1:
        return str(amount.numerator)
    if 10**6 % amount.denominator:
        return str(amount)
    whole, rest = divmod(abs(amount), 1)
    return f"{'-' if amount < 0 else ''}{whole}.{int(rest * 10**6):06d}".rstrip("0")


def as_json(data: dict[str, Any]) -> str:
    """One text for one outcome, whatever machine made it."""
    return json.dumps(data, ensure_ascii=False, sort_keys=True, indent=1) + "\n"


def as_csv(data: dict[str, Any]) -> str:
    """A line for each plan. Cells that a spreadsheet would take for a formula begin with an apostrophe."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for plan in data["plans"]:
        writer.writerow([_cell(plan[column]) for column in COLUMNS])
    return out.getvalue()


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    text = str(value)
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text
