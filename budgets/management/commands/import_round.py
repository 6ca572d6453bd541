"""Makes a round that is over of a ``.pb`` file, for a demonstration or to replay a real election."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management import BaseCommand, CommandError

from budgets.actions.exchange import import_file
from budgets.models import Phase, Rule, Stop
from budgets.rules.pabulib import BadFile, read
from platforms.models import Platform


class Command(BaseCommand):
    help = "Make a finished round of a .pb file (pabulib.org/format), with its plans, ballots and outcome."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE.pb")
        parser.add_argument("--platform", metavar="NAME", help="the last part of its address; else the oldest")
        parser.add_argument("--title", default="", help="instead of the description in the file")
        parser.add_argument("--rule", choices=Rule.values, default=Rule.EQUAL_SHARES)
        parser.add_argument("--stop", choices=Stop.values, default=Stop.EXHAUSTIVE)
        parser.add_argument("--phase", choices=[Phase.PROVISIONAL, Phase.FINAL, Phase.CLOSED], default=Phase.CLOSED)

    def handle(self, *args: object, **options: Any) -> None:
        rows = Platform.objects.order_by("pk")
        platform = rows.filter(slug=options["platform"]).first() if options["platform"] else rows.first()
        if platform is None:
            raise CommandError(f"there is no platform {options['platform'] or 'yet'}")
        try:
            made = import_file(
                read(options["file"]), platform, **{name: options[name] for name in ("title", "rule", "stop", "phase")}
            )
        except BadFile as error:
            raise CommandError(" ".join(f"{options['file']}: {error}".split()))
        self.stdout.write(f"{made.ballots.count()} ballots, {made.requests.count()} plans: {made.get_absolute_url()}")
