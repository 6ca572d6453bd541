"""A round: money, the rules by which it is divided, and the phase that it is in."""

from collections.abc import Sequence
from typing import Any, Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models, transaction
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from budgets.models.phase import BY_CLOCK, FROZEN, OVER, PUBLIC, Kind, Phase
from budgets.notices import round as notices
from coalitie.activity.models import Reach, Subject, record
from coalitie.activity.news import News
from coalitie.lib.language import link
from coalitie.lib.refused import Refused
from coalitie.lib.transitions import move
from coalitie.people.models import Person, User
from coalitie.people.personal import Mine
from platforms.models import Area, Platform

OBJECTION_DAYS = 7
SMALL = 500  # voters; see budgets.rules.greedy.SMALL


class BallotForm(models.TextChoices):
    """What a voter fills in."""

    APPROVAL = "approval", _("Kruis aan wat je een goed plan vindt")
    APPROVAL_MAX = "approval_max", _("Kruis een beperkt aantal plannen aan")
    KNAPSACK = "knapsack", _("Verdeel zelf het bedrag")
    POINTS = "points", _("Verdeel tien punten over ten minste drie plannen")


class Rule(models.TextChoices):
    """How the ballots become an outcome; see ``budgets.rules``."""

    EQUAL_SHARES = "equal_shares", _("Gelijke aandelen")
    MOST_VOTES = "most_votes", _("Meeste stemmen")


class Stop(models.TextChoices):
    EXHAUSTIVE = "exhaustive", _("Tot er geen plan meer bij past")
    OVERSPEND = "overspend", _("Tot de volgende stap te duur wordt")


class TooDear(models.TextChoices):
    """What "meeste stemmen" does at a plan that no longer fits."""

    SKIP = "skip", _("Sla het over en kijk verder")
    STOP = "stop", _("Stop daar")
    PART = "part", _("Geef het laatste plan een deel")


class Voter(models.TextChoices):
    """Who may vote. Several may be chosen; the page of the round says which."""

    CODE = "code", _("Met een stemcode uit de brief")
    MEMBER = "member", _("Leden van het platform, met hun account")
    BUURT = "buurt", _("Bewoners die zeggen in de buurt te wonen, met hun account")
    PAPER = "paper", _("Op papier, op een plek in de buurt")


class RoundQuerySet(models.QuerySet["Round"]):
    def published(self) -> Self:
        """What everyone may read: every phase but the draft, at least one of whose platforms is not hidden."""
        shown = Platform.objects.filter(hidden_at=None)
        return self.filter(
            phase__in=PUBLIC, pk__in=Round.platforms.through.objects.filter(platform__in=shown).values("round")
        )

    def visible_to(self, user: Person) -> Self:
        if not user.is_authenticated:
            return self.published()
        if user.in_team:
            return self.all()
        return self.filter(Q(pk__in=self.published().values("pk")) | Q(pk__in=self.moderated_by(user).values("pk")))

    def moderated_by(self, user: Person) -> Self:
        """The rounds whose desk it is: of a platform that this person coordinates."""
        if not user.is_authenticated:
            return self.none()
        if user.in_team:
            return self.all()
        own = user.memberships.coordinating().values("platform")
        return self.filter(pk__in=Round.platforms.through.objects.filter(platform__in=own).values("round"))

    def taking_requests(self) -> Self:
        """Asked, not stored: a worker that is late lets nobody in after the date."""
        begun = Q(ideas_at=None) | Q(ideas_at__lte=Now())
        in_time = Q(phase=Phase.IDEAS, elaboration_at__gt=Now()) | Q(phase=Phase.RUNNING, accounting_at__gt=Now())
        return self.filter(begun, in_time, held_at=None)

    def voting(self) -> Self:
        """Where a ballot counts at this moment, by the clock of the database."""
        return self.filter(
            kind=Kind.VOTE,
            phase__in=[Phase.LISTED, Phase.VOTING],
            frozen_at__isnull=False,
            voting_at__lte=Now(),
            counting_at__gt=Now(),
        )

    def due(self) -> Self:
        """Whose next phase has begun by the clock, and that nobody holds. A panel takes the time it needs."""
        passed = Q()
        for phase, column in DATE_OF_NEXT.items():
            passed |= Q(**{"phase": phase, f"{column}__lte": Now()})
        return self.filter(passed, held_at=None).exclude(kind=Kind.AWARD, phase=Phase.ELABORATION)


