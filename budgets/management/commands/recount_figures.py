"""Proves the value sheets: counts every figure afresh and compares it with what is kept."""

from typing import Any

from django.core.management import BaseCommand, CommandError
from django.db import connection, transaction

from budgets.actions.sheet import differences
from budgets.models import Sheet

MOST_LINES = 50


class Command(BaseCommand):
    help = (
        "Count the value sheets afresh. Exit code 1, and what differs, when something else is kept. What happened "
        "since they were counted differs too: count_figures --now counts them anew."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        alone = not connection.in_atomic_block
        with transaction.atomic(), connection.cursor() as cursor:
            if alone:  # one moment for everything that is read, however long it takes
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            cursor.execute("SET LOCAL statement_timeout = 0")
            found = list(differences())
        if found:
            more = [f"and {len(found) - MOST_LINES:,} more"] if len(found) > MOST_LINES else []
            raise CommandError("\n".join([*found[:MOST_LINES], *more]), returncode=1)
        self.stdout.write(f"{Sheet.objects.count():,} sheets: every figure is what is counted now.")
