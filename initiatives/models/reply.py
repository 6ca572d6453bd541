"""What came back: the milestones on the way, the reply of the body, and corrections of what was written down wrong.

A reply and a correction are written once; the database refuses to change them. A reply with a mistake is replaced by
another, and both stay to be read.
"""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from coalitie.people.personal import Mine
from initiatives.models.wait import Wait


class MilestoneKind(models.TextChoices):
    """Coming in, being confirmed and being answered are three things."""

    DELIVERED = "delivered", _("Afgeleverd")
    CONFIRMED = "confirmed", _("Ontvangst bevestigd")
    PROMISED = "promised", _("Antwoord toegezegd")


class Milestone(models.Model):
    wait = models.ForeignKey(Wait, on_delete=models.CASCADE, related_name="milestones")
    kind = models.CharField(_("wat"), max_length=10, choices=MilestoneKind)
    on = models.DateField(_("datum"))
    # Only of a promise: the day before which the answer would come.
    promised_on = models.DateField(_("toegezegd voor"), null=True)
    note = models.CharField(_("toelichting"), max_length=300, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, editable=False, related_name="+"
    )
    at = models.DateTimeField(_("opgeschreven op"), db_default=Now(), editable=False)

    personal = {"by": Mine("Wat je opschreef bij een vraag", ("wait", "kind", "on", "note"))}

    class Meta:
        verbose_name = _("bericht over een vraag")
        verbose_name_plural = _("berichten over een vraag")
        constraints = [
            models.CheckConstraint(
                name="milestone_kind_known",
                condition=Q(kind__in=MilestoneKind.values),
                violation_error_message=_("Kies wat er gebeurde."),
            ),
            models.CheckConstraint(
                name="milestone_promise_has_day",
                condition=Q(kind=MilestoneKind.PROMISED, promised_on__isnull=False)
                | ~Q(kind=MilestoneKind.PROMISED) & Q(promised_on=None),
                violation_error_message=_("Vul in voor welke dag het antwoord is toegezegd."),
            ),
            models.UniqueConstraint(
                "wait",
                "kind",
                name="milestone_once",
                condition=~Q(kind=MilestoneKind.PROMISED),
                violation_error_message=_("Dit staat er al bij."),
            ),
            models.UniqueConstraint(
                "wait",
                "on",
                "promised_on",
                name="milestone_promise_once",
                condition=Q(kind=MilestoneKind.PROMISED),
                violation_error_message=_("Deze toezegging staat er al bij."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} ({self.on})"


class ReplyQuerySet(models.QuerySet["Reply"]):
    def standing(self) -> Self:
        return self.filter(replaced_at=None)


class Reply(models.Model):
    """The reply, whole: its text, the letter, or both."""

    wait = models.ForeignKey(Wait, on_delete=models.CASCADE, related_name="replies")
    text = models.TextField(_("tekst van het antwoord"), max_length=40_000, blank=True)
    paper = models.CharField(_("bestand"), max_length=100, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, editable=False, related_name="+"
    )
    at = models.DateTimeField(_("geplaatst op"), db_default=Now(), editable=False)
    replaced_at = models.DateTimeField(_("verbeterd op"), null=True, editable=False)

    objects = ReplyQuerySet.as_manager()

    personal = {"by": Mine("Antwoorden van instanties die je plaatste", ("wait", "at"))}

    class Meta:
        verbose_name = _("antwoord van een instantie")
        verbose_name_plural = _("antwoorden van instanties")
        constraints = [
            models.CheckConstraint(
                name="reply_is_there",
                condition=~Q(text="") | ~Q(paper=""),
                violation_error_message=_("Zet het antwoord erbij: de tekst, het bestand of allebei."),
            ),
            models.UniqueConstraint(
                "wait",
                name="reply_one_stands",
                condition=Q(replaced_at=None),
                violation_error_message=_("Het antwoord staat er al."),
            ),
        ]

    def __str__(self) -> str:
        return " ".join(self.text.split())[:60] or str(_("antwoord in een bestand"))


class Correction(models.Model):
    """A mistake that was put right, for everybody to see: what it said, what it says now, and why."""

    question = models.ForeignKey("initiatives.Question", on_delete=models.CASCADE, related_name="corrections")
    what = models.CharField(_("wat"), max_length=80)
    before = models.TextField(_("eerst"), blank=True)
    after = models.TextField(_("nu"), blank=True)
    reason = models.CharField(_("waarom"), max_length=500)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, editable=False, related_name="+"
    )
    at = models.DateTimeField(_("verbeterd op"), db_default=Now(), editable=False)

    personal = {"by": Mine("Verbeteringen bij vragen", ("question", "what", "reason", "at"))}

    class Meta:
        verbose_name = _("verbetering")
        verbose_name_plural = _("verbeteringen")
        constraints = [
            models.CheckConstraint(
                name="correction_has_reason",
                condition=~Q(reason=""),
                violation_error_message=_("Schrijf waarom dit verbeterd is."),
            ),
        ]

    def __str__(self) -> str:
        return self.what
