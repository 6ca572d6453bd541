from typing import Self

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from coalitie.activity.models.event import Subject
from coalitie.people.models import Person, User
from coalitie.people.personal import Mine

# Stands in the text where a name goes. Nobody can type it: clean_text drops such signs.
NAMED = "\x02"


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
    # Whom it names; forgotten with the account.
    named = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", db_index=False)
    at = models.DateTimeField(_("wanneer"), db_default=Now(), editable=False)
    read_at = models.DateTimeField(_("gelezen op"), null=True, editable=False)

    objects = NoticeQuerySet.as_manager()

    personal = {
        "person": Mine("Berichten aan jou", ("head", "words", "at", "read_at"), "delete"),
        "named": Mine("Berichten aan anderen met jouw naam erin"),
    }

    class Meta:
        verbose_name = _("bericht")
        verbose_name_plural = _("berichten")
        indexes = [
            models.Index(fields=["person", "-at", "-id"], name="notice_of_person"),
            models.Index(fields=["person"], name="notice_unread", condition=models.Q(read_at=None)),
            models.Index(fields=["named"], name="notice_of_named", condition=models.Q(named__isnull=False)),
        ]

    def __str__(self) -> str:
        return self.head

    @property
    def head(self) -> str:
        return self._with_name(self.title)

    @property
    def words(self) -> str:
        return self._with_name(self.text)

    def _with_name(self, text: str) -> str:
        """With the name as it is now; of who is gone there is none."""
        return text.replace(NAMED, self.named.name if self.named else str(_("Iemand"))) if NAMED in text else text
