"""A proposal to improve the buurt, from first draft to done."""

from typing import Self

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models, transaction
from django.db.models import F, Func, Q, Value as Literal
from django.db.models.functions import Concat, Now
from django.utils.translation import gettext_lazy as _

from coalitie.activity.models import Subject, record
from coalitie.lib.transitions import move
from coalitie.pages.models import Value
from coalitie.people.models import Person, User
from coalitie.people.personal import Mine
from platforms.models import Area, Platform


class Status(models.TextChoices):
    DRAFT = "draft", _("Concept")
    SUBMITTED = "submitted", _("Ingediend")
    RETURNED = "returned", _("Teruggegeven")
    DECLINED = "declined", _("Afgewezen")
    IDEA = "idea", _("Idee")
    SEEKING = "seeking", _("Zoekt mensen")
    TRYING = "trying", _("Proberen")
    RUNNING = "running", _("Loopt")
    DONE = "done", _("Afgerond")
    RESTING = "resting", _("Rustend")
    STOPPED = "stopped", _("Gestopt")


OPEN = (Status.IDEA, Status.SEEKING, Status.TRYING, Status.RUNNING)
PUBLIC = (*OPEN, Status.DONE, Status.RESTING, Status.STOPPED)
EDITABLE = (Status.DRAFT, Status.RETURNED)


def plain(*fields: str) -> Func:
    """The fields in one string, without capitals and accents, as the trigram index holds it."""
    parts = [F(fields[0])] if len(fields) == 1 else [Concat(*[p for f in fields for p in (F(f), Literal(" "))])]
    return Func(*parts, function="plain", output_field=models.TextField())


class InitiativeQuerySet(models.QuerySet["Initiative"]):
    def published(self) -> Self:
        return self.filter(status__in=PUBLIC, hidden_at=None, platform__hidden_at=None)

    def open(self) -> Self:
        """Where one can still join."""
        return self.filter(status__in=OPEN)

    def visible_to(self, user: Person) -> Self:
        """What is public; one's own in every state; for a coordinator all of the own platform but others' drafts."""
        if not user.is_authenticated:
            return self.published()
        own_desk = ~Q(status=Status.DRAFT)
        if not user.in_team:
            own_desk &= Q(platform__in=user.memberships.coordinating().values("platform"))
        shown = Q(status__in=PUBLIC, hidden_at=None, platform__hidden_at=None)
        return self.filter(shown | Q(author=user) | own_desk)

    def moderated_by(self, user: Person) -> Self:
        """What this person's desk holds: everything but drafts, of the platforms whose desk it is."""
        return self.filter(platform__in=Platform.objects.moderated_by(user)).exclude(status=Status.DRAFT)

    def newest(self) -> Self:
        return self.order_by("-published_at", "-pk")


