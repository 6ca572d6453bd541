"""A page that the coalition team publishes."""

from datetime import datetime
from functools import lru_cache
from typing import Self

from django.db import models
from django.db.models.functions import Now
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from coalitie.lib.text import render_page
from coalitie.people.models import Person


class PageQuerySet(models.QuerySet["Page"]):
    def published(self) -> Self:
        return self.filter(published_at__lte=Now())

    def visible_to(self, user: Person) -> Self:
        return self if user.is_authenticated and user.in_team else self.published()


class Page(models.Model):
    slug = models.SlugField(_("adres"), max_length=60, unique=True, help_text=_("Het stuk na de schuine streep."))
    title = models.CharField(_("titel"), max_length=120)
    summary = models.CharField(
        _("samenvatting"), max_length=240, help_text=_("Staat boven de tekst en in zoekmachines.")
    )
    body = models.TextField(_("tekst"), help_text=_("Tussenkoppen maak je met ## aan het begin van een regel."))
    position = models.PositiveSmallIntegerField(_("volgorde"), default=100)
    published_at = models.DateTimeField(
        _("te zien vanaf"), null=True, blank=True, help_text=_("Leeg: alleen het coalitieteam ziet de pagina.")
    )
    edited_at = models.DateTimeField(_("aangepast op"), null=True, blank=True, editable=False)

    objects = PageQuerySet.as_manager()

    class Meta:
        verbose_name = _("pagina")
        verbose_name_plural = _("pagina’s")
        ordering = ["position", "title"]
        constraints = [
            models.CheckConstraint(
                name="page_has_words",
                condition=~models.Q(title="") & ~models.Q(summary="") & ~models.Q(body=""),
                violation_error_message=_("Een pagina heeft een titel, een samenvatting en een tekst."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("pages:page", args=[self.slug])

    @property
    def is_published(self) -> bool:
        return self.published_at is not None and self.published_at <= timezone.now()

    @property
    def dated(self) -> datetime | None:
        return self.edited_at or self.published_at

    def html(self) -> SafeString:
        return rendered(self.body)


@lru_cache(maxsize=64)
def rendered(text: str) -> SafeString:
    """Pages are few and change rarely, so each worker keeps their HTML; the key is the text itself."""
    return render_page(text)
