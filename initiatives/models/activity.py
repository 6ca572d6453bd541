"""A dated thing to come to, of a platform or an initiative. Who comes is in ``signup``, repetition in ``series``.

Each date of a series is a row of its own: it has its own page, its own list of who comes, and is moved or cancelled
alone. ``series_date`` keeps the day on which the rule put it, also after it was moved.
"""

from datetime import timedelta
from typing import Any, Self
from uuid import uuid4

from django.conf import settings
from django.db import models, transaction
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Coalesce, Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from coalitie.activity.models import Reach, Subject, Subscription, Within, record
from coalitie.activity.news import News
from coalitie.lib.dates import clock, hour, in_dutch, in_one_go, moment, month, stretch, weekday
from coalitie.lib.language import link
from coalitie.lib.refused import Refused
from coalitie.people.models import Person, User
from coalitie.people.personal import Mine
from initiatives.models.initiative import Initiative
from initiatives.models.rows import NOT_OF_HIDDEN
from initiatives.models.series import Series
from platforms.models import Area, Platform

LONGEST = timedelta(days=14)
MOST_PLACES = 5000
ROW = ("title", "slug", "place", "step_free", "childcare", "starts_at", "ends_at", "places", "cancelled_at")


class StepFree(models.TextChoices):
    """Whether somebody in a wheelchair gets in."""

    UNKNOWN = "unknown", _("Weten we nog niet")
    YES = "yes", _("Ja, zonder drempel")
    NO = "no", _("Nee, er is een drempel of trap")


def in_the_open() -> Q:
    """Asked of each row by the key of its initiative: as a list it would be all initiatives of the city."""
    whole = Initiative.objects.published().filter(pk=OuterRef("initiative"))
    return Q(NOT_OF_HIDDEN, Q(initiative=None) | Exists(whole), hidden_at=None)


class ActivityQuerySet(models.QuerySet["Activity"]):
    def published(self) -> Self:
        return self.filter(in_the_open())

    def visible_to(self, user: Person) -> Self:
        """What is public; hidden ones too for who made them, for the platform's coordinators and for the team."""
        if not user.is_authenticated:
            return self.published()
        if user.in_team:
            return self
        return self.filter(
            in_the_open() | Q(author=user) | Q(platform__in=user.memberships.coordinating().values("platform"))
        )

    def moderated_by(self, user: Person) -> Self:
        return self.filter(platform__in=Platform.objects.moderated_by(user))

    def upcoming(self) -> Self:
        """Not over yet. None lasts longer than ``LONGEST``, so the index on the beginning finds them."""
        now = timezone.now()
        return self.filter(starts_at__gt=now - LONGEST, ends_at__gt=now)

    def between(self, begin: Any, end: Any) -> Self:
        """Going on at some moment of this stretch."""
        return self.filter(starts_at__gt=begin - LONGEST, starts_at__lt=end, ends_at__gt=begin)

    def this_week(self) -> Self:
        """What begins within seven days, or is going on."""
        return self.upcoming().filter(starts_at__lt=timezone.now() + timedelta(days=7))

    def on(self) -> Self:
        """Not cancelled."""
        return self.filter(cancelled_at=None)

    def around(self, user: User) -> Self:
        """Of the platforms this person belongs to, the initiatives one takes part in, the areas one follows."""
        taking_part = user.participations.current().values("initiative")
        member = user.memberships.current().values("platform")
        areas = Subscription.objects.on().filter(person=user, subject__kind="area").values("subject")
        inside = Within.objects.filter(whole__in=areas).values("part")
        return self.filter(Q(platform__in=member) | Q(initiative__in=taking_part) | Q(subject__in=inside))

    def concerning(self, user: User) -> Self:
        """For the own calendar: signed up, or of an initiative one takes part in."""
        signed_up = user.sign_ups.current().values("activity")
        taking_part = user.participations.current().values("initiative")
        return self.filter(Q(pk__in=signed_up) | Q(initiative__in=taking_part))

    def inside(self, area: Area) -> Self:
        return self.filter(area__in=area.buurten())

    def revise(self, **values: Any) -> int:
        """Change what calendars hold of these: they take over only what has a higher number."""
        return self.update(sequence=F("sequence") + 1, updated_at=Now(), **values)

    def by_date(self) -> Self:
        return self.order_by("starts_at", "pk")

    def with_taken(self) -> Self:
        """``taken``: how many of the places are given or on offer."""
        return self.annotate(taken=Coalesce(models.Subquery(places_taken(models.OuterRef("pk"))), 0))

    def for_rows(self) -> Self:
        """What a line in a list shows; see ``templates/components/activity_row.html``."""
        return (
            self.select_related("platform", "initiative", "area")
            .only(*ROW, "platform__name", "platform__slug", "initiative__title", "area__name")
            .with_taken()
        )


