"""How people join an initiative: in a role, with a line of their own."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Self

from django.conf import settings
from django.db import models, transaction
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coalitie.activity.models import Reach, follow, let_go, record
from coalitie.lib.refused import Refused
from coalitie.people.models import Person, User
from coalitie.people.personal import Mine
from initiatives.models.initiative import Initiative
from initiatives.models.role import OFFERED, Role
from initiatives.notices import participation as notices

PROMISE = timedelta(days=5)


class ParticipationQuerySet(models.QuerySet["Participation"]):
    def current(self) -> Self:
        return self.filter(withdrawn_at=None)

    def pulling(self) -> Self:
        return self.current().filter(role=Role.PULLER)

    def known(self) -> Self:
        """Who pulls it, and whom they welcomed. Joining itself takes one press, by anybody."""
        return self.current().filter(Q(role=Role.PULLER) | Q(answered_at__isnull=False))

    def waiting(self) -> Self:
        """Who joined and was not yet answered by who pulls it."""
        open_ = Initiative.objects.published().open()
        return self.current().filter(role__in=OFFERED, answered_at=None, initiative__in=open_)

    def unheard(self) -> Self:
        """Longer than was promised, and nobody was reminded yet."""
        return self.waiting().filter(joined_at__lt=timezone.now() - PROMISE, reminded_at=None)

    def counts(self) -> Mapping[str, int]:
        """How many take part now, by role."""
        return dict(self.current().order_by().values_list("role").annotate(models.Count("pk")))

    def visible_to(self, user: Person) -> Self:
        """Rows with name and line: own ones, those who show their name, and all to who runs the initiative.

        Running is: pulling it, pulling its platform, or being in the coalition team.
        """
        # Asked of each row by its key: as a list it would be all initiatives of the city, for the people of one.
        seen = Exists(Initiative.objects.visible_to(user).filter(pk=OuterRef("initiative")))
        current = Q(seen, withdrawn_at=None)
        if not user.is_authenticated:
            return self.filter(current, shows_name=True)
        if user.in_team:
            return self.filter(current | Q(person=user))
        pulls = user.participations.pulling().values("initiative")
        platforms = user.memberships.pulling().values("platform")
        runs = Q(initiative__in=pulls) | Q(initiative__platform__in=platforms)
        return self.filter(Q(person=user) | current & (Q(shows_name=True) | runs))


class Participation(models.Model):
    """A person in one role at one initiative."""

    initiative = models.ForeignKey(Initiative, on_delete=models.CASCADE, related_name="participations")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, verbose_name=_("wie"), related_name="participations"
    )
    role = models.CharField(_("rol"), max_length=10, choices=Role)
    line = models.CharField(_("wat je kunt doen of meebrengt"), max_length=300, blank=True)
    shows_name = models.BooleanField(_("naam zichtbaar"), default=False)
    # To the question of who pulls it, and only for them.
    answer = models.CharField(_("antwoord op de vraag"), max_length=300, blank=True)
    joined_at = models.DateTimeField(_("doet mee sinds"), db_default=Now(), editable=False)
    withdrawn_at = models.DateTimeField(_("gestopt op"), null=True, editable=False)
    # Who pulls it says hello within the promised time.
    answered_at = models.DateTimeField(_("verwelkomd op"), null=True, editable=False)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, editable=False, related_name="+"
    )
    reply = models.CharField(_("welkom van de trekker"), max_length=300, blank=True, editable=False)
    reminded_at = models.DateTimeField(null=True, editable=False)
    # Somebody else ended it, such as after not having been seen for long; empty for who left.
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, editable=False, related_name="+"
    )
    parting = models.CharField(_("woord bij het afscheid"), max_length=300, blank=True, editable=False)

    objects = ParticipationQuerySet.as_manager()

    personal = {
        "person": Mine(
            "Waar je meedoet",
            ("initiative", "role", "line", "answer", "reply", "joined_at", "withdrawn_at", "parting"),
            "delete",
        ),
        "answered_by": Mine("Mensen die je verwelkomde", ("initiative", "reply")),
        "ended_by": Mine("Mensen van wie je afscheid nam", ("initiative", "parting")),
    }

    class Meta:
        verbose_name = _("deelname")
        verbose_name_plural = _("deelnames")
        constraints = [
            models.UniqueConstraint(
                "initiative",
                "person",
                "role",
                name="participation_once",
                violation_error_message=_("Je doet al mee in deze rol."),
            ),
            models.CheckConstraint(
                name="participation_role_known",
                condition=Q(role__in=Role.values),
                violation_error_message=_("Kies een rol uit de lijst."),
            ),
            models.CheckConstraint(
                name="participation_reply_has_date",
                condition=Q(reply="") | Q(answered_at__isnull=False),
                violation_error_message=_("Een welkom heeft een datum."),
            ),
            models.CheckConstraint(
                name="participation_parting_has_date",
                condition=Q(parting="") | Q(withdrawn_at__isnull=False),
                violation_error_message=_("Een afscheid heeft een datum."),
            ),
        ]
        indexes = [
            models.Index("joined_at", name="participation_waits", condition=Q(withdrawn_at=None, answered_at=None)),
            models.Index("initiative", "withdrawn_at", "role", name="participation_of_initiative"),
            models.Index("person", "withdrawn_at", name="participation_of_person"),
        ]

    def __str__(self) -> str:
        return f"{self.person} – {self.initiative}"

    @transaction.atomic
    def withdraw(self, *, by: User, line: str = "") -> None:
        """Leave, without having to say why. Who pulls it alone first hands over the key, rests it or stops it."""
        initiative = self.initiative
        initiative.hold()
        others = initiative.participations.pulling().exclude(pk=self.pk)
        if self.role == Role.PULLER and initiative.is_open and not others.exists():
            raise Refused(_("Je bent de enige trekker. Draag eerst de sleutel over, leg het stil of stop ermee."))
        if not Participation.objects.current().filter(pk=self.pk).update(withdrawn_at=Now(), parting=line):
            raise Refused(_("Je deed al niet meer mee in deze rol."))
        if self.role == Role.PULLER:
            initiative.handovers.filter(by=self.person, settled_at=None).update(outcome="taken_back", settled_at=Now())
        self._let_go()
        record(initiative.subject, "participation_withdrawn", by=by, role=self.role)
        notices.left(self, line)

    @transaction.atomic
    def end(self, *, by: User, line: str) -> None:
        """Take leave of somebody, kindly: who is ended gets the line by mail and may always join again."""
        ended = Participation.objects.current().filter(pk=self.pk).exclude(role=Role.PULLER)
        if not ended.update(withdrawn_at=Now(), ended_by=by, parting=line):
            raise Refused(_("Deze persoon doet al niet meer mee in deze rol."))
        self._let_go()
        record(self.initiative.subject, "participation_ended", by=by, participation=self.pk, role=self.role)
        notices.ended(self, line)

    def _let_go(self) -> None:
        """With the last role goes the news that came with taking part."""
        if not self.initiative.participations.current().filter(person=self.person_id).exists():
            let_go(self.initiative.subject, by=self.person)

    @transaction.atomic
    def welcome(self, *, by: User, line: str) -> None:
        """Who pulls it answers who joined. Once; the first answer counts."""
        waits = Participation.objects.waiting().filter(pk=self.pk)
        if not waits.update(answered_at=Now(), answered_by=by, reply=line):
            raise Refused(_("Deze persoon heeft al antwoord, of doet niet meer mee."))
        record(self.initiative.subject, "participation_welcomed", by=by, participation=self.pk, role=self.role)
        notices.welcomed(self, line)


@transaction.atomic
def take_part(
    initiative: Initiative, *, by: User, role: str, line: str = "", shows_name: bool = False, answer: str = ""
) -> Participation:
    """Join in a role; once more changes the line. Refused where the initiative is no longer open.

    Holds the initiative's row, so that nobody joins while it is being closed.
    """
    assert role in OFFERED  # noqa: S101 — pulling comes with proposing
    held = Initiative.objects.select_for_update(no_key=True, of=("self",)).published().open().filter(pk=initiative.pk)
    if not held:
        raise Refused(_("Dit initiatief zoekt nu geen mensen. Op de pagina lees je hoe het ervoor staat."))
    said = {"line": line, "shows_name": shows_name, "answer": answer}
    # Who pulls it has nobody to wait for.
    pulls = initiative.participations.pulling().filter(person=by).exists()
    fresh = {**said, "answered_at": Now() if pulls else None}
    participation, created = Participation.objects.get_or_create(
        initiative=initiative, person=by, role=role, defaults=fresh
    )
    if not created:
        anew = {"joined_at": Now(), "withdrawn_at": None, "ended_by": None, "parting": "", "reply": ""}
        gone = Participation.objects.filter(pk=participation.pk, withdrawn_at__isnull=False)
        created = bool(gone.update(**fresh, **anew, answered_by=None, reminded_at=None))
        if not created:
            Participation.objects.filter(pk=participation.pk).update(**said)
    participation.refresh_from_db()
    if created:
        record(initiative.subject, "participation_joined", by=by, reach=Reach.THING, role=role)
        follow(initiative.subject, by=by, by_itself=True)
        notices.joined(participation)
    return participation
