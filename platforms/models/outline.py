"""What an operator imports on top of the shipped facts: the outlines of buurten, and which postcode lies where."""

import shapely
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from platforms.models.area import Area


class OutlineQuerySet(models.QuerySet["Outline"]):
    def containing(self, latitude: float, longitude: float) -> list[int]:
        """The areas whose exact outline holds this point; two when it lies on their border."""
        near = self.filter(west__lte=longitude, east__gte=longitude, south__lte=latitude, north__gte=latitude)
        point = shapely.Point(longitude, latitude)
        return [
            area for area, exact in near.values_list("area", "exact") if shapely.from_wkb(bytes(exact)).covers(point)
        ]


class Outline(models.Model):
    """A table of its own, so that a list of areas never drags the shapes along."""

    area = models.OneToOneField(Area, on_delete=models.CASCADE, primary_key=True, related_name="outline")
    exact = models.BinaryField(help_text="WKB in degrees (WGS 84), as the city gave it.")
    # Rings of [longitude, latitude], simplified together with the neighbours so that shared borders stay shared.
    drawing = models.JSONField()
    west = models.FloatField()
    south = models.FloatField()
    east = models.FloatField()
    north = models.FloatField()

    objects = OutlineQuerySet.as_manager()

    class Meta:
        verbose_name = _("omtrek")
        verbose_name_plural = _("omtrekken")
        constraints = [
            models.CheckConstraint(
                name="outline_box_in_order",
                condition=Q(west__lt=models.F("east"), south__lt=models.F("north")),
                violation_error_message=_("Een omtrek heeft een breedte en een hoogte."),
            )
        ]

    def __str__(self) -> str:
        return self.area.name


class Postcode(models.Model):
    """One row per full postcode and buurt; a postcode that crosses a border has several, and the resident chooses."""

    pc6 = models.CharField(_("postcode"), max_length=6, validators=[RegexValidator(r"^[1-9]\d{3}[A-Z]{2}$")])
    buurt = models.ForeignKey(Area, on_delete=models.CASCADE, related_name="postcodes")
    addresses = models.PositiveIntegerField(_("adressen"))

    class Meta:
        verbose_name = _("postcode")
        verbose_name_plural = _("postcodes")
        ordering = ["pc6", "-addresses"]
        constraints = [
            models.UniqueConstraint(
                "pc6",
                "buurt",
                name="postcode_buurt_once",
                violation_error_message=_("Deze postcode staat al bij deze buurt."),
            ),
            models.CheckConstraint(
                name="postcode_well_formed",
                condition=Q(pc6__regex=r"^[1-9][0-9]{3}[A-Z]{2}$"),
                violation_error_message=_("Schrijf een postcode als 1093AB."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pc6[:4]} {self.pc6[4:]}"
