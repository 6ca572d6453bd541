"""What the rules of a round were at each moment, as text that anybody can hash again.

Before the list is fixed every change makes a revision with a reason, and its difference is shown. At "stemlijst vast"
the last one freezes; from then on triggers refuse every change to what it holds (see migrations).
"""

import hashlib
import json
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from budgets.models.round import Round
from coalitie.people.personal import Mine

# What the rules are. Texts, dates and settings; the list of plans with its costs comes beside it.
RULES = (
    "title",
    "kind",
    "amount",
    "story",
    "criteria",
    "deciders",
    "ballot_form",
    "most_choices",
    "with_help",
    "rule",
    "stop",
    "completion",
    "too_dear",
    "threshold",
    "compare_below",
    "publishes_together",
    "voters",
    "ideas_at",
    "elaboration_at",
    "listed_at",
    "voting_at",
    "counting_at",
    "final_at",
    "accounting_at",
    "closes_at",
)


def canonical(data: dict[str, Any]) -> str:
    """JSON with sorted keys, no spaces, money with two decimals as text and times in UTC: one text for one meaning.

    In the spirit of RFC 8785, without numbers that a reader could round.
    """
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=_plain)


def _plain(value: Any) -> str:
    if isinstance(value, Decimal):
        return f"{value:.2f}"
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    raise TypeError(f"{type(value).__name__} has no canonical text")


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


class RevisionQuerySet(models.QuerySet["Revision"]):
    def newest(self) -> Self:
        return self.order_by("-number")


class Revision(models.Model):
    """Rules, checklist and list at one moment. Rows are only added."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField(_("versie"))
    text = models.TextField(_("tekst"))
    sha256 = models.CharField(max_length=64)
    reason = models.TextField(_("waarom"), max_length=2000)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(_("wanneer"), db_default=Now(), editable=False)
    is_frozen = models.BooleanField(_("vast"), default=False)

    objects = RevisionQuerySet.as_manager()

    personal = {"by": Mine("Versies van spelregels die je maakte", ("round", "number", "reason", "at"))}

    class Meta:
        verbose_name = _("versie van de regels")
        verbose_name_plural = _("versies van de regels")
        ordering = ["round", "number"]
        constraints = [
            models.UniqueConstraint(fields=["round", "number"], name="revision_number_once"),
            models.UniqueConstraint(fields=["round"], condition=models.Q(is_frozen=True), name="revision_frozen_once"),
            models.CheckConstraint(
                name="revision_has_reason",
                condition=~models.Q(reason=""),
                violation_error_message=_("Schrijf waarom de regels veranderen."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.round}, versie {self.number}"

    @property
    def data(self) -> dict[str, Any]:
        return json.loads(self.text)

    @property
    def is_whole(self) -> bool:
        """Whether the text still has the hash that was shown."""
        return sha256(self.text) == self.sha256
