"""How far a group is, and how it came there: every change with its day and its reason, kept as it was written."""

from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from coalitie.lib.dates import day
from coalitie.people.models import Person, User
from coalitie.people.personal import Mine

if TYPE_CHECKING:
    from platforms.models.platform import Platform


class Stage(models.TextChoices):
    """How far a group is. Reads as a ladder, but nobody has to climb it."""

    SIGNAL = "signal", _("Signaal")
    START_GROUP = "start_group", _("Startgroep")
    NURSERY = "nursery", _("In de kweekvijver")
    PLATFORM = "platform", _("Buurtplatform")
    RESTING = "resting", _("Rustend")


@cache
def word_of(stage: str) -> str:
    """As it stands in addresses: Dutch in every language."""
    with override(settings.LANGUAGE_CODE):
        return slugify(str(Stage(stage).label))


GROWING = (Stage.SIGNAL, Stage.START_GROUP, Stage.NURSERY)
NEXT = {
    Stage.SIGNAL: Stage.START_GROUP,
    Stage.START_GROUP: Stage.NURSERY,
    Stage.NURSERY: Stage.PLATFORM,
}


class StageChangeQuerySet(models.QuerySet["StageChange"]):
    def visible_to(self, user: Person) -> Self:
        """As visible as the platform: how it grew is no secret, and neither that it rests."""
        platforms: Any = StageChange._meta.get_field("platform").related_model
        return self.filter(platform__in=platforms.objects.visible_to(user))

    def in_order(self) -> Self:
        return self.order_by("since", "pk")

    def latest_first(self) -> Self:
        return self.order_by("-since", "-pk")


class StageChange(models.Model):
    """A platform came into this stage on this day. Only ever added; the database refuses changes (see migrations)."""

    platform = models.ForeignKey(
        "platforms.Platform", on_delete=models.CASCADE, verbose_name=_("platform"), related_name="stage_changes"
    )
    # Empty for the first: there was nothing before.
    before = models.CharField(_("daarvoor"), max_length=20, choices=Stage, blank=True)
    stage = models.CharField(_("fase"), max_length=20, choices=Stage)
    since = models.DateField(_("sinds"))
    reason = models.CharField(_("reden"), max_length=500, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, verbose_name=_("door"), related_name="+"
    )
    written_at = models.DateTimeField(_("opgeschreven op"), db_default=Now(), editable=False)

    objects = StageChangeQuerySet.as_manager()

    personal = {"by": Mine("Fasen van platforms die je veranderde", ("platform", "stage", "since", "reason"))}

    class Meta:
        verbose_name = _("verandering van fase")
        verbose_name_plural = _("veranderingen van fase")
        constraints = [
            models.CheckConstraint(
                name="stagechange_stages_known",
                condition=Q(stage__in=Stage.values, before__in=[*Stage.values, ""]),
                violation_error_message=_("Kies een fase uit de lijst."),
            ),
            models.CheckConstraint(
                name="stagechange_to_another",
                condition=~Q(stage=models.F("before")),
                violation_error_message=_("Het platform is al in deze fase."),
            ),
            models.CheckConstraint(
                name="stagechange_with_reason",
                condition=Q(before="") | ~Q(reason=""),
                violation_error_message=_("Schrijf waarom de fase verandert."),
            ),
            models.UniqueConstraint(
                "platform",
                name="stagechange_begins_once",
                condition=Q(before=""),
                violation_error_message=_("Dit platform heeft al een eerste fase."),
            ),
        ]
        indexes = [models.Index("platform", "since", "id", name="stagechange_of_platform")]

    def __str__(self) -> str:
        return f"{self.get_stage_display()} ({day(self.since)})"

    @property
    def is_first(self) -> bool:
        return not self.before


def begin(platform: "Platform", *, by: User | None, since: date | None = None) -> StageChange:
    """The first stage of a platform, which it has from its beginning."""
    first = min(since or platform.since or timezone.localdate(), timezone.localdate())
    return StageChange.objects.create(platform=platform, stage=platform.stage, since=first, by=by)


def write_change(platform: "Platform", before: str, *, by: User | None, reason: str, since: date | None) -> StageChange:
    """Next to the verb that changed the stage, in its transaction, which holds the platform's row."""
    today = timezone.localdate()
    last = platform.stage_changes.latest_first().values_list("since", flat=True).first()
    if since is None:
        since = max(today, last or today)
    elif since > today:
        raise ValidationError(_("Deze dag moet nog komen. Kies vandaag of een dag die geweest is."), code="future")
    elif last is not None and since < last:
        words = _("De vorige fase begon op %(day)s. Kies die dag of een latere.")
        raise ValidationError(words, code="too_early", params={"day": day(last)})
    return StageChange.objects.create(
        platform=platform, before=before, stage=platform.stage, since=since, reason=reason, by=by
    )
