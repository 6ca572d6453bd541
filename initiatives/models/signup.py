"""Who comes to an activity, and who waits for a place.

Places are scarce, so every verb here first holds the activity's row: what was counted stays true until it is written.
The list is in the order of signing up. A place that comes free is offered to the first on the list whose party fits;
so nobody waits while there is room for them.

The record of events is kept for good and says that somebody came, never who: the lists are forgotten after a season.
"""

from datetime import datetime, timedelta
from typing import Self

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models, transaction
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from coalitie.activity.models import follow, let_go, record
from coalitie.lib.refused import Refused
from coalitie.lib.transitions import move
from coalitie.people.models import Person, User
from coalitie.people.personal import Mine
from initiatives.models.activity import Activity, places_taken
from initiatives.notices import activity as notices

MOST_GUESTS = 5
# So many are offered a place by whoever makes room, with a mail each; the worker offers the rest within a minute.
AT_ONCE = 50
# How long an offered place waits for its answer: a day, or half of the time that is left.
ANSWER_TIME = timedelta(hours=24)


class SignUpStatus(models.TextChoices):
    COMING = "coming", _("Komt")
    WAITING = "waiting", _("Op de wachtlijst")
    OFFERED = "offered", _("Kan een plek krijgen")
    LAPSED = "lapsed", _("Niet geantwoord")
    LEFT = "left", _("Afgemeld")


HOLDING = (SignUpStatus.COMING, SignUpStatus.OFFERED)
CURRENT = (*HOLDING, SignUpStatus.WAITING)
GONE = (SignUpStatus.LAPSED, SignUpStatus.LEFT)


class SignUpQuerySet(models.QuerySet["SignUp"]):
    def visible_to(self, user: Person) -> Self:
        """The own ones. Who organises gets the others through ``access``."""
        return self.filter(person=user) if user.is_authenticated else self.none()

    def current(self) -> Self:
        return self.filter(status__in=CURRENT)

    def coming(self) -> Self:
        return self.filter(status=SignUpStatus.COMING)

    def holding(self) -> Self:
        """Those whose place nobody else can have."""
        return self.filter(status__in=HOLDING)

    def waiting(self) -> Self:
        return self.filter(status=SignUpStatus.WAITING)

    def offered(self) -> Self:
        return self.filter(status=SignUpStatus.OFFERED)

    def unanswered(self) -> Self:
        """Offers whose time is over."""
        return self.offered().filter(answer_by__lte=Now())

    def in_line(self) -> Self:
        return self.order_by("asked_at", "pk")

    def upcoming(self) -> Self:
        """Of activities that are not over, soonest first."""
        return self.filter(activity__in=Activity.objects.upcoming()).order_by("activity__starts_at", "pk")

    def to_remind(self) -> Self:
        """Comes within a day, said so more than half a day ago, and was not reminded yet."""
        now = timezone.now()
        soon = Activity.objects.published().on().filter(starts_at__gt=now, starts_at__lte=now + timedelta(days=1))
        return self.coming().filter(activity__in=soon, reminded_at=None, asked_at__lt=now - timedelta(hours=12))

    def forgettable(self) -> Self:
        """Who came where is nobody's business for longer than a season."""
        return self.filter(activity__ends_at__lt=timezone.now() - timedelta(days=90))


class SignUp(models.Model):
    activity = models.ForeignKey(Activity, on_delete=models.CASCADE, related_name="sign_ups")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="sign_ups")
    guests = models.PositiveSmallIntegerField(
        _("neemt mee"), default=0, validators=[MaxValueValidator(MOST_GUESTS)], help_text=_("Mensen die meekomen.")
    )
    shares_email = models.BooleanField(_("e-mailadres voor wie organiseert"), default=False)
    status = models.CharField(_("status"), max_length=10, choices=SignUpStatus, editable=False)
    asked_at = models.DateTimeField(_("aangemeld op"), db_default=Now(), editable=False)
    answer_by = models.DateTimeField(_("antwoord voor"), null=True, editable=False)
    reminded_at = models.DateTimeField(null=True, editable=False)

    objects = SignUpQuerySet.as_manager()

    personal = {"person": Mine("Waar je heen gaat", ("activity", "guests", "status", "asked_at"), "delete")}

    class Meta:
        verbose_name = _("aanmelding")
        verbose_name_plural = _("aanmeldingen")
        constraints = [
            models.UniqueConstraint(
                "activity", "person", name="signup_once", violation_error_message=_("Je hebt je al aangemeld.")
            ),
            models.CheckConstraint(
                name="signup_status_known",
                condition=Q(status__in=SignUpStatus.values),
                violation_error_message=_("Deze status bestaat niet."),
            ),
            models.CheckConstraint(
                name="signup_few_guests",
                condition=Q(guests__lte=MOST_GUESTS),
                violation_error_message=_("Je kunt hooguit vijf mensen meenemen."),
            ),
            models.CheckConstraint(
                name="signup_offer_has_time",
                condition=Q(status=SignUpStatus.OFFERED, answer_by__isnull=False)
                | (~Q(status=SignUpStatus.OFFERED) & Q(answer_by=None)),
                violation_error_message=_("Een aangeboden plek heeft een tijd om te antwoorden."),
            ),
        ]
        indexes = [
            models.Index("activity", "asked_at", "id", name="signup_in_line", condition=Q(status=SignUpStatus.WAITING)),
            models.Index("activity", name="signup_holding", condition=Q(status__in=HOLDING)),
            models.Index("person", "status", name="signup_of_person"),
            models.Index("answer_by", name="signup_offers", condition=Q(status=SignUpStatus.OFFERED)),
        ]

    def __str__(self) -> str:
        return f"{self.person} – {self.activity}"

    @property
    def heads(self) -> int:
        return self.guests + 1

    @property
    def state(self) -> SignUpStatus:
        return SignUpStatus(self.status)

    @transaction.atomic
    def accept(self, *, by: User) -> None:
        """Take the place that is on offer, while it is."""
        held = hold(self.activity)
        if not held.takes_people:
            raise Refused(_("Je kunt je hiervoor niet meer aanmelden."))
        in_time = SignUp.objects.offered().filter(pk=self.pk, answer_by__gt=Now())
        if not in_time.update(status=SignUpStatus.COMING, answer_by=None):
            raise Refused(_("Deze plek is niet meer voor jou vrij. Je kunt je opnieuw aanmelden."))
        self.refresh_from_db()
        record(self.activity.subject, "signup_accepted", by=None)
        notices.signed_up(self)

    @transaction.atomic
    def leave(self, *, by: User) -> None:
        """One press, from the list too. Whoever waits gets the place on offer at once."""
        held = hold(self.activity)
        self._move(SignUpStatus.LEFT, CURRENT, _("Je was al afgemeld."))
        let_go(held.subject, by=self.person)
        record(self.activity.subject, "signup_left", by=None)
        hand_out(held)

    def _move(self, to: str, only_from: tuple[str, ...], otherwise: str | Promise) -> None:
        move(self, to, only_from=only_from, otherwise=otherwise, answer_by=None)


