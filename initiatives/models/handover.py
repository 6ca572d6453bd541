"""Who carries an initiative: pulling together, handing over the key, and offering to carry what nobody carries."""

from typing import Self

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from coalitie.activity.models import Reach, record
from coalitie.lib.refused import Refused
from coalitie.people.models import Person, User
from coalitie.people.personal import Mine
from initiatives.models.initiative import Initiative
from initiatives.models.role import Role
from initiatives.models.status import CARRIED
from initiatives.notices import handover as notices


class Kind(models.TextChoices):
    TOGETHER = "together", _("Samen trekken")
    OVER = "over", _("Sleutel overdragen")
    OFFER = "offer", _("Aangeboden om te trekken")


class Settled(models.TextChoices):
    WAITING = "waiting", _("Wacht op antwoord")
    ACCEPTED = "accepted", _("Aangenomen")
    DECLINED = "declined", _("Liever niet")
    TAKEN_BACK = "taken_back", _("Ingetrokken")


class HandoverQuerySet(models.QuerySet["Handover"]):
    def waiting(self) -> Self:
        return self.filter(outcome=Settled.WAITING)

    def visible_to(self, user: Person) -> Self:
        """For who is asked, who asked, who pulls it, and whose platform it is."""
        if not user.is_authenticated:
            return self.none()
        if user.in_team:
            return self.all()
        pulls = user.participations.pulling().values("initiative")
        platforms = user.memberships.coordinating().values("platform")
        mine = Q(person=user) | Q(by=user)
        return self.filter(mine | Q(initiative__in=pulls) | Q(initiative__platform__in=platforms))


