"""A proposal to improve the buurt, from first draft to done."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.search import (
    SearchVector,
    SearchVectorField,
)
from django.db import IntegrityError, models, transaction
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.functional import Promise
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from coalitie.activity.models import Subject, record
from coalitie.lib.refused import Refused
from coalitie.lib.transitions import move
from coalitie.pages.models import Value
from coalitie.people.models import User
from coalitie.people.personal import Mine
from initiatives.models.role import Need, Role
from initiatives.models.rows import SEEN, InitiativeQuerySet
from initiatives.models.status import EDITABLE, OPEN, PUBLIC, Status
from initiatives.notices import initiative as notices
from platforms.models import Area, Platform
from platforms.models.area import Plain

MOST_HEADS = 10
RESERVED = {"nieuw", "bezwaren", "lijkt-op"}


class Initiative(models.Model):
    title = models.CharField(_("titel"), max_length=100)
    slug = models.SlugField(_("adres"), max_length=110, unique=True, editable=False)
    summary = models.CharField(_("in één zin"), max_length=200)
    story = models.TextField(_("wat en waarom"), max_length=8000)
    platform = models.ForeignKey(
        Platform, on_delete=models.PROTECT, verbose_name=_("platform"), related_name="initiatives"
    )
    area = models.ForeignKey(
        Area, on_delete=models.PROTECT, verbose_name=_("buurt"), null=True, blank=True, related_name="initiatives"
    )
    place = models.CharField(
        _("plek"), max_length=200, blank=True, help_text=_("Waar het gebeurt, zoals je het noemt.")
    )
    values = models.ManyToManyField(Value, verbose_name=_("waarden"), related_name="initiatives", blank=True)
    status = models.CharField(_("status"), max_length=20, choices=Status, default=Status.DRAFT, editable=False)
    reason = models.TextField(
        _("reden"),
        max_length=2000,
        blank=True,
        editable=False,
        help_text=_("Bij teruggeven, afwijzen, rusten of stoppen."),
    )

    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        editable=False,
        verbose_name=_("voorgesteld door"),
        related_name="initiatives",
    )
    shows_author = models.BooleanField(_("naam zichtbaar"), default=False)
    # Made with the empty form, so that pressing twice gives one row.
    form_key = models.UUIDField(null=True, editable=False)
    subject = models.OneToOneField(Subject, on_delete=models.PROTECT, editable=False, related_name="initiative")
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    updated_at = models.DateTimeField(db_default=Now(), editable=False)
    submitted_at = models.DateTimeField(_("ingediend op"), null=True, editable=False)
    published_at = models.DateTimeField(_("gepubliceerd op"), null=True, editable=False)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        editable=False,
        verbose_name=_("bekeken door"),
        related_name="+",
    )
    reminded_at = models.DateTimeField(null=True, editable=False)
    hidden_at = models.DateTimeField(_("verborgen op"), null=True, editable=False)
    hidden_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, editable=False, related_name="+"
    )
    search = models.GeneratedField(
        expression=SearchVector("title", weight="A", config="nederlands")
        + SearchVector("summary", "place", weight="B", config="nederlands")
        + SearchVector("story", weight="C", config="nederlands"),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    objects = InitiativeQuerySet.as_manager()

    personal = {
        "author": Mine("Voorstellen", ("title", "summary", "story", "platform", "status", "created_at")),
        "decided_by": Mine("Voorstellen die je bekeek", ("title", "status")),
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
                name="initiative_has_words",
                condition=~Q(title="") & ~Q(summary="") & ~Q(story=""),
                violation_error_message=_("Een initiatief heeft een titel, één zin en een verhaal."),
            ),
            models.CheckConstraint(
                name="initiative_no_has_reason",
                condition=~Q(status__in=[Status.RETURNED, Status.DECLINED, Status.RESTING, Status.STOPPED])
                | ~Q(reason=""),
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
            models.UniqueConstraint(
                "author",
                "form_key",
                name="initiative_once_per_form",
                violation_error_message=_("Dit voorstel staat er al."),
            ),
        ]
        indexes = [
            models.Index(F("published_at").desc(), F("id").desc(), name="initiative_newest", condition=SEEN),
            models.Index(
                "status", F("published_at").desc(), F("id").desc(), name="initiative_in_stage", condition=SEEN
            ),
            models.Index(
                "platform", F("published_at").desc(), F("id").desc(), name="initiative_of_platform", condition=SEEN
            ),
            models.Index("area", F("published_at").desc(), F("id").desc(), name="initiative_of_area", condition=SEEN),
            models.Index("platform", "status", name="initiative_desk"),
            models.Index("author", "status", name="initiative_of_author"),
            GinIndex("search", name="initiative_search"),
            GinIndex(OpClass(Plain("title"), name="gin_trgm_ops"), name="initiative_title_similar"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return f"/initiatieven/{self.slug}/"

    @property
    def stage(self) -> Status:
        return Status(self.status)

    @property
    def is_open(self) -> bool:
        return self.status in OPEN

    @property
    def is_public(self) -> bool:
        return self.status in PUBLIC

    @property
    def is_done(self) -> bool:
        return self.status == Status.DONE

    # --- What a card says ---------------------------------------------------------------------------------------------
    @property
    def where(self) -> str:
        return ", ".join(part for part in (self.place, self.area.name if self.area else "") if part)

    @property
    def asked(self) -> str:
        """What is still looked for. Needs ``for_cards``, which counts those who came."""
        if not self.is_open:
            return ""
        left = [(Role(need.role), need.missing(need.have)) for need in self.needs.all()]  # type: ignore[attr-defined]
        return ", ".join(role.wanted(missing) for role, missing in left if missing != 0)

    @property
    def heads(self) -> range:
        """A dot for everybody who takes part, as far as they fit on a card. Needs ``for_cards``."""
        return range(min(self.people, MOST_HEADS))  # type: ignore[attr-defined]

    @property
    def people_in_words(self) -> str:
        people: int = self.people  # type: ignore[attr-defined]
        return ngettext("%(number)d doet mee", "%(number)d doen mee", people) % {"number": people}

    # --- The author's verbs -------------------------------------------------------------------------------------------
    @transaction.atomic
    def describe(self, *, by: User, **words: Any) -> None:
        """Change the words of a draft, or of a proposal that was given back."""
        if not Initiative.objects.filter(pk=self.pk, status__in=EDITABLE).update(updated_at=Now(), **words):
            raise Refused(_("Dit voorstel is ingediend, dus je kunt het nu niet veranderen."))
        for name, value in words.items():
            setattr(self, name, value)

    @transaction.atomic
    def ask_for(self, *, by: User, values: Iterable[Value], needs: Sequence[Need], **words: Any) -> None:
        """The second step: the values it serves, and whom and what it needs."""
        self.describe(by=by, **words)
        self.values.set(values)
        self.needs.all().delete()
        for need in needs:
            need.initiative = self
        Need.objects.bulk_create(needs)

    @transaction.atomic
    def submit(self, *, by: User) -> None:
        """Hand in a draft or a mended one. Who pulls the platform publishes at once, others wait for a look."""
        sent = {"submitted_at": Now(), "reminded_at": None, "decided_by": None}
        if self.platform.memberships.pulling().filter(person=by).exists():
            self._publish(EDITABLE, _("Dit voorstel is al ingediend."), by=by, **sent)
            return
        self._move(Status.SUBMITTED, EDITABLE, _("Dit voorstel is al ingediend."), reason="", **sent)
        record(self.subject, "initiative_submitted", by=by)
        notices.submitted(self)

    @transaction.atomic
    def discard(self, *, by: User) -> None:
        """Throw away a draft that nobody but its author ever saw."""
        gone = Initiative.objects.filter(pk=self.pk, status=Status.DRAFT).delete()[0]
        if not gone:
            raise Refused(_("Dit voorstel is al ingediend, dus je kunt het niet meer weggooien."))
        Subject.objects.filter(pk=self.subject_id, events=None).delete()

    # --- The desk's verbs ---------------------------------------------------------------------------------------------
    @transaction.atomic
    def publish(self, *, by: User) -> None:
        self._publish([Status.SUBMITTED], _("Dit voorstel is al bekeken."), by=by, decided_by=by)
        notices.published(self)

    @transaction.atomic
    def give_back(self, *, by: User, reason: str) -> None:
        self._move(Status.RETURNED, [Status.SUBMITTED], _("Dit voorstel is al bekeken."), reason=reason, decided_by=by)
        record(self.subject, "initiative_returned", by=by, reason=reason)
        notices.returned(self)

    @transaction.atomic
    def decline(self, *, by: User, reason: str) -> None:
        self._move(Status.DECLINED, [Status.SUBMITTED], _("Dit voorstel is al bekeken."), reason=reason, decided_by=by)
        record(self.subject, "initiative_declined", by=by, reason=reason)
        notices.declined(self)

    @transaction.atomic
    def publish_after_objection(self, *, by: User) -> None:
        self._publish([Status.DECLINED], _("Dit voorstel is al geplaatst."), by=by, decided_by=by)

    @transaction.atomic
    def hide(self, *, by: User, reason: str) -> None:
        if not Initiative.objects.filter(SEEN, pk=self.pk).update(hidden_at=Now(), hidden_by=by):
            raise Refused(_("Dit initiatief is al verborgen."))
        record(self.subject, "initiative_hidden", by=by, reason=reason)
        notices.hidden(self, reason)

    @transaction.atomic
    def show(self, *, by: User, reason: str) -> None:
        if not Initiative.objects.filter(pk=self.pk, hidden_at__isnull=False).update(hidden_at=None, hidden_by=None):
            raise Refused(_("Dit initiatief is al te zien."))
        record(self.subject, "initiative_shown", by=by, reason=reason)
        notices.shown(self, reason)

    # --- The verb of who runs it --------------------------------------------------------------------------------------
    @transaction.atomic
    def go_to(self, stage: str, *, by: User, reason: str = "") -> None:
        """Another public stage. Resting and stopping need a reason; the check constraint holds that too."""
        others = [status for status in PUBLIC if status != stage]
        self._move(stage, others, _("Het initiatief is al in deze fase."), reason=reason)
        record(self.subject, "initiative_stage", by=by, reason=reason, stage=stage)

    def _publish(self, only_from: Iterable[str], otherwise: str | Promise, *, by: User, **also: Any) -> None:
        """Out in the open, with its author as the first who carries it."""
        first = Status.SEEKING if self.needs.exists() else Status.IDEA
        self._move(first, only_from, otherwise, reason="", published_at=Now(), **also)
        if self.author_id is not None:
            self.participations.get_or_create(
                person_id=self.author_id, role=Role.PULLER, defaults={"shows_name": self.shows_author}
            )
        record(self.subject, "initiative_published", by=by)

    def _move(self, to: str, only_from: Iterable[str], otherwise: str | Promise, **also: Any) -> None:
        move(self, to, only_from=only_from, otherwise=str(otherwise), updated_at=Now(), **also)


@transaction.atomic
def propose(*, by: User, form_key: UUID, title: str, **words: Any) -> Initiative:
    """Begin a draft. The same form sent twice gives the same draft."""
    made = Initiative.objects.filter(author=by, form_key=form_key).first()
    for slug in slugs(title) if made is None else ():
        try:
            with transaction.atomic():
                subject = Subject.objects.create(kind="initiative")
                return Initiative.objects.create(
                    title=title, slug=slug, author=by, form_key=form_key, subject=subject, **words
                )
        except IntegrityError as error:
            made = Initiative.objects.filter(author=by, form_key=form_key).first()
            if made is not None:
                break
            if "slug" not in str(error):
                raise
    assert made is not None  # noqa: S101 — slugs() never ends
    return made


def slugs(title: str) -> Iterable[str]:
    """Addresses for a title, the nicest free one first."""
    base = slugify(title)[:90].strip("-") or "initiatief"
    taken = set(Initiative.objects.filter(slug__startswith=base).values_list("slug", flat=True)) | RESERVED
    number = 1
    while True:
        slug = base if number == 1 else f"{base}-{number}"
        if slug not in taken:
            yield slug
        number += 1
