"""Photos with what people tell. A form brings pixels; the worker makes the sizes that pages show.

Until it has, a photo has no ``made_at`` and its page shows dots and what it depicts. The worker takes one at a time and
says so beforehand, so one that is killed halfway leaves a photo that comes up again, and a photo that kills every
worker is given up.
"""

import errno
import logging
from collections.abc import Sequence
from datetime import timedelta
from typing import Any, Self

from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.db import models, transaction
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coalitie.lib.pictures import KINDS, SIDES, Sheet, measures, sizes
from coalitie.lib.refused import Refused
from coalitie.people.models import Person

log = logging.getLogger(__name__)

FOLDER = "initiatives"  # in the media storage
MOST_PHOTOS = 6
MOST_TRIES = 5
FIRST_WAIT = timedelta(minutes=2)
Described = tuple[Sheet, str]  # a photo and what it depicts


class Trouble(models.TextChoices):
    """Why a photo was given up."""

    LOST = "lost", _("zoekgeraakt")
    BROKEN = "broken", _("niet te lezen")
    FULL = "full", _("geen ruimte")
    HEAVY = "heavy", _("te zwaar")

    @property
    def explained(self) -> str:
        """As its author reads it."""
        return str(EXPLAINED[self])


EXPLAINED = {
    Trouble.LOST: _("Het bestand is op onze server zoekgeraakt. Kies de foto opnieuw."),
    Trouble.BROKEN: _("We probeerden het vijf keer, maar deze foto lukt niet. Kies hem opnieuw, of kies een andere."),
    Trouble.FULL: _("Onze server had geen ruimte meer voor deze foto. Probeer het later opnieuw."),
    Trouble.HEAVY: _("Deze foto was te zwaar om klaar te maken. Maak hem eerst kleiner en kies hem dan opnieuw."),
}


class PhotoQuerySet(models.QuerySet["Photo"]):
    def published(self) -> Self:
        updates, results = told()
        return self.filter(of_one(updates.published(), results.published()))

    def visible_to(self, user: Person) -> Self:
        """As hidden as what it belongs to."""
        updates, results = told()
        return self.filter(of_one(updates.visible_to(user), results.visible_to(user)))

    def waiting(self) -> Self:
        return self.filter(made_at=None, given_up_at=None)

    def due(self) -> Self:
        return self.waiting().filter(next_try_at__lte=timezone.now()).order_by("next_try_at", "pk")

    def in_order(self) -> Self:
        return self.order_by("place")


