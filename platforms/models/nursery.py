"""What helps a group along: the steps that the team describes, how far each group is, and a platform as its buddy."""

from typing import Self

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from coalitie.activity.models import record
from coalitie.lib.refused import Refused
from coalitie.lib.transitions import move
from coalitie.people.models import Person, User
from coalitie.people.personal import Mine
from platforms import notices_nursery as notices
from platforms.models.platform import Platform
from platforms.models.stage import NEXT, Stage


class Step(models.Model):
    """One thing that a group does on its way. The team edits these; the order is advice."""

    position = models.PositiveSmallIntegerField(_("volgorde"), default=0)
    title = models.CharField(_("stap"), max_length=80)
    purpose = models.CharField(_("waar het goed voor is"), max_length=240)
    how = models.TextField(_("zo doe je het"), max_length=4000, blank=True)
    contact = models.CharField(
        _("wie helpt"), max_length=120, blank=True, help_text=_("Een rol, geen naam. Bijvoorbeeld: je maatje.")
    )

    class Meta:
        verbose_name = _("stap in de kweekvijver")
        verbose_name_plural = _("stappen in de kweekvijver")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint("title", name="step_title_once", violation_error_message=_("Deze stap bestaat al."))
        ]

    def __str__(self) -> str:
        return self.title


class StepDoneQuerySet(models.QuerySet["StepDone"]):
    def visible_to(self, user: Person) -> Self:
        return self.filter(group__in=Platform.objects.visible_to(user))


