"""One row for each person and platform: what somebody is there, and how it came about."""

from typing import Any, Self

from django.conf import settings
from django.db import connection, models, transaction
from django.db.models import Case, Exists, OuterRef, Q, When
from django.db.models.functions import Now
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from coalitie.activity.models import Reach, follow, let_go, record
from coalitie.lib.refused import Refused
from coalitie.lib.transitions import move
from coalitie.people.models import Person, User
from coalitie.people.personal import Mine
from platforms import notices
from platforms.models.platform import Platform, Welcome
from platforms.models.stage import GROWING


class Role(models.TextChoices):
    MEMBER = "member", _("Lid")
    PULLER = "puller", _("Trekker")
    COORDINATOR = "coordinator", _("Coördinator")


PULLING = (Role.PULLER, Role.COORDINATOR)


class Status(models.TextChoices):
    ASKED = "asked", _("Gevraagd")
    MEMBER = "member", _("Lid")
    DECLINED = "declined", _("Niet toegelaten")
    LEFT = "left", _("Vertrokken")


ANSWERED = _("Deze vraag is al beantwoord.")
LAST_ONE = _(
    "Jij bent de laatste coördinator van dit platform. Maak eerst een ander lid coördinator; daarna kun je vertrekken."
)


class Contact(models.TextChoices):
    """How the coordinators may reach this person."""

    NONE = "none", _("Liever niet")
    EMAIL = "email", _("Ja, zij zien dan mijn e-mailadres")


HEAVIEST_FIRST = Case(When(role=Role.COORDINATOR, then=0), When(role=Role.PULLER, then=1), default=2)


class MembershipQuerySet(models.QuerySet["Membership"]):
    def current(self) -> Self:
        return self.filter(status=Status.MEMBER)

    def asked(self) -> Self:
        return self.filter(status=Status.ASKED)

    def growing(self) -> Self:
        """Of groups that are on their way to a platform."""
        return self.filter(platform__stage__in=GROWING, platform__hidden_at=None)

    def coordinating(self) -> Self:
        return self.current().filter(role=Role.COORDINATOR)

    def pulling(self) -> Self:
        """Trekkers and coordinators: who may publish without waiting."""
        return self.current().filter(role__in=PULLING)

    def showing(self) -> Self:
        """Members whose name everybody may see, who pull first."""
        return (
            self.current().filter(shows_name=True).select_related("person").order_by(HEAVIEST_FIRST, "joined_at", "pk")
        )

    def for_desk(self) -> Self:
        """Everybody inside, whoever waits longest and pulls most first."""
        return self.select_related("person").order_by(HEAVIEST_FIRST, "asked_at", "pk")

    def visible_to(self, user: Person) -> Self:
        """Own rows; names that chose to show; everything to the coordinators concerned and the team."""
        if not user.is_authenticated:
            return self.filter(status=Status.MEMBER, shows_name=True, platform__hidden_at=None)
        if user.in_team:
            return self
        return self.filter(
            Q(person=user)
            | Q(status=Status.MEMBER, shows_name=True, platform__hidden_at=None)
            | Q(platform__in=user.memberships.coordinating().values("platform"))
        )

    def moderated_by(self, user: Person) -> Self:
        """The rows of the platforms whose desk this person sits at."""
        return self.filter(platform__in=Platform.objects.moderated_by(user))


