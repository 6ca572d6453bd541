"""Every address that a page has or had. What somebody wrote down or printed goes on working.

A path belongs to one page for ever, which the database keeps. Looking it up leads to the page, and from there to the
address of today: one step, so it can never go round.
"""

from typing import Self

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from coalitie.pages.models.page import Page
from coalitie.people.models import Person


class AddressQuerySet(models.QuerySet["Address"]):
    def visible_to(self, user: Person) -> Self:
        return self.filter(page__in=Page.objects.visible_to(user))


class Address(models.Model):
    path = models.CharField(
        max_length=300,
        primary_key=True,
        error_messages={"unique": _("Dit adres is of was van een andere pagina. Kies een ander.")},
    )
    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="addresses")
    since = models.DateTimeField(db_default=Now(), editable=False)

    objects = AddressQuerySet.as_manager()

    class Meta:
        verbose_name = _("adres van een pagina")
        verbose_name_plural = _("adressen van pagina’s")

    def __str__(self) -> str:
        return f"/{self.path}/"
