"""Two platforms that help each other out: one answers what another offers or seeks, and both say that it was done."""

from datetime import date
from typing import Any, Self

from django.conf import settings
from django.db import IntegrityError, models, transaction
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from coalitie.activity.models import Reach, record
from coalitie.lib.language import link
from coalitie.lib.refused import Refused
from coalitie.lib.transitions import move
from coalitie.people.models import Person, User
from coalitie.people.personal import Mine
from platforms import notices_registers as notices
from platforms.models.means import Means
from platforms.models.platform import Platform


class ExchangeStatus(models.TextChoices):
    OPEN = "open", _("Wacht op antwoord")
    AGREED = "agreed", _("Afgesproken")
    DONE = "done", _("Gelukt")
    DECLINED = "declined", _("Nee")
    CALLED_OFF = "called_off", _("Gaat niet door")


RUNNING = (ExchangeStatus.OPEN, ExchangeStatus.AGREED)
WITH_REASON = (ExchangeStatus.DECLINED, ExchangeStatus.CALLED_OFF)
ANSWERED = _("Hier is al op geantwoord.")
ALREADY = _("Jullie reageerden hier al op.")
NO_LONGER = _("Dit is niet meer beschikbaar.")
OWN = _("Dit is van jullie eigen platform.")


class ExchangeQuerySet(models.QuerySet["Exchange"]):
    def of_desks(self, user: Person) -> Self:
        """In which a platform of this person takes part."""
        if not user.is_authenticated:
            return self.none()
        own = user.memberships.coordinating().values("platform")
        return self.filter(Q(platform__in=own) | Q(means__platform__in=own))

    def visible_to(self, user: Person) -> Self:
        """What was done is everybody's to know; what is said about it belongs to both platforms and the team."""
        if user.is_authenticated and user.in_team:
            return self.all()
        shown = Platform.objects.visible_to(user)
        done = Q(status=ExchangeStatus.DONE, platform__in=shown, means__platform__in=shown)
        return self.filter(done | Q(pk__in=self.of_desks(user).values("pk")))

    def running(self) -> Self:
        return self.filter(status__in=RUNNING)

    def done(self) -> Self:
        return self.filter(status=ExchangeStatus.DONE)

    def for_rows(self) -> Self:
        return self.select_related("means__platform", "platform").order_by("-asked_at", "-pk")


