"""Writes the digests of today, if it is time and they are not written yet. Safe to run at any time, twice, or at once.

Killed in the middle it goes on where it was when it is run again. The mails leave through the outbox, after all others.
"""

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from coalitie.activity.digest import build, due


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--now", action="store_true", help="do not wait for the hour")

    def handle(self, *args: Any, now: bool, **options: Any) -> None:
        if not now and not due():
            self.stdout.write("No digests to write now.")
            return
        begin, mails = time.monotonic(), 0
        for progress in build(timezone.localdate()):
            mails = progress.mails
            self.stdout.write(f"{progress.people} of {progress.of} people, {progress.mails} mails")
        self.stdout.write(f"{mails} digests in {time.monotonic() - begin:.1f} s")
