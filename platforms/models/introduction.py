"""Neighbours who are asked whether they want to meet. Who does not say yes stays unknown to the others."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from coalitie.lib.transitions import move
from coalitie.people.models import Person, User
from coalitie.people.personal import Mine
from platforms.models.area import Area
from platforms.models.platform import Platform


class Answer(models.TextChoices):
    ASKED = "asked", _("Nog geen antwoord")
    YES = "yes", _("Ja, ik maak kennis")
    NO = "no", _("Nee, nu niet")


class IntroductionQuerySet(models.QuerySet["Introduction"]):
    def open(self) -> Self:
        return self.filter(met_at=None)

    def visible_to(self, user: Person) -> Self:
        """To who is asked."""
        if not isinstance(user, User):
            return self.none()
        return self.filter(pk__in=Invitation.objects.visible_to(user).values("introduction"))


class Introduction(models.Model):
    """Enough neighbours named this buurt. It stays open until enough of them say yes; then they meet in a group."""

    buurt = models.ForeignKey(Area, models.PROTECT, related_name="introductions")
    opened_at = models.DateTimeField(_("gevraagd op"), db_default=Now(), editable=False)
    needs = models.PositiveSmallIntegerField(_("nodig om te beginnen"))
    met_at = models.DateTimeField(_("begonnen op"), null=True, editable=False)
    group = models.OneToOneField(Platform, models.CASCADE, null=True, related_name="introduction")

    objects = IntroductionQuerySet.as_manager()

    class Meta:
        verbose_name = _("kennismaking")
        verbose_name_plural = _("kennismakingen")
        constraints = [
            models.UniqueConstraint(
                "buurt",
                name="introduction_one_open",
                condition=Q(met_at=None),
                violation_error_message=_("In deze buurt loopt al een kennismaking."),
            ),
            models.CheckConstraint(
                name="introduction_met_in_a_group",
                condition=Q(met_at=None, group=None) | Q(met_at__isnull=False, group__isnull=False),
                violation_error_message=_("Wie elkaar ontmoet, doet dat in een groep."),
            ),
        ]

    def __str__(self) -> str:
        return str(_("Kennismaken in %(buurt)s") % {"buurt": self.buurt})

    @property
    def is_open(self) -> bool:
        return self.met_at is None

    @cached_property
    def yes_count(self) -> int:
        return self.invitations.counting().saying(Answer.YES).count()

    @property
    def missing(self) -> int:
        return max(self.needs - self.yes_count, 0)

    def in_words(self) -> str:
        return gettext("%(yes)d van de %(needs)d keer ja") % {"yes": self.yes_count, "needs": self.needs}


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def visible_to(self, user: Person) -> Self:
        """One's own and nobody else's."""
        return self.filter(person=user.pk) if isinstance(user, User) else self.none()

    def saying(self, *answers: str) -> Self:
        return self.filter(answer__in=answers)

    def counting(self) -> Self:
        return self.filter(person__blocked_at=None)

    def of_open(self) -> Self:
        return self.filter(introduction__met_at=None)


class Invitation(models.Model):
    """The question to one person whether to be introduced."""

    introduction = models.ForeignKey(Introduction, models.CASCADE, related_name="invitations")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="invitations")
    answer = models.CharField(_("antwoord"), max_length=10, choices=Answer, default=Answer.ASKED)
    # The first words to the others; nobody reads them before they meet.
    line = models.CharField(_("eerste woorden"), max_length=500, blank=True)
    asked_at = models.DateTimeField(_("gevraagd op"), db_default=Now(), editable=False)
    answered_at = models.DateTimeField(_("beantwoord op"), null=True, editable=False)

    objects = InvitationQuerySet.as_manager()

    personal = {
        "person": Mine("Vragen om kennis te maken", ("introduction", "answer", "line", "asked_at"), "delete"),
    }

    class Meta:
        verbose_name = _("vraag om kennis te maken")
        verbose_name_plural = _("vragen om kennis te maken")
        constraints = [
            models.UniqueConstraint(
                "introduction",
                "person",
                name="invitation_once",
                violation_error_message=_("Deze persoon is al gevraagd."),
            ),
            models.CheckConstraint(
                name="invitation_answer_known",
                condition=Q(answer__in=Answer.values),
                violation_error_message=_("Kies ja of nee."),
            ),
            models.CheckConstraint(
                name="invitation_answered_has_date",
                condition=Q(answer=Answer.ASKED, answered_at=None)
                | (~Q(answer=Answer.ASKED) & Q(answered_at__isnull=False)),
                violation_error_message=_("Een antwoord heeft een datum."),
            ),
            models.CheckConstraint(
                name="invitation_words_with_yes",
                condition=Q(line="") | Q(answer=Answer.YES),
                violation_error_message=_("Eerste woorden horen bij een ja."),
            ),
        ]
        indexes = [models.Index("person", "answer", name="invitation_of_person")]

    def __str__(self) -> str:
        return str(_("Vraag %(number)d") % {"number": self.pk})

    def say(self, answer: str, *, line: str = "") -> None:
        """Yes, or no; thinking again is allowed until the group has begun."""
        others = [other for other in Answer.values if other != answer]
        move(
            self, answer, only_from=others, otherwise=_("Dit had je al geantwoord."),
            field="answer", line=line, answered_at=Now(),
        )  # fmt: skip

    @property
    def is_waiting(self) -> bool:
        return self.answer == Answer.ASKED


class GroupMessageQuerySet(models.QuerySet["GroupMessage"]):
    def visible_to(self, user: Person) -> Self:
        """To who belongs to the group, for as long as it grows."""
        if not isinstance(user, User):
            return self.none()
        return self.filter(group__in=user.memberships.current().growing().values("platform"))

    def in_order(self) -> Self:
        return self.select_related("writer").order_by(F("at").desc(), "-pk")


class GroupMessage(models.Model):
    """What the people of a group that grows say to each other. It goes with its writer."""

    group = models.ForeignKey(Platform, models.CASCADE, related_name="messages")
    writer = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="group_messages")
    text = models.TextField(_("bericht"), max_length=2000)
    # Sent twice it is said once.
    key = models.UUIDField(unique=True, editable=False)
    at = models.DateTimeField(_("wanneer"), db_default=Now(), editable=False)

    objects = GroupMessageQuerySet.as_manager()

    personal = {"writer": Mine("Wat je in een startgroep schreef", ("group", "text", "at"), "delete")}

    class Meta:
        verbose_name = _("bericht in de groep")
        verbose_name_plural = _("berichten in de groep")
        constraints = [
            models.CheckConstraint(
                name="groupmessage_says_something",
                condition=~Q(text=""),
                violation_error_message=_("Schrijf een bericht."),
            )
        ]
        indexes = [models.Index(fields=["group", "-at", "-id"], name="groupmessage_of_group")]

    def __str__(self) -> str:
        return str(_("Bericht %(number)d") % {"number": self.pk})
