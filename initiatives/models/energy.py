"""Krijg je er energie van? Asked of those who do it, never of the crowd."""

from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models, transaction
from django.db.models import Count, Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coalitie.activity.models import record
from coalitie.lib.refused import Refused
from coalitie.people.models import Person, User
from coalitie.people.personal import Mine
from initiatives.energy import EVERY, Tally, is_falling, is_less
from initiatives.models.initiative import Initiative
from initiatives.models.role import Role
from initiatives.models.status import DOING, OPEN
from initiatives.notices import energy as notices

DO_IT = (Role.PULLER, Role.DOER)


class Answer(models.TextChoices):
    YES = "yes", _("Ja")
    BIT = "bit", _("Een beetje")
    NO = "no", _("Nu niet")


class EnergyRoundQuerySet(models.QuerySet["EnergyRound"]):
    def with_sums(self) -> Self:
        return self.annotate(**{value: Count("checks", filter=Q(checks__answer=value)) for value in Answer.values})


class EnergyRound(models.Model):
    """Everybody who does it is asked once. The first one begins with the first answer; later ones by the clock."""

    initiative = models.ForeignKey(Initiative, on_delete=models.CASCADE, related_name="energy_rounds")
    number = models.PositiveSmallIntegerField(_("ronde"))
    opened_at = models.DateTimeField(_("begonnen op"), default=timezone.now, editable=False)
    # When the group and the platform were told that energy is falling, so that each round tells it once.
    told_at = models.DateTimeField(null=True, editable=False)

    objects = EnergyRoundQuerySet.as_manager()

    class Meta:
        verbose_name = _("energieronde")
        verbose_name_plural = _("energierondes")
        constraints = [
            models.UniqueConstraint(
                "initiative", "number", name="energy_round_once", violation_error_message=_("Deze ronde is er al.")
            )
        ]

    def __str__(self) -> str:
        return f"{self.initiative_id}, ronde {self.number}"

    @property
    def tally(self) -> Tally:
        """Needs ``with_sums``."""
        return Tally(self.yes, self.bit, self.no)  # type: ignore[attr-defined]


class EnergyCheckQuerySet(models.QuerySet["EnergyCheck"]):
    def visible_to(self, user: Person) -> Self:
        """Own answers, and those of the group for who does it too and was welcomed."""
        if not user.is_authenticated:
            return self.none()
        mine = user.participations.known().filter(role__in=DO_IT).values("initiative")
        return self.filter(Q(person=user) | Q(round__initiative__in=mine))


class EnergyCheck(models.Model):
    """What one person answered in one round."""

    round = models.ForeignKey(EnergyRound, on_delete=models.CASCADE, related_name="checks")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="energy_checks")
    answer = models.CharField(_("antwoord"), max_length=3, choices=Answer)
    line = models.CharField(_("toelichting"), max_length=200, blank=True)
    at = models.DateTimeField(_("gegeven op"), db_default=Now(), editable=False)

    objects = EnergyCheckQuerySet.as_manager()

    personal = {"person": Mine("Waar je energie van krijgt", ("round", "answer", "line", "at"), "delete")}

    class Meta:
        verbose_name = _("energieantwoord")
        verbose_name_plural = _("energieantwoorden")
        constraints = [
            models.UniqueConstraint(
                "round", "person", name="energy_check_once", violation_error_message=_("Je gaf al antwoord.")
            ),
            models.CheckConstraint(
                name="energy_check_answer_known",
                condition=Q(answer__in=Answer.values),
                violation_error_message=_("Kies een antwoord uit de lijst."),
            ),
        ]

    def __str__(self) -> str:
        return self.get_answer_display()


@transaction.atomic
def say_energy(initiative: Initiative, *, by: User, answer: str, line: str = "") -> EnergyCheck:
    """Answer in the round that is open; once more changes the answer. Only for who does it.

    Holds the initiative's row, so that a try-out begins before or after this answer and never halfway.
    """
    initiative.hold()
    does_it = initiative.participations.current().filter(person=by, role__in=DO_IT)
    if initiative.status not in OPEN or not does_it.exists():
        raise Refused(_("Deze vraag is voor wie dit initiatief doet, zolang het loopt."))
    now = initiative.energy_rounds.order_by("-number").first()
    now = now or EnergyRound.objects.create(initiative=initiative, number=1)
    said, _created = EnergyCheck.objects.update_or_create(
        round=now, person=by, defaults={"answer": answer, "line": line, "at": Now()}
    )
    tell_when_falling(initiative)
    return said


def energy_of(initiative: Initiative) -> tuple[Tally, Tally | None]:
    """The sums of the round that is open and of the one before."""
    rounds = [one.tally for one in initiative.energy_rounds.with_sums().order_by("-number")[:2]]
    return rounds[0] if rounds else Tally(), rounds[1] if len(rounds) > 1 else None


def asked_in(initiative: Initiative) -> int:
    """How many people are asked."""
    return initiative.participations.current().filter(role__in=DO_IT).values("person").distinct().count()


def tell_when_falling(initiative: Initiative) -> None:
    """Once a round, to who pulls it and to the platform's coordinators; within the caller's transaction."""
    now, before = energy_of(initiative)
    if initiative.status not in DOING or not is_falling(now, asked_in(initiative), before):
        return
    latest = initiative.energy_rounds.order_by("-number").values("pk")[:1]
    if EnergyRound.objects.filter(pk__in=latest, told_at=None).update(told_at=Now()):
        record(initiative.subject, "energy_falls", by=None)
        notices.falls(initiative, less=is_less(now, before))


def due(at: datetime) -> models.QuerySet[Initiative]:
    """Where the question comes back: being done, four weeks in this stage, and four weeks after the last round."""
    since = at - EVERY
    recent = EnergyRound.objects.filter(opened_at__gt=since).values("initiative")
    return Initiative.objects.published().filter(status__in=DOING, staged_at__lte=since).exclude(pk__in=recent)


@transaction.atomic
def ask_again(initiative: Initiative) -> bool:
    """Open the next round and mail who does it, at once: a killed worker leaves all of it or nothing.

    False when somebody else just did, or nobody is there to ask.
    """
    initiative.hold()
    if not due(timezone.now()).filter(pk=initiative.pk).exists():
        return False
    people = list(User.objects.filter(participations__in=does(initiative)).distinct())
    if not people:
        return False
    last = initiative.energy_rounds.aggregate(last=models.Max("number"))["last"] or 0
    EnergyRound.objects.create(initiative=initiative, number=last + 1)
    notices.asked(initiative, people)
    return True


def does(initiative: Initiative) -> models.QuerySet:
    return initiative.participations.current().filter(role__in=DO_IT)
