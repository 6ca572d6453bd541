"""The questions one asks about initiatives."""

from datetime import timedelta
from typing import Any, Self

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.search import SearchRank, TrigramSimilarity, TrigramWordSimilarity
from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Q
from django.db.models.functions import Coalesce, JSONObject
from django.utils import timezone

from coalitie.activity.models import Subscription
from coalitie.lib.search import word_query
from coalitie.pages.models import Value
from coalitie.people.models import Person
from initiatives.models.status import CARRIED, OPEN, PUBLIC, Status
from platforms.models import Platform
from platforms.models.area import Plain

PATIENCE = timedelta(days=5)
SEEN = Q(status__in=PUBLIC, hidden_at=None)
# Hidden platforms are few: leaving those out reads less than joining every platform to look.
NOT_OF_HIDDEN = ~Q(platform__in=Platform.objects.filter(hidden_at__isnull=False).values("pk"))
NEED = {"role": "role", "how_many": "how_many", "what_for": "what_for"}
VALUE = {"slug": "slug", "title": "said"}
CARD = ("title", "slug", "summary", "place", "status", "published_at")


# Ranking reads every text that fits, so it is done for so many only: as many as one can leaf through.
MOST_RANKED = 200


class InitiativeQuerySet(models.QuerySet[Any]):
    def published(self) -> Self:
        return self.filter(SEEN, NOT_OF_HIDDEN)

    def listed(self) -> Self:
        """What a list shows by itself: in the open, and not put away."""
        return self.published().filter(archived_at=None)

    def open(self) -> Self:
        """Where one can still join."""
        return self.filter(status__in=OPEN)

    def visible_to(self, user: Person) -> Self:
        """What is public; one's own in every state; for a coordinator all of the own platform but others' drafts.

        A coordinator elsewhere also reads a declined proposal whose author objects, to look at it once more.
        """
        if not user.is_authenticated:
            return self.published()
        desk = ~Q(status=Status.DRAFT)
        if not user.in_team:
            desk &= Q(platform__in=user.memberships.coordinating().values("platform"))
        shown = SEEN & NOT_OF_HIDDEN
        if user.desk_since is not None:
            objections = self.model.objection.related.related_model.objects
            shown |= Q(pk__in=objections.readable_by(user).values("initiative"))
        return self.filter(shown | Q(author=user) | desk)

    def moderated_by(self, user: Person) -> Self:
        """What this person's desk holds: everything but drafts, of the platforms whose desk it is."""
        return self.filter(platform__in=Platform.objects.moderated_by(user)).exclude(status=Status.DRAFT)

    def waiting(self) -> Self:
        return self.filter(status=Status.SUBMITTED)

    def unheard(self) -> Self:
        """Handed in days ago, not looked at, and nobody was reminded yet."""
        return self.waiting().filter(submitted_at__lt=timezone.now() - PATIENCE, reminded_at=None)

    def at_review(self) -> Self:
        """A try-out whose day to look back has come."""
        return self.published().filter(status=Status.TRYING, try_until__lte=timezone.localdate())

    def to_look_back(self) -> Self:
        """The same, and nobody was reminded yet."""
        return self.at_review().filter(review_asked_at=None)

    def adrift(self) -> Self:
        """Nobody carries it any more."""
        pulling = self.model.participations.rel.related_model.objects.pulling()
        carried = self.published().filter(status__in=CARRIED)
        return carried.exclude(pk__in=pulling.values("initiative"))

    def left_behind(self) -> Self:
        """Drafts of people who erased their account; nobody else ever saw them."""
        return self.filter(status=Status.DRAFT, author=None)

    def newest(self) -> Self:
        return self.order_by("-published_at", "-pk")

    def matching(self, text: str) -> Self:
        """The words themselves, words that begin like them, titles that nearly hold them."""
        nearly = Q(plain_title__trigram_word_similar=Plain(models.Value(text)))
        return self.alias(plain_title=Plain("title")).filter(Q(search=word_query(text)) | nearly)

    def best(self, text: str) -> Self:
        """What fits these words best first, of the newest that fit; one more than can be seen tells there are more."""
        newest = self.newest().values("pk")[: MOST_RANKED + 1]
        in_title = TrigramWordSimilarity(Plain(models.Value(text)), Plain("title"))  # type: ignore[arg-type]
        rank = SearchRank(F("search"), word_query(text)) + in_title
        return self.model.objects.filter(pk__in=newest).annotate(rank=rank).order_by("-rank", "-published_at", "-pk")

    def nearly(self, text: str) -> Self:
        """For when nothing was found: the titles that look most like it, however much was mistyped."""
        near = TrigramWordSimilarity(Plain(models.Value(text)), Plain("title"))  # type: ignore[arg-type]
        return self.annotate(rank=near).filter(rank__gte=0.3).order_by("-rank", "-pk")

    def similar_to(self, title: str) -> Self:
        near = TrigramSimilarity(Plain("title"), Plain(models.Value(title)))  # type: ignore[arg-type]
        return (
            self.alias(plain_title=Plain("title"))
            .filter(plain_title__trigram_similar=Plain(models.Value(title)))
            .annotate(rank=near)
            .order_by("-rank", "-pk")
        )

    def for_page(self, user: Person) -> Self:
        """With all that decides what this person may do and what stands on every page of it, in this one question.

        What it asks and serves comes as rows in JSON: see ``needed`` and ``served`` of ``Life``.
        """
        people = self.model.participations.rel.related_model.objects.current().filter(initiative=OuterRef("pk"))
        rounds = self.model.energy_rounds.rel.related_model.objects.filter(initiative=OuterRef("pk"))
        waits = Count("pk", filter=Q(answered_at=None))
        counted = people.order_by().values("role").annotate(n=Count("pk"), waits=waits)
        sums = rounds.with_sums().order_by("-number").values(row=JSONObject(pk="pk", yes="yes", bit="bit", no="no"))
        values = Value.objects.named().filter(initiatives=OuterRef("pk"))
        found = self.annotate(
            counted=ArraySubquery(counted.values(row=JSONObject(role="role", n="n", waits="waits"))),
            energy_sums=ArraySubquery(sums[:2]),
            asks=ArraySubquery(self.of_one("needs").order_by("pk").values(row=JSONObject(**NEED))),
            serves=ArraySubquery(values.order_by("position").values(row=JSONObject(**VALUE))),
            has_questions=Exists(self.of_one("questions").published()),
            has_lineage=Exists(self.of_one("lineage", "child")) | Exists(self.of_one("lineage", "origin")),
        )
        if not user.is_authenticated:
            return found
        own = people.filter(person=user)
        roles = {
            "own_roles": ArraySubquery(own.values("role")),
            "known_roles": ArraySubquery(own.known().values("role")),
        }
        place = user.memberships.current().filter(platform=OuterRef("platform")).values("role")[:1]
        asked_for = models.Value(user.pk, output_field=models.BigIntegerField())
        follows = Subscription.objects.on().filter(person=user, subject=OuterRef("subject"))
        # Budget rounds, a layer above, take plans from here by their own address.
        budgets: Any = Platform._meta.get_field("rounds").related_model
        taking = budgets.objects.taking_requests().filter(platforms=OuterRef("platform"))
        return found.annotate(
            asked_for=asked_for,
            platform_role=models.Subquery(place),
            follows=Exists(follows),
            has_objection=Exists(self.of_one("objection")),
            has_handover=Exists(self.of_one("handovers").waiting()),
            rounds_open=ArraySubquery(taking.values(row=JSONObject(title="title", slug="slug"))[:3]),
            **roles,
        )

    def of_one(self, name: str, column: str = "initiative") -> Any:
        """Rows that belong to the outer initiative, by the name it knows them by."""
        return self.model._meta.get_field(name).related_model.objects.filter(**{column: OuterRef("pk")})

    def for_cards(self) -> Self:
        """What a card shows, and nothing more."""
        people = self.model.participations.rel.related_model.objects.current()
        needs = self.model.needs.rel.related_model.objects
        of_role = people.filter(initiative=models.OuterRef("initiative"), role=models.OuterRef("role"))
        return (
            self.select_related("platform", "area")
            .only(*CARD, "platform__name", "platform__slug", "area__name")
            .prefetch_related(models.Prefetch("needs", needs.annotate(have=how_many(of_role))))
            .annotate(people=how_many(people.filter(initiative=models.OuterRef("pk"))))
        )


def how_many(rows: models.QuerySet) -> Coalesce:
    """The size of a subquery that is bound to the outer row."""
    counted = rows.order_by().values("initiative").annotate(n=models.Count("pk")).values("n")
    return Coalesce(models.Subquery(counted, output_field=models.IntegerField()), 0)
