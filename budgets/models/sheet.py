"""What it adds up to: the figures of one platform, one gebied or everybody, in one year or ever, as they were counted.

``budgets.actions.sheet`` counts them; the rows know what they may tell. It stands here because this is the lowest layer
that knows all that is counted: people, initiatives, activities, questions and money.
"""

from typing import Any, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from budgets.sheet.figures import FIGURES
from budgets.sheet.withhold import is_small
from coalitie.people.models import Person
from platforms.models import Area, Platform


class SheetQuerySet(models.QuerySet["Sheet"]):
    def visible_to(self, user: Person) -> Self:
        """Everybody's, but for those of a platform one may not see."""
        return self.filter(Q(platform=None) | Q(platform__in=Platform.objects.visible_to(user)))

    def of(self, platform: Platform | None = None, area: Area | None = None) -> Self:
        """Of one platform, one gebied, or, without either, of everybody."""
        return self.filter(platform=platform, area=area)

    def by_year(self) -> Self:
        return self.order_by(models.F("year").asc(nulls_first=True))


class Sheet(models.Model):
    platform = models.ForeignKey(Platform, on_delete=models.CASCADE, null=True, related_name="sheets")
    area = models.ForeignKey(Area, on_delete=models.CASCADE, null=True, related_name="sheets")
    # NULL: ever.
    year = models.PositiveSmallIntegerField(_("jaar"), null=True)
    # By the name of the figure: euros in cents, hours in tenths. Read it through ``told``.
    counts = models.JSONField(_("aantallen"), default=dict)
    withheld = ArrayField(models.CharField(max_length=20), verbose_name=_("niet getoond"), default=list)
    counted_at = models.DateTimeField(_("geteld op"))

    objects = SheetQuerySet.as_manager()

    class Meta:
        verbose_name = _("waardeblad")
        verbose_name_plural = _("waardebladen")
        constraints = [
            models.UniqueConstraint(
                "platform",
                "area",
                "year",
                name="sheet_once",
                nulls_distinct=False,
                violation_error_message=_("Dit blad is er al."),
            ),
            models.CheckConstraint(
                name="sheet_of_one_circle",
                condition=Q(platform=None) | Q(area=None),
                violation_error_message=_("Een blad gaat over een platform of over een gebied."),
            ),
            models.CheckConstraint(
                name="sheet_year_in_reason",
                condition=Q(year=None) | Q(year__gte=2000, year__lte=2200),
                violation_error_message=_("Dit jaar kan niet."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.platform or self.area or _('Alle platforms')}, {self.year or _('alle jaren')}"

    def told(self, name: str) -> int | None:
        """A figure as the world may know it; None when it is withheld."""
        return None if name in self.withheld else self.counts.get(name, 0)

    def is_small(self, name: str) -> bool:
        """Withheld for its own sake, and not to guard another."""
        return name in self.withheld and is_small(self.counts.get(name, 0))

    def all_told(self) -> dict[str, Any]:
        return {name: self.told(name) for name in FIGURES}
