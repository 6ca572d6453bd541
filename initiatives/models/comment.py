"""Talk about an initiative, an update or an activity."""

from datetime import timedelta
from typing import Any, Self
from uuid import UUID

from django.db import models, transaction
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Coalesce, Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coalitie.activity.models import Reach, follow, record
from coalitie.discussion import models as discussion
from coalitie.discussion.models import EDIT_WITHIN
from coalitie.discussion.models.comment import SHOWN, THREAD
from coalitie.lib.language import link
from coalitie.lib.refused import Refused
from coalitie.people.models import Person, User
from initiatives.models.activity import Activity
from initiatives.models.case import Case
from initiatives.models.initiative import Initiative
from initiatives.models.participation import Participation
from initiatives.models.topic import Topic, initiative_of, kind_of, marks_of, platform_of, subject_of
from initiatives.models.update import Update
from initiatives.notices import comment as notices
from platforms.models import PULLING, Membership, Platform

OF_PLATFORM = Coalesce("initiative__platform", "update__initiative__platform", "activity__platform")
# Until somebody said something that stood, or has been here this long.
NEW_FOR = timedelta(days=30)


class CommentQuerySet(discussion.CommentQuerySet):
    def about(self, topic: Topic) -> Self:
        return self.filter(**{kind_of(topic): topic})

    def published(self) -> Self:
        return self.shown().filter(
            Q(initiative__in=Initiative.objects.published())
            | Q(update__in=Update.objects.published())
            | Q(activity__in=Activity.objects.published())
        )

    def readable_by(self, user: Person) -> Self:
        """As far as the comment itself decides; what it is about was looked up by ``visible_to`` of its own.

        What is shown, one's own words, and all of it to who moderates the platform.
        """
        if not user.is_authenticated:
            return self.shown()
        rows, may = self, SHOWN | Q(author=user, deleted_at=None)
        if user.in_team:
            may |= Q(deleted_at=None)
        elif user.desk_since:
            rows = self.alias(of_platform=OF_PLATFORM)
            may |= Q(deleted_at=None, of_platform__in=Platform.objects.moderated_by(user).values("pk"))
        return rows.filter(may)

    def visible_to(self, user: Person) -> Self:
        if not user.is_authenticated:
            return self.published()
        seen = (
            Q(author=user)
            | Q(initiative__in=Initiative.objects.visible_to(user).values("pk"))
            | Q(update__in=Update.objects.visible_to(user).values("pk"))
            | Q(activity__in=Activity.objects.visible_to(user).values("pk"))
        )
        return self.readable_by(user).filter(seen)

    def standing(self, user: Person, *, desk: bool) -> Self:
        """What has a place in the talk about one thing: what this person may read, and stubs of what others answered.

        Stubs stand where something was deleted, or hidden after it was answered. ``desk`` is who moderates here.
        """
        answers = Comment.objects.shown().filter(parent=OuterRef("pk"))
        places: Any = SHOWN | Q(deleted_at__isnull=False, hidden_at=None, held_at=None) | Exists(answers)
        if desk:
            places |= Q(deleted_at=None)
        elif user.is_authenticated:
            places |= Q(deleted_at=None, author=user)
        return self.filter(places).annotate(thread=THREAD)

    def with_roles(self, topic: Topic) -> Self:
        """``pulls`` and ``coordinates``: what the writer is here."""
        initiative = initiative_of(topic)
        pulling = Participation.objects.pulling().filter(initiative=initiative, person=OuterRef("author"))
        desk = Membership.objects.coordinating().filter(platform=platform_of(topic), person=OuterRef("author"))
        return self.annotate(pulls=Exists(pulling), coordinates=Exists(desk))

    def untold(self) -> Self:
        return self.shown().filter(told_at=None)


