"""Who follows what."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from coalitie.activity.models.event import Subject
from coalitie.people.models import User
from coalitie.people.personal import Mine


class SubscriptionQuerySet(models.QuerySet["Subscription"]):
    def on(self) -> Self:
        return self.filter(off_at=None)


class Subscription(models.Model):
    """A person hears of a thing, or said not to want to: an "off" for a part wins over an "on" for its whole."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="subscriptions")
    subject = models.ForeignKey(Subject, models.CASCADE, related_name="subscriptions")
    since = models.DateTimeField(_("sinds"), db_default=Now(), editable=False)
    # Taking part follows by itself; pressing "Volg" does so on purpose.
    by_itself = models.BooleanField(_("vanzelf"), default=False)
    off_at = models.DateTimeField(_("uit sinds"), null=True, editable=False)

    objects = SubscriptionQuerySet.as_manager()

    personal = {"person": Mine("Wat je volgt", ("subject", "since", "by_itself", "off_at"), "delete")}

    class Meta:
        verbose_name = _("volger")
        verbose_name_plural = _("volgers")
        constraints = [models.UniqueConstraint(fields=["person", "subject"], name="subscription_once")]
        indexes = [models.Index(fields=["subject", "person"], name="subscription_of_subject")]

    def __str__(self) -> str:
        return f"{self.person_id} volgt {self.subject_id}"


def follow(subject: Subject, *, by: User, by_itself: bool = False) -> None:
    """Hear of a thing from now on. What somebody switched off stays off when it would only follow by itself."""
    row, made = Subscription.objects.get_or_create(person=by, subject=subject, defaults={"by_itself": by_itself})
    if made or by_itself:
        return
    Subscription.objects.filter(pk=row.pk, off_at__isnull=False).update(off_at=None, since=Now())
    Subscription.objects.filter(pk=row.pk, by_itself=True).update(by_itself=False)


def unfollow(subject: Subject, *, by: User) -> None:
    """Hear no more of a thing, nor of it as a part of something that one follows."""
    Subscription.objects.update_or_create(person=by, subject=subject, defaults={"off_at": Now()})


def let_go(subject: Subject, *, by: User) -> None:
    """Stop following what one followed only because one took part. What was chosen on purpose stays as it was."""
    Subscription.objects.on().filter(person=by, subject=subject, by_itself=True).delete()
