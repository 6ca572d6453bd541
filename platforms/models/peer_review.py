"""Once a year two sister platforms look at each other: a card on the five values, which both make public or nobody.

Each side writes what it saw at the other, value by value. What they agreed on they write together. Any change after a
side said yes takes both yeses back, so what everybody reads is what both agreed to.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any, Self

from django.conf import settings
from django.db import IntegrityError, models, transaction
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from coalitie.activity.models import Reach, record
from coalitie.lib.language import link
from coalitie.lib.refused import Refused
from coalitie.lib.transitions import move
from coalitie.pages.models import Value
from coalitie.people.models import Person, User
from coalitie.people.personal import Mine
from platforms import notices_registers as notices
from platforms.models.platform import Platform


class ReviewStatus(models.TextChoices):
    ASKED = "asked", _("Gevraagd")
    WRITING = "writing", _("Samen aan het schrijven")
    DECLINED = "declined", _("Dit jaar niet")


ANSWERED = _("Hier is al op geantwoord.")
CHANGED = _("De kaart is net veranderd. Lees eerst wat er nu staat.")
NOT_WRITING = _("Aan deze kaart wordt niet geschreven.")
NOT_COMPLETE = _("De kaart is nog niet klaar: schrijf allebei over de vijf waarden, en samen de dag en de afspraken.")
NOBODY_AGREED: dict[str, Any] = {
    "first_agreed_at": None,
    "first_agreed_by": None,
    "second_agreed_at": None,
    "second_agreed_by": None,
}


class PeerReviewQuerySet(models.QuerySet["PeerReview"]):
    def public(self) -> Self:
        return self.filter(first_agreed_at__isnull=False, second_agreed_at__isnull=False, hidden_at=None)

    def of(self, platform: Platform) -> Self:
        return self.filter(Q(first=platform) | Q(second=platform))

    def visible_to(self, user: Person) -> Self:
        """What both agreed to is everybody's. Until then it belongs to the coordinators of both, and the team reads."""
        if user.is_authenticated and user.in_team:
            return self.all()
        shown = Platform.objects.visible_to(user)
        public = self.public().filter(first__in=shown, second__in=shown)
        if not user.is_authenticated:
            return public
        own = user.memberships.coordinating().values("platform")
        return public | self.filter(Q(first__in=own) | Q(second__in=own))

    def moderated_by(self, user: Person) -> Self:
        return self.all() if user.is_authenticated and user.in_team else self.none()

    def asked_of(self, platforms: Any) -> Self:
        """Which one of these platforms has to answer."""
        theirs = Q(first__in=platforms) | Q(second__in=platforms)
        return self.filter(theirs, status=ReviewStatus.ASKED).exclude(asker__in=platforms)

    def one_yes_short(self, platforms: Any) -> Self:
        """To which the sister, with ``sister_name``, said yes, and one of these platforms not yet."""
        first = Q(first__in=platforms, first_agreed_at=None, second_agreed_at__isnull=False)
        second = Q(second__in=platforms, second_agreed_at=None, first_agreed_at__isnull=False)
        sister = models.Case(models.When(first_agreed_at=None, then="second__name"), default="first__name")
        return self.filter(first | second).annotate(sister_name=sister)

    def for_rows(self) -> Self:
        return self.select_related("first", "second").order_by("-year", "-met_on", "-pk")