class Handover(models.Model):
    """A question about the key to one person; nothing changes before the answer is yes.

    ``person`` is who would pull it. ``by`` asked: somebody who pulls it, or with an offer that person itself.
    """

    initiative = models.ForeignKey(Initiative, on_delete=models.CASCADE, related_name="handovers")
    kind = models.CharField(_("soort"), max_length=10, choices=Kind)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="handovers")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="handovers_asked")
    line = models.CharField(_("woord erbij"), max_length=300, blank=True)
    at = models.DateTimeField(_("gevraagd op"), db_default=Now(), editable=False)
    outcome = models.CharField(_("uitkomst"), max_length=10, choices=Settled, default=Settled.WAITING, editable=False)
    settled_at = models.DateTimeField(_("beantwoord op"), null=True, editable=False)

    objects = HandoverQuerySet.as_manager()

    personal = {
        "person": Mine("Vragen om te trekken", ("initiative", "kind", "line", "at", "outcome"), "delete"),
        "by": Mine("Wie je vroeg om te trekken", ("initiative", "kind", "line", "at", "outcome"), "delete"),
    }

    class Meta:
        verbose_name = _("overdracht")
        verbose_name_plural = _("overdrachten")
        constraints = [
            models.UniqueConstraint(
                fields=["initiative", "person"],
                name="handover_one_at_a_time",
                condition=Q(outcome=Settled.WAITING),
                violation_error_message=_("Aan deze persoon is het al gevraagd."),
            ),
            models.CheckConstraint(
                name="handover_kind_known",
                condition=Q(kind__in=Kind.values),
                violation_error_message=_("Kies een soort uit de lijst."),
            ),
            models.CheckConstraint(
                name="handover_settled_has_date",
                condition=Q(outcome=Settled.WAITING, settled_at=None)
                | Q(outcome__in=[Settled.ACCEPTED, Settled.DECLINED, Settled.TAKEN_BACK], settled_at__isnull=False),
                violation_error_message=_("Een antwoord heeft een datum."),
            ),
            models.CheckConstraint(
                name="handover_offer_is_own",
                condition=Q(kind=Kind.OFFER, person=models.F("by"))
                | Q(kind__in=[Kind.TOGETHER, Kind.OVER]) & ~Q(person=models.F("by")),
                violation_error_message=_("Je vraagt een ander, of biedt jezelf aan."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.initiative}"

    @transaction.atomic
    def accept(self, *, by: User) -> None:
        """The answer is yes: the role moves, all at once, under the initiative's row.

        Two who accept the same key at once: the second finds the giver without it and is refused.
        """
        initiative = self.initiative
        initiative.hold()
        if initiative.status not in CARRIED:
            raise Refused(_("Dit initiatief heeft nu geen trekker nodig: het is afgerond of gestopt."))
        pulling = initiative.participations.pulling()
        if self.kind == Kind.OFFER and pulling.exists():
            raise Refused(_("Er is intussen al een trekker."))
        if self.kind != Kind.OFFER and not pulling.filter(person=self.by_id).exists():
            raise Refused(_("Wie je dit vroeg, heeft de sleutel zelf niet meer."))
        # Whoever left, was taken leave of or was blocked since then does not come back with the key.
        if not initiative.participations.current().filter(person=self.person_id, person__blocked_at=None).exists():
            raise Refused(_("Wie de sleutel zou krijgen, doet niet meer mee."))
        self._settle(Settled.ACCEPTED)
        if self.kind == Kind.OVER:
            pulling.filter(person=self.by_id).update(withdrawn_at=Now())
        become_puller(initiative, self.person)
        # The questions of who gave the key away, and offers to carry what is now carried, have lost their ground.
        void = Q(by=self.by) if self.kind == Kind.OVER else Q(kind=Kind.OFFER)
        initiative.handovers.waiting().filter(void).update(outcome=Settled.TAKEN_BACK, settled_at=Now())
        record(initiative.subject, f"handover_{self.kind}", by=by, reach=Reach.THING)
        notices.accepted(self, by)

    @transaction.atomic
    def decline(self, *, by: User, line: str = "") -> None:
        self._settle(Settled.DECLINED)
        notices.declined(self, by, line)

    @transaction.atomic
    def take_back(self, *, by: User) -> None:
        self._settle(Settled.TAKEN_BACK)

    def _settle(self, outcome: Settled) -> None:
        rows = Handover.objects.waiting().filter(pk=self.pk)
        if not rows.update(outcome=outcome, settled_at=Now()):
            raise Refused(_("Deze vraag is al beantwoord of ingetrokken."))
        self.outcome = outcome


@transaction.atomic
def ask_to_pull(initiative: Initiative, *, by: User, person: User, kind: str, line: str = "") -> Handover:
    """Ask somebody who takes part to pull it too, or to take the key over. Asking twice is asking once."""
    initiative.hold()
    taking_part = initiative.participations.current().filter(person=person)
    if initiative.status not in CARRIED or not taking_part.exists():
        raise Refused(_("Vraag iemand die nu meedoet."))
    if initiative.participations.pulling().filter(person=person).exists():
        raise Refused(_("Deze persoon trekt het initiatief al."))
    if not initiative.participations.pulling().filter(person=by).exists():
        raise Refused(_("Alleen wie de sleutel heeft, kan hem delen of overdragen."))
    asked, created = Handover.objects.get_or_create(
        initiative=initiative, person=person, outcome=Settled.WAITING, defaults={"kind": kind, "by": by, "line": line}
    )
    if created:
        notices.asked(asked)
    return asked


@transaction.atomic
def offer_to_pull(initiative: Initiative, *, by: User, line: str = "") -> Handover:
    """Somebody who takes part offers to carry what nobody carries. The platform says yes."""
    initiative.hold()
    if initiative.status not in CARRIED or initiative.participations.pulling().exists():
        raise Refused(_("Dit initiatief heeft een trekker."))
    if not initiative.participations.current().filter(person=by).exists():
        raise Refused(_("Doe eerst mee. Daarna kun je aanbieden om te trekken."))
    offer, created = Handover.objects.get_or_create(
        initiative=initiative,
        person=by,
        outcome=Settled.WAITING,
        defaults={"kind": Kind.OFFER, "by": by, "line": line},
    )
    if created:
        notices.offered(offer)
    return offer


def become_puller(initiative: Initiative, person: User) -> None:
    """From now on this person has the key. Called under the initiative's row."""
    shows = initiative.participations.current().filter(person=person, shows_name=True).exists()
    fresh = {"withdrawn_at": None, "joined_at": Now(), "ended_by": None, "parting": "", "shows_name": shows}
    initiative.participations.update_or_create(person=person, role=Role.PULLER, defaults=fresh)
    Initiative.objects.filter(pk=initiative.pk).update(carrier_asked_at=None)
