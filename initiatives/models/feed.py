"""The own calendar: an address that needs no sign-in, so that a telephone can read along."""

from typing import Self
from uuid import uuid4

from django.conf import settings
from django.core import signing
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from coalitie.people.models import User
from coalitie.people.personal import Mine

SALT = "initiatives.feed"


class FeedQuerySet(models.QuerySet["Feed"]):
    def opened_with(self, token: str) -> Self:
        """At most one: the one this address opens. Nothing for a forged or renewed one, or for somebody blocked."""
        try:
            key = signing.Signer(salt=SALT).unsign(token)
        except signing.BadSignature:
            return self.none()
        return self.filter(key=key, person__blocked_at=None)


class Feed(models.Model):
    """The key alone opens nothing: the address holds it signed, so who reads the database reads no calendar."""

    person = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="feed")
    key = models.UUIDField(default=uuid4, unique=True, editable=False)
    since = models.DateTimeField(_("sinds"), db_default=Now(), editable=False)

    objects = FeedQuerySet.as_manager()

    personal = {"person": Mine("Het adres van je eigen agenda", ("since",), "delete")}

    class Meta:
        verbose_name = _("eigen agenda")
        verbose_name_plural = _("eigen agenda's")

    def __str__(self) -> str:
        return str(self.person)

    @property
    def token(self) -> str:
        return signing.Signer(salt=SALT).sign(self.key.hex)


def open_feed(*, by: User) -> Feed:
    """A new address; the old one is dead at once."""
    return Feed.objects.update_or_create(person=by, defaults={"key": uuid4(), "since": Now()})[0]


def close_feed(*, by: User) -> None:
    Feed.objects.filter(person=by).delete()