class PeerReview(models.Model):
    # A pair is written one way only, so that it is the same pair whoever asked.
    first = models.ForeignKey(Platform, on_delete=models.PROTECT, verbose_name=_("eerste platform"), related_name="+")
    second = models.ForeignKey(Platform, on_delete=models.PROTECT, verbose_name=_("tweede platform"), related_name="+")
    year = models.PositiveSmallIntegerField(_("jaar"))
    asker = models.ForeignKey(Platform, on_delete=models.PROTECT, verbose_name=_("gevraagd door"), related_name="+")
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, editable=False, related_name="+"
    )
    asked_at = models.DateTimeField(_("gevraagd op"), db_default=Now(), editable=False)
    status = models.CharField(_("status"), max_length=10, choices=ReviewStatus, default=ReviewStatus.ASKED)
    reason = models.TextField(_("waarom niet"), max_length=500, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, editable=False, related_name="+"
    )
    answered_at = models.DateTimeField(_("beantwoord op"), null=True, editable=False)

    met_on = models.DateField(_("wanneer waren jullie bij elkaar?"), null=True, blank=True)
    points = models.TextField(_("afspraken"), max_length=2000, blank=True)
    summary = models.TextField(_("in het kort"), max_length=1000, blank=True)

    # Each part counts its own changes: what somebody had on the screen is still what stands there, or not.
    version_shared = models.PositiveIntegerField(default=0, editable=False)
    version_first = models.PositiveIntegerField(default=0, editable=False)
    version_second = models.PositiveIntegerField(default=0, editable=False)
    first_agreed_at = models.DateTimeField(_("eerste akkoord op"), null=True, editable=False)
    second_agreed_at = models.DateTimeField(_("tweede akkoord op"), null=True, editable=False)
    first_agreed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, editable=False, related_name="+"
    )
    second_agreed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, editable=False, related_name="+"
    )
    hidden_at = models.DateTimeField(_("verborgen op"), null=True, editable=False)
    hidden_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, editable=False, related_name="+"
    )
    hidden_reason = models.TextField(_("waarom verborgen"), max_length=500, blank=True, editable=False)

    objects = PeerReviewQuerySet.as_manager()

    personal = {
        "asked_by": Mine("Zusterblikken die je vroeg", ("first", "second", "year", "asked_at")),
        "answered_by": Mine("Zusterblikken waarop je antwoordde", ("first", "second", "year", "reason")),
        "first_agreed_by": Mine("Zusterblikken waar je ja tegen zei", ("first", "second", "year", "first_agreed_at")),
        "second_agreed_by": Mine("Zusterblikken waar je ook ja tegen zei", ("first", "second", "year")),
        "hidden_by": Mine("Zusterblikken die je verborg", ("first", "second", "year", "hidden_reason")),
    }

    class Meta:
        verbose_name = _("zusterblik")
        verbose_name_plural = _("zusterblikken")
        constraints = [
            models.CheckConstraint(
                name="peer_two_platforms",
                condition=Q(first__lt=F("second")),
                violation_error_message=_("Een zusterblik is tussen twee platforms."),
            ),
            models.UniqueConstraint(
                fields=["first", "second", "year"],
                name="peer_once_a_year",
                violation_error_message=_("Deze twee platforms hebben dit jaar al een zusterblik."),
            ),
            models.CheckConstraint(
                name="peer_asked_by_one_of_both",
                condition=Q(asker=F("first")) | Q(asker=F("second")),
                violation_error_message=_("Een van de twee platforms vraagt het."),
            ),
            models.CheckConstraint(
                name="peer_status_known",
                condition=Q(status__in=ReviewStatus.values),
                violation_error_message=_("Deze status bestaat niet."),
            ),
            models.CheckConstraint(
                name="peer_no_has_reason",
                condition=~Q(status=ReviewStatus.DECLINED) | ~Q(reason=""),
                violation_error_message=_("Schrijf waarom niet; dat leest het andere platform."),
            ),
            models.CheckConstraint(
                name="peer_agreed_to_something",
                condition=Q(first_agreed_at=None, second_agreed_at=None)
                | Q(status=ReviewStatus.WRITING, met_on__isnull=False) & ~Q(points="") & ~Q(summary=""),
                violation_error_message=NOT_COMPLETE,
            ),
            models.CheckConstraint(
                name="peer_hidden_with_reason",
                condition=Q(hidden_at=None, hidden_by=None, hidden_reason="")
                | Q(hidden_at__isnull=False) & ~Q(hidden_reason=""),
                violation_error_message=_("Verbergen kan alleen met een reden."),
            ),
        ]

    def __str__(self) -> str:
        return _("Zusterblik %(year)d: %(first)s en %(second)s") % {
            "year": self.year,
            "first": self.first,
            "second": self.second,
        }

    def get_absolute_url(self) -> str:
        return link(f"/zusterblik/{self.pk}/")

    # --- Questions --------------------------------------------------------------------------------------------------
    @property
    def is_asked(self) -> bool:
        return self.status == ReviewStatus.ASKED

    @property
    def is_writing(self) -> bool:
        return self.status == ReviewStatus.WRITING

    @property
    def is_public(self) -> bool:
        both = self.first_agreed_at is not None and self.second_agreed_at is not None
        return both and self.hidden_at is None

    @property
    def version(self) -> int:
        """Of the whole card: it only grows."""
        return self.version_shared + self.version_first + self.version_second

    def part_of(self, platform: Platform) -> str:
        return "first" if platform.pk == self.first_id else "second"

    def sister_of(self, platform: Platform) -> Platform:
        return self.second if platform.pk == self.first_id else self.first

    def agreed_by(self, platform: Platform) -> bool:
        return getattr(self, f"{self.part_of(platform)}_agreed_at") is not None

    def version_of(self, platform: Platform) -> int:
        return int(getattr(self, f"version_{self.part_of(platform)}"))

    def words_of(self, platform: Platform) -> dict[int, str]:
        """Value → what this platform wrote about the other."""
        return dict(self.examples.filter(platform=platform).values_list("value", "words"))

    @property
    def is_complete(self) -> bool:
        both = self.examples.count() == 2 * Value.objects.count()
        return both and self.met_on is not None and bool(self.points and self.summary)

    # --- Verbs: ``side`` is the platform in whose name it is done ---------------------------------------------------
    @transaction.atomic
    def accept(self, *, by: User) -> None:
        """Also after a no: who said no may think again."""
        found: dict[str, Any] = {"answered_by": by, "answered_at": Now(), "reason": ""}
        only_from = [ReviewStatus.ASKED, ReviewStatus.DECLINED]
        move(self, ReviewStatus.WRITING, only_from=only_from, otherwise=ANSWERED, **found)
        self._tell("peer_accepted", self.sister_of(self.asker), by=by)

    @transaction.atomic
    def decline(self, *, by: User, reason: str) -> None:
        found: dict[str, Any] = {"answered_by": by, "answered_at": Now(), "reason": reason}
        move(self, ReviewStatus.DECLINED, only_from=[ReviewStatus.ASKED], otherwise=ANSWERED, **found)
        self._tell("peer_declined", self.sister_of(self.asker), by=by, said=reason)

    @transaction.atomic
    def write_part(self, side: Platform, *, by: User, seen: int, words: Mapping[int, str]) -> None:
        """What this side saw at the other, by value; an empty text takes the example away."""
        if {pk: text for pk, text in words.items() if text} == self.words_of(side):
            return
        self._change(f"version_{self.part_of(side)}", seen, side, by=by)
        self.examples.filter(platform=side).delete()
        PeerExample.objects.bulk_create(
            PeerExample(review=self, platform=side, value_id=value, words=text) for value, text in words.items() if text
        )

    @transaction.atomic
    def write_together(
        self, side: Platform, *, by: User, seen: int, met_on: date | None, points: str, summary: str
    ) -> None:
        if (met_on, points, summary) == (self.met_on, self.points, self.summary):
            return
        self._change("version_shared", seen, side, by=by, met_on=met_on, points=points, summary=summary)

    @transaction.atomic
    def agree(self, side: Platform, *, by: User, seen: int) -> None:
        """Yes to the card as it was read. With the second yes everybody reads it."""
        if not self.is_complete:
            raise Refused(NOT_COMPLETE)
        part = self.part_of(side)
        found = PeerReview.objects.alias(now=F("version_shared") + F("version_first") + F("version_second")).filter(
            pk=self.pk, status=ReviewStatus.WRITING, now=seen, **{f"{part}_agreed_at": None}
        )
        if not found.update(**{f"{part}_agreed_at": Now(), f"{part}_agreed_by": by}):
            raise Refused(CHANGED)
        self.refresh_from_db(fields=["first_agreed_at", "second_agreed_at", "hidden_at"])
        if self.is_public:
            for platform in (self.first, self.second):
                record(platform.subject, "peer_published", by=by, reach=Reach.THING, review=self.pk)
        else:
            record(side.subject, "peer_agreed", by=by, review=self.pk)
        notices.peer_moved(self, "peer_published" if self.is_public else "peer_agreed", side=side, by=by)

    @transaction.atomic
    def take_back(self, side: Platform, *, by: User) -> None:
        """The yes of this side. Nobody else reads the card then, until both say yes again."""
        part = self.part_of(side)
        rows = PeerReview.objects.filter(pk=self.pk, **{f"{part}_agreed_at__isnull": False})
        if not rows.update(**{f"{part}_agreed_at": None, f"{part}_agreed_by": None}):
            raise Refused(_("Jullie ja stond er al niet meer."))
        self._tell("peer_changed", side, by=by)

    @transaction.atomic
    def hide(self, *, by: User, reason: str) -> None:
        """Off the site; both platforms read why, and go on writing. What both said yes to stays so."""
        rows = PeerReview.objects.filter(pk=self.pk, hidden_at=None)
        if not rows.update(hidden_at=Now(), hidden_by=by, hidden_reason=reason):
            raise Refused(_("Deze kaart is al verborgen."))
        for platform in (self.first, self.second):
            record(platform.subject, "peer_hidden", by=by, reason=reason, review=self.pk)
        notices.peer_hidden(self, reason=reason)

    @transaction.atomic
    def show(self, *, by: User) -> None:
        rows = PeerReview.objects.filter(pk=self.pk, hidden_at__isnull=False)
        if not rows.update(hidden_at=None, hidden_by=None, hidden_reason=""):
            raise Refused(_("Deze kaart is niet verborgen."))
        for platform in (self.first, self.second):
            record(platform.subject, "peer_shown", by=by, review=self.pk)

    def _change(self, version: str, seen: int, side: Platform, *, by: User, **facts: Any) -> None:
        rows = PeerReview.objects.filter(pk=self.pk, status=ReviewStatus.WRITING, **{version: seen})
        had_agreed = self.first_agreed_at is not None or self.second_agreed_at is not None
        if not rows.update(**{version: F(version) + 1}, **NOBODY_AGREED, **facts):
            raise Refused(CHANGED if self.is_writing else NOT_WRITING)
        record(side.subject, "peer_written", by=by, review=self.pk)
        if had_agreed:
            notices.peer_moved(self, "peer_changed", side=side, by=by)

    def _tell(self, name: str, side: Platform, *, by: User, said: str = "") -> None:
        record(side.subject, name, by=by, reason=said, review=self.pk)
        notices.peer_moved(self, name, side=side, by=by, said=said)


