"""What came of it: the end report of a plan, and the words with which a round is closed."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from budgets.models.request import Request
from budgets.models.round import Round
from coalitie.people.personal import Mine


class EndReport(models.Model):
    """By who carries the plan. It may be written better until the round is closed."""

    request = models.OneToOneField(Request, on_delete=models.PROTECT, related_name="report")
    story = models.TextField(_("wat hebben jullie gedaan?"), max_length=8000)
    achieved = models.TextField(_("wat merkt de buurt ervan?"), max_length=4000)
    hours = models.DecimalField(_("uren eigen werk"), max_digits=7, decimal_places=1)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, editable=False, related_name="end_reports"
    )
    at = models.DateTimeField(_("geschreven op"), db_default=Now(), editable=False)

    personal = {"by": Mine("Verslagen van plannen", ("request", "story", "achieved", "hours", "at"))}

    class Meta:
        verbose_name = _("eindverslag")
        verbose_name_plural = _("eindverslagen")
        constraints = [
            models.CheckConstraint(
                name="end_report_says_something",
                condition=~Q(story="") & ~Q(achieved=""),
                violation_error_message=_("Schrijf wat jullie deden en wat de buurt ervan merkt."),
            ),
            models.CheckConstraint(
                name="end_report_hours_not_negative",
                condition=Q(hours__gte=0),
                violation_error_message=_("Vul een aantal uren in, niet onder nul."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.request)


class Closing(models.Model):
    """Written once, when the books are done."""

    round = models.OneToOneField(Round, on_delete=models.PROTECT, related_name="closing")
    story = models.TextField(_("hoe het ging"), max_length=8000)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, editable=False, related_name="closings"
    )
    at = models.DateTimeField(_("afgesloten op"), db_default=Now(), editable=False)

    personal = {"by": Mine("Rondes die je afsloot", ("round", "story", "at"))}

    class Meta:
        verbose_name = _("afsluiting")
        verbose_name_plural = _("afsluitingen")
        constraints = [
            models.CheckConstraint(
                name="closing_says_something",
                condition=~Q(story=""),
                violation_error_message=_("Schrijf hoe het ging en wat er met de rest van het geld gebeurt."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.round)
