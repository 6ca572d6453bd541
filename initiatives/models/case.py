"""What a desk has to look at: one case for each thing that was reported, or that waits for a first look.

Locks are taken in one order: the thing, its case, what it is about.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.db import models, transaction
from django.db.models import F, Q
from django.db.models.functions import Coalesce, Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coalitie.activity.models import record
from coalitie.discussion import models as discussion
from coalitie.discussion.models import ENOUGH, Kind
from coalitie.lib.language import link
from coalitie.lib.refused import Refused
from coalitie.people.models import Person, User
from coalitie.people.personal import Mine
from initiatives.models.activity import Activity
from initiatives.models.change_idea import ChangeIdea
from initiatives.models.initiative import Initiative
from initiatives.models.rows import PATIENCE
from initiatives.models.topic import (
    Thing,
    desk_of,
    kind_of,
    marks_of,
    name_of,
    subject_of,
    topic_of,
    words_of,
)
from initiatives.notices import comment as talk
from initiatives.notices import moderation as notices
from platforms.models import Platform

if TYPE_CHECKING:
    pass

OF_PLATFORM = Coalesce(
    "comment__initiative__platform",
    "comment__update__initiative__platform",
    "comment__activity__platform",
    "update__initiative__platform",
    "activity__platform",
    "initiative__platform",
)
ALREADY = _("Dit is al bekeken. Ververs de pagina om te zien wat er besloten is.")


class CaseQuerySet(models.QuerySet["Case"]):
    def open(self) -> Self:
        return self.filter(closed_at=None)

    def about(self, thing: Thing) -> Self:
        return self.filter(**{kind_of(thing): thing})

    def moderated_by(self, user: Person) -> Self:
        """The desk of the own platforms, without what one wrote oneself: nor who reported it."""
        if not user.is_authenticated:
            return self.none()
        others = self.filter(Q(author=None) | ~Q(author=user))
        if user.in_team:
            return others
        return others.alias(of_platform=OF_PLATFORM).filter(
            of_platform__in=Platform.objects.moderated_by(user).values("pk")
        )

    def left_unanswered(self) -> Self:
        """Closed without a decision: the account of who wrote it was erased. Who reported it still has to hear."""
        return self.filter(closed_at__isnull=False, pk__in=Report.objects.open().values("case"))

    def unheard(self) -> Self:
        return self.open().filter(opened_at__lt=timezone.now() - PATIENCE, reminded_at=None)

    def with_things(self) -> Self:
        return self.select_related(
            "author",
            "initiative__platform",
            "update__initiative__platform",
            "activity__platform",
            "comment__initiative__platform",
            "comment__update__initiative__platform",
            "comment__activity__platform",
            "changeidea__subject",
        )


class Case(models.Model):
    comment = models.OneToOneField("initiatives.Comment", on_delete=models.CASCADE, null=True, related_name="case")
    initiative = models.OneToOneField(Initiative, on_delete=models.CASCADE, null=True, related_name="case")
    update = models.OneToOneField("initiatives.Update", on_delete=models.CASCADE, null=True, related_name="case")
    activity = models.OneToOneField("initiatives.Activity", on_delete=models.CASCADE, null=True, related_name="case")
    changeidea = models.OneToOneField(ChangeIdea, on_delete=models.CASCADE, null=True, related_name="case")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        editable=False,
        verbose_name=_("schrijver"),
        related_name="cases",
    )
    # What it said when it was first brought here, so that a later change is seen.
    words = models.TextField(_("tekst bij de melding"), blank=True, editable=False)
    opened_at = models.DateTimeField(_("wacht sinds"), db_default=Now(), editable=False)
    pressing_at = models.DateTimeField(_("drie meldingen sinds"), null=True, editable=False)
    closed_at = models.DateTimeField(_("bekeken op"), null=True, editable=False)
    reminded_at = models.DateTimeField(null=True, editable=False)

    objects = CaseQuerySet.as_manager()

    # The words of a comment go with its writer, so nothing is left to look at; the rest stays, without the name.
    personal = {
        "author": Mine(
            "Teksten waar een coördinator naar keek",
            ("words", "opened_at"),
            also={
                "words": "",
                "closed_at": models.Case(
                    models.When(comment=None, then=F("closed_at")), default=Coalesce(F("closed_at"), Now())
                ),
            },
        )
    }

    class Meta:
        verbose_name = _("te bekijken tekst")
        verbose_name_plural = _("te bekijken teksten")
        constraints = [
            models.CheckConstraint(
                name="case_about_one",
                condition=Q(comment__isnull=False, initiative=None, update=None, activity=None, changeidea=None)
                | Q(comment=None, initiative__isnull=False, update=None, activity=None, changeidea=None)
                | Q(comment=None, initiative=None, update__isnull=False, activity=None, changeidea=None)
                | Q(comment=None, initiative=None, update=None, activity__isnull=False, changeidea=None)
                | Q(comment=None, initiative=None, update=None, activity=None, changeidea__isnull=False),
                violation_error_message=_("Een melding gaat over één ding."),
            ),
        ]
        indexes = [models.Index("opened_at", name="case_open", condition=Q(closed_at=None))]

    def __str__(self) -> str:
        return f"{name_of(self.thing)}: {self.thing}"

    # --- Questions ----------------------------------------------------------------------------------------------------
    @property
    def thing(self) -> Thing:
        found: Any = self.comment or self.initiative or self.update or self.activity or self.changeidea
        return found

    @property
    def platform(self) -> Platform | None:
        return desk_of(self.thing)

    @property
    def is_open(self) -> bool:
        return self.closed_at is None

    def possible(self, thing: Thing) -> set[str]:
        """What can be decided now, whoever asks."""
        if getattr(thing, "deleted_at", None):
            return set()
        if self.is_open:
            return {Kind.PLACE, Kind.HIDE} if is_held(thing) else {Kind.HIDE, Kind.WARN, Kind.FINE}
        return {Kind.RESTORE} if thing.hidden_at or is_held(thing) else {Kind.HIDE}

    # --- Verbs --------------------------------------------------------------------------------------------------------
    @classmethod
    def open_about(cls, thing: Thing, *, by: User) -> Case:
        """Bring it to the desk, once. Call it while the thing's row is held."""
        case = cls.objects.select_for_update(no_key=True).about(thing).first()
        if case is not None and case.is_open:
            return case
        fresh: dict[str, Any] = {"words": words_of(thing), "author": thing.author}
        if case is None:
            columns: dict[str, Any] = {kind_of(thing): thing}
            case = cls.objects.create(**columns, **fresh)
        else:
            cls.objects.filter(pk=case.pk).update(
                closed_at=None, pressing_at=None, reminded_at=None, opened_at=Now(), **fresh
            )
            case.refresh_from_db()
        notices.opened(case, by=by)
        return case

    def hide(self, *, by: User, rule: str, reason: str) -> None:
        self.decide(Kind.HIDE, by=by, rule=rule, reason=reason)

    def warn(self, *, by: User, rule: str, reason: str) -> None:
        self.decide(Kind.WARN, by=by, rule=rule, reason=reason)

    def restore(self, *, by: User, reason: str, **_rule: str) -> None:
        self.decide(Kind.RESTORE, by=by, reason=reason)

    def fine(self, *, by: User, reason: str, **_rule: str) -> None:
        self.decide(Kind.FINE, by=by, reason=reason)

    def place(self, *, by: User, **_words: str) -> None:
        self.decide(Kind.PLACE, by=by)

    @transaction.atomic
    def decide(self, kind: Kind, *, by: User, reason: str = "", rule: str = "") -> Decision:
        """The desk's answer: it changes what can be read, closes the case, and reaches everybody concerned."""
        thing = hold(self.thing)
        case = Case.objects.select_for_update(no_key=True).get(pk=self.pk)
        if kind not in case.possible(thing):
            raise Refused(ALREADY)
        if kind == Kind.HIDE:
            take_away(thing, by=by, reason=reason)
        else:
            put_back(thing, by=by, reason=reason)
        decision = Decision.objects.create(
            case=case,
            kind=kind,
            rule=rule,
            reason=reason,
            words=words_of(thing),
            author=thing.author,
            platform=desk_of(thing),
            by=by,
        )
        Case.objects.filter(pk=case.pk).update(closed_at=Now(), pressing_at=None)
        notices.decided(decision)
        case.answer_reports(str(decision))
        return decision

    def answer_reports(self, outcome: str) -> None:
        """Who reported hears what came of it."""
        waiting = self.reports.open().select_for_update(no_key=True, of=("self",))
        reporters = [report.by for report in waiting.select_related("by") if report.by]
        self.reports.open().update(answered_at=Now())
        for reporter in reporters:
            notices.report_answered(self, reporter, outcome)

    def forget_words(self) -> None:
        """The writer took the words back: no copy of them stays, and nobody has to look any more."""
        Case.objects.filter(pk=self.pk).update(words="", pressing_at=None, closed_at=Coalesce(F("closed_at"), Now()))
        self.decisions.update(words="")
        self.tell_gone()

    def tell_gone(self) -> None:
        self.answer_reports(str(_("weggehaald door de schrijver zelf")))


