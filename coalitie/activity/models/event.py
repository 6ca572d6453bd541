from typing import Any, Self

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coalitie.people.models import User
from coalitie.people.personal import Mine


class Subject(models.Model):
    """Anything that things happen to. A platform or an initiative holds one: ``OneToOneField(Subject, PROTECT)``."""

    kind = models.CharField(_("soort"), max_length=40)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("onderwerp")
        verbose_name_plural = _("onderwerpen")

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class EventQuerySet(models.QuerySet["Event"]):
    def about(self, subject: Subject) -> Self:
        return self.filter(subject=subject).select_related("by").order_by("-at", "-pk")


class Event(models.Model):
    """What happened, when, by whom and why. Only ever added; the database refuses changes (see migrations)."""

    subject = models.ForeignKey(Subject, models.PROTECT, related_name="events")
    verb = models.SlugField(_("wat"), max_length=40)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="events")
    at = models.DateTimeField(_("wanneer"), default=timezone.now)
    reason = models.TextField(_("waarom"), blank=True)
    data = models.JSONField(_("gegevens"), default=dict, blank=True)

    objects = EventQuerySet.as_manager()

    personal = {"by": Mine("Wat je deed", ("verb", "at", "reason"))}

    class Meta:
        verbose_name = _("gebeurtenis")
        verbose_name_plural = _("gebeurtenissen")
        indexes = [models.Index(fields=["subject", "-at"], name="event_of_subject")]

    def __str__(self) -> str:
        return f"{self.verb} ({self.at:%d-%m-%Y %H:%M})"


def record(subject: Subject, verb: str, *, by: User | None, reason: str = "", **data: Any) -> Event:
    """Write down what happens, in the transaction in which it happens. `data` holds ids and states, no names."""
    return Event.objects.create(subject=subject, verb=verb, by=by, reason=reason, data=data)
