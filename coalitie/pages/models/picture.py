"""A picture for pages. What is kept is drawn anew from its pixels (see ``lib/pictures.py``), in every size at once.

A page names it by its slug: ``![wat er te zien is](foto:bollen)``. Visitors get its files as long as a page that they
may read, or a preview that they were sent, shows it.
"""

from typing import Any, Self

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import models, transaction
from django.db.models import Exists, OuterRef, Q, Value
from django.db.models.functions import Concat, Now
from django.utils.translation import gettext_lazy as _

from coalitie.lib.pictures import SIDES, Sheet, measures, sizes
from coalitie.pages.models.version import Version
from coalitie.people.models import Person, User
from coalitie.people.personal import Mine

FOLDER = "paginas"  # in the media storage


class PictureQuerySet(models.QuerySet["Picture"]):
    def visible_to(self, user: Person) -> Self:
        if user.is_authenticated and user.in_team:
            return self
        named = Concat(Value("](foto:"), OuterRef("slug"), Value(")"))
        return self.filter(Exists(Version.objects.visible_to(user).filter(body__contains=named)))


class Picture(models.Model):
    slug = models.SlugField(
        _("naam"), max_length=60, unique=True, help_text=_("Zo noem je de foto in een tekst: kort, met streepjes.")
    )
    alt = models.CharField(_("wat staat er op de foto"), max_length=250, help_text=_("Voor wie de foto niet kan zien."))
    credit = models.CharField(_("wie maakte hem"), max_length=120, blank=True)
    # The stem of its files, which nobody can guess.
    name = models.CharField(max_length=32, unique=True, editable=False)
    width = models.PositiveIntegerField(editable=False)
    height = models.PositiveIntegerField(editable=False)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False, related_name="page_pictures"
    )
    added_at = models.DateTimeField(_("toegevoegd op"), db_default=Now(), editable=False)

    objects = PictureQuerySet.as_manager()

    personal = {"by": Mine("Foto’s die je bij pagina’s zette", ("slug", "alt", "added_at"))}

    class Meta:
        verbose_name = _("foto")
        verbose_name_plural = _("foto’s")
        ordering = ["-added_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="picture_described",
                condition=~Q(alt="") & ~Q(slug=""),
                violation_error_message=_("Schrijf wat er op de foto staat, voor wie hem niet kan zien."),
            ),
            models.CheckConstraint(
                name="picture_has_measures",
                condition=Q(width__gte=1, height__gte=1),
                violation_error_message=_("Een foto heeft een breedte en een hoogte."),
            ),
        ]

    # How a text describes it, and what lets its files through in a preview; filled in by ``cards.pictures``.
    shown_as = ""
    pass_on = ""

    def __str__(self) -> str:
        return self.slug

    @property
    def markdown(self) -> str:
        return f"![{self.alt}](foto:{self.slug})"

    # --- What a page shows --------------------------------------------------------------------------------------------
    @property
    def described(self) -> str:
        return self.shown_as or self.alt

    @property
    def src(self) -> str:
        sides = measures(self.width, self.height)
        return self.url(SIDES[1] if SIDES[1] in sides else next(iter(sides)), "webp")

    @property
    def avif(self) -> str:
        return self._srcset("avif")

    @property
    def webp(self) -> str:
        return self._srcset("webp")

    def url(self, side: int, kind: str) -> str:
        return f"/media/{FOLDER}/{self.name}-{side}.{kind}{self.pass_on}"

    def _srcset(self, kind: str) -> str:
        sides = measures(self.width, self.height).items()
        return ", ".join(f"{self.url(side, kind)} {width}w" for side, (width, _height) in sides)


@transaction.atomic
def add_picture(sheet: Sheet, slug: str, alt: str, *, by: User | None, credit: str = "") -> Picture:
    """Keep a photo under this name. All its sizes are made here and now, so that the page it is for can show it."""
    picture = Picture(slug=slug, alt=alt, credit=credit, name=sheet.name, width=sheet.width, height=sheet.height, by=by)
    picture.save(force_insert=True)
    content: Any = sheet.file
    for ending, made in sizes(content):
        default_storage.save(f"{FOLDER}/{sheet.name}{ending}", made)
    return picture
