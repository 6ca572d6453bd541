"""``make_codes ROUND --number 500 --batch noord --pdf brieven.pdf``: letters with a stemcode, or ballots of paper.

The codes exist in the PDF alone. If that cannot be written, no code is made.
"""

import os
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management import BaseCommand, CommandError
from django.db import transaction

from budgets import letters
from budgets.actions.box import key_of, locator_of, receipt_of
from budgets.actions.codes import fingerprint, issue
from budgets.actions.paper import PRINTED
from budgets.letters import Sheet
from budgets.models import Round, Voter
from coalitie.lib.refused import Refused


class Command(BaseCommand):
    help = "Make stemcodes for a round, as letters in a PDF. With --paper: numbered ballots of paper."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("round", help="the last word of the address of the round")
        parser.add_argument("--number", type=int, required=True)
        parser.add_argument("--batch", required=True, help="a name for this batch; it stands in the public log")
        parser.add_argument("--pdf", type=Path, required=True, help="a file that does not exist yet")
        parser.add_argument("--paper", action="store_true", help="paper ballots instead of letters")

    def handle(self, *args: Any, **options: Any) -> None:
        round_ = Round.objects.filter(slug=options["round"]).first()
        if round_ is None:
            raise CommandError(f"There is no round {options['round']}.")
        to: Path = options["pdf"]
        way = Voter.PAPER if options["paper"] else Voter.CODE
        try:
            os.close(os.open(to, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        except OSError as error:
            raise CommandError(f"Cannot write {to}: {error.strerror}.")
        try:
            with transaction.atomic():
                codes = issue(round_, number=options["number"], batch=options["batch"].strip()[:40], way=way)
                if way == Voter.PAPER:
                    letters.ballots(round_, sheets(round_, codes), to)
                else:
                    letters.letters(round_, codes, to)
        except Refused as refused:
            to.unlink()
            raise CommandError(str(refused))
        except BaseException:
            to.unlink()
            raise
        self.stdout.write(f"{len(codes)} codes in {to}. Print it, then delete it: nothing can make it again.")


def sheets(round_: Round, codes: list[str]) -> list[Sheet]:
    """With the word that the box will know each by; it is made of the key that goes when the box closes."""
    key = bytes(key_of(round_).key)
    rights = {right.code_hmac: right for right in round_.credentials.filter(by_way_of=Voter.PAPER)}
    return [
        Sheet(code, receipt_of(key, locator_of(key, rights[fingerprint(code, round_.pk)]), PRINTED)) for code in codes
    ]
