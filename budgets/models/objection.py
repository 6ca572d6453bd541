"""A second look: at a plan that got a "no", and at the count of a round; by somebody who had no part in it."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from budgets.models.assessment import Assessment
from budgets.models.panel import Seat
from budgets.models.request import OBJECTABLE, Carrier, Request
from budgets.models.round import Round
from coalitie.discussion import models as discussion
from coalitie.discussion.models import Outcome
from coalitie.discussion.models.objection import ObjectionQuerySet as Objections
from coalitie.people.models import Person, User
from coalitie.people.personal import Mine

# A rule of every round, told on its page: so long after a "no" there is time to object, whatever the dates say.
OBJECT_DAYS = 3


class ObjectionQuerySet(Objections):
    def reviewable_by(self, user: Person) -> Self:
        """For a desk of elsewhere and the team; never who ran it, decided, asked, carries or assessed."""
        if not isinstance(user, User) or not (user.in_team or user.desk_since):
            return self.none()
        own = user.memberships.coordinating().values("platform")
        runs = Round.platforms.through.objects.filter(platform__in=own).values("round")
        part = Exists(Carrier.objects.filter(request=OuterRef("request"), person=user)) | Exists(
            Assessment.objects.filter(request=OuterRef("request"), assessor=user)
        )
        decides = Seat.objects.filter(person=user).values("round")
        strange = self.exclude(request__round__in=runs).exclude(request__round__in=decides).exclude(part)
        for column in ("request__author", "decided_by"):
            strange = strange.filter(Q(**{column: None}) | ~Q(**{column: user}))
        return strange.filter(Q(outcome=Outcome.OPEN) | Q(answered_by=user))


class RequestObjection(discussion.Objection):
    request = models.ForeignKey(
        Request, on_delete=models.CASCADE, related_name="objections", verbose_name=_("aanvraag")
    )
    about = models.CharField(
        _("besluit"), max_length=20, choices=[(status, status.label) for status in OBJECTABLE], editable=False
    )
    why_not = models.TextField(_("reden van het besluit"), editable=False)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, editable=False, related_name="+"
    )

    objects = ObjectionQuerySet.as_manager()

    personal = {
        "by": Mine("Bezwaren over aanvragen", ("request", "text", "at", "outcome", "answer")),
        "answered_by": Mine("Bezwaren over aanvragen die je beantwoordde", ("request", "answer", "answered_at")),
        "decided_by": Mine("Besluiten over aanvragen waar iemand bezwaar tegen maakte", ("request", "about")),
    }

    class Meta(discussion.Objection.Meta):
        abstract = False
        verbose_name = _("bezwaar over een aanvraag")
        verbose_name_plural = _("bezwaren over aanvragen")
        constraints = [
            *discussion.Objection.Meta.constraints,
            models.UniqueConstraint(
                fields=["request", "about"],
                name="requestobjection_once",
                violation_error_message=_("Je hebt al gevraagd of iemand opnieuw wil kijken. Dat kan één keer."),
            ),
            models.CheckConstraint(
                name="requestobjection_about_a_no",
                condition=Q(about__in=OBJECTABLE),
                violation_error_message=_("Een bezwaar gaat over een ‘nee’."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.request)


class CountObjectionQuerySet(Objections):
    def reviewable_by(self, user: Person) -> Self:
        """For a desk of elsewhere and the team; never who ran the round, has a plan in it, or asks."""
        if not isinstance(user, User) or not (user.in_team or user.desk_since):
            return self.none()
        own = user.memberships.coordinating().values("platform")
        runs = Round.platforms.through.objects.filter(platform__in=own).values("round")
        asks = Request.objects.filter(author=user).values("round")
        carries = Carrier.objects.filter(person=user).values("request__round")
        strange = self.exclude(round__in=runs).exclude(round__in=asks).exclude(round__in=carries)
        strange = strange.filter(Q(by=None) | ~Q(by=user))
        return strange.filter(Q(outcome=Outcome.OPEN) | Q(answered_by=user))


class CountObjection(discussion.Objection):
    """Something is not right about a provisional outcome. As long as one is open, nothing becomes final."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="objections", verbose_name=_("ronde"))

    objects = CountObjectionQuerySet.as_manager()

    personal = {
        "by": Mine("Bezwaren over een uitslag", ("round", "text", "at", "outcome", "answer")),
        "answered_by": Mine("Bezwaren over een uitslag die je beantwoordde", ("round", "answer", "answered_at")),
    }

    class Meta(discussion.Objection.Meta):
        abstract = False
        verbose_name = _("bezwaar over een uitslag")
        verbose_name_plural = _("bezwaren over uitslagen")
        constraints = [
            *discussion.Objection.Meta.constraints,
            models.UniqueConstraint(
                fields=["round", "by"],
                name="countobjection_once_each",
                violation_error_message=_("Je hebt al bezwaar gemaakt tegen deze uitslag."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.round)
