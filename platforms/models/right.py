"""The register of the buurtplatformrecht: how far a platform is with it, area by area.

A row is what was true at one time. Nothing in it changes afterwards: a new row takes its place and says why, so the
register is its own history. What a coordinator of the platform proposes is a row too, which waits for the team.
"""

from typing import Any, Self

from django.conf import settings
from django.db import IntegrityError, models, transaction
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coalitie.activity.models import Reach, record
from coalitie.lib.refused import Refused
from coalitie.lib.transitions import move
from coalitie.pages.models import Document
from coalitie.people.models import Person, User
from coalitie.people.personal import Mine
from platforms import notices_registers as notices
from platforms.models.area import Area, Plain
from platforms.models.platform import Platform


class Standing(models.TextChoices):
    """How far it is. A word of the coalition, not of the law."""

    NONE = "none", _("Geen")
    ASKED = "asked", _("Gevraagd")
    PILOT = "pilot", _("Proeftuin")
    AGREEMENTS = "agreements", _("Werkafspraken")
    RECOGNISED = "recognised", _("Erkend")


DOCUMENT_WORDS = ("document__text", "document__search")  # long, and only there to be searched
# How a buurt is drawn: the second half of the class of its dot, see static/css/dots.css.
DOTS: dict[str, str] = {
    Standing.NONE: "none",
    Standing.ASKED: "asked",
    Standing.PILOT: "pilot",
    Standing.AGREEMENTS: "agreements",
    Standing.RECOGNISED: "recognised",
}
# What nobody may say without showing where it can be read.
TO_BE_SHOWN = (Standing.PILOT, Standing.AGREEMENTS, Standing.RECOGNISED)


class RightState(models.TextChoices):
    PROPOSED = "proposed", _("voorgesteld")
    CURRENT = "current", _("geldt nu")
    REPLACED = "replaced", _("vervangen")
    DECLINED = "declined", _("niet overgenomen")


IN_REGISTER = (RightState.CURRENT, RightState.REPLACED)
CHANGED = _("Iemand anders heeft deze regel net veranderd. Kijk eerst wat er nu staat.")
ANSWERED = _("Dit voorstel is al beantwoord.")
WAITS = _("Voor dit gebied wacht al een voorstel op antwoord van het coalitieteam.")


class RightQuerySet(models.QuerySet["Right"]):
    def visible_to(self, user: Person) -> Self:
        """The register is everybody's. A proposal is seen by the coordinators of the platform and by the team."""
        rows = self.filter(platform__in=Platform.objects.visible_to(user))
        if not user.is_authenticated:
            return rows.filter(state__in=IN_REGISTER)
        if user.in_team:
            return rows
        own = user.memberships.coordinating().values("platform")
        return rows.filter(Q(state__in=IN_REGISTER) | Q(platform__in=own))

    def moderated_by(self, user: Person) -> Self:
        return self.filter(platform__in=Platform.objects.moderated_by(user))

    def current(self) -> Self:
        return self.filter(state=RightState.CURRENT)

    def proposed(self) -> Self:
        return self.filter(state=RightState.PROPOSED)

    def in_standing(self, standing: str) -> Self:
        return self.filter(standing=standing)

    def to_review(self) -> Self:
        """What was promised to be looked at again, and nobody was told yet that the day has come."""
        return self.current().filter(review_on__lte=timezone.localdate(), reminded_at=None)

    def for_register(self) -> Self:
        rows = self.select_related("platform", "area__parent", "document").defer(*DOCUMENT_WORDS)
        return rows.order_by(Plain("platform__name"), "area__name", "pk")

    def newest(self) -> Self:
        return self.order_by("-stood_at", "-pk")


