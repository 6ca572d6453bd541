"""What somebody read on a sheet of paper, until a second person has read the same."""

from typing import Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from budgets.models.ballot import Credential
from budgets.models.round import Round
from coalitie.people.models import Person
from coalitie.people.personal import Mine


class PaperEntryQuerySet(models.QuerySet["PaperEntry"]):
    def moderated_by(self, user: Person) -> Self:
        return self.filter(credential__round__in=Round.objects.moderated_by(user))

    def with_readers(self) -> Self:
        """``readers``: how many people typed this sheet in, all differently."""
        sheet = PaperEntry.objects.filter(credential=OuterRef("credential")).order_by().values("credential")
        return self.annotate(readers=Subquery(sheet.annotate(n=Count("pk")).values("n")))


class PaperEntry(models.Model):
    """One reading of one sheet. Gone once two people read the same, and at close: it stands beside the sheet's code."""

    credential = models.ForeignKey(Credential, on_delete=models.CASCADE, related_name="readings")
    # The code on the sheet, so that people who differ can find the paper.
    sheet = models.CharField(_("code van het biljet"), max_length=12)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="paper_entries",
        verbose_name=_("ingevoerd door"),
    )
    choices = ArrayField(models.PositiveSmallIntegerField())
    points = ArrayField(models.PositiveSmallIntegerField())
    at = models.DateTimeField(_("ingevoerd op"), db_default=Now(), editable=False)

    objects = PaperEntryQuerySet.as_manager()

    personal = {"by": Mine("Papieren biljetten die je invoerde", ("sheet", "at"), "delete")}

    class Meta:
        verbose_name = _("papieren biljet")
        verbose_name_plural = _("papieren biljetten")
        constraints = [models.UniqueConstraint(fields=["credential", "by"], name="paper_entry_once_each")]

    def __str__(self) -> str:
        return self.sheet