class Exchange(models.Model):
    means = models.ForeignKey(Means, on_delete=models.PROTECT, verbose_name=_("wat"), related_name="exchanges")
    # Who answered. The other side is the platform of the means.
    platform = models.ForeignKey(Platform, on_delete=models.PROTECT, related_name="exchanges")
    words = models.TextField(_("bericht"), max_length=1000)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, editable=False, related_name="+"
    )
    asked_at = models.DateTimeField(_("gevraagd op"), db_default=Now(), editable=False)
    status = models.CharField(_("status"), max_length=12, choices=ExchangeStatus, default=ExchangeStatus.OPEN)
    answer = models.TextField(_("antwoord"), max_length=1000, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, editable=False, related_name="+"
    )
    answered_at = models.DateTimeField(_("beantwoord op"), null=True, editable=False)
    reason = models.TextField(_("waarom niet"), max_length=500, blank=True)
    owner_done_on = models.DateField(_("gelukt volgens wie het aanbood of zocht"), null=True, editable=False)
    other_done_on = models.DateField(_("gelukt volgens wie reageerde"), null=True, editable=False)

    objects = ExchangeQuerySet.as_manager()

    personal = {
        "asked_by": Mine("Reacties op de ruilmarkt", ("means", "words", "asked_at")),
        "answered_by": Mine("Antwoorden op de ruilmarkt", ("means", "answer", "answered_at")),
    }

    class Meta:
        verbose_name = _("ruil")
        verbose_name_plural = _("ruilen")
        constraints = [
            models.CheckConstraint(
                name="exchange_status_known",
                condition=Q(status__in=ExchangeStatus.values),
                violation_error_message=_("Deze status bestaat niet."),
            ),
            models.CheckConstraint(
                name="exchange_says_something",
                condition=~Q(words=""),
                violation_error_message=_("Schrijf een bericht aan het andere platform."),
            ),
            models.CheckConstraint(
                name="exchange_agreed_with_date",
                condition=~Q(status__in=[ExchangeStatus.AGREED, ExchangeStatus.DONE]) | Q(answered_at__isnull=False),
                violation_error_message=_("Een afspraak heeft een datum."),
            ),
            models.CheckConstraint(
                name="exchange_no_has_reason",
                condition=~Q(status__in=WITH_REASON) | ~Q(reason=""),
                violation_error_message=_("Schrijf waarom niet; dat leest het andere platform."),
            ),
            models.CheckConstraint(
                name="exchange_done_by_both",
                condition=Q(status=ExchangeStatus.DONE, owner_done_on__isnull=False, other_done_on__isnull=False)
                | ~Q(status=ExchangeStatus.DONE) & (Q(owner_done_on=None) | Q(other_done_on=None)),
                violation_error_message=_("Het is gelukt als beide platforms dat zeggen."),
            ),
            models.UniqueConstraint(
                fields=["means", "platform"],
                name="exchange_one_at_a_time",
                condition=Q(status__in=RUNNING),
                violation_error_message=ALREADY,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.means}: {self.platform}"

    def get_absolute_url(self) -> str:
        return link(f"/ruilmarkt/afspraken/{self.pk}/")

    @property
    def owner(self) -> Platform:
        return self.means.platform

    @property
    def is_open(self) -> bool:
        return self.status == ExchangeStatus.OPEN

    @property
    def is_agreed(self) -> bool:
        return self.status == ExchangeStatus.AGREED

    @property
    def is_done(self) -> bool:
        return self.status == ExchangeStatus.DONE

    @property
    def giver(self) -> Platform:
        return self.owner if self.means.is_offer else self.platform

    @property
    def taker(self) -> Platform:
        return self.platform if self.means.is_offer else self.owner

    @property
    def done_on(self) -> date | None:
        """The day both agree on is the later of the two."""
        days = [day for day in (self.owner_done_on, self.other_done_on) if day is not None]
        return max(days) if self.is_done and days else None

    def other_side(self, platform: Platform) -> Platform:
        return self.platform if platform.pk == self.owner.pk else self.owner

    # --- Verbs: ``side`` is the platform in whose name it is done ---------------------------------------------------
    @transaction.atomic
    def agree(self, *, by: User, answer: str) -> None:
        move(
            self,
            ExchangeStatus.AGREED,
            only_from=[ExchangeStatus.OPEN],
            otherwise=ANSWERED,
            answer=answer,
            answered_by=by,
            answered_at=Now(),
        )
        record(self.owner.subject, "exchange_agreed", by=by, exchange=self.pk)
        notices.exchange_moved(self, "exchange_agreed", side=self.owner, by=by, said=answer)

    @transaction.atomic
    def decline(self, *, by: User, reason: str) -> None:
        found: dict[str, Any] = {"reason": reason, "answered_by": by, "answered_at": Now()}
        move(self, ExchangeStatus.DECLINED, only_from=[ExchangeStatus.OPEN], otherwise=ANSWERED, **found)
        record(self.owner.subject, "exchange_declined", by=by, reason=reason, exchange=self.pk)
        notices.exchange_moved(self, "exchange_declined", side=self.owner, by=by, said=reason)

    @transaction.atomic
    def call_off(self, *, by: User, side: Platform, reason: str) -> None:
        """Either side, as long as it is not done."""
        otherwise = _("Dit liep al niet meer.")
        move(self, ExchangeStatus.CALLED_OFF, only_from=RUNNING, otherwise=otherwise, reason=reason)
        record(side.subject, "exchange_called_off", by=by, reason=reason, exchange=self.pk)
        notices.exchange_moved(self, "exchange_called_off", side=side, by=by, said=reason)

    @transaction.atomic
    def mark_done(self, *, by: User, side: Platform, day: date) -> None:
        """Once for each side. The second of the two waits for the row, so it finds the day of the first."""
        own = "owner_done_on" if side.pk == self.owner.pk else "other_done_on"
        both = Q(owner_done_on__isnull=False) if own == "other_done_on" else Q(other_done_on__isnull=False)
        agreed = Exchange.objects.filter(pk=self.pk, status=ExchangeStatus.AGREED, **{own: None})
        if not list(agreed.select_for_update(no_key=True).values_list("pk")):
            raise Refused(_("Dit was al gedaan, of het ging niet door."))
        finished = agreed.filter(both).update(**{own: day, "status": ExchangeStatus.DONE})
        if not finished:
            agreed.update(**{own: day})
        self.refresh_from_db(fields=["owner_done_on", "other_done_on", "status"])
        reach = Reach.THING if finished else Reach.RECORD
        for platform in (self.owner, self.platform) if finished else (side,):
            record(platform.subject, "exchange_done", by=by, reach=reach, exchange=self.pk)
        if not finished:
            notices.exchange_moved(self, "exchange_done", side=side, by=by, said="")


@transaction.atomic
def respond(means: Means, *, platform: Platform, by: User, words: str) -> Exchange:
    """ "We can use this" or "we have this", in the name of a platform. Sent twice it is said once."""
    held = Means.objects.on_market().select_for_update(no_key=True).filter(pk=means.pk).first()
    if held is None:
        raise Refused(NO_LONGER)
    if means.platform_id == platform.pk:
        raise Refused(OWN)
    running = Exchange.objects.running().filter(means=means, platform=platform).first()
    if running is not None:
        return running
    try:
        with transaction.atomic():
            row = Exchange.objects.create(means=means, platform=platform, asked_by=by, words=words)
    except IntegrityError:
        raise Refused(ALREADY) from None
    record(means.platform.subject, "exchange_asked", by=by, exchange=row.pk)
    notices.exchange_moved(row, "exchange_asked", side=platform, by=by, said=words)
    return row
