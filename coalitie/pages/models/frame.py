"""What stands around every page and on the first one: menus, the parts of the first page, the motto.

Each change also changes the version of the frame, in the same transaction; see ``pages/frame.py`` for who reads it.
"""

from typing import Any, Self

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import get_language
from django.utils.translation import gettext as translated
from django.utils.translation import gettext_lazy as _

from coalitie.pages.models.language import PageLanguage
from coalitie.people.models import Person


class Worded(models.Model):
    """A short text with other languages beside it. One that is left empty follows the translations of the site."""

    title = models.CharField(_("tekst"), max_length=120)
    title_en = models.CharField(_("in het Engels"), max_length=120, blank=True)
    title_ar = models.CharField(_("in het Arabisch"), max_length=120, blank=True)
    title_tr = models.CharField(_("in het Turks"), max_length=120, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.title

    @property
    def label(self) -> str:
        language = get_language() or PageLanguage.DUTCH
        if language == PageLanguage.DUTCH or not self.title:
            return self.title
        return getattr(self, f"title_{language}", "") or translated(self.title)


class FrameQuerySet[Row: models.Model](models.QuerySet[Row]):
    def visible_to(self, user: Person) -> Self:
        return self.all()


class Frame(Worded):
    """The one row with the motto, and the version that says whether what a process holds is still right."""

    version = models.PositiveBigIntegerField(default=1, editable=False)
    changed_at = models.DateTimeField(_("aangepast op"), null=True, editable=False)

    objects = FrameQuerySet["Frame"].as_manager()

    class Meta:
        verbose_name = _("motto")
        verbose_name_plural = _("motto")
        constraints = [
            models.CheckConstraint(
                name="frame_is_one",
                condition=Q(pk=1) & ~Q(title=""),
                violation_error_message=_("Er is één motto."),
            )
        ]


class Place(models.TextChoices):
    HEAD = "head", _("bovenaan")
    MORE = "more", _("bovenaan, alleen in het menu op de telefoon")
    COALITION = "coalition", _("onderaan: wat de coalitie doet")
    ABOUT = "about", _("onderaan: over deze site")
    RIGHTS = "rights", _("onderaan: jouw rechten")


# What the site begins with, so that the catalogues keep their translations (see ``Worded.label``).
FIRST_WORDS = (
    *(_("Buurten"), _("Platforms"), _("Initiatieven"), _("Agenda"), _("Buurtbudget"), _("Waarden"), _("Over ons")),
    *(_("Kweekvijver"), _("Ruilmarkt"), _("Wachten op antwoord"), _("Veranderideeën"), _("Buurtplatformrecht")),
    *(_("Wat het oplevert"), _("Nieuws"), _("Documenten"), _("Open data")),
    *(_("Wat is een buurtplatform?"), _("Huisregels"), _("Privacy"), _("Toegankelijkheid")),
    _("We beslissen niets, maar organiseren van alles."),
)


class MenuItem(Worded):
    place = models.CharField(_("waar"), max_length=10, choices=Place, default=Place.HEAD)
    position = models.PositiveSmallIntegerField(_("volgorde"), default=100)
    address = models.CharField(
        _("adres"), max_length=200, help_text=_("Een pagina van deze site, met schuine strepen: /over-ons/")
    )

    objects = FrameQuerySet["MenuItem"].as_manager()

    class Meta:
        verbose_name = _("menu-onderdeel")
        verbose_name_plural = _("menu’s")
        ordering = ["place", "position", "pk"]
        constraints = [
            models.CheckConstraint(
                name="menu_place_known",
                condition=Q(place__in=Place.values),
                violation_error_message=_("Kies een plaats uit de lijst."),
            ),
            models.CheckConstraint(
                name="menu_leads_here",
                condition=~Q(title="") & Q(address__startswith="/") & ~Q(address__startswith="//"),
                violation_error_message=_("Een menu-onderdeel heeft een tekst, en een adres op deze site."),
            ),
        ]

    @property
    def section(self) -> str:
        """Its first word; see the filter of that name."""
        return self.address.strip("/").partition("/")[0]


class Part(models.TextChoices):
    """The blocks of the first page."""

    WEEK = "week", _("Deze week in de stad")
    JOIN = "bezig", _("Hier kun je nu aan meedoen")
    BEGIN = "begin", _("Zie je iets wat beter kan?")
    DONE = "gelukt", _("Dit is gelukt")
    TOLD = "verteld", _("Net verteld")
    VALUES = "waarden", _("Wat we belangrijk vinden")


class HomePart(Worded):
    name = models.CharField(_("onderdeel"), max_length=10, choices=Part, unique=True, editable=False)
    position = models.PositiveSmallIntegerField(_("volgorde"), default=100)
    is_shown = models.BooleanField(_("te zien"), default=True)

    objects = FrameQuerySet["HomePart"].as_manager()

    class Meta:
        verbose_name = _("onderdeel van de voorpagina")
        verbose_name_plural = _("voorpagina")
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                name="home_part_known",
                condition=Q(name__in=Part.values) & ~Q(title=""),
                violation_error_message=_("De voorpagina heeft vaste onderdelen, elk met een kop."),
            )
        ]


def held_version() -> int:
    """The version, held until the transaction ends, so that who changes the frame does so one after another."""
    row = Frame.objects.select_for_update().filter(pk=1).values_list("version", flat=True).first()
    return row or 0


def renew() -> None:
    """Something of the frame changed in this transaction."""
    changes: dict[str, Any] = {"version": F("version") + 1, "changed_at": Now()}
    Frame.objects.filter(pk=1).update(**changes)
