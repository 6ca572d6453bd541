"""The questions one asks about questions."""

from datetime import date
from typing import Any, Self

from django.contrib.postgres.search import TrigramWordSimilarity
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from coalitie.lib.search import word_query
from coalitie.people.models import Person
from initiatives.models.joint_letter import Signature, SignatureStatus
from initiatives.models.rows import NOT_OF_HIDDEN
from initiatives.models.wait import Days, Outcome, on
from platforms.models.area import Plain

# What was sent stays for all to see, also when it was withdrawn afterwards.
SENT = Q(asked_on__isnull=False, hidden_at=None)


class QuestionQuerySet(models.QuerySet[Any]):
    def published(self) -> Self:
        return self.filter(SENT, NOT_OF_HIDDEN)

    def visible_to(self, user: Person) -> Self:
        """What was sent. Before that: who writes it, who runs its platform or initiative, and who is asked to sign."""
        if not user.is_authenticated:
            return self.published()
        if user.in_team:
            return self.all()
        signs = Signature.objects.filter(
            question=OuterRef("pk"), platform__in=user.memberships.coordinating().values("platform")
        )
        return self.filter(
            SENT & NOT_OF_HIDDEN
            | Q(author=user)
            | Q(platform__in=user.memberships.pulling().values("platform"))
            | Q(initiative__in=user.participations.pulling().values("initiative"))
            | Exists(signs) & ~Q(status="draft")
        )

    def moderated_by(self, user: Person) -> Self:
        """The desk of the coalition team."""
        return self.all() if user.is_authenticated and user.in_team else self.none()

    def of_platform(self, platform: Any) -> Self:
        """Asked by this platform, or signed by it."""
        signed = Signature.objects.filter(question=OuterRef("pk"), platform=platform, status=SignatureStatus.YES)
        return self.filter(Q(platform=platform) | Exists(signed))

    def waiting(self) -> Self:
        return self.filter(wait__outcome=Outcome.WAITING)

    def late(self) -> Self:
        return self.waiting().filter(wait__due_on__lt=timezone.localdate())

    def answered(self) -> Self:
        return self.filter(wait__outcome=Outcome.ANSWERED)

    def in_time(self) -> Self:
        return self.answered().filter(wait__ended_on__lte=F("wait__due_on"))

    def unsent(self) -> Self:
        return self.filter(asked_on=None).exclude(status="withdrawn")

    def withdrawn(self) -> Self:
        return self.filter(wait__outcome=Outcome.WITHDRAWN)

    def waited_between(self, begin: date, end: date) -> Self:
        """Waited on some day of these."""
        waits: Any = self.model._meta.get_field("waits").related_model
        rows = waits.objects.filter(Q(ended_on=None) | Q(ended_on__gte=begin), question=OuterRef("pk"), since__lte=end)
        return self.filter(Exists(rows))

    def with_days(self) -> Self:
        """``days``: how long it waits, or waited for the last answer. Counted by the database."""
        until = Coalesce("wait__ended_on", on(timezone.localdate()))
        return self.annotate(days=Days(until, "wait__since"))

    def for_rows(self) -> Self:
        """What a row of a list shows."""
        signers = Signature.objects.filter(question=OuterRef("pk"), status=SignatureStatus.YES).order_by()
        counted = signers.values("question").annotate(n=models.Count("pk")).values("n")
        return (
            self.with_days()
            .select_related("wait", "body", "platform")
            .only(
                *("title", "slug", "status", "asked_on", "hidden_at"),
                *("body__name", "body__slug", "body__kind", "platform__name", "platform__slug"),
                *("wait__since", "wait__due_on", "wait__ended_on", "wait__outcome", "wait__promised_on"),
                *("wait__term_days", "wait__number"),
            )
            .annotate(signers=Coalesce(models.Subquery(counted, output_field=models.IntegerField()), 0))
        )

    def longest_first(self) -> Self:
        """What waits longest on top; then what was answered, the last one first."""
        done = F("wait__ended_on").desc(nulls_first=True)
        return self.order_by(done, "wait__since", "pk")

    def matching(self, text: str) -> Self:
        nearly = Q(plain_title__trigram_word_similar=Plain(Value(text)))
        return self.alias(plain_title=Plain("title")).filter(Q(search=word_query(text)) | nearly)

    def best(self, text: str) -> Self:
        near = TrigramWordSimilarity(Plain(Value(text)), Plain("title"))  # type: ignore[arg-type]
        return self.alias(near=near).order_by("-near", "-asked_on", "-pk")
