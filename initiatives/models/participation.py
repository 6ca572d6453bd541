"""How people join an initiative: in a role, with a line of their own."""

from collections.abc import Mapping
from typing import Self

from django.conf import settings
from django.db import models, transaction
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from coalitie.activity.models import record
from coalitie.lib.refused import Refused
from coalitie.people.models import Person, User
from coalitie.people.personal import Mine
from initiatives.models.initiative import Initiative
from initiatives.models.role import OFFERED, Role
from initiatives.notices import initiative as notices


class ParticipationQuerySet(models.QuerySet["Participation"]):
    def current(self) -> Self:
        return self.filter(withdrawn_at=None)

    def pulling(self) -> Self:
        return self.current().filter(role=Role.PULLER)

    def counts(self) -> Mapping[str, int]:
        """How many take part now, by role."""
        return dict(self.current().order_by().values_list("role").annotate(models.Count("pk")))

    def visible_to(self, user: Person) -> Self:
        """Rows with name and line: own ones, those who show their name, and all to who runs the initiative.

        Running is: having proposed it, pulling it, pulling its platform, or being in the coalition team.
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
        runs = Q(initiative__author=user) | Q(initiative__in=pulls) | Q(initiative__platform__in=platforms)
        return self.filter(Q(person=user) | current & (Q(shows_name=True) | runs))


class Participation(models.Model):
    """A person in one role at one initiative."""

    initiative = models.ForeignKey(Initiative, on_delete=models.CASCADE, related_name="participations")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="participations")
    role = models.CharField(_("rol"), max_length=10, choices=Role)
    line = models.CharField(_("wat je kunt doen of meebrengt"), max_length=300, blank=True)
    shows_name = models.BooleanField(_("naam zichtbaar"), default=False)
    joined_at = models.DateTimeField(_("doet mee sinds"), db_default=Now(), editable=False)
    withdrawn_at = models.DateTimeField(_("gestopt op"), null=True, editable=False)

    objects = ParticipationQuerySet.as_manager()

    personal = {
        "person": Mine("Waar je meedoet", ("initiative", "role", "line", "joined_at", "withdrawn_at"), "delete")
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
        ]
        indexes = [
            models.Index("initiative", "withdrawn_at", "role", name="participation_of_initiative"),
            models.Index("person", "withdrawn_at", name="participation_of_person"),
        ]

    def __str__(self) -> str:
        return f"{self.person} – {self.initiative}"

    @transaction.atomic
    def withdraw(self, *, by: User) -> None:
        if not Participation.objects.current().filter(pk=self.pk).update(withdrawn_at=Now()):
            raise Refused(_("Je deed al niet meer mee in deze rol."))
        record(self.initiative.subject, "participation_withdrawn", by=by, person=self.person_id, role=self.role)


@transaction.atomic
def take_part(
    initiative: Initiative, *, by: User, role: str, line: str = "", shows_name: bool = False
) -> Participation:
    """Join in a role; once more changes the line. Refused where the initiative is no longer open.

    Holds the initiative's row, so that nobody joins while it is being closed.
    """
    assert role in OFFERED  # noqa: S101 — pulling comes with proposing
    held = Initiative.objects.select_for_update(no_key=True, of=("self",)).published().open().filter(pk=initiative.pk)
    if not held:
        raise Refused(_("Dit initiatief zoekt nu geen mensen. Op de pagina lees je hoe het ervoor staat."))
    fresh = {"line": line, "shows_name": shows_name}
    participation, created = Participation.objects.get_or_create(
        initiative=initiative, person=by, role=role, defaults=fresh
    )
    if not created:
        gone = Participation.objects.filter(pk=participation.pk, withdrawn_at__isnull=False)
        created = bool(gone.update(withdrawn_at=None, joined_at=Now(), **fresh))
        if not created:
            Participation.objects.filter(pk=participation.pk).update(**fresh)
        participation.refresh_from_db()
    if created:
        record(initiative.subject, "participation_joined", by=by, person=by.pk, role=role)
        notices.joined(participation)
    return participation
