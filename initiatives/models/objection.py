"""Every "no" can be looked at again, once, by somebody of another platform."""

from typing import Self

from django.conf import settings
from django.db import IntegrityError, models, transaction
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coalitie.activity.models import record
from coalitie.lib.refused import Refused
from coalitie.lib.transitions import move
from coalitie.people.models import Person, User
from coalitie.people.personal import Mine
from initiatives.models.initiative import Initiative
from initiatives.models.rows import PATIENCE
from initiatives.models.status import Status
from initiatives.notices import initiative as notices


class Outcome(models.TextChoices):
    OPEN = "open", _("Nog niet beantwoord")
    UPHELD = "upheld", _("Het blijft bij nee")
    OVERTURNED = "overturned", _("Het wordt toch geplaatst")


class ObjectionQuerySet(models.QuerySet["Objection"]):
    def open(self) -> Self:
        return self.filter(outcome=Outcome.OPEN)

    def unheard(self) -> Self:
        return self.open().filter(at__lt=timezone.now() - PATIENCE, reminded_at=None)

    def readable_by(self, user: Person) -> Self:
        """What somebody at a desk may read because of an objection: what waits for a look, and what one answered."""
        if not user.is_authenticated or not (user.in_team or user.desk_since):
            return self.none()
        return self.filter(Q(outcome=Outcome.OPEN) | Q(answered_by=user))

    def visible_to(self, user: Person) -> Self:
        """One's own, and what one may judge: never of a platform one coordinates, nor what one declined oneself."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(Q(initiative__author=user) | Q(pk__in=self.model.objects.reviewable_by(user).values("pk")))

    def reviewable_by(self, user: Person) -> Self:
        if not user.is_authenticated or not (user.in_team or user.desk_since):
            return self.none()
        own = user.memberships.coordinating().filter(platform=OuterRef("initiative__platform"))
        return (
            self.filter(~Exists(own), Q(initiative__author=None) | ~Q(initiative__author=user))
            .filter(Q(initiative__decided_by=None) | ~Q(initiative__decided_by=user) | Q(answered_by=user))
            .filter(Q(outcome=Outcome.OPEN) | Q(answered_by=user))
        )


class Objection(models.Model):
    """The author of a declined proposal asks for a second look. Once."""

    initiative = models.OneToOneField(Initiative, on_delete=models.CASCADE, related_name="objection")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, editable=False, related_name="objections"
    )
    text = models.TextField(_("bezwaar"), max_length=3000)
    at = models.DateTimeField(_("gevraagd op"), db_default=Now(), editable=False)
    outcome = models.CharField(_("uitkomst"), max_length=20, choices=Outcome, default=Outcome.OPEN, editable=False)
    answer = models.TextField(_("antwoord"), max_length=3000, blank=True, editable=False)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        editable=False,
        related_name="answered_objections",
    )
    answered_at = models.DateTimeField(_("beantwoord op"), null=True, editable=False)
    reminded_at = models.DateTimeField(null=True, editable=False)

    objects = ObjectionQuerySet.as_manager()

    personal = {
        "by": Mine("Bezwaren", ("initiative", "text", "at", "outcome", "answer")),
        "answered_by": Mine("Bezwaren die je beantwoordde", ("initiative", "answer", "answered_at")),
    }

    class Meta:
        verbose_name = _("bezwaar")
        verbose_name_plural = _("bezwaren")
        constraints = [
            models.CheckConstraint(
                name="objection_outcome_known",
                condition=Q(outcome__in=Outcome.values),
                violation_error_message=_("Kies een uitkomst uit de lijst."),
            ),
            models.CheckConstraint(
                name="objection_has_words",
                condition=~Q(text=""),
                violation_error_message=_("Schrijf waarom je vindt dat er opnieuw gekeken moet worden."),
            ),
            models.CheckConstraint(
                name="objection_answered_with_reason",
                condition=Q(outcome=Outcome.OPEN, answered_at=None, answer="")
                | ~Q(outcome=Outcome.OPEN) & Q(answered_at__isnull=False) & ~Q(answer=""),
                violation_error_message=_("Een antwoord op een bezwaar heeft een reden en een datum."),
            ),
        ]
        indexes = [models.Index("at", name="objection_open", condition=Q(outcome=Outcome.OPEN))]

    def __str__(self) -> str:
        return str(self.initiative)

    @transaction.atomic
    def settle(self, outcome: str, *, by: User, answer: str) -> None:
        """Answer it, with the reason. Overturned means that the proposal is published at once."""
        move(
            self,
            outcome,
            field="outcome",
            only_from=[Outcome.OPEN],
            otherwise=_("Dit bezwaar is al beantwoord."),
            answer=answer,
            answered_by=by,
            answered_at=Now(),
        )
        record(self.initiative.subject, f"objection_{outcome}", by=by, reason=answer)
        if outcome == Outcome.OVERTURNED:
            self.initiative.publish_after_objection(by=by)
        notices.objection_settled(self)


@transaction.atomic
def object_to(initiative: Initiative, *, by: User, text: str) -> Objection:
    """Ask for a second look at a "no"."""
    if not Initiative.objects.select_for_update(no_key=True).filter(pk=initiative.pk, status=Status.DECLINED):
        raise Refused(_("Dit voorstel is niet afgewezen, dus er is niets om opnieuw te bekijken."))
    try:
        with transaction.atomic():
            objection = Objection.objects.create(initiative=initiative, by=by, text=text)
    except IntegrityError:
        raise Refused(_("Je hebt al gevraagd of iemand opnieuw wil kijken. Dat kan één keer.")) from None
    record(initiative.subject, "objection_made", by=by)
    notices.objection_made(objection)
    return objection
