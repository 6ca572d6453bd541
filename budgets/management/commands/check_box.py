"""``check_box ROUND``: the log is whole, and the numbers and ballots of a closed box are what it says."""

from argparse import ArgumentParser
from collections.abc import Iterator
from typing import Any

from django.core.management import BaseCommand, CommandError

from budgets.actions.box import closed_words, destroyed_words, published, tally
from budgets.actions.log import first_broken
from budgets.models import Ballot, LogLine, Round
from budgets.models.revision import sha256


class Command(BaseCommand):
    help = "Check the log of the vote, and the numbers of a closed box. Exit 1 when something is wrong."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("round", help="the last word of the address of the round")

    def handle(self, *args: Any, **options: Any) -> None:
        round_ = Round.objects.filter(slug=options["round"]).first()
        if round_ is None:
            raise CommandError(f"There is no round {options['round']}.")
        lines = list(LogLine.objects.filter(round=round_).order_by("number"))
        broken = first_broken(round_, lines)
        if broken is not None:
            raise CommandError(f"Line {broken} of the log does not follow from the one before it.")
        if not round_.ballots.exists():
            self.stdout.write("The log is whole. The box holds nothing to check yet.")
            return
        faults = list(faults_in(round_, {line.text for line in lines}))
        if faults:
            raise CommandError("\n".join(faults))
        self.stdout.write(f"The log is whole, and so are the {round_.ballots.count()} ballots.")


def faults_in(round_: Round, said: set[str]) -> Iterator[str]:
    sums = tally(round_)
    if not sums.agrees:
        yield f"issued − void − unused is {sums.issued - sums.void - sums.unused}, ballots are {sums.ballots}."
    if closed_words(sums) not in said:
        yield "The log says other numbers than the tables."
    if destroyed_words(sha256(published(round_))) not in said:
        yield "The ballots are not those whose hash the log holds."
    if sorted(round_.ballots.values_list("place", flat=True)) != list(range(1, sums.ballots + 1)):
        yield "The places in the box are not 1 to the last."
    if Ballot.objects.filter(round=round_).exists():
        yield "Ballots are left that can be led to who cast them."
