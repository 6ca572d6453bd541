"""Counts the value sheets once a day; ``recount_figures`` proves what is kept."""

from typing import Any

from django.core.management import BaseCommand, CommandParser

from budgets.actions.sheet import is_due, keep_sheets


class Command(BaseCommand):
    help = "Count the figures of every platform, every gebied and all, once a day. Safe to run at any time and twice."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--now", action="store_true", help="also when they were counted today")

    def handle(self, *args: Any, now: bool = False, **options: Any) -> None:
        number = keep_sheets() if now or is_due() else 0
        self.stdout.write(f"{number:,} sheets counted and kept.")
