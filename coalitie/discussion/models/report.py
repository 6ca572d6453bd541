"""Somebody says that a thing breaks a house rule."""

from datetime import timedelta
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from coalitie.discussion.models.rule import Rule
from coalitie.people.personal import Mine

# So many people who have nothing to do with each other hide a text until somebody has looked.
ENOUGH = 3
OLD_ENOUGH = timedelta(days=1)


class ReportQuerySet(models.QuerySet[Any]):
    def open(self) -> Self:
        """Not yet answered by a decision."""
        return self.filter(answered_at=None)

    def independent(self) -> Self:
        """Of residents who are welcome, with an account of at least a day when they reported."""
        return self.filter(by__blocked_at=None, by__sixteen_at__isnull=False, at__gte=F("by__joined_at") + OLD_ENOUGH)


class Report(models.Model):
    """Concrete tables hold the case it belongs to, and say that each person reports a thing once."""

    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, editable=False, related_name="%(class)ss"
    )
    rule = models.CharField(_("huisregel"), max_length=10, choices=Rule)
    line = models.CharField(_("toelichting"), max_length=300, blank=True)
    at = models.DateTimeField(_("gemeld op"), db_default=Now(), editable=False)
    answered_at = models.DateTimeField(_("beantwoord op"), null=True, editable=False)

    objects = ReportQuerySet.as_manager()

    personal = {"by": Mine("Meldingen", ("rule", "line", "at"))}

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                name="%(class)s_rule_known",
                condition=Q(rule__in=Rule.values),
                violation_error_message=_("Kies een huisregel uit de lijst."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.get_rule_display())
