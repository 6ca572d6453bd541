"""Proves an outcome: counts the sealed box again and compares it with what is stored, to the byte."""

from argparse import ArgumentParser
from typing import Any

from django.core.management import BaseCommand, CommandError

from budgets.actions.count import recount
from budgets.models import Round
from budgets.models.revision import sha256
from budgets.rules.report import as_json
from coalitie.lib.refused import Refused


class Command(BaseCommand):
    help = "Count the sealed box of a round again. Exit code 1 when the stored outcome is another."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("round", metavar="ROUND", help="the last part of the round's address")

    def handle(self, *args: object, **options: Any) -> None:
        try:
            round_ = Round.objects.get(slug=options["round"])
            stored, text, box = recount(round_)
        except Round.DoesNotExist:
            raise CommandError(f"there is no round {options['round']}")
        except Refused as error:
            raise CommandError(str(error))
        if box != stored.box_sha256:
            raise CommandError(f"the box is another: {box}, not {stored.box_sha256}")
        if text != as_json(stored.outcome) or sha256(text) != stored.sha256:
            raise CommandError(f"the outcome is another: {sha256(text)}, not {stored.sha256}")
        self.stdout.write(f"{round_.slug}: the same outcome to the byte, SHA-256 {stored.sha256}")
