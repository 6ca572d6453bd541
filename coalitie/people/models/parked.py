import secrets
from datetime import timedelta
from typing import Self

from django.conf import settings
from django.db import models
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coalitie.people.personal import Mine

KEPT = timedelta(hours=48)


def unguessable() -> str:
    return secrets.token_urlsafe(24)


class ParkedQuerySet(models.QuerySet["Parked"]):
    def waiting(self) -> Self:
        return self.filter(done_at=None, refused_at=None, created_at__gt=timezone.now() - KEPT)

    def stale(self) -> Self:
        return self.filter(created_at__lte=timezone.now() - KEPT)


class Parked(models.Model):
    """What somebody typed or pressed before signing in, kept for 48 hours and carried out once. Text only, no files."""

    id = models.CharField(primary_key=True, max_length=40, default=unguessable, editable=False)
    path = models.TextField(_("adres"))
    query = models.TextField(blank=True)
    form = models.TextField(_("ingevuld"), blank=True)
    sentence = models.CharField(_("wat er gebeurt"), max_length=300)
    # What was typed and chosen, as pairs of a label and a text: who gets the link reads it before the press.
    typed = models.JSONField(_("wat er getypt is"), default=list)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="parked")
    created_at = models.DateTimeField(default=timezone.now)
    done_at = models.DateTimeField(null=True)
    refused_at = models.DateTimeField(null=True)

    objects = ParkedQuerySet.as_manager()

    personal = {"user": Mine("Bewaarde keuzes", ("sentence", "created_at", "done_at"), "delete")}

    class Meta:
        indexes = [models.Index(fields=["created_at"], name="parked_by_age")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(path__startswith="/") & ~models.Q(path__startswith="//"),
                name="parked_path_is_ours",
            ),
            models.CheckConstraint(
                condition=models.Q(done_at=None) | models.Q(refused_at=None),
                name="parked_done_or_refused",
            ),
        ]

    def __str__(self) -> str:
        return self.sentence

    @property
    def data(self) -> QueryDict:
        return QueryDict(self.form)

    def claim(self, *, by: models.Model) -> bool:
        """Exactly one of two devices gets True, and carries it out in the same transaction."""
        return Parked.objects.waiting().filter(pk=self.pk).update(done_at=timezone.now(), user=by) == 1

    def refuse(self) -> bool:
        return Parked.objects.waiting().filter(pk=self.pk).update(refused_at=timezone.now()) == 1
