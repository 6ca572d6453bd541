"""Relative autonomy: what a platform has, seeks and offers of the four things it stands on."""

from typing import Any, Self
from uuid import UUID

from django.conf import settings
from django.db import models, transaction
from django.db.models import F, Q
from django.db.models import Value as Literal
from django.db.models.functions import Now
from django.db.models.lookups import Contains
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coalitie.activity.models import Reach, record
from coalitie.lib.refused import Refused
from coalitie.people.models import Person, User
from coalitie.people.personal import Mine
from platforms.models.area import Plain
from platforms.models.platform import Platform


class MeansKind(models.TextChoices):
    MEANS = "means", _("Middelen")
    SPACE = "space", _("Ruimte")
    POSITION = "position", _("Positie")
    SUPPORT = "support", _("Onafhankelijke ondersteuning")


class Direction(models.TextChoices):
    HAS = "has", _("Dit hebben we")
    NEEDS = "needs", _("Dit zoeken we")
    OFFERS = "offers", _("Dit bieden we andere platforms")


ON_MARKET = (Direction.NEEDS, Direction.OFFERS)
GONE = _("Dit staat er niet meer. Iemand haalde het weg.")


class MeansQuerySet(models.QuerySet["Means"]):
    def available(self) -> Self:
        """Not taken away, and the day until which it holds has not passed."""
        return self.filter(still_there())

    def visible_to(self, user: Person) -> Self:
        """Everybody sees what is available; who sits at the desk also sees what is past its day, to renew it."""
        rows = self.filter(platform__in=Platform.objects.visible_to(user))
        if not user.is_authenticated:
            return rows.available()
        return rows.filter(still_there() | Q(ended_at=None, platform__in=Platform.objects.moderated_by(user)))

    def moderated_by(self, user: Person) -> Self:
        return self.filter(platform__in=Platform.objects.moderated_by(user))

    def on_market(self) -> Self:
        return self.available().filter(direction__in=ON_MARKET)

    def matching(self, words: str) -> Self:
        asked = Plain(Literal(words))
        return self.filter(Q(Contains(Plain("title"), asked)) | Q(Contains(Plain("words"), asked)))

    def newest(self) -> Self:
        return self.order_by("-written_at", "-pk")


def still_there() -> Q:
    return Q(ended_at=None) & (Q(until=None) | Q(until__gte=timezone.localdate()))


class Means(models.Model):
    """One thing: a key, a room, a cargo bike, somebody who can read a budget."""

    platform = models.ForeignKey(Platform, on_delete=models.PROTECT, verbose_name=_("platform"), related_name="means")
    kind = models.CharField(_("soort"), max_length=10, choices=MeansKind)
    direction = models.CharField(_("hebben, zoeken of bieden"), max_length=10, choices=Direction)
    title = models.CharField(_("wat"), max_length=80)
    words = models.TextField(_("meer erover"), max_length=500, blank=True)
    until = models.DateField(
        _("tot en met"),
        null=True,
        blank=True,
        help_text=_("Daarna gaat het vanzelf van de site."),
    )
    form_key = models.UUIDField(null=True, editable=False)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, editable=False, related_name="+"
    )
    written_at = models.DateTimeField(_("geschreven op"), db_default=Now(), editable=False)
    ended_at = models.DateTimeField(_("weggehaald op"), null=True, editable=False)

    objects = MeansQuerySet.as_manager()

    personal = {"by": Mine("Wat je platform heeft, zoekt en biedt", ("platform", "title", "words", "written_at"))}

    class Meta:
        verbose_name = _("middel")
        verbose_name_plural = _("middelen")
        constraints = [
            models.CheckConstraint(
                name="means_kind_known",
                condition=Q(kind__in=MeansKind.values),
                violation_error_message=_("Kies een soort uit de lijst."),
            ),
            models.CheckConstraint(
                name="means_direction_known",
                condition=Q(direction__in=Direction.values),
                violation_error_message=_("Kies of jullie het hebben, zoeken of bieden."),
            ),
            models.CheckConstraint(
                name="means_has_title",
                condition=~Q(title=""),
                violation_error_message=_("Schrijf wat het is."),
            ),
            models.UniqueConstraint(
                fields=["platform", "form_key"],
                name="means_put_once",
                violation_error_message=_("Dit staat er al."),
            ),
        ]
        indexes = [
            models.Index("platform", "kind", name="means_of_platform", condition=Q(ended_at=None)),
            models.Index("direction", F("written_at").desc(), name="means_on_market", condition=Q(ended_at=None)),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return f"{self.platform.get_absolute_url()}middelen/#m{self.pk}"

    @property
    def is_available(self) -> bool:
        return self.ended_at is None and (self.until is None or self.until >= timezone.localdate())

    @property
    def is_offer(self) -> bool:
        return self.direction == Direction.OFFERS

    # --- Verbs ------------------------------------------------------------------------------------------------------
    @transaction.atomic
    def change(self, *, by: User, **facts: Any) -> None:
        if not Means.objects.filter(pk=self.pk, ended_at=None).update(**facts):
            raise Refused(GONE)
        record(self.platform.subject, "means_changed", by=by, means=self.pk)

    @transaction.atomic
    def end(self, *, by: User) -> None:
        if not Means.objects.filter(pk=self.pk, ended_at=None).update(ended_at=Now()):
            raise Refused(GONE)
        record(self.platform.subject, "means_ended", by=by, means=self.pk)


@transaction.atomic
def put(platform: Platform, *, by: User, form_key: UUID, **facts: Any) -> Means:
    """Sent twice it stands there once."""
    row, is_new = Means.objects.get_or_create(platform=platform, form_key=form_key, defaults={"by": by, **facts})
    if is_new:
        reach = Reach.THING if row.direction in ON_MARKET else Reach.RECORD
        record(platform.subject, "means_put", by=by, reach=reach, means=row.pk)
    return row