class Membership(models.Model):
    platform = models.ForeignKey(Platform, on_delete=models.CASCADE, related_name="memberships")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, verbose_name=_("wie"), related_name="memberships"
    )
    role = models.CharField(_("rol"), max_length=20, choices=Role, default=Role.MEMBER)
    status = models.CharField(_("status"), max_length=20, choices=Status, default=Status.ASKED)
    answer = models.TextField(_("kennismaking"), max_length=1000, blank=True)
    reason = models.CharField(_("reden"), max_length=500, blank=True)
    shows_name = models.BooleanField(_("naam zichtbaar"), default=False)
    contact = models.CharField(_("contact"), max_length=10, choices=Contact, default=Contact.NONE)
    asked_at = models.DateTimeField(_("gevraagd op"), db_default=Now(), editable=False)
    joined_at = models.DateTimeField(_("lid sinds"), null=True, editable=False)
    reminded_at = models.DateTimeField(null=True, editable=False)

    objects = MembershipQuerySet.as_manager()

    personal = {
        "person": Mine(
            "Lidmaatschappen",
            ("platform", "role", "status", "answer", "reason", "joined_at"),
            "delete",
        )
    }

    class Meta:
        verbose_name = _("lidmaatschap")
        verbose_name_plural = _("lidmaatschappen")
        constraints = [
            models.UniqueConstraint(
                "platform",
                "person",
                name="membership_once",
                violation_error_message=_("Deze persoon staat al bij dit platform."),
            ),
            models.CheckConstraint(
                name="membership_role_known",
                condition=Q(role__in=Role.values),
                violation_error_message=_("Kies een rol uit de lijst."),
            ),
            models.CheckConstraint(
                name="membership_status_known",
                condition=Q(status__in=Status.values),
                violation_error_message=_("Kies een status uit de lijst."),
            ),
            models.CheckConstraint(
                name="membership_contact_known",
                condition=Q(contact__in=Contact.values),
                violation_error_message=_("Kies hoe het platform je mag bereiken."),
            ),
            models.CheckConstraint(
                name="membership_role_only_for_members",
                condition=Q(status=Status.MEMBER) | Q(role=Role.MEMBER),
                violation_error_message=_("Alleen een lid kan trekker of coördinator zijn."),
            ),
            models.CheckConstraint(
                name="membership_declined_with_reason",
                condition=~Q(status=Status.DECLINED) | ~Q(reason=""),
                violation_error_message=_("Schrijf waarom deze persoon niet wordt toegelaten."),
            ),
            models.CheckConstraint(
                name="membership_member_has_date",
                condition=~Q(status=Status.MEMBER) | Q(joined_at__isnull=False),
                violation_error_message=_("Een lid heeft een datum van toetreden."),
            ),
        ]
        indexes = [
            models.Index("platform", "status", "role", name="membership_of_platform"),
            models.Index("person", "status", "role", name="membership_of_person"),
        ]

    def __str__(self) -> str:
        return f"{self.person} – {self.platform}"

    @property
    def is_coordinator(self) -> bool:
        return self.status == Status.MEMBER and self.role == Role.COORDINATOR

    @property
    def is_last_coordinator(self) -> bool:
        if not self.is_coordinator:
            return False
        return not Membership.objects.coordinating().filter(platform=self.platform_id).exclude(pk=self.pk).exists()

    @classmethod
    def refuse_erasing(cls, user: User) -> str | None:
        """An account that is a platform's last coordinator first finds a successor.

        Within the transaction that erases, the platforms are held, so that the successor does not leave meanwhile, nor
        anybody is made coordinator who is about to go.
        """
        if connection.in_atomic_block:
            held = Platform.objects.filter(pk__in=user.memberships.values("platform")).order_by("pk")
            list(held.select_for_update(no_key=True).values_list("pk"))
        others = cls.objects.coordinating().filter(platform=OuterRef("platform")).exclude(person=user)
        alone = cls.objects.coordinating().filter(~Exists(others), person=user).select_related("platform")
        names = ", ".join(str(membership.platform) for membership in alone)
        if not names:
            return None
        return _("Jij bent de laatste coördinator van %(names)s. Maak eerst een ander lid coördinator.") % {
            "names": names
        }

    # --- Verbs ------------------------------------------------------------------------------------------------------
    @transaction.atomic
    def accept(self, *, by: User) -> None:
        self._move(Status.MEMBER, [Status.ASKED], ANSWERED, joined_at=Now())
        record(self.platform.subject, "membership_accepted", by=by, reach=Reach.THING, membership=self.pk)
        follow(self.platform.subject, by=self.person, by_itself=True)
        notices.accepted(self)

    @transaction.atomic
    def decline(self, *, by: User, reason: str) -> None:
        self._move(Status.DECLINED, [Status.ASKED], ANSWERED, reason=reason)
        record(self.platform.subject, "membership_declined", by=by, reason=reason, membership=self.pk)
        notices.declined(self)

    @transaction.atomic
    def leave(self, *, by: User) -> None:
        """One press. The last coordinator first has to find a successor. What was answered at the door is forgotten."""
        self._hold_platform()
        if self.is_last_coordinator:
            raise Refused(LAST_ONE)
        self._move(
            Status.LEFT,
            [Status.ASKED, Status.MEMBER],
            _("Je was al geen lid meer."),
            role=Role.MEMBER,
            joined_at=None,
            answer="",
            shows_name=False,
            contact=Contact.NONE,
        )
        record(self.platform.subject, "membership_left", by=by)
        let_go(self.platform.subject, by=self.person)
        self._keep_desk()

    @transaction.atomic
    def give_role(self, role: str, *, by: User) -> None:
        """Make somebody member, trekker or coordinator; a platform never ends up without a coordinator this way."""
        self._hold_platform()
        if role != Role.COORDINATOR and self.is_last_coordinator:
            raise Refused(_("Een platform houdt minstens één coördinator. Wijs eerst een opvolger aan."))
        if not Membership.objects.current().filter(pk=self.pk).exclude(role=role).update(role=role):
            raise Refused(_("Deze persoon heeft die rol al, of is geen lid meer."))
        self.role = role
        record(self.platform.subject, "membership_role", by=by, membership=self.pk, role=role)
        self._keep_desk()
        notices.role_given(self)

    def set_out(self, *, shows_name: bool, contact: str) -> None:
        """How this person wants to be seen and reached here; nobody else decides that."""
        rows = Membership.objects.filter(pk=self.pk, status__in=[Status.ASKED, Status.MEMBER])
        if not rows.update(shows_name=shows_name, contact=contact):
            raise Refused(_("Je bent geen lid meer van dit platform."))
        self.shows_name, self.contact = shows_name, contact

    def _move(self, to: str, only_from: list[str], otherwise: str | Promise, **also: Any) -> None:
        move(self, to, only_from=only_from, otherwise=otherwise, **also)

    def _hold_platform(self) -> None:
        """Whoever counts coordinators holds the platform's row, so two people cannot both be the last but one."""
        Platform.objects.select_for_update(no_key=True).get(pk=self.platform_id)
        self.refresh_from_db(fields=["role", "status"])

    def _keep_desk(self) -> None:
        """The desk is open to whoever coordinates somewhere. Under the person's row, so two platforms cannot cross."""
        person = User.objects.select_for_update(no_key=True).get(pk=self.person_id)
        if person.memberships.coordinating().exists():
            person.open_desk()
        else:
            person.close_desk()


