"""Addresses that were used before. What somebody wrote down or printed goes on working."""

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from initiatives.models.initiative import Initiative


class OldAddress(models.Model):
    """A slug that led somewhere once, and the initiative it leads to now: never one that itself went elsewhere."""

    slug = models.SlugField(_("adres"), max_length=110, unique=True)
    initiative = models.ForeignKey(Initiative, on_delete=models.CASCADE, related_name="old_addresses")
    since = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        verbose_name = _("oud adres")
        verbose_name_plural = _("oude adressen")

    def __str__(self) -> str:
        return self.slug


def leads_to(slug: str, initiative: Initiative) -> None:
    """From now on this address leads there; so does everything that led to what bore it."""
    OldAddress.objects.update_or_create(slug=slug, defaults={"initiative": initiative})