class Round(models.Model):
    title = models.CharField(_("titel"), max_length=100)
    slug = models.SlugField(_("adres"), max_length=110, unique=True, editable=False)
    kind = models.CharField(_("soort"), max_length=10, choices=Kind, default=Kind.VOTE)
    platforms = models.ManyToManyField(Platform, verbose_name=_("platforms"), related_name="rounds")
    areas = models.ManyToManyField(Area, verbose_name=_("buurten"), related_name="rounds", blank=True)
    amount = models.DecimalField(_("bedrag"), max_digits=12, decimal_places=2)
    story = models.TextField(_("waar dit geld voor is"), max_length=8000)

    # --- De spelregels ------------------------------------------------------------------------------------------------
    criteria = models.TextField(
        _("wat telt"), max_length=4000, help_text=_("Waar moet een plan aan voldoen? Hier komt later niets bij.")
    )
    deciders = models.TextField(_("wie beslist wat"), max_length=4000)
    ballot_form = models.CharField(_("stembiljet"), max_length=20, choices=BallotForm, default=BallotForm.APPROVAL)
    most_choices = models.PositiveSmallIntegerField(_("hooguit zoveel plannen"), null=True, blank=True)
    with_help = models.BooleanField(
        _("“en ik help mee” op het biljet"),
        default=False,
        help_text=_("Wie meehelpt, stuurt het eigen aandeel dubbel. Hooguit drie plannen."),
    )
    rule = models.CharField(_("telregel"), max_length=20, choices=Rule, default=Rule.EQUAL_SHARES)
    stop = models.CharField(_("wanneer stopt het ophogen"), max_length=20, choices=Stop, default=Stop.EXHAUSTIVE)
    completion = models.BooleanField(_("de rest gaat naar wat past, op aantal stemmen"), default=True)
    too_dear = models.CharField(_("een plan dat niet meer past"), max_length=10, choices=TooDear, default=TooDear.SKIP)
    threshold = models.PositiveIntegerField(_("ten minste zoveel stemmen"), default=0)
    compare_below = models.PositiveIntegerField(
        _("vergelijk onder zoveel stemmers"),
        default=SMALL,
        help_text=_("Met minder stemmers geldt ‘meeste stemmen’ als meer mensen daar beter mee af zijn. 0 is nooit."),
    )
    publishes_together = models.BooleanField(
        _("alle toetsen tegelijk openbaar"),
        default=False,
        help_text=_("Anders is een toets openbaar zodra hij is verstuurd."),
    )
    voters = ArrayField(
        models.CharField(max_length=10, choices=Voter), verbose_name=_("wie stemt"), default=list, blank=True
    )

    # --- De data ------------------------------------------------------------------------------------------------------
    phase = models.CharField(_("fase"), max_length=20, choices=Phase, default=Phase.DRAFT, editable=False)
    ideas_at = models.DateTimeField(_("ideeën vanaf"), null=True, blank=True)
    elaboration_at = models.DateTimeField(_("uitwerken vanaf"), null=True, blank=True)
    listed_at = models.DateTimeField(_("stemlijst vast op"), null=True, blank=True)
    voting_at = models.DateTimeField(_("stemmen vanaf"), null=True, blank=True)
    counting_at = models.DateTimeField(_("stembus dicht op"), null=True, blank=True)
    final_at = models.DateTimeField(_("uitslag vast op"), null=True, blank=True)
    accounting_at = models.DateTimeField(_("verantwoording vanaf"), null=True, blank=True)
    closes_at = models.DateTimeField(_("afgesloten op"), null=True, blank=True)
    held_at = models.DateTimeField(_("vastgehouden sinds"), null=True, editable=False)
    held_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, editable=False, related_name="+"
    )
    reason = models.TextField(_("reden"), max_length=2000, blank=True, editable=False)
    frozen_at = models.DateTimeField(_("regels vast sinds"), null=True, editable=False)
    # Names of plans in the order drawn in public, entered before counting; settles what nothing else does.
    lot = ArrayField(models.CharField(max_length=20), verbose_name=_("loting"), default=list, blank=True)

    form_key = models.UUIDField(null=True, unique=True, editable=False)
    subject = models.OneToOneField(Subject, on_delete=models.PROTECT, editable=False, related_name="round")
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, editable=False, related_name="rounds"
    )
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    objects = RoundQuerySet.as_manager()

    personal = {
        "made_by": Mine("Rondes die je maakte", ("title", "kind", "phase")),
        "held_by": Mine("Rondes die je vasthield"),
    }

    news = {
        "round_phase": News(_("gaat een fase verder"), _("ging %(number)d fasen verder")),
        "count_objection_upheld": News(_("is na een bezwaar goed geteld"), _("is na bezwaren goed geteld")),
        "count_objection_overturned": News(_("is na een bezwaar stilgezet"), _("is na bezwaren stilgezet")),
        "round_lot": News(_("heeft een loting"), _("heeft een andere loting")),
        "round_rules": News(_("heeft andere spelregels"), _("heeft andere spelregels")),
        "round_held": News(_("ligt even stil"), _("ligt even stil")),
        "round_resumed": News(_("gaat weer verder"), _("gaat weer verder")),
    }

    class Meta:
        verbose_name = _("ronde")
        verbose_name_plural = _("rondes")
        constraints = [
            models.CheckConstraint(
                name="round_amount_positive",
                condition=Q(amount__gt=0),
                violation_error_message=_("Vul een bedrag boven nul in."),
            ),
            *(
                models.CheckConstraint(
                    name=f"round_{column}_known",
                    condition=Q(**{f"{column}__in": choices.values}),
                    violation_error_message=_("Kies iets uit de lijst."),
                )
                for column, choices in (
                    ("kind", Kind),
                    ("phase", Phase),
                    ("ballot_form", BallotForm),
                    ("rule", Rule),
                    ("stop", Stop),
                    ("too_dear", TooDear),
                )
            ),
            models.CheckConstraint(
                name="round_voters_known",
                condition=Q(voters__contained_by=Voter.values),
                violation_error_message=_("Kies uit de lijst wie er stemt."),
            ),
            models.CheckConstraint(
                name="round_maximum_when_it_has_one",
                condition=~Q(ballot_form=BallotForm.APPROVAL_MAX) | Q(most_choices__gte=1),
                violation_error_message=_("Vul in hoeveel plannen iemand hooguit mag kiezen."),
            ),
            models.CheckConstraint(
                name="round_help_with_approval_only",
                condition=Q(with_help=False) | Q(ballot_form__in=[BallotForm.APPROVAL, BallotForm.APPROVAL_MAX]),
                violation_error_message=_("‘Ik help mee’ kan alleen op een biljet met kruisjes."),
            ),
            models.CheckConstraint(
                name="round_stopped_with_reason",
                condition=~Q(phase=Phase.ABORTED) | ~Q(reason=""),
                violation_error_message=_("Schrijf waarom de ronde is afgebroken."),
            ),
            models.CheckConstraint(
                name="round_held_with_reason",
                condition=Q(held_at=None) | ~Q(reason=""),
                violation_error_message=_("Schrijf waarom de ronde is vastgehouden."),
            ),
            models.CheckConstraint(
                name="round_frozen_when_listed",
                condition=~Q(phase__in=FROZEN) | ~Q(kind=Kind.VOTE) | Q(frozen_at__isnull=False),
                violation_error_message=_("Vanaf ‘stemlijst vast’ staan de regels vast."),
            ),
            models.CheckConstraint(
                name="round_vote_has_dates",
                condition=Q(phase__in=[Phase.DRAFT, Phase.ABORTED])
                | ~Q(kind=Kind.VOTE)
                | Q(
                    elaboration_at__isnull=False,
                    listed_at__isnull=False,
                    voting_at__isnull=False,
                    counting_at__isnull=False,
                    final_at__isnull=False,
                ),
                violation_error_message=_("Een ronde met stemming heeft alle data tot en met de vaste uitslag."),
            ),
            *(
                models.CheckConstraint(
                    name=f"round_{later}_after_{earlier}",
                    condition=Q(**{f"{earlier}_at": None})
                    | Q(**{f"{later}_at": None})
                    | Q(**{f"{later}_at__gt": F(f"{earlier}_at")}),
                    violation_error_message=_("De data staan niet op volgorde."),
                )
                for earlier, later in (
                    ("ideas", "elaboration"),
                    ("elaboration", "listed"),
                    ("listed", "voting"),
                    ("voting", "counting"),
                    ("counting", "final"),
                    ("final", "accounting"),
                    ("elaboration", "final"),
                    ("ideas", "accounting"),
                    ("accounting", "closes"),
                )
            ),
        ]
        indexes = [models.Index("phase", F("created_at").desc(), name="round_in_phase")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return link(f"/buurtbudget/{self.slug}/")

    # --- Questions ----------------------------------------------------------------------------------------------------
    @property
    def is_public(self) -> bool:
        return self.phase in PUBLIC

    @property
    def is_frozen(self) -> bool:
        return self.frozen_at is not None

    @property
    def is_over(self) -> bool:
        return self.phase in OVER

    @property
    def explained(self) -> str:
        return Phase(self.phase).explained

    @property
    def takes_requests(self) -> bool:
        """For words on a page; a verb asks ``taking_requests`` of the database."""
        ends = self.elaboration_at if self.phase == Phase.IDEAS else self.accounting_at
        begun = self.ideas_at is None or self.ideas_at <= timezone.now()
        open_ = self.phase in (Phase.IDEAS, Phase.RUNNING) and self.held_at is None
        return open_ and begun and ends is not None and ends > timezone.now()

    @property
    def takes_ballots(self) -> bool:
        """For words on a page; the database decides again when a ballot comes."""
        begins, ends = self.voting_at, self.counting_at
        phase = self.kind == Kind.VOTE and self.phase in (Phase.LISTED, Phase.VOTING) and self.is_frozen
        return phase and begins is not None and ends is not None and begins <= timezone.now() < ends

    @property
    def next_phase(self) -> Phase | None:
        path = Kind(self.kind).path
        if self.phase not in path or self.phase == path[-1]:
            return None
        return path[path.index(Phase(self.phase)) + 1]

    @property
    def next_at(self) -> Any:
        """When the clock ends the phase that it is in; None where a person does."""
        by_panel = self.kind == Kind.AWARD and self.phase == Phase.ELABORATION
        column = None if by_panel else DATE_OF_NEXT.get(Phase(self.phase))
        return getattr(self, column) if column else None

    # --- Verbs --------------------------------------------------------------------------------------------------------
    @transaction.atomic
    def hold(self, *, by: User, reason: str) -> None:
        """Stop the clock. Not while people vote: how long they have is one of the rules."""
        rows = Round.objects.filter(pk=self.pk, held_at=None, phase__in=BY_CLOCK).exclude(phase=Phase.VOTING)
        opened = Q(phase=Phase.LISTED, voting_at__lte=Now())
        if not rows.exclude(opened).update(held_at=Now(), held_by=by, reason=reason):
            raise Refused(_("Deze ronde kun je nu niet vasthouden."))
        record(self.subject, "round_held", by=by, reason=reason, reach=Reach.AROUND)
        notices.held(self, reason, by=by)
        self.refresh_from_db()

    @transaction.atomic
    def go_on(self, *, by: User) -> None:
        """Let the clock run again. Dates that passed meanwhile take effect at once, so look at them first."""
        if not Round.objects.filter(pk=self.pk, held_at__isnull=False).update(held_at=None, held_by=None, reason=""):
            raise Refused(_("Deze ronde wordt niet vastgehouden."))
        record(self.subject, "round_resumed", by=by, reach=Reach.AROUND)
        self.refresh_from_db()

    @transaction.atomic
    def abort(self, *, by: User, reason: str) -> None:
        self._move(
            Phase.ABORTED,
            [phase for phase in Phase if phase not in OVER],
            _("Deze ronde is al afgelopen."),
            by=by,
            why=reason,
            reason=reason,
            held_at=None,
            held_by=None,
        )
        notices.aborted(self, reason, by=by)

    def _move(
        self, to: Phase, only_from: Sequence[Phase], otherwise: Any, *, by: User | None, why: str = "", **also: Any
    ) -> None:
        move(self, to, field="phase", only_from=only_from, otherwise=otherwise, **also)
        record(self.subject, "round_phase", by=by, reason=why, reach=Reach.AROUND, phase=to)


# By which column the clock ends a phase.
DATE_OF_NEXT: dict[Phase, str] = {
    Phase.IDEAS: "elaboration_at",
    Phase.ELABORATION: "listed_at",
    Phase.LISTED: "voting_at",
    Phase.VOTING: "counting_at",
    Phase.PROVISIONAL: "final_at",
    Phase.EXECUTION: "accounting_at",
    Phase.RUNNING: "accounting_at",
}