@transaction.atomic
def sign_up(activity: Activity, *, by: User, guests: int = 0, shares_email: bool = False) -> SignUp:
    """A place when the whole party fits, else the end of the list. Once more changes with how many one comes."""
    held = hold(activity)
    if not held.takes_people or not Activity.objects.published().filter(pk=held.pk).exists():
        raise Refused(_("Je kunt je hiervoor niet meer aanmelden."))
    if lapse(held):
        hand_out(held)
    mine = SignUp.objects.filter(activity=held, person=by).first()
    if mine is not None and mine.status in CURRENT:
        return _change_party(held, mine, guests, shares_email)
    fits = room_for(held, guests + 1)
    if fits and held.places is not None:
        # An erased account leaves a place that nobody handed out yet: the line comes first.
        hand_out(held)
        fits = room_for(held, guests + 1) and not next_in_line(held, places_left(held)).exists()
    fresh = {
        "guests": guests,
        "shares_email": shares_email,
        "status": SignUpStatus.COMING if fits else SignUpStatus.WAITING,
    }
    if mine is None:
        mine = SignUp.objects.create(activity=held, person=by, **fresh)
    else:
        SignUp.objects.filter(pk=mine.pk).update(asked_at=Now(), reminded_at=None, **fresh)
        mine.refresh_from_db()
    mine.activity, mine.person = held, by
    record(held.subject, "signup_made", by=None, status=mine.status)
    follow(held.subject, by=by, by_itself=True)
    notices.signed_up(mine) if fits else notices.waiting(mine)
    return mine


def _change_party(held: Activity, mine: SignUp, guests: int, shares_email: bool) -> SignUp:
    more = guests - mine.guests
    if more > 0 and mine.status in HOLDING and not room_for(held, more):
        raise Refused(_("Er is geen plek voor meer mensen. Je eigen plek houd je."))
    SignUp.objects.filter(pk=mine.pk).update(guests=guests, shares_email=shares_email)
    mine.refresh_from_db()
    if more:
        record(held.subject, "signup_changed", by=None, guests=guests)
        hand_out(held)
        mine.refresh_from_db()
    return mine


# --- Under the activity's lock ---------------------------------------------------------------------------------------
def hold(activity: Activity) -> Activity:
    """The activity as it is now, its row held until the transaction ends."""
    rows = Activity.objects.select_for_update(no_key=True, of=("self",)).select_related("platform", "subject")
    return rows.get(pk=activity.pk)


def room_for(held: Activity, heads: int) -> bool:
    left = places_left(held)
    return left is None or heads <= left


def places_left(held: Activity) -> int | None:
    """None: everybody fits."""
    if held.places is None:
        return None
    taken = places_taken(held).values_list("n", flat=True).first() or 0
    return held.places - taken


def lapse(held: Activity) -> int:
    """End the offers whose time is over; what they held is free again."""
    return SignUp.objects.filter(activity=held).unanswered().update(status=SignUpStatus.LAPSED, answer_by=None)


def hand_out(held: Activity) -> None:
    """Offer what is free to the first on the list who fit. As many questions for many of them as for one."""
    if not held.takes_people:
        return
    chosen = first_who_fit(held, places_left(held))
    if not chosen:
        return
    answer_by = answer_time(held.starts_at)
    SignUp.objects.filter(pk__in=[one.pk for one in chosen]).update(status=SignUpStatus.OFFERED, answer_by=answer_by)
    record(held.subject, "signup_offered", by=None, number=len(chosen))
    notices.offered(held, chosen, answer_by)


def first_who_fit(held: Activity, left: int | None) -> list[SignUp]:
    """In the order of the list; a party for which too little is left keeps its turn."""
    chosen: list[SignUp] = []
    for one in next_in_line(held, left).select_related("person")[:AT_ONCE]:
        if left is None or one.heads <= left:
            chosen.append(one)
            left = None if left is None else left - one.heads
    return chosen


def next_in_line(held: Activity, left: int | None) -> SignUpQuerySet:
    """Those who wait and fit where so many places are left. Nobody does at what was hidden: it mails nobody."""
    shown = Activity.objects.published().filter(pk=held.pk)
    line = SignUp.objects.filter(activity__in=shown, person__blocked_at=None).waiting().in_line()
    return line if left is None else line.filter(guests__lt=left)


def answer_time(starts_at: datetime) -> datetime:
    now = timezone.now()
    return now + min(ANSWER_TIME, (starts_at - now) / 2)