@transaction.atomic
def join(
    platform: Platform, *, by: User, answer: str = "", shows_name: bool = False, contact: str = Contact.NONE
) -> Membership:
    """Ask or join, as the platform chose. Asking twice changes nothing; who left may come back."""
    at_once = platform.welcome == Welcome.OPEN
    fresh = {
        "status": Status.MEMBER if at_once else Status.ASKED,
        "answer": answer,
        "reason": "",
        "shows_name": shows_name,
        "contact": contact,
        "asked_at": Now(),
        "joined_at": Now() if at_once else None,
        "reminded_at": None,
    }
    membership, is_new = Membership.objects.get_or_create(platform=platform, person=by, defaults=fresh)
    if not is_new:
        again = Membership.objects.filter(pk=membership.pk, status__in=[Status.LEFT, Status.DECLINED])
        is_new = bool(again.update(**fresh))
    membership.refresh_from_db()
    if is_new:
        if at_once:
            record(platform.subject, "membership_joined", by=by, reach=Reach.THING)
            follow(platform.subject, by=by, by_itself=True)
        else:
            record(platform.subject, "membership_asked", by=by)
            notices.asked(membership)
    return membership


@transaction.atomic
def appoint(platform: Platform, person: User, *, by: User) -> Membership:
    """Make somebody coordinator who may not be a member yet: the first one of a new platform."""
    held = Platform.objects.select_for_update(no_key=True).get(pk=platform.pk)
    membership, is_new = Membership.objects.get_or_create(
        platform=held, person=person, defaults={"status": Status.MEMBER, "joined_at": Now()}
    )
    if not is_new:
        Membership.objects.filter(pk=membership.pk).exclude(status=Status.MEMBER).update(
            status=Status.MEMBER, joined_at=Now(), reason=""
        )
    membership.refresh_from_db()
    follow(platform.subject, by=person, by_itself=True)
    membership.give_role(Role.COORDINATOR, by=by)
    return membership
