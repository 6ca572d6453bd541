"""Who asked a body something hears when the term is over, and when a promised day has passed. Once for each.

Marked before the mail is written, in one transaction, so running this twice reminds nobody twice.
"""

from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction
from django.db.models import Case, When
from django.db.models.functions import Coalesce, Now
from django.utils import timezone

from initiatives.models import Wait
from initiatives.models.wait import WaitQuerySet
from initiatives.notices import question as notices


class Command(BaseCommand):
    help = "Remind who asked of terms and promises that have passed. Safe to run twice."

    def handle(self, *args: Any, **options: Any) -> None:
        # First: who hears that a promise was broken needs not hear of the term in the same hour.
        promises = sum(remind_of_promise(wait) for wait in shown(Wait.objects.to_remind_of_promise()))
        terms = sum(remind_of_term(wait) for wait in shown(Wait.objects.to_remind_of_term()))
        self.stdout.write(f"Reminded of {terms} terms, {promises} promises.")


def shown(rows: WaitQuerySet) -> list[Wait]:
    return list(rows.published().select_related("question__platform", "question__body", "question__subject"))


@transaction.atomic
def remind_of_term(wait: Wait) -> bool:
    if not Wait.objects.to_remind_of_term().filter(pk=wait.pk).update(late_told_at=Now()):
        return False
    notices.term_over(wait.question, wait, days(wait))
    return True


@transaction.atomic
def remind_of_promise(wait: Wait) -> bool:
    late = Case(When(due_on__lt=timezone.localdate(), then=Coalesce("late_told_at", Now())), default="late_told_at")
    rows = Wait.objects.to_remind_of_promise().filter(pk=wait.pk)
    if not rows.update(promise_told_at=Now(), late_told_at=late):
        return False
    notices.promise_over(wait.question, wait, days(wait))
    return True


def days(wait: Wait) -> int:
    return (timezone.localdate() - wait.since).days
