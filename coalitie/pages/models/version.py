"""The words of a page. Every save is a row that stays as it is; what visitors read is asked of the clock.

In each language the version that became public last is the one that is shown, so a newer draft beside it changes
nothing until somebody publishes it, at once or from a moment to come.
"""

from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Case, Q, Value, When
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coalitie.pages.markdown import Rendered, rendered
from coalitie.pages.models.language import PageLanguage
from coalitie.pages.models.page import Page
from coalitie.people.models import Person
from coalitie.people.personal import Mine

LONGEST_BODY = 60_000


class VersionQuerySet(models.QuerySet["Version"]):
    def visible_to(self, user: Person) -> Self:
        """What visitors may read: the words that are shown now. The team sees what was and what is to come."""
        if user.is_authenticated and user.in_team:
            return self
        return self.filter(pk__in=Version.objects.live().values("pk"), page__in=Page.objects.published())

    def live(self) -> Self:
        """For each page and language the words that are shown, or were when the page was last on the site."""
        rows = self.filter(public_from__lte=Now()).order_by("page_id", "language", "-public_from", "-number")
        return rows.distinct("page_id", "language")

    def newest(self) -> Self:
        return self.order_by("page_id", "language", "-number").distinct("page_id", "language")

    def best_in(self, language: str) -> Self:
        """One for each page: the words shown in this language, or in Dutch where there are none."""
        own_first = Case(When(language=language, then=Value(0)), default=Value(1))
        rows = self.filter(language__in={language, PageLanguage.DUTCH}, public_from__lte=Now())
        return rows.order_by("page_id", own_first, "-public_from", "-number").distinct("page_id")


class Version(models.Model):
    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="versions")
    language = models.CharField(_("taal"), max_length=2, choices=PageLanguage, default=PageLanguage.DUTCH)
    number = models.PositiveIntegerField(_("versie"))
    title = models.CharField(_("titel"), max_length=120)
    summary = models.CharField(_("samenvatting"), max_length=240)
    body = models.TextField(_("tekst"))
    note = models.CharField(_("wat is er anders?"), max_length=200, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="page_versions", verbose_name=_("door")
    )
    at = models.DateTimeField(_("bewaard op"), db_default=Now(), editable=False)
    public_from = models.DateTimeField(_("te zien vanaf"), null=True, editable=False)
    machine_written = models.BooleanField(_("vertaald door een computer"), default=False)
    checked_at = models.DateTimeField(_("nagekeken op"), null=True, editable=False)
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", editable=False, db_index=False
    )

    objects = VersionQuerySet.as_manager()

    personal = {
        "by": Mine("Versies van pagina’s die je schreef", ("page", "language", "number", "at", "note")),
        "checked_by": Mine("Vertalingen die je nakeek", ("page", "language", "checked_at")),
    }

    class Meta:
        verbose_name = _("versie van een pagina")
        verbose_name_plural = _("versies van pagina’s")
        constraints = [
            models.UniqueConstraint(
                fields=["page", "language", "number"],
                name="version_number_once",
                violation_error_message=_("Iemand anders bewaarde intussen een nieuwere versie."),
            ),
            models.CheckConstraint(
                name="version_has_words",
                condition=~Q(title="") & ~Q(summary="") & ~Q(body=""),
                violation_error_message=_("Een pagina heeft een titel, een samenvatting en een tekst."),
            ),
            models.CheckConstraint(
                name="version_language_known",
                condition=Q(language__in=PageLanguage.values),
                violation_error_message=_("Kies een taal uit de lijst."),
            ),
            models.CheckConstraint(
                name="version_checks_a_machine",
                condition=Q(checked_at=None) | Q(machine_written=True),
                violation_error_message=_("Alleen een vertaling van een computer wordt nagekeken."),
            ),
        ]
        indexes = [
            models.Index(fields=["page", "language", "-public_from"], name="version_live"),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.language}, {self.number})"

    @property
    def text(self) -> Rendered:
        return rendered(self.body)

    @property
    def dated(self) -> datetime:
        """When these words came to be read."""
        return max(self.at, self.public_from) if self.public_from else self.at

    @property
    def direction(self) -> str:
        return PageLanguage(self.language).direction

    @property
    def is_unchecked(self) -> bool:
        """A machine wrote it, and no person has read it yet."""
        return self.machine_written and self.checked_at is None

    @property
    def is_public(self) -> bool:
        return self.public_from is not None and self.public_from <= timezone.now()

    @property
    def is_planned(self) -> bool:
        return self.public_from is not None and self.public_from > timezone.now()

    def says_the_same(self, title: str, summary: str, body: str) -> bool:
        return (self.title, self.summary, self.body) == (title, summary, body)
