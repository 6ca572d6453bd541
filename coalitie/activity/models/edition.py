"""What is told in which digest, and who got one."""

from datetime import date

from django.conf import settings
from django.db import models, transaction
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from coalitie.activity.models.event import Event, Reach
from coalitie.people.personal import Mine


class Edition(models.Model):
    """The news of a day: every event that was there when it was closed and stood in none yet.

    Events get their edition by one statement, so what is written by a transaction that ends later falls in the next
    one, whatever its number or time is. So nothing is missed and nothing stands in two.
    """

    day = models.DateField(_("dag"), primary_key=True)
    closed_at = models.DateTimeField(_("gesloten op"), db_default=Now(), editable=False)
    built_at = models.DateTimeField(_("geschreven op"), null=True, editable=False)

    class Meta:
        verbose_name = _("editie")
        verbose_name_plural = _("edities")

    def __str__(self) -> str:
        return f"{self.day:%d-%m-%Y}"


@transaction.atomic
def close_edition(day: date) -> Edition:
    """The edition of this day; made, with all news that waits, when there is none."""
    edition, made = Edition.objects.get_or_create(day=day)
    if made:
        Event.objects.filter(edition=None, reach__gt=Reach.RECORD).update(edition=edition)
    return edition


class Digest(models.Model):
    """Somebody got the news of an edition. Written in one transaction with the mail: both are there, or neither."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="digests")
    edition = models.ForeignKey(Edition, models.PROTECT, related_name="digests")
    things = models.PositiveSmallIntegerField(_("onderwerpen"))
    at = models.DateTimeField(db_default=Now(), editable=False)

    personal = {"person": Mine("Nieuwsbrieven aan jou", ("edition", "things", "at"), "delete")}

    class Meta:
        verbose_name = _("nieuwsbrief")
        verbose_name_plural = _("nieuwsbrieven")
        constraints = [models.UniqueConstraint(fields=["person", "edition"], name="digest_once")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.edition_id}"
