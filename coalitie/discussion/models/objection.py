"""A second look at a "no": asked once, by whom it concerns, answered by somebody who had no part in it."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from coalitie.lib.transitions import move
from coalitie.people.models import User
from coalitie.people.personal import Mine


class Outcome(models.TextChoices):
    OPEN = "open", _("Nog niet beantwoord")
    UPHELD = "upheld", _("Het besluit blijft staan")
    OVERTURNED = "overturned", _("Het besluit is teruggedraaid")


class ObjectionQuerySet(models.QuerySet[Any]):
    def open(self) -> Self:
        return self.filter(outcome=Outcome.OPEN)


class Objection(models.Model):
    """Concrete tables hold what was decided, and say who is a stranger to it."""

    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, editable=False, related_name="%(class)ss"
    )
    text = models.TextField(_("bezwaar"), max_length=3000)
    at = models.DateTimeField(_("gevraagd op"), db_default=Now(), editable=False)
    outcome = models.CharField(_("uitkomst"), max_length=20, choices=Outcome, default=Outcome.OPEN, editable=False)
    answer = models.TextField(_("antwoord"), max_length=3000, blank=True, editable=False)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        editable=False,
        related_name="answered_%(class)ss",
    )
    answered_at = models.DateTimeField(_("beantwoord op"), null=True, editable=False)
    reminded_at = models.DateTimeField(null=True, editable=False)

    personal = {
        "by": Mine("Bezwaren", ("text", "at", "outcome", "answer")),
        "answered_by": Mine("Bezwaren die je beantwoordde", ("answer", "answered_at")),
    }

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                name="%(class)s_outcome_known",
                condition=Q(outcome__in=Outcome.values),
                violation_error_message=_("Kies een uitkomst uit de lijst."),
            ),
            models.CheckConstraint(
                name="%(class)s_has_words",
                condition=~Q(text=""),
                violation_error_message=_("Schrijf waarom je vindt dat er opnieuw gekeken moet worden."),
            ),
            models.CheckConstraint(
                name="%(class)s_answered_with_reason",
                condition=Q(outcome=Outcome.OPEN, answered_at=None, answer="")
                | ~Q(outcome=Outcome.OPEN) & Q(answered_at__isnull=False) & ~Q(answer=""),
                violation_error_message=_("Een antwoord op een bezwaar heeft een reden en een datum."),
            ),
        ]
        indexes = [models.Index("at", name="%(class)s_open", condition=Q(outcome=Outcome.OPEN))]

    def close(self, outcome: str, *, by: User, answer: str) -> None:
        """Give the answer, once. What follows from it is up to who calls this, in the same transaction."""
        move(
            self,
            outcome,
            field="outcome",
            only_from=[Outcome.OPEN],
            otherwise=_("Dit bezwaar is al beantwoord."),
            answer=answer,
            answered_by=by,
            answered_at=Now(),
        )
