"""The official areas of the city: stadsdeel, gebied, wijk and buurt."""

from typing import Self

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _


class Level(models.TextChoices):
    STADSDEEL = "stadsdeel", _("Stadsdeel")
    GEBIED = "gebied", _("Gebied")
    WIJK = "wijk", _("Wijk")
    BUURT = "buurt", _("Buurt")


class AreaQuerySet(models.QuerySet["Area"]):
    def current(self) -> Self:
        return self.filter(ended_at=None)

    def buurten(self) -> Self:
        return self.filter(level=Level.BUURT)

    def inhabited(self) -> Self:
        return self.filter(inhabited=True)


class Area(models.Model):
    level = models.CharField(_("niveau"), max_length=10, choices=Level)
    code = models.CharField(_("code"), max_length=8)
    cbs_code = models.CharField(_("CBS-code"), max_length=12, blank=True)
    name = models.CharField(_("naam"), max_length=80)
    slug = models.SlugField(_("adres"), max_length=90)
    # A buurt's parent is its gebied (in the port, its stadsdeel); a gebied follows from the buurt, never from the wijk.
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="children")
    wijk = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="wijk_buurten")
    inhabited = models.BooleanField(_("bewoond"), default=True)
    latitude = models.DecimalField(max_digits=7, decimal_places=4, null=True)
    longitude = models.DecimalField(max_digits=7, decimal_places=4, null=True)
    dot_x = models.DecimalField(max_digits=6, decimal_places=1, null=True)
    dot_y = models.DecimalField(max_digits=6, decimal_places=1, null=True)
    outline = models.JSONField(null=True)
    valid_from = models.DateField(null=True)
    ended_at = models.DateField(null=True)

    objects = AreaQuerySet.as_manager()

    class Meta:
        verbose_name = _("gebied")
        verbose_name_plural = _("gebieden")
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(name="area_level_known", condition=Q(level__in=Level.values)),
            models.UniqueConstraint("level", "code", name="area_code_once"),
            models.UniqueConstraint("level", "slug", name="area_slug_once"),
        ]
        indexes = [
            GinIndex(
                OpClass(Func(F("name"), function="plain", output_field=models.TextField()), name="gin_trgm_ops"),
                name="area_name_similar",
            )
        ]

    def __str__(self) -> str:
        return self.name

    def buurten(self) -> AreaQuerySet:
        """The buurten inside this area; the buurt itself when it is one."""
        buurten = Area.objects.buurten()
        if self.level == Level.BUURT:
            return buurten.filter(pk=self.pk)
        if self.level == Level.WIJK:
            return buurten.filter(wijk=self)
        if self.level == Level.GEBIED:
            return buurten.filter(parent=self)
        return buurten.filter(Q(parent=self) | Q(parent__parent=self))
