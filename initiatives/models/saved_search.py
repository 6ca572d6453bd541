"""A list that somebody follows: the same filters and words, kept so that new initiatives find who waits for them."""

from typing import TYPE_CHECKING, Self
from urllib.parse import parse_qsl

from django.contrib.postgres.search import SearchQuery
from django.db import models, transaction
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from coalitie.activity.models import Subject, Subscription, Within, follow
from coalitie.lib.language import link
from coalitie.lib.search import wider
from coalitie.pages.models import Value
from coalitie.people.models import Person, User
from initiatives.models.status import OPEN
from platforms.models import Area, Platform
from platforms.models.area import Plain

if TYPE_CHECKING:
    from initiatives.models.initiative import Initiative
    from initiatives.models.rows import InitiativeQuerySet

LONGEST = 300
LONGEST_QUERY = 2000


class SavedSearchQuerySet(models.QuerySet["SavedSearch"]):
    def visible_to(self, user: Person) -> Self:
        """The words somebody looks for are that person's own: only who follows a search sees that it is there."""
        if not isinstance(user, User):
            return self.none()
        return self.filter(subject__in=Subscription.objects.filter(person=user).values("subject"))

    def followed(self) -> Self:
        return self.filter(Exists(Subscription.objects.on().filter(subject=OuterRef("subject"))))

    def finding(self, initiative: "Initiative") -> Self:
        """The searches whose list this initiative stands in, by the same filters and words as the list."""
        areas = initiative.area.around if initiative.area else []
        stages = ["", initiative.status, *(["open"] if initiative.status in OPEN else [])]
        return self.filter(
            Q(words="") | Exists(said_in(initiative)),
            Q(area=None) | Q(area__in=areas),
            Q(platform=None) | Q(platform=initiative.platform_id),
            Q(value=None) | Q(value__in=initiative.values.all()),
            stage__in=stages,
        )


def said_in(initiative: "Initiative") -> models.QuerySet:
    """The initiative, if it holds the words of the search around it. As ``InitiativeQuerySet.matching`` asks it."""
    exact = SearchQuery(OuterRef("words"), config="nederlands", search_type="websearch")
    wide = SearchQuery(Plain(OuterRef("wide")), config="simple", search_type="raw")
    nearly = Q(plain_title__trigram_word_similar=Plain(OuterRef("words")))
    rows = type(initiative)._default_manager.filter(pk=initiative.pk).alias(plain_title=Plain("title"))
    return rows.filter(Q(search=exact | wide) | nearly)


class SavedSearch(models.Model):
    # The filters as the list's address holds them, in a fixed order: the same search is kept once.
    query = models.CharField(max_length=LONGEST_QUERY, unique=True)
    name = models.CharField(_("naam"), max_length=LONGEST)
    words = models.CharField(_("woorden"), max_length=100, blank=True)
    wide = models.TextField(blank=True)
    area = models.ForeignKey(Area, models.CASCADE, null=True, related_name="+")
    platform = models.ForeignKey(Platform, models.CASCADE, null=True, related_name="+")
    value = models.ForeignKey(Value, models.CASCADE, null=True, related_name="+")
    stage = models.CharField(_("fase"), max_length=20, blank=True)
    subject = models.OneToOneField(Subject, on_delete=models.PROTECT, editable=False, related_name="saved_search")
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    objects = SavedSearchQuerySet.as_manager()

    class Meta:
        verbose_name = _("zoekopdracht")
        verbose_name_plural = _("zoekopdrachten")

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return link(f"/initiatieven/?{self.query}")

    @property
    def filters(self) -> dict[str, str]:
        return dict(parse_qsl(self.query))


@transaction.atomic
def follow_search(query: str, name: str, found: "InitiativeQuerySet", *, by: User, **parts: object) -> SavedSearch:
    """Follow a list. ``found`` is what stands in it now: of those too, what happens next is told."""
    search = SavedSearch.objects.filter(query=query).first()
    if search is None:
        words = str(parts.get("words", ""))
        made = {"name": name[:LONGEST], "wide": wider(words), "subject": Subject.objects.create(kind="saved_search")}
        search, is_new = SavedSearch.objects.get_or_create(query=query, defaults={**made, **parts})
        if not is_new:
            made["subject"].delete()  # type: ignore[attr-defined]
    follow(search.subject, by=by)
    standing = set(found.order_by().values_list("subject", flat=True))
    rows = Within.objects.filter(whole=search.subject)
    rows.exclude(part__in=standing).delete()
    new = standing - set(rows.values_list("part", flat=True))
    Within.objects.bulk_create(
        [Within(part_id=pk, whole=search.subject) for pk in sorted(new)], ignore_conflicts=True, batch_size=2000
    )
    return search


def place(initiative: "Initiative") -> None:
    """Say in what a public initiative lies: platform, buurt and all around it, values, lists that somebody follows.

    Called by whoever changes one of those, in that transaction and before the event is recorded.
    """
    areas = initiative.area.around if initiative.area else []
    wholes = [initiative.platform.subject_id, *(area.subject_id for area in areas)]
    wholes += initiative.values.values_list("subject", flat=True)
    wholes += SavedSearch.objects.followed().finding(initiative).values_list("subject", flat=True)
    Within.objects.put([initiative.subject_id], [(initiative.subject_id, whole) for whole in wholes])


def forget_searches() -> int:
    """Lists that nobody follows any more, on or off."""
    unread = SavedSearch.objects.filter(~Exists(Subscription.objects.filter(subject=OuterRef("subject"))))
    subjects = list(unread.values_list("subject", flat=True))
    unread.delete()
    Subject.objects.filter(pk__in=subjects).delete()
    return len(subjects)
