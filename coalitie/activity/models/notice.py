from typing import Self

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from coalitie.activity.models.event import Subject
from coalitie.people.models import Person, User
from coalitie.people.personal import Mine


class NoticeQuerySet(models.QuerySet["Notice"]):
    def visible_to(self, user: Person) -> Self:
        """One's own and nobody else's: the team has no business here either."""
        return self.filter(person=user.pk) if isinstance(user, User) else self.none()

    def unread(self) -> Self:
        return self.filter(read_at=None)


class Notice(models.Model):
    """Something that concerns one person, in the inbox on the site; most of them went out by mail as well."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="notices")
    kind = models.CharField(_("soort"), max_length=40)
    subject = models.ForeignKey(Subject, models.SET_NULL, null=True, related_name="+")
    title = models.CharField(_("kop"), max_length=150)
    text = models.TextField(_("tekst"))
    at = models.DateTimeField(_("wanneer"), db_default=Now(), editable=False)
    read_at = models.DateTimeField(_("gelezen op"), null=True, editable=False)

    objects = NoticeQuerySet.as_manager()

    personal = {"person": Mine("Berichten aan jou", ("title", "text", "at", "read_at"), "delete")}

    class Meta:
        verbose_name = _("bericht")
        verbose_name_plural = _("berichten")
        indexes = [
            models.Index(fields=["person", "-at", "-id"], name="notice_of_person"),
            models.Index(fields=["person"], name="notice_unread", condition=models.Q(read_at=None)),
        ]

    def __str__(self) -> str:
        return self.title
