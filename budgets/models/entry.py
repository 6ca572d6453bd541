"""The ledger: what was promised, paid and given back. Rows are added, never changed; a mistake is put right by another.

The site's own database role cannot change or delete a row (trigger and grant, see migrations). Balances are sums.
"""

from decimal import Decimal
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Case, F, Q, Sum, When
from django.db.models.functions import Coalesce, Now
from django.utils.translation import gettext_lazy as _

from budgets.models.request import Request
from budgets.models.round import Round
from coalitie.people.models import Person
from coalitie.people.personal import Mine


class Kind(models.TextChoices):
    """What moved. Money of a round is free, promised to a plan, in the hands of its people, or spent."""

    FUNDED = "funded", _("Beschikbaar gesteld")
    PROMISED = "promised", _("Toegezegd")
    RELEASED = "released", _("Toezegging vervallen")
    ADVANCE = "advance", _("Voorschot")
    SPENT = "spent", _("Uitgave")
    RETURNED = "returned", _("Terug")
    CARRIED = "carried", _("Over naar volgende ronde")


OF_A_PLAN = (Kind.PROMISED, Kind.RELEASED, Kind.ADVANCE, Kind.SPENT, Kind.RETURNED)
# What the desk may put right by a row that takes it back. A promise is taken back by letting it lapse.
CORRECTABLE = (Kind.ADVANCE, Kind.SPENT, Kind.RETURNED)


class EntryQuerySet(models.QuerySet["Entry"]):
    def total(self, *kinds: str) -> Decimal:
        return self.filter(kind__in=kinds).aggregate(n=Coalesce(Sum("amount"), Decimal("0.00")))["n"]

    def free(self) -> Decimal:
        """Of a round: what is neither promised nor gone. ``round.entries.free()``."""
        signs = {Kind.FUNDED: 1, Kind.RELEASED: 1, Kind.PROMISED: -1, Kind.CARRIED: -1, Kind.RETURNED: 1}
        return self._sum(signs)

    def to_pay(self) -> Decimal:
        """Of a plan: promised, and not yet paid out. ``request.entries.to_pay()``."""
        return self._sum({Kind.PROMISED: 1, Kind.RELEASED: -1, Kind.ADVANCE: -1})

    def in_hand(self) -> Decimal:
        """Of a plan: paid out, and neither spent nor given back."""
        return self._sum({Kind.ADVANCE: 1, Kind.SPENT: -1, Kind.RETURNED: -1})

    def _sum(self, signs: dict[Kind, int]) -> Decimal:
        whens = [When(kind=kind, then=F("amount") * sign) for kind, sign in signs.items()]
        money = models.DecimalField(max_digits=14, decimal_places=2)
        signed = Case(*whens, default=Decimal("0.00"), output_field=money)
        return self.aggregate(n=Coalesce(Sum(signed), Decimal("0.00"), output_field=money))["n"]

    def moderated_by(self, user: Person) -> Self:
        return self.filter(round__in=Round.objects.moderated_by(user))

    def in_order(self) -> Self:
        return self.order_by("pk")


class Entry(models.Model):
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="entries", verbose_name=_("ronde"))
    request = models.ForeignKey(
        Request, on_delete=models.PROTECT, null=True, related_name="entries", verbose_name=_("plan")
    )
    # 1, 2, 3 … within its round, given by the database under the round's lock: a gap would show.
    number = models.PositiveIntegerField(_("nummer"), db_default=0, editable=False)
    kind = models.CharField(_("soort"), max_length=10, choices=Kind)
    amount = models.DecimalField(_("bedrag"), max_digits=12, decimal_places=2)
    purpose = models.CharField(_("waarvoor"), max_length=200)
    on = models.DateField(_("datum"))
    at = models.DateTimeField(_("geschreven op"), db_default=Now(), editable=False)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="entries",
        verbose_name=_("geschreven door"),
    )
    # The name of a file in the private storage: only the desk and who carries the plan open it.
    receipt = models.CharField(_("bon"), max_length=100, blank=True, editable=False)
    to_round = models.ForeignKey(
        Round, on_delete=models.PROTECT, null=True, related_name="carried_in", verbose_name=_("naar ronde")
    )
    carried_from = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="carried_into")
    corrects = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, related_name="corrected_by", verbose_name=_("zet recht")
    )
    form_key = models.UUIDField(null=True, editable=False)

    objects = EntryQuerySet.as_manager()

    personal = {"by": Mine("Regels in het kasboek", ("round", "kind", "amount", "purpose", "on"))}

    class Meta:
        verbose_name = _("regel in het kasboek")
        verbose_name_plural = _("kasboek")
        constraints = [
            models.UniqueConstraint("round", "number", name="entry_number_once"),
            models.UniqueConstraint(
                "round", "form_key", name="entry_once_per_form", violation_error_message=_("Deze regel staat er al.")
            ),
            models.CheckConstraint(
                name="entry_kind_known",
                condition=Q(kind__in=Kind.values),
                violation_error_message=_("Kies een soort uit de lijst."),
            ),
            models.CheckConstraint(
                name="entry_not_zero",
                condition=Q(amount__gt=0) | Q(amount__lt=0, corrects__isnull=False),
                violation_error_message=_("Vul een bedrag boven nul in."),
            ),
            models.CheckConstraint(
                name="entry_of_a_plan_or_of_the_round",
                condition=Q(kind__in=OF_A_PLAN, request__isnull=False)
                | Q(kind__in=[Kind.FUNDED, Kind.CARRIED], request=None),
                violation_error_message=_("Deze regel hoort bij een plan."),
            ),
            models.CheckConstraint(
                name="entry_carried_to_a_round",
                condition=~Q(kind=Kind.CARRIED) | Q(to_round__isnull=False) & ~Q(to_round=F("round")),
                violation_error_message=_("Kies de ronde waar het geld heen gaat."),
            ),
            models.CheckConstraint(
                name="entry_carried_from_funds",
                condition=Q(carried_from=None) | Q(kind=Kind.FUNDED),
                violation_error_message=_("Wat uit een andere ronde komt, is hier beschikbaar geld."),
            ),
            models.CheckConstraint(
                name="entry_has_purpose",
                condition=~Q(purpose=""),
                violation_error_message=_("Schrijf waarvoor dit is."),
            ),
        ]
        indexes = [
            models.Index("round", "id", name="entry_of_round"),
            models.Index("request", "id", name="entry_of_request"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.amount}"
