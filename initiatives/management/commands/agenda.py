"""What the agenda does by itself: pass unanswered places on, remind of tomorrow, forget who came a season ago.

Each row is marked in the transaction that writes its mail, so running this twice, or twice at once, tells nobody twice.
"""

from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction
from django.db.models import F, Q
from django.db.models.functions import Now

from coalitie.activity.models import Subscription
from initiatives.models import Activity, SignUp
from initiatives.models.signup import hand_out, hold, lapse
from initiatives.notices import activity as notices


class Command(BaseCommand):
    help = "Pass on places nobody answered for, remind who comes tomorrow, forget old lists. Safe to run twice."

    def handle(self, *args: Any, **options: Any) -> None:
        passed = sum(pass_on(activity) for activity in waited_for())
        reminded = sum(remind(sign_up) for sign_up in SignUp.objects.to_remind())
        forgotten = forget()
        if passed or reminded or forgotten:
            self.stdout.write(f"Passed on {passed} places, reminded {reminded} people, forgot {forgotten} sign-ups.")


def waited_for() -> list[Activity]:
    """Where an offer ran out, or somebody waits beside a free place: as after many were made, or an account went."""
    ran_out, waiting = SignUp.objects.unanswered(), SignUp.objects.waiting()
    roomy = Q(places=None) | Q(taken__lt=F("places"))
    open_lists = Q(pk__in=ran_out.values("activity")) | roomy & Q(pk__in=waiting.values("activity"))
    return list(Activity.objects.on().filter(starts_at__gt=Now()).with_taken().filter(open_lists).order_by("pk"))


@transaction.atomic
def forget() -> int:
    """Who came long ago, and that they follow it by themselves."""
    old = SignUp.objects.forgettable()
    Subscription.objects.filter(by_itself=True, subject__activity__in=old.values("activity")).delete()
    return old.delete()[0]


@transaction.atomic
def pass_on(activity: Activity) -> int:
    held = hold(activity)
    lapsed = lapse(held)
    hand_out(held)
    return lapsed


@transaction.atomic
def remind(sign_up: SignUp) -> bool:
    if not SignUp.objects.to_remind().filter(pk=sign_up.pk).update(reminded_at=Now()):
        return False
    notices.reminder(
        SignUp.objects.select_related("person", "activity__platform", "activity__subject").get(pk=sign_up.pk)
    )
    return True
