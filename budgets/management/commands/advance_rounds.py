"""Moves rounds on when the date of their next phase has come; the worker does the same every minute."""

from django.core.management import BaseCommand

from budgets.actions.clock import advance_due


class Command(BaseCommand):
    help = "Move rounds to their next phase when its date has come."

    def handle(self, *args: object, **options: object) -> None:
        moved = advance_due()
        if moved:
            self.stdout.write(f"{moved} round phases began.")
