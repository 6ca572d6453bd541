"""Asking another desk: may this move to your platform, may this go into your initiative?

The desk of the one side asks, with a reason; the other side says yes, or no with a reason. Whoever holds both desks
decides at once, with the reason as everybody's to read.
"""

from typing import Self

from django.conf import settings
from django.db import IntegrityError, models, transaction
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coalitie.activity.models import record
from coalitie.lib.refused import Refused
from coalitie.lib.transitions import move
from coalitie.people.models import Person, User
from coalitie.people.personal import Mine
from initiatives.models.initiative import Initiative
from initiatives.models.joining import hold, merge, move_house
from initiatives.models.rows import PATIENCE
from initiatives.notices import record as notices
from platforms.models import Platform

ANSWERED = _("Dit verzoek is al beantwoord.")


class ShiftKind(models.TextChoices):
    MOVE = "move", _("verhuizen naar een ander platform")
    MERGE = "merge", _("samenvoegen met een ander initiatief")


class ShiftOutcome(models.TextChoices):
    OPEN = "open", _("wacht op antwoord")
    ACCEPTED = "accepted", _("ja")
    DECLINED = "declined", _("nee")
    WITHDRAWN = "withdrawn", _("ingetrokken")


class ShiftQuerySet(models.QuerySet["Shift"]):
    def open(self) -> Self:
        return self.filter(outcome=ShiftOutcome.OPEN)

    def unheard(self) -> Self:
        """Asked days ago, not answered, and nobody was reminded yet."""
        return self.open().filter(asked_at__lt=timezone.now() - PATIENCE, reminded_at=None)

    def answerable_by(self, user: Person) -> Self:
        """What waits for this person's yes or no: the desk of the other platform, or who pulls the other initiative."""
        if not user.is_authenticated:
            return self.none()
        if user.in_team:
            return self.open()
        desks = user.memberships.coordinating().values("platform")
        pulls = user.participations.pulling().values("initiative")
        return self.open().filter(Q(platform__in=desks) | Q(into__platform__in=desks) | Q(into__in=pulls))

    def visible_to(self, user: Person) -> Self:
        """Both desks, who pulls either initiative, and the team: what is asked there is theirs, not yet the city's."""
        if not user.is_authenticated:
            return self.none()
        if user.in_team:
            return self.all()
        desks = user.memberships.coordinating().values("platform")
        pulls = user.participations.pulling().values("initiative")
        own = Q(initiative__platform__in=desks) | Q(initiative__in=pulls) | Q(asked_by=user)
        return self.filter(own | Q(platform__in=desks) | Q(into__platform__in=desks) | Q(into__in=pulls))


