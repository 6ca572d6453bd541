"""Who decides where nobody votes: members drawn or offered, who say when they have a part in a plan."""

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


class SeatQuerySet(models.QuerySet["Seat"]):
    def sitting(self) -> Self:
        return self.filter(left_at=None)

    def visible_to(self, user: Person) -> Self:
        """Who decides about money does so in the open."""
        return self.filter(round__in=Round.objects.visible_to(user))


class Seat(models.Model):
    """Somebody's place in the panel of a round."""

    class How(models.TextChoices):
        DRAWN = "drawn", _("Geloot uit de leden")
        OFFERED = "offered", _("Meldde zich zelf")

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="seats")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="seats")
    # As it stood when decisions were taken, also after leaving.
    name = models.CharField(_("naam"), max_length=100)
    how = models.CharField(_("hoe"), max_length=10, choices=How)
    since = models.DateTimeField(_("sinds"), db_default=Now(), editable=False)
    left_at = models.DateTimeField(_("tot"), null=True, editable=False)

    objects = SeatQuerySet.as_manager()

    personal = {"person": Mine("Panels waarin je zat", ("round", "how", "since", "left_at"), also={"name": ""})}

    class Meta:
        verbose_name = _("lid van het panel")
        verbose_name_plural = _("leden van het panel")
        ordering = ["since", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["round", "person"], condition=Q(left_at=None), name="seat_once"),
            models.CheckConstraint(
                name="seat_how_known",
                condition=Q(how__in=["drawn", "offered"]),
                violation_error_message=_("Kies uit de lijst hoe iemand in het panel kwam."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class OpinionQuerySet(models.QuerySet["Opinion"]):
    def standing(self) -> Self:
        """Not set aside by a second look."""
        return self.filter(set_aside_at=None)


class Opinion(models.Model):
    """What one member of the panel says of one plan. Read by others once the panel has decided."""

    class Says(models.TextChoices):
        YES = "yes", _("Ja, toekennen")
        NO = "no", _("Nee, niet toekennen")
        INVOLVED = "involved", _("Ik ben betrokken en beslis niet mee")

    request = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="opinions")
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="opinions")
    says = models.CharField(_("oordeel"), max_length=10, choices=Says)
    reason = models.TextField(_("waarom"), max_length=2000)
    at = models.DateTimeField(_("gezegd op"), db_default=Now(), editable=False)
    set_aside_at = models.DateTimeField(_("telt niet meer sinds"), null=True, editable=False)

    objects = OpinionQuerySet.as_manager()

    class Meta:
        verbose_name = _("oordeel van het panel")
        verbose_name_plural = _("oordelen van het panel")
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["request", "seat"], condition=Q(set_aside_at=None), name="opinion_once_each"
            ),
            models.CheckConstraint(
                name="opinion_known",
                condition=Q(says__in=["yes", "no", "involved"]),
                violation_error_message=_("Kies een oordeel uit de lijst."),
            ),
            models.CheckConstraint(
                name="opinion_has_reason",
                condition=~Q(reason=""),
                violation_error_message=_("Schrijf waarom. Iedereen kan het lezen."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.seat}: {self.get_says_display()}"