class Report(discussion.Report):
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="reports")

    class Meta(discussion.Report.Meta):
        abstract = False
        verbose_name = _("melding")
        verbose_name_plural = _("meldingen")
        constraints = [
            *discussion.Report.Meta.constraints,
            models.UniqueConstraint(
                "case",
                "by",
                name="report_once_each",
                violation_error_message=_("Je hebt dit al gemeld."),
            ),
        ]


class Decision(discussion.Decision):
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="decisions")
    # Whose desk it was, none for the team's; the thing may move to another platform later.
    platform = models.ForeignKey(Platform, on_delete=models.PROTECT, null=True, related_name="decisions")

    class Meta(discussion.Decision.Meta):
        abstract = False
        verbose_name = _("besluit")
        verbose_name_plural = _("besluiten")
        indexes = [
            models.Index("author", "platform", name="decision_about_author"),
            models.Index("at", name="decision_by_date"),
        ]

    def get_absolute_url(self) -> str:
        return link(f"/beslissingen/{self.pk}/")

    @transaction.atomic
    def turn_back(self, *, by: User) -> None:
        """After an objection: what this decision took away is there again, unless something came in between."""
        thing = hold(self.case.thing)
        later = self.case.decisions.filter(pk__gt=self.pk).exists()
        if self.kind == Kind.HIDE and not later and not getattr(thing, "deleted_at", None):
            put_back(thing, by=by, reason="")


