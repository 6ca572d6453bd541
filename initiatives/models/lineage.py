"""Where an initiative comes from: taken over elsewhere as a recipe, or split off."""

from typing import Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from coalitie.people.models import Person
from initiatives.models.initiative import Initiative


class Kind(models.TextChoices):
    COPY = "copy", _("overgenomen")
    SPLIT = "split", _("afgesplitst")


class LineageQuerySet(models.QuerySet["Lineage"]):
    def visible_to(self, user: Person) -> Self:
        """Both ends can be seen, and both are out in the open: a draft says nothing about where it comes from."""
        seen = Initiative.objects.visible_to(user).published()
        return self.filter(Exists(seen.filter(pk=OuterRef("child"))), Exists(seen.filter(pk=OuterRef("origin"))))

    def for_page(self) -> Self:
        """Both ends as a line names them."""
        ends = [f"{end}__{field}" for end in ("child", "origin") for field in ("title", "slug", "platform__name")]
        return self.select_related("child__platform", "origin__platform").only(
            "child_id", "origin_id", "kind", "since", "child__area_id", *ends
        )


class Lineage(models.Model):
    child = models.OneToOneField(Initiative, on_delete=models.CASCADE, related_name="lineage")
    origin = models.ForeignKey(Initiative, on_delete=models.CASCADE, related_name="offspring")
    kind = models.CharField(_("hoe"), max_length=10, choices=Kind)
    since = models.DateTimeField(db_default=Now(), editable=False)

    objects = LineageQuerySet.as_manager()

    class Meta:
        verbose_name = _("herkomst")
        verbose_name_plural = _("herkomst")
        constraints = [
            models.CheckConstraint(
                name="lineage_kind_known",
                condition=Q(kind__in=Kind.values),
                violation_error_message=_("Deze herkomst bestaat niet."),
            ),
            models.CheckConstraint(
                name="lineage_of_another",
                condition=~Q(child=F("origin")),
                violation_error_message=_("Een initiatief komt niet uit zichzelf."),
            ),
        ]
        indexes = [models.Index("origin", "kind", name="lineage_of_origin")]

    def __str__(self) -> str:
        return f"{self.child}: {self.get_kind_display()} uit {self.origin}"


def descend(child: Initiative, origin: Initiative, *, kind: str) -> bool:
    """Say where it comes from; whether that was news. Once said it stays, however often the form is sent."""
    return Lineage.objects.get_or_create(child=child, defaults={"origin": origin, "kind": kind})[1]
