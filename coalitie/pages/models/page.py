"""A page that the coalition team publishes: where it stands in the tree and in which state it is.

Its words are versions (see ``version.py``), every address that it ever had is an ``Address``. Whether a released page
is planned, published or withdrawn is asked of the clock and stored nowhere, so it is right to the second.
"""

from datetime import date, datetime
from typing import Any, Self

from django.db import models, transaction
from django.db.models import F, Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coalitie.activity.models import Subject, record
from coalitie.lib.refused import Refused
from coalitie.lib.transitions import move
from coalitie.people.models import Person, User

DEEPEST = 4


class Status(models.TextChoices):
    """What was decided about it."""

    DRAFT = "draft", _("concept")
    REVIEW = "review", _("ter controle")
    RELEASED = "released", _("vrijgegeven")
    WITHDRAWN = "withdrawn", _("ingetrokken")


class State(models.TextChoices):
    """How it stands at this moment."""

    DRAFT = "draft", _("concept")
    REVIEW = "review", _("ter controle")
    PLANNED = "planned", _("gepland")
    PUBLISHED = "published", _("gepubliceerd")
    WITHDRAWN = "withdrawn", _("ingetrokken")


class PageQuerySet(models.QuerySet["Page"]):
    def published(self) -> Self:
        """On the site by the clock of the database."""
        return self.filter(
            Q(withdraw_at=None) | Q(withdraw_at__gt=Now()), status=Status.RELEASED, publish_at__lte=Now()
        )

    def visible_to(self, user: Person) -> Self:
        return self if user.is_authenticated and user.in_team else self.published()

    def in_state(self, state: str) -> Self:
        if state == State.PUBLISHED:
            return self.published()
        if state == State.PLANNED:
            return self.filter(status=Status.RELEASED, publish_at__gt=Now())
        if state == State.WITHDRAWN:
            return self.filter(Q(status=Status.WITHDRAWN) | Q(status=Status.RELEASED, withdraw_at__lte=Now()))
        return self.filter(status=state)

    def to_check(self) -> Self:
        """Published, and past the day on which somebody would look whether it is still right."""
        return self.published().filter(check_on__lte=timezone.localdate())


