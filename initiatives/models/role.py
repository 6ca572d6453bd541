"""Roles, not thumbs: how people join, and what an initiative asks for."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy


class Role(models.TextChoices):
    PULLER = "puller", _("Trekker")
    DOER = "doer", _("Doener")
    THINKER = "thinker", _("Meedenker")
    PLACE = "place", _("Plek")
    STUFF = "stuff", _("Spullen")

    @property
    def explained(self) -> str:
        return str(EXPLAINED[self])

    @property
    def take(self) -> str:
        """What one says who takes this role: a button."""
        return str(TAKE[self])

    @property
    def icon(self) -> str:
        return ICONS[self]

    def counted(self, number: int | None) -> str:
        """``1 doener``, ``3 doeners``."""
        return str(COUNTED[self] % {"number": number})

    def wanted(self, number: int | None) -> str:
        """``3 doeners``; without a number ``doeners``, ``een plek``. Nobody counts things."""
        return str(WANTED[self]) if number is None or self == Role.STUFF else self.counted(number)


OFFERED = (Role.DOER, Role.THINKER, Role.PLACE, Role.STUFF)

COUNTED = {
    Role.PULLER: ngettext_lazy("%(number)d trekker", "%(number)d trekkers", "number"),
    Role.DOER: ngettext_lazy("%(number)d doener", "%(number)d doeners", "number"),
    Role.THINKER: ngettext_lazy("%(number)d meedenker", "%(number)d meedenkers", "number"),
    Role.PLACE: ngettext_lazy("%(number)d plek", "%(number)d plekken", "number"),
    Role.STUFF: ngettext_lazy("%(number)d met spullen", "%(number)d met spullen", "number"),
}
WANTED = {
    Role.PULLER: _("trekkers"),
    Role.DOER: _("doeners"),
    Role.THINKER: _("meedenkers"),
    Role.PLACE: _("een plek"),
    Role.STUFF: _("spullen"),
}
EXPLAINED = {
    Role.PULLER: _("Je houdt het initiatief gaande."),
    Role.DOER: _("Je steekt je handen uit de mouwen."),
    Role.THINKER: _("Je denkt mee, zoekt iets uit of kent de weg."),
    Role.PLACE: _("Je hebt een plek: een zaal, een tuin, een keukentafel."),
    Role.STUFF: _("Je geeft of leent spullen of gereedschap uit."),
}
TAKE = {
    Role.PULLER: _("Ik trek dit"),
    Role.DOER: _("Ik doe mee"),
    Role.THINKER: _("Ik denk mee"),
    Role.PLACE: _("Ik heb een plek"),
    Role.STUFF: _("Ik heb spullen"),
}
ICONS = {
    Role.PULLER: "users",
    Role.DOER: "hand-helping",
    Role.THINKER: "lightbulb",
    Role.PLACE: "map-pin",
    Role.STUFF: "package",
}


class Need(models.Model):
    """What an initiative asks for in one role."""

    initiative = models.ForeignKey("initiatives.Initiative", on_delete=models.CASCADE, related_name="needs")
    role = models.CharField(_("rol"), max_length=10, choices=Role)
    how_many = models.PositiveSmallIntegerField(_("hoeveel"), null=True, blank=True)
    what_for = models.CharField(_("waarvoor"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("hulp gevraagd")
        verbose_name_plural = _("hulp gevraagd")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                "initiative", "role", name="need_once", violation_error_message=_("Deze rol staat er al bij.")
            ),
            models.CheckConstraint(
                name="need_role_known",
                condition=Q(role__in=OFFERED),
                violation_error_message=_("Kies een rol uit de lijst."),
            ),
            models.CheckConstraint(
                name="need_at_least_one",
                condition=Q(how_many=None) | Q(how_many__gte=1, how_many__lte=500),
                violation_error_message=_("Vul een aantal van 1 tot 500 in, of laat het leeg."),
            ),
        ]

    def __str__(self) -> str:
        return str(Role(self.role).label)

    @property
    def words(self) -> str:
        return Role(self.role).wanted(self.how_many)

    def missing(self, have: int) -> int | None:
        """How many are still looked for; None when any number is welcome."""
        return None if self.how_many is None else max(self.how_many - have, 0)
