"""Where else to look, and who works along."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from platforms.models.platform import Platform


class LinkKind(models.TextChoices):
    LINK = "link", _("Link")
    PARTNER = "partner", _("Partnerorganisatie")


class PlatformLink(models.Model):
    """Somewhere else to look, or an organisation that works along."""

    platform = models.ForeignKey(Platform, on_delete=models.CASCADE, related_name="links")
    kind = models.CharField(_("soort"), max_length=10, choices=LinkKind, default=LinkKind.LINK)
    label = models.CharField(_("naam"), max_length=80)
    url = models.URLField(_("adres"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("link of partner")
        verbose_name_plural = _("links en partners")
        ordering = ["kind", "label"]
        constraints = [
            models.CheckConstraint(
                name="platformlink_kind_known",
                condition=Q(kind__in=LinkKind.values),
                violation_error_message=_("Kies link of partnerorganisatie."),
            ),
            models.CheckConstraint(
                name="platformlink_link_has_address",
                condition=~Q(kind=LinkKind.LINK) | ~Q(url=""),
                violation_error_message=_("Vul het adres van de link in."),
            ),
            models.UniqueConstraint(
                "platform",
                "kind",
                "label",
                name="platformlink_once",
                violation_error_message=_("Deze naam staat er al bij."),
            ),
        ]

    def __str__(self) -> str:
        return self.label