class Page(models.Model):
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("valt onder")
    )
    slug = models.SlugField(_("adres"), max_length=60, help_text=_("Het laatste stuk van het adres."))
    path = models.CharField(max_length=300, unique=True, editable=False)
    position = models.PositiveSmallIntegerField(_("volgorde"), default=100)
    # The name by which the desk knows it. What visitors read is the title of the version that is shown.
    title = models.CharField(_("titel"), max_length=120)
    status = models.CharField(max_length=10, choices=Status, default=Status.DRAFT, editable=False)
    publish_at = models.DateTimeField(_("te zien vanaf"), null=True, blank=True, editable=False)
    withdraw_at = models.DateTimeField(_("te zien tot"), null=True, blank=True, editable=False)
    check_on = models.DateField(_("nog actueel?"), null=True, blank=True, editable=False)
    check_asked_at = models.DateTimeField(_("herinnerd op"), null=True, editable=False)
    # Which turn of previews still opens; every link says from which turn it is.
    preview_turn = models.PositiveIntegerField(default=0, db_default=0, editable=False)
    edited_at = models.DateTimeField(_("aangepast op"), null=True, blank=True, editable=False)
    subject = models.OneToOneField(Subject, on_delete=models.PROTECT, null=True, editable=False, related_name="page")

    objects = PageQuerySet.as_manager()

    class Meta:
        verbose_name = _("pagina")
        verbose_name_plural = _("pagina’s")
        ordering = ["position", "title"]
        constraints = [
            models.CheckConstraint(
                name="page_status_known",
                condition=Q(status__in=Status.values),
                violation_error_message=_("Kies een status uit de lijst."),
            ),
            models.CheckConstraint(
                name="page_named",
                condition=~Q(title="") & ~Q(slug=""),
                violation_error_message=_("Een pagina heeft een titel en een adres."),
            ),
            models.CheckConstraint(
                name="page_released_from_a_moment",
                condition=~Q(status=Status.RELEASED) | Q(publish_at__isnull=False),
                violation_error_message=_("Een vrijgegeven pagina is te zien vanaf een moment."),
            ),
            models.CheckConstraint(
                name="page_shown_before_withdrawn",
                condition=Q(withdraw_at=None) | Q(publish_at__lt=F("withdraw_at")),
                violation_error_message=_("Een pagina gaat er pas af nadat hij erop stond."),
            ),
            models.CheckConstraint(
                name="page_not_under_itself",
                condition=Q(parent=None) | ~Q(parent=F("pk")),
                violation_error_message=_("Een pagina kan niet onder zichzelf vallen."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("pages:page", args=[self.path])

    # --- Questions --------------------------------------------------------------------------------------------------
    @property
    def state(self) -> State:
        now = timezone.now()
        if self.status != Status.RELEASED:
            return State(self.status)
        if self.withdraw_at is not None and self.withdraw_at <= now:
            return State.WITHDRAWN
        return State.PUBLISHED if self.publish_at is not None and self.publish_at <= now else State.PLANNED

    @property
    def is_published(self) -> bool:
        return self.state == State.PUBLISHED

    @property
    def level(self) -> int:
        """0 for a page that stands under none."""
        return self.path.count("/")

    @property
    def ancestors(self) -> list[str]:
        """The paths above this one, the highest first."""
        parts = self.path.split("/")
        return ["/".join(parts[:depth]) for depth in range(1, len(parts))]

    # --- Verbs ------------------------------------------------------------------------------------------------------
    @transaction.atomic
    def submit(self, *, by: User) -> None:
        move(self, Status.REVIEW, only_from=[Status.DRAFT], otherwise=_("Deze pagina is geen concept meer."))
        self._record("page_submitted", by=by)

    @transaction.atomic
    def give_back(self, *, by: User, reason: str) -> None:
        move(self, Status.DRAFT, only_from=[Status.REVIEW], otherwise=_("Deze pagina ligt niet ter controle."))
        self._record("page_given_back", by=by, reason=reason)

    @transaction.atomic
    def release(self, *, by: User | None, at: datetime | None = None, until: datetime | None = None) -> None:
        """Show it from this moment on, or from now. Its words are released beside it: ``actions.publish``."""
        hidden = ~Q(status=Status.RELEASED) | Q(publish_at__gt=Now()) | Q(withdraw_at__lte=Now())
        same = Q(status=Status.RELEASED, publish_at=at, withdraw_at=until)
        rows = Page.objects.filter(hidden, ~same, pk=self.pk)
        if not rows.update(status=Status.RELEASED, publish_at=at or Now(), withdraw_at=until):
            if Page.objects.filter(same, hidden, pk=self.pk).exists():
                return
            raise Refused(_("Deze pagina staat al op de site."))
        self._record("page_planned" if at else "page_published", by=by)
        self.refresh_from_db(fields=["status", "publish_at", "withdraw_at"])

    @transaction.atomic
    def unplan(self, *, by: User) -> None:
        """Back to the drawing board, as long as nobody could read it."""
        rows = Page.objects.in_state(State.PLANNED).filter(pk=self.pk)
        if not rows.update(status=Status.DRAFT, publish_at=None, withdraw_at=None):
            raise Refused(_("Deze pagina staat al op de site, of is niet gepland."))
        self.versions.filter(public_from__gt=Now()).update(public_from=None)
        self._record("page_unplanned", by=by)
        self.refresh_from_db(fields=["status", "publish_at", "withdraw_at"])

    @transaction.atomic
    def withdraw(self, *, by: User, reason: str, at: datetime | None = None) -> None:
        """Take it off the site: now, or at a moment to come."""
        if at is not None:
            here = Q(withdraw_at=None) | Q(withdraw_at__gt=Now())
            rows = Page.objects.filter(here, status=Status.RELEASED, publish_at__lt=at, pk=self.pk)
            if not rows.exclude(withdraw_at=at).update(withdraw_at=at):
                if rows.exists():
                    return
                raise Refused(_("Deze pagina staat dan niet op de site."))
            self.withdraw_at = at
        else:
            gone = _("Deze pagina is al ingetrokken.")
            any_other = [Status.DRAFT, Status.REVIEW, Status.RELEASED]
            move(self, Status.WITHDRAWN, only_from=any_other, otherwise=gone, withdraw_at=None)
        self._record("page_withdrawal_planned" if at else "page_withdrawn", by=by, reason=reason)

    @transaction.atomic
    def keep(self, *, by: User, until: date) -> None:
        """Somebody looked, and it is right; ask again on that day."""
        rows = Page.objects.filter(pk=self.pk).exclude(check_on=until, check_asked_at=None)
        if not rows.update(check_on=until, check_asked_at=None):
            return
        self.check_on, self.check_asked_at = until, None
        self._record("page_checked", by=by)

    @transaction.atomic
    def end_previews(self, *, by: User, turn: int) -> None:
        """No link to a preview that was given out until now opens any more. Twice in a row is once."""
        if Page.objects.filter(pk=self.pk, preview_turn=turn).update(preview_turn=F("preview_turn") + 1):
            self._record("page_previews_ended", by=by)

    def _record(self, verb: str, *, by: User | None, **more: Any) -> None:
        if self.subject is not None:
            record(self.subject, verb, by=by, **more)