class Right(models.Model):
    platform = models.ForeignKey(Platform, on_delete=models.PROTECT, verbose_name=_("platform"), related_name="rights")
    area = models.ForeignKey(Area, on_delete=models.PROTECT, verbose_name=_("gebied"), related_name="rights")
    standing = models.CharField(_("stand"), max_length=12, choices=Standing)
    since = models.DateField(_("sinds"), null=True, blank=True)
    contact_role = models.CharField(
        _("aanspreekpunt bij de gemeente"),
        max_length=120,
        blank=True,
        help_text=_("Een functie of afdeling, bijvoorbeeld ‘gebiedsmakelaar De Pijp’. Geen naam en geen e-mailadres."),
    )
    source_url = models.URLField(
        _("waar staat dat?"),
        max_length=500,
        blank=True,
        help_text=_("Het adres van een besluit, brief of verslag dat iedereen kan lezen."),
    )
    document = models.ForeignKey(
        Document,
        on_delete=models.PROTECT,
        verbose_name=_("afspraken of besluit"),
        null=True,
        blank=True,
        related_name="rights",
    )
    review_on = models.DateField(
        _("opnieuw bekijken op"),
        null=True,
        blank=True,
        help_text=_("Op die dag vragen we of het nog klopt."),
    )
    reason = models.TextField(
        _("waarom deze regel?"),
        max_length=500,
        help_text=_("Wat is er gebeurd? Dit blijft in de geschiedenis staan."),
    )

    state = models.CharField(_("regel"), max_length=10, choices=RightState, editable=False)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, editable=False, related_name="+"
    )
    written_at = models.DateTimeField(_("geschreven op"), db_default=Now(), editable=False)
    stood_at = models.DateTimeField(_("in het register sinds"), null=True, editable=False)
    replaced_at = models.DateTimeField(_("vervangen op"), null=True, editable=False)
    answer = models.TextField(_("waarom niet"), max_length=500, blank=True, editable=False)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, editable=False, related_name="+"
    )
    answered_at = models.DateTimeField(_("beantwoord op"), null=True, editable=False)
    reminded_at = models.DateTimeField(null=True, editable=False)

    objects = RightQuerySet.as_manager()

    personal = {
        "by": Mine(
            "Regels in het register van het buurtplatformrecht", ("platform", "standing", "reason", "written_at")
        ),
        "answered_by": Mine("Voorstellen voor dat register die je beantwoordde", ("platform", "answer", "answered_at")),
    }

    class Meta:
        verbose_name = _("regel buurtplatformrecht")
        verbose_name_plural = _("register buurtplatformrecht")
        constraints = [
            models.CheckConstraint(
                name="right_standing_known",
                condition=Q(standing__in=Standing.values),
                violation_error_message=_("Kies een stand uit de lijst."),
            ),
            models.CheckConstraint(
                name="right_since_when",
                condition=Q(standing=Standing.NONE) | Q(since__isnull=False),
                violation_error_message=_("Vul in sinds wanneer dit zo is."),
            ),
            models.CheckConstraint(
                name="right_shown_where",
                condition=~Q(standing__in=TO_BE_SHOWN) | ~Q(source_url="") | Q(document__isnull=False),
                violation_error_message=_("Zeg waar iedereen kan lezen dat dit zo is."),
            ),
            models.CheckConstraint(
                name="right_names_nobody",
                condition=~Q(contact_role__contains="@"),
                violation_error_message=_("Schrijf een functie of afdeling, geen e-mailadres."),
            ),
            models.CheckConstraint(
                name="right_has_reason",
                condition=~Q(reason=""),
                violation_error_message=_("Schrijf wat er is gebeurd."),
            ),
            models.CheckConstraint(
                name="right_state_with_dates",
                condition=Q(state=RightState.PROPOSED, stood_at=None, replaced_at=None, answered_at=None)
                | Q(state=RightState.DECLINED, stood_at=None, replaced_at=None, answered_at__isnull=False)
                | Q(state=RightState.CURRENT, stood_at__isnull=False, replaced_at=None)
                | Q(state=RightState.REPLACED, stood_at__isnull=False, replaced_at__isnull=False),
                violation_error_message=_("Een regel in het register heeft een datum."),
            ),
            models.CheckConstraint(
                name="right_no_has_reason",
                condition=~Q(state=RightState.DECLINED) | ~Q(answer=""),
                violation_error_message=_("Schrijf waarom dit voorstel niet wordt overgenomen."),
            ),
            models.UniqueConstraint(
                fields=["platform", "area"],
                name="right_once",
                condition=Q(state=RightState.CURRENT),
                violation_error_message=_("Voor dit gebied staat er al een regel. Verander die."),
            ),
            models.UniqueConstraint(
                fields=["platform", "area"],
                name="right_one_proposal",
                condition=Q(state=RightState.PROPOSED),
                violation_error_message=WAITS,
            ),
        ]
        indexes = [
            models.Index("review_on", name="right_to_review", condition=Q(state="current", reminded_at=None)),
        ]

    def __str__(self) -> str:
        return f"{self.platform}, {self.area}: {self.get_standing_display()}"

    @property
    def is_current(self) -> bool:
        return self.state == RightState.CURRENT

    @property
    def is_proposed(self) -> bool:
        return self.state == RightState.PROPOSED

    @property
    def is_in_register(self) -> bool:
        return self.state in IN_REGISTER

    @property
    def dot(self) -> str:
        return DOTS[self.standing]

    @property
    def has_link(self) -> bool:
        """Forms take nothing else; what came in another way is not put behind a press."""
        return self.source_url.startswith(("https://", "http://"))

    # --- Verbs ------------------------------------------------------------------------------------------------------
    @transaction.atomic
    def accept(self, *, by: User) -> None:
        """What was proposed comes in the register, in the place of what stood there."""
        Right.objects.current().filter(platform=self.platform_id, area=self.area_id).update(**replaced())
        _stand_alone(
            lambda: move(
                self,
                RightState.CURRENT,
                field="state",
                only_from=[RightState.PROPOSED],
                otherwise=ANSWERED,
                stood_at=Now(),
                answered_by=by,
                answered_at=Now(),
            )
        )
        _tell_change(self, by=by)
        notices.right_answered(self, by=by)

    @transaction.atomic
    def decline(self, *, by: User, reason: str) -> None:
        found = {"answer": reason, "answered_by": by, "answered_at": Now()}
        move(self, RightState.DECLINED, field="state", only_from=[RightState.PROPOSED], otherwise=ANSWERED, **found)
        record(self.platform.subject, "right_declined", by=by, reason=reason, right=self.pk)
        notices.right_answered(self, by=by)