class Photo(models.Model):
    """One photo of an update or of a result."""

    update = models.ForeignKey("initiatives.Update", on_delete=models.CASCADE, null=True, related_name="photos")
    result = models.ForeignKey("initiatives.Result", on_delete=models.CASCADE, null=True, related_name="photos")
    place = models.PositiveSmallIntegerField(_("plaats"))
    alt = models.CharField(_("wat staat er op de foto"), max_length=250)
    # The stem of its files, which nobody can guess.
    name = models.CharField(max_length=32, unique=True, editable=False)
    width = models.PositiveIntegerField(editable=False)
    height = models.PositiveIntegerField(editable=False)
    added_at = models.DateTimeField(db_default=Now(), editable=False)
    made_at = models.DateTimeField(_("klaar sinds"), null=True, editable=False)
    next_try_at = models.DateTimeField(db_default=Now(), editable=False)
    tries = models.PositiveSmallIntegerField(default=0, editable=False)
    given_up_at = models.DateTimeField(_("opgegeven op"), null=True, editable=False)
    trouble = models.CharField(_("waarom niet"), max_length=10, choices=Trouble, blank=True, editable=False)

    objects = PhotoQuerySet.as_manager()

    class Meta:
        verbose_name = _("foto")
        verbose_name_plural = _("foto's")
        constraints = [
            models.CheckConstraint(
                name="photo_of_one_thing",
                condition=Q(update=None, result__isnull=False) | Q(update__isnull=False, result=None),
                violation_error_message=_("Een foto hoort bij één bericht of één resultaat."),
            ),
            models.CheckConstraint(
                name="photo_described",
                condition=~Q(alt=""),
                violation_error_message=_("Schrijf wat er op de foto staat, voor wie hem niet kan zien."),
            ),
            models.CheckConstraint(
                name="photo_has_measures",
                condition=Q(width__gte=1, height__gte=1),
                violation_error_message=_("Een foto heeft een breedte en een hoogte."),
            ),
            models.CheckConstraint(
                name="photo_among_six",
                condition=Q(place__lt=MOST_PHOTOS),
                violation_error_message=_("Er passen hooguit zes foto's bij."),
            ),
            models.CheckConstraint(
                name="photo_given_up_for_a_reason",
                condition=Q(given_up_at=None, trouble="")
                | Q(given_up_at__isnull=False, made_at=None, trouble__in=Trouble.values),
                violation_error_message=_("Een foto die niet lukt, heeft een reden."),
            ),
            models.UniqueConstraint("update", "place", name="photo_place_in_update"),
            models.UniqueConstraint("result", "place", name="photo_place_in_result"),
        ]
        indexes = [models.Index("next_try_at", name="photo_due", condition=Q(made_at=None, given_up_at=None))]

    def __str__(self) -> str:
        return self.alt

    # --- What a page shows --------------------------------------------------------------------------------------------
    @property
    def is_made(self) -> bool:
        return self.made_at is not None

    @property
    def why_not(self) -> str:
        """What its author reads about a photo that was given up; empty otherwise."""
        return Trouble(self.trouble).explained if self.trouble else ""

    @property
    def src(self) -> str:
        """For a browser that knows no more than one address."""
        sides = measures(self.width, self.height)
        return self.url(SIDES[1] if SIDES[1] in sides else next(iter(sides)), "webp")

    @property
    def avif(self) -> str:
        return self.srcset("avif")

    @property
    def webp(self) -> str:
        return self.srcset("webp")

    def srcset(self, kind: str) -> str:
        sides = measures(self.width, self.height).items()
        return ", ".join(f"{self.url(side, kind)} {width}w" for side, (width, _height) in sides)

    def url(self, side: int, kind: str) -> str:
        return f"/media/{FOLDER}/{self.name}-{side}.{kind}"

    # --- Its files ----------------------------------------------------------------------------------------------------
    @property
    def sheet(self) -> str:
        return f"{FOLDER}/{self.name}.jpg"

    @property
    def files(self) -> list[str]:
        sides = measures(self.width, self.height)
        return [f"{FOLDER}/{self.name}-{side}.{kind}" for side in sides for kind in KINDS]

    # --- The worker's verbs -------------------------------------------------------------------------------------------
    def make(self) -> None:
        """All sizes, or a note of what went wrong. What was deleted meanwhile leaves nothing behind."""
        try:
            with default_storage.open(self.sheet) as sheet:
                for ending, content in sizes(sheet):  # type: ignore[arg-type]
                    write(f"{FOLDER}/{self.name}{ending}", content)
        # A decoder and a disk can fail in about every way there is; each means another try, and in the end a reason.
        except Exception as error:
            log.warning("Photo %s, try %s: %s: %s", self.pk, self.tries, type(error).__name__, error)
            self.put_back(trouble_of(error))
            return
        if Photo.objects.filter(pk=self.pk, made_at=None).update(made_at=Now(), given_up_at=None, trouble=""):
            default_storage.delete(self.sheet)
        elif not Photo.objects.filter(pk=self.pk).exists():
            drop([self])

    def put_back(self, trouble: str) -> None:
        """It comes up again by itself, as it was taken for some minutes only; after the last try it does not."""
        if self.tries >= MOST_TRIES or trouble == Trouble.LOST:
            Photo.objects.waiting().filter(pk=self.pk).update(given_up_at=Now(), trouble=trouble)