class Comment(discussion.Comment):
    initiative = models.ForeignKey(Initiative, on_delete=models.CASCADE, null=True, related_name="comments")
    update = models.ForeignKey(Update, on_delete=models.CASCADE, null=True, related_name="comments")
    activity = models.ForeignKey(Activity, on_delete=models.CASCADE, null=True, related_name="comments")

    objects = CommentQuerySet.as_manager()

    class Meta(discussion.Comment.Meta):
        abstract = False
        verbose_name = _("reactie")
        verbose_name_plural = _("reacties")
        constraints = [
            *discussion.Comment.Meta.constraints,
            models.CheckConstraint(
                name="comment_about_one",
                condition=Q(initiative__isnull=False, update=None, activity=None)
                | Q(initiative=None, update__isnull=False, activity=None)
                | Q(initiative=None, update=None, activity__isnull=False),
                violation_error_message=_("Een reactie gaat over één ding."),
            ),
        ]
        indexes = [
            models.Index(
                "initiative", THREAD, "id", name="comment_of_initiative", condition=Q(initiative__isnull=False)
            ),
            models.Index("update", THREAD, "id", name="comment_of_update", condition=Q(update__isnull=False)),
            models.Index("activity", THREAD, "id", name="comment_of_activity", condition=Q(activity__isnull=False)),
            models.Index("at", name="comment_untold", condition=SHOWN & Q(told_at=None)),
        ]

    def get_absolute_url(self) -> str:
        return link(f"/reacties/{self.pk}/")

    @property
    def topic(self) -> Topic:
        found = self.initiative or self.update or self.activity
        assert found is not None  # noqa: S101 — a constraint says so
        return found

    # --- Verbs of the writer ------------------------------------------------------------------------------------------
    @transaction.atomic
    def edit(self, *, by: User, text: str) -> None:
        """Within a quarter of an hour, until a desk has looked at it. What it said before is kept."""
        fresh = Comment.objects.shown().filter(pk=self.pk, author=by, at__gt=timezone.now() - EDIT_WITHIN)
        held = fresh.filter(~Q(case__decisions__isnull=False)).select_for_update(no_key=True, of=("self",)).first()
        if held is None:
            raise Refused(_("Aanpassen kan een kwartier lang, en dat is voorbij. Verwijderen kan altijd."))
        if held.text == text:
            return
        CommentVersion.objects.create(comment=self, text=held.text, by=by)
        Comment.objects.filter(pk=self.pk).update(text=text, edited_at=Now())
        self._record("comment_edited", by=by)

    @transaction.atomic
    def forget(self, *, by: User) -> None:
        """Really gone, with all it said before. That somebody spoke here stays to be seen."""
        if not Comment.objects.filter(pk=self.pk, author=by, deleted_at=None).update(text="", deleted_at=Now()):
            raise Refused(_("Deze reactie is al verwijderd."))
        self.versions.all().delete()
        notices.taken_back(self.pk)
        for case in Case.objects.filter(comment=self):
            case.forget_words()
        self._record("comment_deleted", by=by)

    # --- What follows -------------------------------------------------------------------------------------------------
    def announce(self) -> None:
        """It can be read now: those who follow hear, and those whom it concerns get a mail."""
        self._record("comment_placed", by=self.author, reach=Reach.THING)
        if self.parent is not None:
            notices.answered(self)
        notices.collect(self.topic)

    def _record(self, verb: str, *, by: User | None, reach: Reach = Reach.RECORD) -> None:
        record(subject_of(self.topic), verb, by=by, reach=reach, **marks_of(self))


class CommentVersion(discussion.Version):
    comment = models.ForeignKey(Comment, on_delete=models.CASCADE, related_name="versions")

    class Meta:
        verbose_name = _("eerdere versie")
        verbose_name_plural = _("eerdere versies")
        indexes = [models.Index("comment", "id", name="version_of_comment")]


@transaction.atomic
def write(topic: Topic, *, by: User, text: str, form_key: UUID, parent: Comment | None = None) -> Comment:
    """Say something, or something back. The same form sent twice is one comment."""
    User.objects.select_for_update(no_key=True).get(pk=by.pk)
    made = Comment.objects.filter(author=by, form_key=form_key).first()
    if made is not None:
        return made
    if parent is not None:
        first = Comment.objects.shown().about(topic).filter(pk=parent.pk, parent=None)
        if not first.select_for_update(no_key=True):
            raise Refused(_("Deze reactie staat er niet meer, dus je kunt er niet op antwoorden."))
    held_at = timezone.now() if is_held(topic, by) else None
    columns = {kind_of(topic): topic}
    comment = Comment.objects.create(author=by, text=text, form_key=form_key, parent=parent, held_at=held_at, **columns)
    follow(subject_of(topic), by=by, by_itself=True)
    if held_at is None:
        comment.announce()
    else:
        Case.open_about(comment, by=by)
    return comment


def is_held(topic: Topic, by: User, role: str | None = None) -> bool:
    """Whether this platform looks first, and nothing of this person has stood anywhere yet.

    ``role`` is what this person is at the platform, for who has asked it already.
    """
    platform = platform_of(topic)
    if not platform.holds_first or by.in_team or by.joined_at < timezone.now() - NEW_FOR:
        return False
    pulls = platform.memberships.pulling().filter(person=by).exists() if role is None else role in PULLING
    return not pulls and not Comment.objects.shown().filter(author=by).exists()