def replaced() -> dict[str, Any]:
    return {"state": RightState.REPLACED, "replaced_at": Now()}


@transaction.atomic
def enter(platform: Platform, area: Area, *, by: User, instead_of: Right | None = None, **facts: Any) -> Right:
    """Write a row in the register. ``instead_of`` is the row that was on the screen: is it no longer there, then no."""
    if instead_of is not None and not Right.objects.current().filter(pk=instead_of.pk).update(**replaced()):
        raise Refused(CHANGED)
    row = Right(platform=platform, area=area, state=RightState.CURRENT, by=by, stood_at=timezone.now(), **facts)
    _stand_alone(row.save)
    _tell_change(row, by=by)
    notices.right_changed(row, by=by)
    return row


@transaction.atomic
def propose(platform: Platform, area: Area, *, by: User, **facts: Any) -> Right:
    """A coordinator says how it is; the team looks at it and answers."""
    row = Right(platform=platform, area=area, state=RightState.PROPOSED, by=by, **facts)
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        raise Refused(WAITS) from None
    record(platform.subject, "right_proposed", by=by, reason=row.reason, right=row.pk, standing=row.standing)
    notices.right_proposed(row)
    return row


def remind_of_reviews() -> int:
    """Ask whether what stands in the register still holds, once for each row. Two workers at once ask once."""
    return sum(_remind_one(pk) for pk in Right.objects.to_review().values_list("pk", flat=True))


@transaction.atomic
def _remind_one(pk: int) -> bool:
    if not Right.objects.to_review().filter(pk=pk).update(reminded_at=Now()):
        return False
    notices.right_to_review(Right.objects.select_related("platform__subject", "area").get(pk=pk))
    return True


def _stand_alone(write: Any) -> None:
    """Two who write the same line at once: the database keeps one."""
    try:
        with transaction.atomic():
            write()
    except IntegrityError:
        raise Refused(CHANGED) from None


def _tell_change(row: Right, *, by: User) -> None:
    data = {"right": row.pk, "standing": row.standing}
    record(row.platform.subject, "right_changed", by=by, reason=row.reason, reach=Reach.THING, **data)