class Activity(models.Model):
    title = models.CharField(_("titel"), max_length=100)
    slug = models.SlugField(_("adres"), max_length=120, unique=True, editable=False)
    story = models.TextField(_("verhaal"), max_length=4000, blank=True)
    platform = models.ForeignKey(
        Platform, on_delete=models.PROTECT, verbose_name=_("platform"), related_name="activities"
    )
    initiative = models.ForeignKey(
        Initiative,
        on_delete=models.PROTECT,
        verbose_name=_("initiatief"),
        null=True,
        blank=True,
        related_name="activities",
    )
    series = models.ForeignKey(Series, on_delete=models.PROTECT, null=True, editable=False, related_name="activities")
    series_date = models.DateField(null=True, editable=False)
    area = models.ForeignKey(
        Area, on_delete=models.PROTECT, verbose_name=_("buurt"), null=True, blank=True, related_name="activities"
    )
    place = models.CharField(_("plek"), max_length=200)
    step_free = models.CharField(_("drempelvrij"), max_length=10, choices=StepFree, default=StepFree.UNKNOWN)
    languages = models.CharField(_("talen"), max_length=100, blank=True)
    childcare = models.BooleanField(_("kinderopvang"), default=False)
    starts_at = models.DateTimeField(_("begint"))
    ends_at = models.DateTimeField(_("eindigt"))
    # NULL: as many as come.
    places = models.PositiveIntegerField(_("plekken"), null=True, blank=True)

    # For calendars: who the event is, and how often it changed in a way that matters there.
    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    sequence = models.PositiveIntegerField(default=0, editable=False)
    updated_at = models.DateTimeField(db_default=Now(), editable=False)

    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        editable=False,
        verbose_name=_("gemaakt door"),
        related_name="activities",
    )
    # Made with the empty form, so that pressing twice gives one row.
    form_key = models.UUIDField(null=True, editable=False)
    subject = models.OneToOneField(Subject, on_delete=models.PROTECT, editable=False, related_name="activity")
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    cancelled_at = models.DateTimeField(_("afgelast op"), null=True, editable=False)
    cancelled_reason = models.CharField(_("waarom afgelast"), max_length=500, blank=True, editable=False)
    hidden_at = models.DateTimeField(_("verborgen op"), null=True, editable=False)
    hidden_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, editable=False, related_name="+"
    )

    reported_at = models.DateTimeField(_("verslag op"), null=True, editable=False)
    came = models.PositiveIntegerField(_("hoeveel mensen kwamen"), null=True, editable=False)
    new_faces = models.PositiveIntegerField(_("hoeveel voor het eerst"), null=True, editable=False)
    stayed_away = models.PositiveIntegerField(_("aangemeld maar niet gekomen"), null=True, editable=False)

    objects = ActivityQuerySet.as_manager()

    personal = {
        "author": Mine("Activiteiten die je maakte", ("title", "place", "starts_at")),
        "hidden_by": Mine("Activiteiten die je verborg"),
    }
    news = {
        "activity_announced": News(
            _("%(number)d nieuwe activiteit in de agenda"), _("%(number)d nieuwe activiteiten in de agenda")
        ),
        "activity_changed": News(_("de datum of de plek is veranderd"), _("%(number)d keer een nieuwe datum of plek")),
        "activity_cancelled": News(_("deze activiteit gaat niet door"), _("deze activiteit gaat niet door")),
        "comment_placed": News(_("%(number)d nieuwe reactie"), _("%(number)d nieuwe reacties")),
        "activity_reported": News(_("er staat een verslag"), _("er staan %(number)d verslagen")),
    }

    class Meta:
        verbose_name = _("activiteit")
        verbose_name_plural = _("activiteiten")
        constraints = [
            models.CheckConstraint(
                name="activity_ends_after_it_began",
                condition=Q(ends_at__gt=F("starts_at")),
                violation_error_message=_("Het einde ligt na het begin."),
            ),
            models.CheckConstraint(
                name="activity_not_endless",
                condition=Q(ends_at__lte=F("starts_at") + LONGEST),
                violation_error_message=_("Een activiteit duurt hooguit twee weken."),
            ),
            models.CheckConstraint(
                name="activity_has_words",
                condition=~Q(title="") & ~Q(place=""),
                violation_error_message=_("Een activiteit heeft een titel en een plek."),
            ),
            models.CheckConstraint(
                name="activity_step_free_known",
                condition=Q(step_free__in=StepFree.values),
                violation_error_message=_("Kies ja, nee of ‘weten we nog niet’."),
            ),
            models.CheckConstraint(
                name="activity_places_in_reason",
                condition=Q(places=None) | Q(places__gte=1, places__lte=MOST_PLACES),
                violation_error_message=_("Kies 1 tot 5000 plekken, of laat het leeg."),
            ),
            models.CheckConstraint(
                name="activity_cancelled_with_reason",
                condition=Q(cancelled_at=None, cancelled_reason="")
                | (Q(cancelled_at__isnull=False) & ~Q(cancelled_reason="")),
                violation_error_message=_("Schrijf erbij waarom het niet doorgaat."),
            ),
            models.CheckConstraint(
                name="activity_reported_with_number",
                condition=Q(reported_at=None, came=None) | Q(reported_at__isnull=False, came__isnull=False),
                violation_error_message=_("Een verslag zegt hoeveel mensen er kwamen."),
            ),
            models.CheckConstraint(
                name="activity_in_series_has_date",
                condition=Q(series=None, series_date=None) | Q(series__isnull=False, series_date__isnull=False),
                violation_error_message=_("Een activiteit uit een reeks weet op welke datum die hoort."),
            ),
            models.UniqueConstraint(
                "series",
                "series_date",
                name="activity_once_per_series_date",
                violation_error_message=_("Deze datum van de reeks staat al in de agenda."),
            ),
            models.UniqueConstraint(
                "author",
                "form_key",
                "series_date",
                name="activity_once_per_form",
                violation_error_message=_("Deze activiteit staat al in de agenda."),
            ),
            models.UniqueConstraint(
                "author",
                "form_key",
                name="activity_alone_once_per_form",
                condition=Q(series_date=None),
                violation_error_message=_("Deze activiteit staat al in de agenda."),
            ),
        ]
        indexes = [
            models.Index("starts_at", "id", name="activity_by_date", condition=Q(hidden_at=None)),
            models.Index("platform", "starts_at", name="activity_of_platform"),
            models.Index("initiative", "starts_at", name="activity_of_initiative"),
            models.Index("area", "starts_at", name="activity_of_area"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return link(f"/agenda/{self.slug}/")

    # --- Questions ----------------------------------------------------------------------------------------------------
    @property
    def is_over(self) -> bool:
        return self.ends_at <= timezone.now()

    @property
    def has_begun(self) -> bool:
        return self.starts_at <= timezone.now()

    @property
    def is_cancelled(self) -> bool:
        return self.cancelled_at is not None

    @property
    def takes_people(self) -> bool:
        """Whether one can still sign up, be it for the waiting list."""
        return not self.is_cancelled and not self.has_begun

    @property
    def free(self) -> int | None:
        """How many places are left; None when everybody fits. Needs ``with_taken``."""
        if self.places is None:
            return None
        return max(0, self.places - self.taken)  # type: ignore[attr-defined]

    @property
    def room(self) -> str:
        """``nog 3 plekken``. Needs ``with_taken``."""
        left = self.free
        if left is None or not self.takes_people:
            return ""
        if left == 0:
            return str(_("vol, er is een wachtlijst"))
        return ngettext("nog %(number)d plek", "nog %(number)d plekken", left) % {"number": left}

    @property
    def where(self) -> str:
        return f"{self.place}, {self.area.name}" if self.area else self.place

    @property
    def owner(self) -> Initiative | Platform:
        return self.initiative or self.platform

    @property
    def when(self) -> str:
        return stretch(self.starts_at, self.ends_at)

    @property
    def hours(self) -> str:
        """``10.00 – 12.00 uur``; with the last day when it lasts longer than a night."""
        if not in_one_go(self.starts_at, self.ends_at):
            return _("%(begin)s uur, tot %(end)s") % {"begin": clock(self.starts_at), "end": moment(self.ends_at)}
        return hour(f"{clock(self.starts_at)} – {clock(self.ends_at)}")

    @property
    def day_parts(self) -> tuple[str, int, str]:
        """``za``, 28, ``nov``: for the dot beside it."""
        on = timezone.localdate(self.starts_at)
        return weekday(on)[: 2 if in_dutch() else 3], on.day, month(on.month)[:3]

    @property
    def is_step_free(self) -> bool:
        return self.step_free == StepFree.YES

    # --- Verbs on this one alone; those that also touch who comes stand in ``agenda`` ---------------------------------
    @transaction.atomic
    def report(self, *, by: User, came: int, new_faces: int | None, stayed_away: int | None) -> None:
        """Afterwards: numbers, never who. Can be mended."""
        over = Activity.objects.on().filter(pk=self.pk, ends_at__lte=Now())
        told = {"came": came, "new_faces": new_faces, "stayed_away": stayed_away}
        first = over.filter(reported_at=None).update(reported_at=Now(), **told)
        if not first and not over.update(**told):
            raise Refused(_("Een verslag schrijf je als de activiteit geweest is."))
        record(self.subject, "activity_reported", by=by, reach=Reach.THING if first else Reach.RECORD)

    @transaction.atomic
    def hide(self, *, by: User | None, reason: str) -> None:
        if not Activity.objects.filter(pk=self.pk, hidden_at=None).update(hidden_at=Now(), hidden_by=by):
            raise Refused(_("Deze activiteit is al verborgen."))
        record(self.subject, "activity_hidden", by=by, reason=reason)

    @transaction.atomic
    def show(self, *, by: User | None, reason: str) -> None:
        if not Activity.objects.filter(pk=self.pk, hidden_at__isnull=False).update(hidden_at=None, hidden_by=None):
            raise Refused(_("Deze activiteit is al te zien."))
        record(self.subject, "activity_shown", by=by, reason=reason)


def places_taken(activity: Any) -> models.QuerySet:
    """How many places people hold, for a subquery or on its own: given ones, and those somebody may still accept."""
    sign_ups: Any = Activity._meta.get_field("sign_ups").related_model
    held = sign_ups.objects.holding().filter(activity=activity)
    return held.order_by().values("activity").annotate(n=models.Sum(F("guests") + 1)).values("n")
