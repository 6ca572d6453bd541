"""One question under which several platforms put their name, each by its own decision, before it is sent.

Locks are taken in one order: the question, then its signatures.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from coalitie.activity.models import record
from coalitie.lib.refused import Refused
from coalitie.lib.transitions import move
from coalitie.people.models import Person, User
from coalitie.people.personal import Mine
from initiatives.notices import question as notices
from platforms.models import Platform

if TYPE_CHECKING:
    from initiatives.models.question import Question

SENT_ALREADY = _("Deze vraag is al verstuurd. Wie eronder staat, ligt nu vast.")
MOST_SIGNERS = 60


class SignatureStatus(models.TextChoices):
    OPEN = "open", _("Nog geen besluit")
    YES = "yes", _("Tekent mee")
    NO = "no", _("Tekent niet mee")
    WITHDRAWN = "withdrawn", _("Trok zich terug")
    LATE = "late", _("Besloot niet op tijd")


class SignatureQuerySet(models.QuerySet["Signature"]):
    def visible_to(self, user: Person) -> Self:
        """Who signed what was sent is public; the rest is between the platforms concerned."""
        shown = Q(status=SignatureStatus.YES, question__asked_on__isnull=False, question__hidden_at=None)
        shown &= Q(platform__hidden_at=None)
        if not user.is_authenticated:
            return self.filter(shown)
        if user.in_team:
            return self.all()
        asks = Q(question__platform__in=user.memberships.pulling().values("platform"))
        signs = Q(platform__in=user.memberships.coordinating().values("platform"))
        return self.filter(shown | asks | signs | Q(question__author=user))

    def signed(self) -> Self:
        return self.filter(status=SignatureStatus.YES)

    def open(self) -> Self:
        return self.filter(status=SignatureStatus.OPEN)

    def by_name(self) -> Self:
        return self.select_related("platform").order_by("platform__name", "pk")


class Signature(models.Model):
    question = models.ForeignKey("initiatives.Question", on_delete=models.CASCADE, related_name="signatures")
    platform = models.ForeignKey(Platform, on_delete=models.PROTECT, related_name="signatures")
    status = models.CharField(_("besluit"), max_length=10, choices=SignatureStatus, default=SignatureStatus.OPEN)
    reason = models.CharField(_("reden"), max_length=500, blank=True)
    asked_at = models.DateTimeField(_("gevraagd op"), db_default=Now(), editable=False)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, editable=False, related_name="+"
    )
    decided_at = models.DateTimeField(_("besloten op"), null=True, editable=False)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, editable=False, related_name="+"
    )

    objects = SignatureQuerySet.as_manager()

    personal = {
        "asked_by": Mine("Platforms die je vroeg om mee te tekenen", ("question", "platform", "asked_at")),
        "decided_by": Mine("Besluiten over meetekenen", ("question", "platform", "status", "reason", "decided_at")),
    }

    class Meta:
        verbose_name = _("ondertekening")
        verbose_name_plural = _("ondertekeningen")
        constraints = [
            models.UniqueConstraint(
                "question", "platform", name="signature_once", violation_error_message=_("Dit platform is al gevraagd.")
            ),
            models.CheckConstraint(
                name="signature_status_known",
                condition=Q(status__in=SignatureStatus.values),
                violation_error_message=_("Dit besluit bestaat niet."),
            ),
            models.CheckConstraint(
                name="signature_no_has_reason",
                condition=~Q(status__in=[SignatureStatus.NO, SignatureStatus.WITHDRAWN]) | ~Q(reason=""),
                violation_error_message=_("Schrijf waarom jullie niet meetekenen."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.platform}: {self.get_status_display()}"

    # --- Verbs --------------------------------------------------------------------------------------------------------
    def sign(self, *, by: User) -> None:
        undecided = [SignatureStatus.OPEN, SignatureStatus.NO, SignatureStatus.WITHDRAWN]
        self._decide(SignatureStatus.YES, undecided, by=by)

    def refuse(self, *, by: User, reason: str) -> None:
        self._decide(SignatureStatus.NO, [SignatureStatus.OPEN], by=by, reason=reason)

    def withdraw(self, *, by: User, reason: str) -> None:
        """Take back a yes, as long as the letter did not leave."""
        self._decide(SignatureStatus.WITHDRAWN, [SignatureStatus.YES], by=by, reason=reason)

    @transaction.atomic
    def _decide(self, to: str, only_from: Iterable[str], *, by: User, reason: str = "") -> None:
        """Pressed twice it is decided once; nobody decides about a letter that left, or that is written anew."""
        question = hold(self.question)
        if question.status != "ready":
            raise Refused(SENT_ALREADY if question.asked_on else _("Deze tekst wordt nog geschreven."))
        if Signature.objects.filter(pk=self.pk, status=to).exists():
            return
        otherwise = _("Jullie besluit is intussen veranderd. Kijk eerst hoe het er nu staat.")
        move(self, to, only_from=only_from, otherwise=otherwise, reason=reason, decided_by=by, decided_at=Now())
        record(question.subject, f"signature_{to}", by=by, reason=reason, platform=self.platform_id)
        notices.signature_decided(self, by=by)


def hold(question: Question) -> Question:
    """The row as it is now, held until the transaction ends."""
    model: Any = type(question)
    held: Question = (
        model.objects.select_for_update(no_key=True, of=("self",)).select_related("subject").get(pk=question.pk)
    )
    return held


@transaction.atomic
def invite(question: Question, platforms: Iterable[Platform], *, by: User) -> list[Signature]:
    """Ask other platforms to sign too. One that was asked already is not asked again."""
    held = hold(question)
    if held.status not in ("draft", "ready"):
        raise Refused(SENT_ALREADY)
    known = set(held.signatures.values_list("platform", flat=True)) | {held.platform_id}
    new = [Signature(question=held, platform=one, asked_by=by) for one in platforms if one.pk not in known]
    if len(known) + len(new) > MOST_SIGNERS:
        raise Refused(_("Zoveel platforms passen niet onder één vraag."))
    Signature.objects.bulk_create(new)
    if new:
        record(held.subject, "question_invited", by=by, platforms=[one.platform_id for one in new])
    if held.status == "ready":
        notices.sign_asked(held, new, by=by)
    return new
