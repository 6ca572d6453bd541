"""Housekeeping: requests between desks that nobody answered, what has been over for a year, files nobody knows,
lists nobody follows."""

from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction
from django.db.models.functions import Now

from initiatives.models import Shift, archive_old
from initiatives.models.photo import sweep
from initiatives.models.saved_search import forget_searches
from initiatives.notices import record as notices


class Command(BaseCommand):
    help = "Remind of unanswered requests, archive what is long over, forget stray files. Safe to run twice."

    def handle(self, *args: Any, **options: Any) -> None:
        reminded = sum(remind(shift) for shift in Shift.objects.unheard())
        archived, swept, lists = archive_old(), sweep(), forget_searches()
        self.stdout.write(
            f"Reminded of {reminded} requests, archived {archived}, forgot {swept} files and {lists} followed lists."
        )


@transaction.atomic
def remind(shift: Shift) -> bool:
    """Whoever marks it first writes the mails; one answered in between is left alone."""
    if not Shift.objects.unheard().filter(pk=shift.pk).update(reminded_at=Now()):
        return False
    notices.shift_unheard(shift)
    return True
