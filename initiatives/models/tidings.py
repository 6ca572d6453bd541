"""What those who come to an activity still have to hear, when it changes or is called off.

The request writes one row, however many people come; the worker writes their mails. So many at a time, in one
transaction with how far it came: killed at any moment it goes on with the next person, and nobody hears twice.
"""

from typing import Self

from django.db import models, transaction
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from coalitie.activity.models import Event
from initiatives.models.activity import Activity
from initiatives.models.signup import SignUp, SignUpQuerySet
from initiatives.notices import activity as notices

PEOPLE = 200  # in one transaction


class TidingsQuerySet(models.QuerySet["Tidings"]):
    def taken(self) -> Self:
        """The oldest that nobody else is telling, held until the transaction ends."""
        rows = self.select_related("event", "activity__platform", "activity__subject")
        return rows.select_for_update(skip_locked=True, no_key=True, of=("self",)).order_by("pk")


class Tidings(models.Model):
    """Gone when everybody heard it. The words are those of the moment: it may change once more before it is told."""

    event = models.OneToOneField(Event, on_delete=models.PROTECT, related_name="tidings")
    activity = models.ForeignKey(Activity, on_delete=models.CASCADE, related_name="tidings")
    words = models.JSONField(_("woorden"))
    at = models.DateTimeField(_("wanneer"), db_default=Now(), editable=False)
    # The number of the last sign-up whose person was told.
    told_until = models.BigIntegerField(default=0)

    objects = TidingsQuerySet.as_manager()

    class Meta:
        verbose_name = _("bericht om te vertellen")
        verbose_name_plural = _("berichten om te vertellen")

    def __str__(self) -> str:
        return f"{self.event.verb}: {self.activity}"

    def hearers(self) -> SignUpQuerySet:
        """Who had signed up by then and still comes, but for who did it."""
        rows = self.activity.sign_ups.current().filter(asked_at__lte=self.at).exclude(person=self.event.by_id or 0)
        return rows.filter(pk__gt=self.told_until).select_related("person").order_by("pk")


def tell_later(activity: Activity, event: Event, **words: str) -> None:
    """Under the activity's lock, so that who signs up before or after is on one side of it."""
    Tidings.objects.create(activity=activity, event=event, words=notices.as_it_is(activity) | words)


@transaction.atomic
def tell_next() -> bool:
    """Tell so many people; False when nobody waits to be told."""
    tidings = Tidings.objects.taken().first()
    if tidings is None:
        return False
    batch: list[SignUp] = list(tidings.hearers()[:PEOPLE])
    notices.tell_all([one.person for one in batch], tidings.event.verb, tidings.activity, tidings.words)
    if len(batch) < PEOPLE:
        tidings.delete()
    else:
        Tidings.objects.filter(pk=tidings.pk).update(told_until=batch[-1].pk)
    return True