class Shift(models.Model):
    """One such question, and its answer."""

    initiative = models.ForeignKey(Initiative, on_delete=models.CASCADE, related_name="shifts")
    kind = models.CharField(_("wat"), max_length=10, choices=ShiftKind)
    platform = models.ForeignKey(Platform, on_delete=models.PROTECT, null=True, related_name="+")
    into = models.ForeignKey(Initiative, on_delete=models.PROTECT, null=True, related_name="+")
    reason = models.TextField(_("waarom"), max_length=1000)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, editable=False, related_name="+"
    )
    asked_at = models.DateTimeField(_("gevraagd op"), db_default=Now(), editable=False)
    outcome = models.CharField(_("antwoord"), max_length=10, choices=ShiftOutcome, default=ShiftOutcome.OPEN)
    answer = models.TextField(_("reden bij het antwoord"), max_length=1000, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, editable=False, related_name="+"
    )
    answered_at = models.DateTimeField(_("beantwoord op"), null=True, editable=False)
    reminded_at = models.DateTimeField(null=True, editable=False)

    objects = ShiftQuerySet.as_manager()

    personal = {
        "asked_by": Mine("Verzoeken om te verhuizen of samen te voegen", ("initiative", "kind", "reason", "asked_at")),
        "answered_by": Mine("Zulke verzoeken die je beantwoordde", ("initiative", "kind", "answer", "answered_at")),
    }

    class Meta:
        verbose_name = _("verzoek tussen platforms")
        verbose_name_plural = _("verzoeken tussen platforms")
        constraints = [
            models.CheckConstraint(
                name="shift_goes_somewhere",
                condition=Q(kind=ShiftKind.MOVE, platform__isnull=False, into=None)
                | Q(kind=ShiftKind.MERGE, platform=None, into__isnull=False),
                violation_error_message=_("Kies waar het heen gaat."),
            ),
            models.CheckConstraint(
                name="shift_not_into_itself",
                condition=Q(into=None) | ~Q(into=F("initiative")),
                violation_error_message=_("Een initiatief gaat niet met zichzelf samen."),
            ),
            models.CheckConstraint(
                name="shift_has_reason",
                condition=~Q(reason=""),
                violation_error_message=_("Schrijf waarom je dit vraagt."),
            ),
            models.CheckConstraint(
                name="shift_answered_with_date",
                condition=Q(outcome=ShiftOutcome.OPEN, answered_at=None)
                | Q(outcome__in=ShiftOutcome.values, answered_at__isnull=False) & ~Q(outcome=ShiftOutcome.OPEN),
                violation_error_message=_("Een antwoord heeft een datum."),
            ),
            models.CheckConstraint(
                name="shift_no_has_reason",
                condition=~Q(outcome=ShiftOutcome.DECLINED) | ~Q(answer=""),
                violation_error_message=_("Schrijf waarom niet; dat leest wie het vroeg."),
            ),
            models.UniqueConstraint(
                "initiative",
                name="shift_one_at_a_time",
                condition=Q(outcome=ShiftOutcome.OPEN),
                violation_error_message=_("Er loopt al een verzoek voor dit initiatief."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.initiative}: {self.get_kind_display()}"

    @property
    def is_open(self) -> bool:
        return self.outcome == ShiftOutcome.OPEN

    @property
    def target(self) -> Platform | Initiative:
        """Where it would go."""
        found = self.platform or self.into
        assert found is not None  # noqa: S101 — a constraint says so
        return found

    @transaction.atomic
    def accept(self, *, by: User, answer: str = "") -> None:
        """Yes: it moves, or the two become one, in this same transaction."""
        hold(self.initiative, self.into)
        self._answer(ShiftOutcome.ACCEPTED, by=by, answer=answer)
        if self.into is not None:
            merge(self.initiative, self.into, by=by, reason=self.reason)
        elif self.platform is not None:
            move_house(self.initiative, self.platform, by=by, reason=self.reason)
        notices.shift_answered(self, by=by)

    @transaction.atomic
    def decline(self, *, by: User, answer: str) -> None:
        self._answer(ShiftOutcome.DECLINED, by=by, answer=answer)
        record(self.initiative.subject, f"{self.kind}_declined", by=by, reason=answer, shift=self.pk)
        notices.shift_answered(self, by=by)

    @transaction.atomic
    def withdraw(self, *, by: User) -> None:
        self._answer(ShiftOutcome.WITHDRAWN, by=by, answer="")
        record(self.initiative.subject, f"{self.kind}_withdrawn", by=by, shift=self.pk)

    def _answer(self, outcome: ShiftOutcome, *, by: User, answer: str) -> None:
        found = {"answer": answer, "answered_by": by, "answered_at": Now()}
        move(self, outcome, field="outcome", only_from=[ShiftOutcome.OPEN], otherwise=ANSWERED, **found)


@transaction.atomic
def ask_to_move(initiative: Initiative, *, to: Platform, by: User, reason: str) -> Shift:
    """The desk here asks the desk there. Sent twice it is asked once."""
    held = hold(initiative)[0]
    if held.platform_id == to.pk:
        raise Refused(_("Het initiatief hoort al bij dit platform."))
    return _ask(held, kind=ShiftKind.MOVE, platform=to, by=by, reason=reason)


@transaction.atomic
def ask_to_merge(initiative: Initiative, *, into: Initiative, by: User, reason: str, decides: bool = False) -> Shift:
    """Ask who pulls the other one; whose desk holds both may also decide at once. Sent twice it is asked once."""
    held, other = hold(initiative, into)
    shift = _ask(held, kind=ShiftKind.MERGE, into=other, by=by, reason=reason, tells=not decides)
    if decides:
        shift.accept(by=by)
    return shift


def _ask(
    initiative: Initiative,
    *,
    kind: ShiftKind,
    by: User,
    reason: str,
    tells: bool = True,
    platform: Platform | None = None,
    into: Initiative | None = None,
) -> Shift:
    asked = Shift.objects.open().filter(initiative=initiative).first()
    if asked is not None:
        if (asked.kind, asked.platform_id, asked.into_id) == (kind, platform and platform.pk, into and into.pk):
            return asked
        raise Refused(_("Er loopt al een verzoek voor dit initiatief. Wacht op het antwoord, of trek het in."))
    try:
        with transaction.atomic():
            shift = Shift.objects.create(
                initiative=initiative, kind=kind, platform=platform, into=into, asked_by=by, reason=reason
            )
    except IntegrityError:
        raise Refused(_("Er loopt al een verzoek voor dit initiatief.")) from None
    record(initiative.subject, f"{kind}_asked", by=by, reason=reason, shift=shift.pk)
    if tells:
        notices.shift_asked(shift, by=by)
    return shift
