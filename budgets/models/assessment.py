"""The test of a plan: questions published before requests come in, answered by named people, with a reason each."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from budgets.models.request import Request
from budgets.models.round import Round
from coalitie.people.models import Person
from coalitie.people.personal import Mine


class CheckPoint(models.Model):
    """One question of the test. Stands still from the moment the round opens (trigger)."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="checklist")
    position = models.PositiveSmallIntegerField(_("volgorde"))
    question = models.CharField(_("vraag"), max_length=200)
    explained = models.CharField(_("wat we nagaan"), max_length=400, blank=True)

    class Meta:
        verbose_name = _("punt van de toets")
        verbose_name_plural = _("punten van de toets")
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["round", "position"], name="check_point_once")]

    def __str__(self) -> str:
        return self.question


class Verdict(models.TextChoices):
    FEASIBLE = "feasible", _("Ja, dit kan")
    INFEASIBLE = "infeasible", _("Nee, dit kan niet")


class AssessmentQuerySet(models.QuerySet["Assessment"]):
    def sent(self) -> Self:
        return self.filter(sent_at__isnull=False)

    def visible_to(self, user: Person) -> Self:
        """Sent ones of plans that one may see, and the own unfinished ones."""
        seen = self.filter(sent_at__isnull=False, request__in=Request.objects.visible_to(user))
        if not user.is_authenticated:
            return seen
        return self.filter(Q(pk__in=seen.values("pk")) | Q(assessor=user))


class Assessment(models.Model):
    """What one named assessor found. Public when sent; not by who asked for the money or carries the plan."""

    request = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="assessments")
    assessor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="assessments"
    )
    # The name as it stood under the assessment: who judges does so in the open, also after leaving.
    assessor_name = models.CharField(_("beoordeeld door"), max_length=100)
    verdict = models.CharField(_("oordeel"), max_length=12, choices=Verdict, blank=True)
    cost = models.DecimalField(_("wat het kost"), max_digits=12, decimal_places=2, null=True, blank=True)
    reason = models.TextField(_("waarom"), max_length=4000, blank=True)
    made_at = models.DateTimeField(db_default=Now(), editable=False)
    # Finished by its assessor. Public from sent_at: at once, or with all others where the round says so.
    done_at = models.DateTimeField(_("klaar sinds"), null=True, editable=False)
    sent_at = models.DateTimeField(_("openbaar sinds"), null=True, editable=False)
    reply = models.TextField(_("antwoord van de aanvrager"), max_length=4000, blank=True, editable=False)
    replied_at = models.DateTimeField(_("beantwoord op"), null=True, editable=False)

    objects = AssessmentQuerySet.as_manager()

    personal = {"assessor": Mine("Plannen die je toetste", ("request", "verdict", "reason", "sent_at"))}

    class Meta:
        verbose_name = _("toets")
        verbose_name_plural = _("toetsen")
        constraints = [
            models.UniqueConstraint(fields=["request", "assessor"], name="assessment_once_each"),
            models.CheckConstraint(
                name="assessment_sent_is_whole",
                condition=Q(done_at=None, sent_at=None)
                | Q(done_at__isnull=False)
                & (Q(verdict=Verdict.FEASIBLE, cost__isnull=False) | (Q(verdict=Verdict.INFEASIBLE) & ~Q(reason=""))),
                violation_error_message=_("Bij ‘ja’ hoort een bedrag, bij ‘nee’ een reden."),
            ),
            models.CheckConstraint(
                name="assessment_cost_positive",
                condition=Q(cost=None) | Q(cost__gt=0),
                violation_error_message=_("Vul een bedrag boven nul in."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.request}: {self.get_verdict_display()}"


class Answer(models.Model):
    """The answer to one question of the test."""

    class Says(models.TextChoices):
        YES = "yes", _("Ja")
        NO = "no", _("Nee")
        NOT_APPLICABLE = "na", _("Speelt hier niet")

    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="answers")
    point = models.ForeignKey(CheckPoint, on_delete=models.PROTECT, related_name="answers")
    says = models.CharField(_("antwoord"), max_length=3, choices=Says)
    reason = models.TextField(_("waarom"), max_length=2000, blank=True)

    class Meta:
        verbose_name = _("antwoord")
        verbose_name_plural = _("antwoorden")
        ordering = ["point__position"]
        constraints = [
            models.UniqueConstraint(fields=["assessment", "point"], name="answer_once"),
            models.CheckConstraint(
                name="answer_known",
                condition=Q(says__in=["yes", "no", "na"]),
                violation_error_message=_("Kies een antwoord uit de lijst."),
            ),
            models.CheckConstraint(
                name="answer_no_has_reason",
                condition=~Q(says="no") | ~Q(reason=""),
                violation_error_message=_("Schrijf bij elke ‘nee’ waarom."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.point}: {self.get_says_display()}"