class PeerExampleQuerySet(models.QuerySet["PeerExample"]):
    def visible_to(self, user: Person) -> Self:
        return self.filter(review__in=PeerReview.objects.visible_to(user))


class PeerExample(models.Model):
    """What one platform saw at its sister of one value: something that was done, not a mark."""

    review = models.ForeignKey(PeerReview, on_delete=models.CASCADE, related_name="examples")
    platform = models.ForeignKey(Platform, on_delete=models.PROTECT, related_name="+")
    value = models.ForeignKey(Value, on_delete=models.PROTECT, related_name="+")
    words = models.TextField(_("voorbeeld"), max_length=1000)

    objects = PeerExampleQuerySet.as_manager()

    class Meta:
        verbose_name = _("voorbeeld bij een zusterblik")
        verbose_name_plural = _("voorbeelden bij een zusterblik")
        constraints = [
            models.UniqueConstraint(
                fields=["review", "platform", "value"],
                name="peer_example_once",
                violation_error_message=_("Bij deze waarde staat al een voorbeeld."),
            ),
            models.CheckConstraint(
                name="peer_example_has_words",
                condition=~Q(words=""),
                violation_error_message=_("Schrijf wat je zag."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.platform}: {self.value}"


@transaction.atomic
def ask_sister(platform: Platform, sister: Platform, *, by: User, year: int) -> PeerReview:
    """Asked from both sides, or sent twice, it is one review."""
    if platform.pk == sister.pk:
        raise Refused(_("Kies een ander platform dan je eigen."))
    first, second = sorted((platform, sister), key=lambda one: one.pk)
    pair = PeerReview.objects.filter(first=first, second=second, year=year)
    found = pair.first()
    if found is not None:
        return found
    try:
        with transaction.atomic():
            made = PeerReview.objects.create(first=first, second=second, year=year, asker=platform, asked_by=by)
    except IntegrityError:
        return pair.get()
    record(platform.subject, "peer_asked", by=by, review=made.pk)
    notices.peer_moved(made, "peer_asked", side=platform, by=by)
    return made
