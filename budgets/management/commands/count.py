"""Count any ``.pb`` file, without a database and without a portal: ``manage.py count FILE.pb``."""

import json
import sys
from argparse import ArgumentParser, ArgumentTypeError
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Any, NoReturn

from django.core.management.base import BaseCommand
from tqdm import tqdm

from budgets.rules.elections import Election
from budgets.rules.equal_shares import EqualShares
from budgets.rules.greedy import Greedy, compare
from budgets.rules.pabulib import BadFile, File, number, read, some
from budgets.rules.ties import Tie, TieBreak

EQUAL_SHARES, MOST_VOTES = "gelijke-aandelen", "meeste-stemmen"
# A file cannot be drawn from in public, so its own order settles what nothing else does; each time it is said.
TIES = TieBreak(file_order=True)


@dataclass
class Counted:
    election: Election
    rule: str
    winners: list[int]
    completion: list[int] = field(default_factory=list)
    endowment: Fraction | None = None
    ties: list[Tie] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    def ids(self, chosen: list[int]) -> list[str]:
        return [self.election.projects[index].id for index in chosen]

    def as_json(self) -> dict[str, Any]:
        return {
            "rule": self.rule,
            "winners": self.ids(self.winners),
            "completion": self.ids(self.completion),
            "cost": plain(self.election.cost_of(self.winners)),
            "endowment": None if self.endowment is None else plain(self.endowment),
            "ties": [{"projects": list(tie.projects), "chosen": tie.chosen, "by": tie.settled_by} for tie in self.ties],
            "warnings": self.warnings,
        }


class Command(BaseCommand):
    help = "Count a .pb file (pabulib.org/format). Prints a table; exit code 2 for a file that cannot be read."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE.pb")
        parser.add_argument("--rule", choices=(EQUAL_SHARES, MOST_VOTES), default=EQUAL_SHARES)
        parser.add_argument(
            "--stop",
            choices=("exhaustive", "overspend"),
            default="exhaustive",
            help="raise the amount per voter until no other plan fits, or until the next outcome costs too much",
        )
        parser.add_argument(
            "--start",
            choices=("floor", "exact"),
            default="floor",
            help="the first amount: budget per voter in whole euros, or to the last fraction",
        )
        parser.add_argument("--step", type=above_zero, default=Fraction(1), metavar="EUROS")
        parser.add_argument("--completion", choices=("none", "utilitarian"), default="utilitarian")
        parser.add_argument(
            "--no-skip", action="store_true", help="meeste-stemmen stops at the first that no longer fits"
        )
        parser.add_argument("--json", action="store_true", help="one object; its cost is that of the winners alone")

    def handle(self, *args: object, **options: Any) -> None:
        try:
            file = read(options["file"])
            election = file.election()
            counted = count(file, election, options)
        except BadFile as error:
            self.refuse(f"{options['file']}: {error}")
        if options["json"]:
            self.stdout.write(json.dumps(counted.as_json(), ensure_ascii=False))
        else:
            self.table(counted)

    def refuse(self, why: str) -> NoReturn:
        self.stderr.write(" ".join(why.split()))
        sys.exit(2)

    def table(self, counted: Counted) -> None:
        election = counted.election
        width = max([len(project.id) for project in election.projects], default=2)
        self.stdout.write(
            f"{counted.rule}: {len(counted.winners)} plans for {plain(election.cost_of(counted.winners))}"
        )
        if counted.endowment is not None:
            self.stdout.write(f"every voter had {plain(counted.endowment)}")
        left = election.budget
        self.stdout.write(f"{'':4} {'id':{width}} {'votes':>8} {'cost':>14} {'left':>14}")
        for place, index in enumerate([*counted.winners, *counted.completion]):
            project = election.projects[index]
            left -= project.cost
            mark = "   +" if place >= len(counted.winners) else f"{place + 1:4}"
            line = f"{mark} {project.id:{width}} {election.score[index]:8} {plain(project.cost):>14} {plain(left):>14}"
            self.stdout.write(f"{line}  {project.name[:60]}")
        if counted.completion:
            self.stdout.write("+ added by votes from what was left")
        if counted.rule == EQUAL_SHARES:
            other = Greedy().count(election, TIES).winners
            against = compare(election, [*counted.winners, *counted.completion], other)
            self.stdout.write(
                f"beside meeste-stemmen: {against.better} voters see more of their plans, {against.worse} fewer, "
                f"{against.same} as many"
            )
        for tie in counted.ties:
            self.stdout.write(f"tie: {', '.join(tie.projects)}; {tie.chosen} went first by {tie.settled_by}")
        for warning in counted.warnings:
            self.stdout.write(f"note: {warning}")


def count(file: File, election: Election, options: dict[str, Any]) -> Counted:
    warnings = list(file.warnings)
    if not election.voters:
        warnings.append("nobody voted, so nothing is chosen")
    if options["rule"] == MOST_VOTES:
        election = election.with_threshold(file.threshold)
        greedy = Greedy("stop" if options["no_skip"] else "skip").count(election, TIES)
        counted = Counted(election, MOST_VOTES, greedy.winners, ties=greedy.ties, warnings=warnings)
    else:
        below = [
            project.id
            for project, score in zip(election.projects, election.score, strict=True)
            if 0 < score < file.threshold
        ]
        if below:
            warnings.append(
                f"the file's threshold of {file.threshold} belongs to {MOST_VOTES}: not held against {some(below)}"
            )
        rule = EqualShares(options["start"], options["step"], options["stop"], options["completion"], "in")
        with tqdm(desc="amounts tried", delay=1, disable=None, unit="") as bar:

            def told(amount: Fraction, cost: Fraction) -> None:
                bar.update()

            outcome = rule.count(election, TIES, told)
        counted = Counted(
            election, EQUAL_SHARES, outcome.winners, outcome.completion, outcome.endowment, outcome.ties, warnings
        )
    for reason in dict.fromkeys(election.excluded.values()):
        out = [election.projects[index].id for index, why in election.excluded.items() if why == reason]
        warnings.append(f"takes no part, {reason}: {some(out)}")
    return counted


def plain(amount: Fraction) -> int | float | str:
    """Whole amounts and cents as numbers; an amount that decimals cannot hold as a fraction, exactly."""
    if amount.denominator == 1:
        return amount.numerator
    return float(amount) if 10**6 % amount.denominator == 0 else str(amount)


def above_zero(text: str) -> Fraction:
    try:
        step = number(text, 0, "the step")
    except BadFile as error:
        raise ArgumentTypeError(str(error)) from None
    if step <= 0:
        raise ArgumentTypeError("the step must be above zero")
    return step