class StepDone(models.Model):
    """A group took this step. Who wrote it down is for the group itself."""

    group = models.ForeignKey(Platform, models.CASCADE, related_name="steps_done")
    step = models.ForeignKey(Step, models.PROTECT, related_name="done_by")
    on = models.DateField(_("wanneer"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    note = models.CharField(_("hoe het ging"), max_length=300, blank=True)

    objects = StepDoneQuerySet.as_manager()

    personal = {"by": Mine("Stappen die je opschreef", ("group", "step", "on", "note"))}

    class Meta:
        verbose_name = _("gezette stap")
        verbose_name_plural = _("gezette stappen")
        constraints = [
            models.UniqueConstraint(
                "group", "step", name="stepdone_once", violation_error_message=_("Deze stap is al gezet.")
            )
        ]

    def __str__(self) -> str:
        return f"{self.group}: {self.step}"


class BuddyStatus(models.TextChoices):
    ASKED = "asked", _("Gevraagd")
    ACCEPTED = "accepted", _("Maatje")
    DECLINED = "declined", _("Kan nu niet")
    ENDED = "ended", _("Voorbij")


class BuddyQuerySet(models.QuerySet["Buddy"]):
    def visible_to(self, user: Person) -> Self:
        """Who is whose buddy is public; what was asked and refused is for the two and the team."""
        platforms = Platform.objects.visible_to(user)
        public = Q(status=BuddyStatus.ACCEPTED, group__in=platforms, platform__in=platforms)
        if not isinstance(user, User):
            return self.filter(public)
        if user.in_team:
            return self.all()
        inside = user.memberships.current().values("platform")
        desk = user.memberships.coordinating().values("platform")
        return self.filter(public | Q(group__in=inside) | Q(platform__in=desk))

    def open(self) -> Self:
        return self.filter(status__in=[BuddyStatus.ASKED, BuddyStatus.ACCEPTED])

    def asked(self) -> Self:
        return self.filter(status=BuddyStatus.ASKED)

    def accepted(self) -> Self:
        return self.filter(status=BuddyStatus.ACCEPTED)


class Buddy(models.Model):
    """A platform that goes along with a group: it comes to look, picks up the phone, and says when it is time."""

    group = models.ForeignKey(Platform, models.CASCADE, verbose_name=_("groep"), related_name="buddies")
    platform = models.ForeignKey(Platform, models.CASCADE, verbose_name=_("maatje"), related_name="buddy_of")
    status = models.CharField(_("status"), max_length=10, choices=BuddyStatus, default=BuddyStatus.ASKED)
    line = models.CharField(_("vraag"), max_length=500, blank=True)
    reason = models.CharField(_("reden"), max_length=500, blank=True)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    asked_at = models.DateTimeField(_("gevraagd op"), db_default=Now(), editable=False)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    answered_at = models.DateTimeField(_("beantwoord op"), null=True, editable=False)
    # The stage for which the buddy says that the group is ready.
    word_for = models.CharField(_("woord voor"), max_length=20, choices=Stage, blank=True)
    word = models.CharField(_("woord"), max_length=500, blank=True)

    objects = BuddyQuerySet.as_manager()

    personal = {
        "asked_by": Mine("Maatjes die je vroeg", ("group", "platform", "line", "asked_at")),
        "answered_by": Mine("Vragen om maatje te zijn die je beantwoordde", ("group", "platform", "reason")),
    }

    class Meta:
        verbose_name = _("maatje")
        verbose_name_plural = _("maatjes")
        constraints = [
            models.CheckConstraint(
                name="buddy_status_known",
                condition=Q(status__in=BuddyStatus.values),
                violation_error_message=_("Kies een antwoord uit de lijst."),
            ),
            models.CheckConstraint(
                name="buddy_is_another",
                condition=~Q(group=models.F("platform")),
                violation_error_message=_("Een groep is niet het maatje van zichzelf."),
            ),
            models.UniqueConstraint(
                "group",
                name="buddy_one_at_a_time",
                condition=Q(status__in=[BuddyStatus.ASKED, BuddyStatus.ACCEPTED]),
                violation_error_message=_("Deze groep heeft al een maatje, of vroeg er een."),
            ),
            models.CheckConstraint(
                name="buddy_no_with_reason",
                condition=~Q(status__in=[BuddyStatus.DECLINED, BuddyStatus.ENDED]) | ~Q(reason=""),
                violation_error_message=_("Schrijf waarom niet."),
            ),
            models.CheckConstraint(
                name="buddy_word_of_a_buddy",
                condition=Q(word_for="", word="") | (Q(word_for__in=Stage.values) & ~Q(word="")),
                violation_error_message=_("Schrijf waarom de groep er klaar voor is."),
            ),
        ]

    def __str__(self) -> str:
        return str(_("%(platform)s als maatje van %(group)s") % {"platform": self.platform, "group": self.group})

    @transaction.atomic
    def accept(self, *, by: User) -> None:
        self._answer(BuddyStatus.ACCEPTED, by=by)

    @transaction.atomic
    def decline(self, *, by: User, reason: str) -> None:
        self._answer(BuddyStatus.DECLINED, by=by, reason=reason)

    @transaction.atomic
    def end(self, *, by: User, reason: str) -> None:
        """By either of the two, or by the team; a question that waits is taken back this way too."""
        self._answer(BuddyStatus.ENDED, by=by, reason=reason, only_from=(BuddyStatus.ASKED, BuddyStatus.ACCEPTED))

    @transaction.atomic
    def give_word(self, *, by: User, word: str) -> None:
        """The buddy finds that the group is ready for its next stage. The group itself decides when."""
        to = NEXT.get(Stage(self.group.stage))
        rows = Buddy.objects.accepted().filter(pk=self.pk, group__stage=self.group.stage)
        if to is None or not rows.exclude(word_for=to).update(word_for=to, word=word):
            raise Refused(_("Jullie gaven je woord al, of deze groep is al verder."))
        self.word_for, self.word = to, word
        record(self.group.subject, "buddy_word", by=by, reason=word, stage=to)
        notices.word_given(self)

    def _answer(
        self, to: BuddyStatus, *, by: User, reason: str = "", only_from: tuple[str, ...] = (BuddyStatus.ASKED,)
    ) -> None:
        said: str | Promise = _("Deze vraag is al beantwoord.")
        move(self, to, only_from=only_from, otherwise=said, reason=reason, answered_by=by, answered_at=Now())
        record(self.group.subject, f"buddy_{to}", by=by, reason=reason, platform=self.platform_id)
        notices.buddy_answered(self, by=by)
