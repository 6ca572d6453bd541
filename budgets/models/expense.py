"""An expense that somebody who carries a plan hands in with its receipt. The desk looks at it, and then it is booked.

A row of the ledger can never be changed or forgotten, so nobody writes in it alone: until a second person looked, a
name that slipped in can go, and a receipt that nobody can read can be sent again. Meanwhile the page of the plan shows
everyone that it waits, and how much it is.
"""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from budgets.models.entry import Entry
from budgets.models.request import Request
from budgets.models.round import Round
from coalitie.people.models import Person
from coalitie.people.personal import Mine


class State(models.TextChoices):
    OPEN = "open", _("Wordt bekeken")
    BOOKED = "booked", _("Geboekt")
    REFUSED = "refused", _("Niet geboekt")


class ExpenseQuerySet(models.QuerySet["Expense"]):
    def open(self) -> Self:
        return self.filter(state=State.OPEN)

    def moderated_by(self, user: Person) -> Self:
        return self.filter(request__round__in=Round.objects.moderated_by(user))

    def visible_to(self, user: Person) -> Self:
        """With its receipt: for the desk and for who carries the plan."""
        if not user.is_authenticated:
            return self.none()
        carries = Q(request__carriers__person=user, request__carriers__confirmed_at__isnull=False)
        return self.filter(Q(pk__in=self.moderated_by(user).values("pk")) | carries)


class Expense(models.Model):
    request = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="expenses", verbose_name=_("plan"))
    amount = models.DecimalField(_("bedrag"), max_digits=12, decimal_places=2)
    purpose = models.CharField(_("waarvoor"), max_length=200)
    on = models.DateField(_("datum"))
    # Paid from somebody's own pocket: booking it pays it back.
    own_money = models.BooleanField(_("zelf voorgeschoten"), default=False)
    # The name of a file in the private storage.
    receipt = models.CharField(_("bon"), max_length=100, blank=True, editable=False)
    state = models.CharField(_("stand"), max_length=10, choices=State, default=State.OPEN, editable=False)
    reason = models.TextField(_("reden"), max_length=500, blank=True, editable=False)
    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, null=True, editable=False, related_name="expense")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        editable=False,
        related_name="expenses",
        verbose_name=_("ingeleverd door"),
    )
    at = models.DateTimeField(_("ingeleverd op"), db_default=Now(), editable=False)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, editable=False, related_name="+"
    )
    decided_at = models.DateTimeField(_("bekeken op"), null=True, editable=False)
    reminded_at = models.DateTimeField(null=True, editable=False)
    form_key = models.UUIDField(null=True, editable=False)

    objects = ExpenseQuerySet.as_manager()

    personal = {
        "by": Mine("Uitgaven die je inleverde", ("request", "amount", "purpose", "on", "state", "reason")),
        "decided_by": Mine("Uitgaven die je bekeek", ("request", "amount", "state", "decided_at")),
    }

    class Meta:
        verbose_name = _("ingeleverde uitgave")
        verbose_name_plural = _("ingeleverde uitgaven")
        constraints = [
            models.UniqueConstraint(
                "request", "form_key", name="expense_once_per_form", violation_error_message=_("Deze bon is er al.")
            ),
            models.CheckConstraint(
                name="expense_above_zero",
                condition=Q(amount__gt=0),
                violation_error_message=_("Vul een bedrag boven nul in."),
            ),
            models.CheckConstraint(
                name="expense_has_purpose",
                condition=~Q(purpose=""),
                violation_error_message=_("Schrijf waarvoor dit is."),
            ),
            models.CheckConstraint(
                name="expense_decided_whole",
                condition=Q(state=State.OPEN, entry=None, decided_at=None)
                | Q(state=State.BOOKED, entry__isnull=False, decided_at__isnull=False)
                | Q(state=State.REFUSED, entry=None, decided_at__isnull=False) & ~Q(reason=""),
                violation_error_message=_("Een geboekte uitgave staat in het kasboek, een andere heeft een reden."),
            ),
        ]
        indexes = [models.Index("at", name="expense_open", condition=Q(state=State.OPEN))]

    def __str__(self) -> str:
        return f"{self.purpose} ({self.request})"
