"""Nobody waits unheard: proposals and objections that nobody answered for days reach those who can, once more.

Each is marked before the mail is written, in one transaction, so running this twice reminds nobody twice. Drafts of
people who erased their account are forgotten here too.
"""

from typing import Any

from django.core.management.base import BaseCommand
from django.db import models, transaction
from django.db.models.functions import Now

from initiatives.models import Initiative, Objection
from initiatives.notices import initiative as notices


class Command(BaseCommand):
    help = "Remind of proposals and objections that wait for five days; forget ownerless drafts. Safe to run twice."

    def handle(self, *args: Any, **options: Any) -> None:
        proposals = sum(remind(row, Initiative.objects.unheard()) for row in Initiative.objects.unheard())
        objections = sum(remind(row, Objection.objects.unheard()) for row in Objection.objects.unheard())
        Initiative.objects.left_behind().delete()
        self.stdout.write(f"Reminded of {proposals} proposals and {objections} objections.")


@transaction.atomic
def remind(row: Initiative | Objection, unheard: models.QuerySet) -> bool:
    """Whoever marks the row first writes the mails; a row answered in between is left alone."""
    if not unheard.filter(pk=row.pk).update(reminded_at=Now()):
        return False
    if isinstance(row, Objection):
        notices.objection_unheard(row)
    else:
        notices.unheard(row)
    return True