class Initiative(models.Model):
    title = models.CharField(_("titel"), max_length=100)
    slug = models.SlugField(_("adres"), max_length=110, unique=True, editable=False)
    summary = models.CharField(_("in één zin"), max_length=200)
    story = models.TextField(_("wat en waarom"), max_length=8000)
    platform = models.ForeignKey(Platform, on_delete=models.PROTECT, verbose_name=_("platform"), related_name="initiatives")
    area = models.ForeignKey(
        Area, on_delete=models.PROTECT, verbose_name=_("buurt"), null=True, blank=True, related_name="initiatives"
    )
    place = models.CharField(_("plek"), max_length=200, blank=True, help_text=_("Waar het gebeurt, zoals je het noemt."))
    values = models.ManyToManyField(Value, verbose_name=_("waarden"), related_name="initiatives", blank=True)
    status = models.CharField(_("status"), max_length=20, choices=Status, default=Status.DRAFT, editable=False)
    reason = models.TextField(
        _("reden"), max_length=2000, blank=True, editable=False, help_text=_("Bij teruggeven, afwijzen, rusten of stoppen.")
    )

    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        editable=False,
        verbose_name=_("voorgesteld door"),
        related_name="initiatives",
    )
    shows_author = models.BooleanField(_("naam zichtbaar"), default=True)
    subject = models.OneToOneField(Subject, on_delete=models.PROTECT, editable=False, related_name="initiative")
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    updated_at = models.DateTimeField(db_default=Now(), editable=False)
    submitted_at = models.DateTimeField(_("ingediend op"), null=True, editable=False)
    published_at = models.DateTimeField(_("gepubliceerd op"), null=True, editable=False)
    reminded_at = models.DateTimeField(null=True, editable=False)
    hidden_at = models.DateTimeField(_("verborgen op"), null=True, editable=False)
    hidden_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, editable=False, related_name="+"
    )
    search = models.GeneratedField(
        expression=SearchVector("title", weight="A", config="nederlands")
        + SearchVector("summary", weight="B", config="nederlands")
        + SearchVector("story", weight="C", config="nederlands"),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    objects = InitiativeQuerySet.as_manager()

    personal = {
        "author": Mine("Voorstellen", ("title", "summary", "story", "platform", "status", "created_at")),
        "hidden_by": Mine("Voorstellen die je verborg"),
    }

    class Meta:
        verbose_name = _("initiatief")
        verbose_name_plural = _("initiatieven")
        constraints = [
            models.CheckConstraint(
                name="initiative_status_known",
                condition=Q(status__in=Status.values),
                violation_error_message=_("Deze status bestaat niet."),
            ),
            models.CheckConstraint(
                name="initiative_no_has_reason",
                condition=~Q(status__in=[Status.RETURNED, Status.DECLINED, Status.RESTING, Status.STOPPED]) | ~Q(reason=""),
                violation_error_message=_("Schrijf de reden erbij; die krijgt de indiener te lezen."),
            ),
            models.CheckConstraint(
                name="initiative_public_has_date",
                condition=~Q(status__in=PUBLIC) | Q(published_at__isnull=False),
                violation_error_message=_("Een openbaar initiatief heeft een datum van publicatie."),
            ),
            models.CheckConstraint(
                name="initiative_submitted_has_date",
                condition=Q(status=Status.DRAFT) | Q(submitted_at__isnull=False),
                violation_error_message=_("Een ingediend initiatief heeft een datum van indienen."),
            ),
        ]
        indexes = [
            models.Index("status", F("published_at").desc(), F("id").desc(), name="initiative_newest"),
            models.Index("platform", "status", F("published_at").desc(), name="initiative_of_platform"),
            models.Index("area", "status", F("published_at").desc(), name="initiative_of_area"),
            models.Index("author", "status", name="initiative_of_author"),
            GinIndex("search", name="initiative_search"),
            GinIndex(OpClass(plain("title"), name="gin_trgm_ops"), name="initiative_title_similar"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return f"/initiatieven/{self.slug}/"

    @property
    def is_open(self) -> bool:
        return self.status in OPEN

    @transaction.atomic
    def submit(self, *, by: User) -> None:
        """Hand in a draft or a mended one. Who pulls the platform publishes at once, everybody else waits for a look."""
        if self.platform.memberships.pulling().filter(person=by).exists():
            self._move(self._first_stage(), EDITABLE, _("Dit voorstel is al ingediend."), reason="", **self._dates())
            record(self.subject, "initiative_published", by=by)
            return
        self._move(Status.SUBMITTED, EDITABLE, _("Dit voorstel is al ingediend."), submitted_at=Now(), reason="")
        record(self.subject, "initiative_submitted", by=by)

    @transaction.atomic
    def publish(self, *, by: User) -> None:
        self._move(self._first_stage(), [Status.SUBMITTED], _("Dit voorstel is al bekeken."), published_at=Now())
        record(self.subject, "initiative_published", by=by)

    @transaction.atomic
    def give_back(self, *, by: User, reason: str) -> None:
        self._move(Status.RETURNED, [Status.SUBMITTED], _("Dit voorstel is al bekeken."), reason=reason)
        record(self.subject, "initiative_returned", by=by, reason=reason)

    @transaction.atomic
    def decline(self, *, by: User, reason: str) -> None:
        self._move(Status.DECLINED, [Status.SUBMITTED], _("Dit voorstel is al bekeken."), reason=reason)
        record(self.subject, "initiative_declined", by=by, reason=reason)

    @transaction.atomic
    def go_to(self, stage: str, *, by: User, reason: str = "") -> None:
        """Another public stage. Resting and stopping need a reason; the check constraint holds that too."""
        self._move(
            stage,
            [status for status in PUBLIC if status != stage],
            _("Het initiatief is al in deze fase."),
            reason=reason,
        )
        record(self.subject, "initiative_stage", by=by, reason=reason, stage=stage)

    def _first_stage(self) -> str:
        return Status.SEEKING if self.needs.exists() else Status.IDEA

    def _dates(self) -> dict[str, object]:
        return {"submitted_at": Now(), "published_at": Now()}

    def _move(self, to: str, only_from: object, otherwise: str, **also: object) -> None:
        move(self, to, only_from=only_from, otherwise=otherwise, updated_at=Now(), **also)  # type: ignore[arg-type]