@transaction.atomic
def report(thing: Thing, *, by: User, rule: str, line: str = "") -> Report:
    """Say that it breaks a rule. Once per person; three who stand apart hide it until somebody has looked."""
    held = hold(thing)
    made = Report.objects.filter(by=by, **{f"case__{kind_of(thing)}": thing}).first()
    if made is not None:
        return made
    if held.hidden_at or getattr(held, "deleted_at", None) or held.author == by:
        raise Refused(_("Dit is niet meer te melden."))
    case = Case.open_about(held, by=by)
    made = Report.objects.create(case=case, by=by, rule=rule, line=line)
    apart = case.reports.open().independent().exclude(by=held.author)
    if case.pressing_at is None and apart.count() >= ENOUGH:
        Case.objects.filter(pk=case.pk).update(pressing_at=Now())
        if not isinstance(held, Initiative):
            take_away(held, by=None, reason="")
            notices.hidden_by_reports(case)
    return made


def hide_seen(thing: Thing, *, by: User, rule: str, reason: str) -> None:
    """For the desk of the thing itself: to hide what nobody reported."""
    seen(thing).decide(Kind.HIDE, by=by, rule=rule, reason=reason)


def show_seen(thing: Thing, *, by: User, reason: str, **_rule: str) -> None:
    seen(thing).decide(Kind.RESTORE, by=by, reason=reason)


def seen(thing: Thing) -> Case:
    """The case of something that nobody brought to the desk, already closed."""
    fresh = {"words": words_of(thing), "author": thing.author, "closed_at": timezone.now()}
    return Case.objects.get_or_create(**{kind_of(thing): thing}, defaults=fresh)[0]


def hold(thing: Thing) -> Thing:
    """The row as it is now, held until the transaction ends."""
    held: Thing = type(thing)._default_manager.select_for_update(no_key=True, of=("self",)).get(pk=thing.pk)
    return held


def take_away(thing: Thing, *, by: User | None, reason: str) -> None:
    put(thing, "hidden", by=by, reason=reason, values={"hidden_at": Coalesce(F("hidden_at"), Now())})
    if kind_of(thing) == "comment":
        talk.taken_back(thing.pk)


def put_back(thing: Thing, *, by: User, reason: str) -> None:
    """To be read again, or for the first time."""
    held = is_held(thing)
    if thing.hidden_at or held:
        put(thing, "shown", by=by, reason=reason, values={"hidden_at": None})
    if held:
        announce: Any = getattr(thing, "announce", None)
        announce()


def is_held(thing: Thing) -> bool:
    """A first comment that nobody could read yet, so nobody was told of it either."""
    return getattr(thing, "held_at", None) is not None


def put(thing: Thing, verb: str, *, by: User | None, reason: str, values: Mapping[str, Any]) -> None:
    if isinstance(thing, Initiative | Activity | ChangeIdea):
        (thing.hide if verb == "hidden" else thing.show)(by=by, reason=reason)
        return
    also = {"held_at": None} if kind_of(thing) == "comment" and verb == "shown" else {}
    type(thing)._default_manager.filter(pk=thing.pk).update(**values, **also)
    record(subject_of(topic_of(thing)), f"{kind_of(thing)}_{verb}", by=by, reason=reason, **marks_of(thing))
