"""Every "no" can be looked at again, once, by somebody of another platform: a declined proposal, and hidden words."""

from typing import Self

from django.db import IntegrityError, models, transaction
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coalitie.activity.models import record
from coalitie.discussion import models as discussion
from coalitie.discussion.models import Outcome as Outcome
from coalitie.discussion.models.objection import ObjectionQuerySet as Objections
from coalitie.lib.refused import Refused
from coalitie.people.models import Person, User
from coalitie.people.personal import Mine
from initiatives.models.case import Decision
from initiatives.models.initiative import Initiative
from initiatives.models.rows import PATIENCE
from initiatives.models.status import Status
from initiatives.models.topic import marks_of, subject_of, topic_of
from initiatives.notices import objection as notices
from platforms.models import Platform

ONCE = _("Je hebt al gevraagd of iemand opnieuw wil kijken. Dat kan één keer.")


class ObjectionQuerySet(Objections):
    def unheard(self) -> Self:
        return self.open().filter(at__lt=timezone.now() - PATIENCE, reminded_at=None)

    def readable_by(self, user: Person) -> Self:
        """What somebody at a desk may read because of an objection: what waits for a look, and what one answered."""
        if not user.is_authenticated or not (user.in_team or user.desk_since):
            return self.none()
        return self.filter(Q(outcome=Outcome.OPEN) | Q(answered_by=user))

    def visible_to(self, user: Person) -> Self:
        """One's own, and what one may judge: never of a platform one coordinates, nor what one decided oneself."""
        if not user.is_authenticated:
            return self.none()
        own = Q(initiative__author=user) | Q(decision__author=user)
        return self.filter(own | Q(pk__in=self.model.objects.reviewable_by(user).values("pk")))

    def reviewable_by(self, user: Person) -> Self:
        own = Q()
        if user.is_authenticated:
            desk = user.memberships.coordinating().filter(platform=OuterRef("of_platform"))
            own = ~Exists(desk) & strangers(user)
        return (
            self.readable_by(user)
            .alias(
                of_platform=Coalesce("decision__platform", "initiative__platform"),
                author=Coalesce("decision__author", "initiative__author"),
                judge=Coalesce("decision__by", "initiative__decided_by"),
            )
            .filter(own)
        )


def strangers(user: User) -> Q:
    """Neither who wrote it nor who decided; an answer of one's own can be read back."""
    wrote = Q(author=None) | ~Q(author=user.pk)
    return wrote & (Q(judge=None) | ~Q(judge=user.pk) | Q(answered_by=user))


class Objection(discussion.Objection):
    """Whom a "no" concerns asks for a second look. Once."""

    initiative = models.OneToOneField(Initiative, on_delete=models.CASCADE, null=True, related_name="objection")
    decision = models.OneToOneField(Decision, on_delete=models.CASCADE, null=True, related_name="objection")

    objects = ObjectionQuerySet.as_manager()

    personal = {
        "by": Mine("Bezwaren", ("initiative", "decision", "text", "at", "outcome", "answer")),
        "answered_by": Mine("Bezwaren die je beantwoordde", ("initiative", "decision", "answer", "answered_at")),
    }

    class Meta(discussion.Objection.Meta):
        abstract = False
        verbose_name = _("bezwaar")
        verbose_name_plural = _("bezwaren")
        constraints = [
            *discussion.Objection.Meta.constraints,
            models.CheckConstraint(
                name="objection_to_one",
                condition=Q(initiative__isnull=False, decision=None) | Q(initiative=None, decision__isnull=False),
                violation_error_message=_("Een bezwaar gaat over één besluit."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    # --- Questions ----------------------------------------------------------------------------------------------------
    @property
    def title(self) -> str:
        """What it is about; for a comment that which was talked about."""
        return str(self.initiative) if self.decision is None else str(topic_of(self.decision.case.thing))

    @property
    def platform(self) -> Platform | None:
        """Whose "no" it was; none when it was the coalition team's."""
        if self.decision is not None:
            return self.decision.platform
        assert self.initiative is not None  # noqa: S101 — a constraint says so
        return self.initiative.platform

    @property
    def author_id(self) -> int | None:
        return self.decision.author_id if self.decision else self.initiative.author_id if self.initiative else None

    @property
    def judge_id(self) -> int | None:
        return self.decision.by_id if self.decision else self.initiative.decided_by_id if self.initiative else None

    @property
    def waits(self) -> bool:
        declined = self.initiative is None or self.initiative.status == Status.DECLINED
        return self.outcome == Outcome.OPEN and declined

    # --- Verbs --------------------------------------------------------------------------------------------------------
    @transaction.atomic
    def settle(self, outcome: str, *, by: User, answer: str) -> None:
        """Answer it, with the reason. Overturned means that the words are there for all at once."""
        self.close(outcome, by=by, answer=answer)
        self._record(f"objection_{outcome}", by=by, reason=answer)
        if outcome == Outcome.OVERTURNED:
            if self.decision is not None:
                self.decision.turn_back(by=by)
            elif self.initiative is not None:
                self.initiative.publish_after_objection(by=by)
        notices.settled(self)

    def _record(self, verb: str, *, by: User, reason: str = "") -> None:
        if self.initiative is not None:
            record(self.initiative.subject, verb, by=by, reason=reason)
        elif self.decision is not None:
            thing = self.decision.case.thing
            marks = {**marks_of(thing), "decision": self.decision.pk}
            record(subject_of(topic_of(thing)), verb, by=by, reason=reason, **marks)


@transaction.atomic
def object_to(no: Initiative | Decision, *, by: User, text: str) -> Objection:
    """Ask for a second look at a "no": a declined proposal, or a decision about one's words."""
    if isinstance(no, Initiative):
        held = Initiative.objects.select_for_update(no_key=True).filter(pk=no.pk, status=Status.DECLINED)
        if not held:
            raise Refused(_("Dit voorstel is niet afgewezen, dus er is niets om opnieuw te bekijken."))
        columns = {"initiative": no}
    else:
        if not no.is_hard or not no.words:
            raise Refused(_("Hier is niets om opnieuw te bekijken."))
        columns = {"decision": no}  # type: ignore[dict-item]
    try:
        with transaction.atomic():
            objection = Objection.objects.create(by=by, text=text, **columns)
    except IntegrityError:
        raise Refused(ONCE) from None
    objection._record("objection_made", by=by)
    notices.made(objection)
    return objection
