"""Nobody waits unheard: what nobody answered for days reaches those who can, once more. And talk is told.

Each is marked before the mail is written, in one transaction, so running this twice reminds nobody twice. Drafts of
people who erased their account are forgotten here too. What was said since the last mail about a thing goes out now,
when that mail is an hour old.
"""

from typing import Any

from django.core.management.base import BaseCommand
from django.db import models, transaction
from django.db.models.functions import Now

from initiatives.models import Case, Comment, Initiative, Objection
from initiatives.models.topic import TOPICS
from initiatives.notices import comment as talk
from initiatives.notices import initiative as proposals
from initiatives.notices import moderation
from initiatives.notices import objection as objections


class Command(BaseCommand):
    help = "Remind of what waits for five days; tell what was said; forget ownerless drafts. Safe to run twice."

    def handle(self, *args: Any, **options: Any) -> None:
        waiting = (Initiative.objects.unheard(), Objection.objects.unheard(), Case.objects.unheard())
        numbers = [sum(remind(row, rows) for row in rows) for rows in waiting]
        Initiative.objects.left_behind().delete()
        told = tell_what_was_said()
        answer_who_reported()
        self.stdout.write("Reminded of {} proposals, {} objections, {} reports.".format(*numbers))
        self.stdout.write(f"Told of talk about {told} things.")


@transaction.atomic
def remind(row: Initiative | Objection | Case, unheard: models.QuerySet) -> bool:
    """Whoever marks the row first writes the mails; a row answered in between is left alone."""
    if not unheard.filter(pk=row.pk).update(reminded_at=Now()):
        return False
    if isinstance(row, Objection):
        objections.unheard(row)
    elif isinstance(row, Case):
        moderation.unheard(row)
    else:
        proposals.unheard(row)
    return True


def answer_who_reported() -> None:
    """Erasing an account closes what was reported of it; the reporters hear it here."""
    for case in Case.objects.left_unanswered().with_things():
        with transaction.atomic():
            case.tell_gone()


def tell_what_was_said() -> int:
    """Each thing in a transaction of its own, so that being stopped halfway loses nothing and tells nothing twice."""
    topics = {comment.topic for comment in Comment.objects.untold().select_related(*TOPICS)}
    told = 0
    for topic in topics:
        with transaction.atomic():
            told += talk.collect(topic)
    return told