def illustrate(updates: Sequence[Any], result: Any | None) -> None:
    """Gives each of these its ``pictures`` in order, in one question."""
    mine: dict[tuple[str, int], list[Photo]] = {}
    asked = Q(update__in=updates) if result is None else Q(update__in=updates) | Q(result=result)
    for photo in Photo.objects.filter(asked).in_order():
        key = ("update", photo.update_id) if photo.update_id else ("result", photo.result_id or 0)
        mine.setdefault(key, []).append(photo)
    for update in updates:
        update.pictures = mine.get(("update", update.pk), [])
    if result is not None:
        result.pictures = mine.get(("result", result.pk), [])


def make_next() -> bool:
    """Make one photo; False when none is due."""
    photo = take()
    if photo is not None:
        photo.make()
    return photo is not None


def take() -> Photo | None:
    """The photo that waits longest, counted as tried before anything is tried. Other workers take others."""
    with transaction.atomic():
        photo = Photo.objects.due().select_for_update(skip_locked=True, no_key=True).first()
        if photo is None:
            return None
        wait = FIRST_WAIT * 2**photo.tries
        photo.tries += 1
        if photo.tries > MOST_TRIES:
            photo.put_back(Trouble.HEAVY)
        else:
            Photo.objects.filter(pk=photo.pk).update(tries=photo.tries, next_try_at=timezone.now() + wait)
            return photo
    return take()


# --- For the verbs of what has photos ---------------------------------------------------------------------------------
def add(photos: Sequence[Described], **to: Any) -> None:
    """Keep photos with a held update or result: ``add(photos, update=update)``."""
    taken = set(Photo.objects.filter(**to).values_list("place", flat=True))
    places = [place for place in range(MOST_PHOTOS) if place not in taken]
    if len(photos) > len(places):
        raise Refused(_("Er passen hooguit zes foto's bij."))
    for place, (sheet, alt) in zip(places, photos, strict=False):
        photo = Photo(place=place, alt=alt, name=sheet.name, width=sheet.width, height=sheet.height, **to)
        write(photo.sheet, sheet.file)
        photo.save(force_insert=True)


def remove(photos: PhotoQuerySet) -> None:
    """The rows go before their files do, so that no page asks for a file that is gone."""
    gone = list(photos)
    photos.filter(pk__in=[photo.pk for photo in gone]).delete()
    transaction.on_commit(lambda: drop(gone))


def drop(photos: Sequence[Photo]) -> None:
    for photo in photos:
        for name in [photo.sheet, *photo.files]:
            default_storage.delete(name)


def write(name: str, content: Any) -> None:
    """Under this very name: a try that was broken off may have left a piece."""
    default_storage.delete(name)
    default_storage.save(name, content)


def sweep(older_than: timedelta = timedelta(days=1)) -> int:
    """Forget files that no photo knows: of forms that failed after their file was written, or of a kill in between."""
    before, gone = timezone.now() - older_than, 0
    names = default_storage.listdir(FOLDER)[1] if default_storage.exists(FOLDER) else []
    for start in range(0, len(names), 500):
        some = {name: name.split("-")[0].split(".")[0] for name in names[start : start + 500]}
        known = set(Photo.objects.filter(name__in=some.values()).values_list("name", flat=True))
        for name, stem in some.items():
            path = f"{FOLDER}/{name}"
            if stem not in known and default_storage.get_modified_time(path) < before:
                default_storage.delete(path)
                gone += 1
    return gone


def trouble_of(error: Exception) -> Trouble:
    if isinstance(error, FileNotFoundError):
        return Trouble.LOST
    if isinstance(error, OSError) and error.errno == errno.ENOSPC:
        return Trouble.FULL
    if isinstance(error, MemoryError | ValidationError):
        return Trouble.HEAVY
    return Trouble.BROKEN


def told() -> tuple[Any, Any]:
    """The querysets of what has photos; those models know this one."""
    return tuple(Photo._meta.get_field(name).related_model.objects for name in ("update", "result"))  # type: ignore[union-attr]


def of_one(updates: models.QuerySet, results: models.QuerySet) -> Q:
    return Q(Exists(updates.filter(pk=OuterRef("update")))) | Q(Exists(results.filter(pk=OuterRef("result"))))
