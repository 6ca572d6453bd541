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

from coalitie.activity.models import Reach, Subject, follow, record
from coalitie.activity.news import News
from coalitie.lib.language import link
from coalitie.lib.refused import Refused
from coalitie.pages.cards import Card, Figure
from coalitie.pages.models import Value
from coalitie.people.models import User
from coalitie.people.personal import Mine
from initiatives.models.life import RULES, Life
from initiatives.models.role import Need, Role
from initiatives.models.rows import SEEN, InitiativeQuerySet
from initiatives.models.saved_search import place
from initiatives.models.status import EDITABLE, PUBLIC, QUIET, Status, stage_choices
from initiatives.notices import initiative as notices
from platforms.models import Area, Platform
from platforms.models.area import Plain

MOST_HEADS = 10
RESERVED = {"nieuw", "bezwaren", "lijkt-op", "volgen"}


class Initiative(Life):
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
    status = models.CharField(_("status"), max_length=20, choices=stage_choices, default=Status.DRAFT, editable=False)
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
    archived_at = models.DateTimeField(_("in het archief sinds"), null=True, editable=False)
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, editable=False, verbose_name=_("samengevoegd met"), related_name="+"
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

    news = {
        "update_posted": News(_("vertelt hoe het gaat"), _("plaatste %(number)d berichten")),
        "result_told": News(_("vertelt wat ervan kwam"), _("vertelt wat ervan kwam")),
        "result_corrected": News(_("paste het resultaat aan"), _("paste het resultaat aan")),
        "initiative_took_in": News(_("ging samen met een ander"), _("ging samen met %(number)d andere")),
        "initiative_moved": News(_("hoort nu bij een ander platform"), _("hoort nu bij een ander platform")),
        "comment_placed": News(_("%(number)d nieuwe reactie"), _("%(number)d nieuwe reacties")),
        "initiative_published": News(_("is nieuw"), _("is nieuw")),
        "participation_joined": News(_("%(number)d mens doet mee"), _("%(number)d mensen doen mee")),
        "initiative_needs": News(_("vraagt iets nieuws"), _("vraagt iets nieuws")),
        "initiative_seeking": News(_("zoekt mensen"), _("zoekt mensen")),
        "initiative_trying": News(_("begint een try-out"), _("begint een try-out")),
        "initiative_try_longer": News(_("probeert nog even door"), _("probeert nog even door")),
        "initiative_running": News(_("loopt"), _("loopt")),
        "initiative_done": News(_("is afgerond"), _("is afgerond")),
        "initiative_resting": News(_("ligt even stil"), _("ligt even stil")),
        "initiative_stopped": News(_("is gestopt"), _("is gestopt")),
        "handover_over": News(_("heeft een andere trekker"), _("heeft een andere trekker")),
        "handover_together": News(_("heeft er een trekker bij"), _("heeft er trekkers bij")),
        "handover_offer": News(_("heeft weer een trekker"), _("heeft weer een trekker")),
    }

    card = Card(
        "initiatief", "initiatives/_cards.html", lambda initiative: {"rows": [initiative]}, ["css/initiatives.css"]
    )
    figures = (
        Figure(
            "initiatieven",
            _("initiatieven waar je nu aan mee kunt doen"),
            _("Alle initiatieven op deze site waar je nu bij kunt."),
            lambda rows: rows.open().count(),
        ),
        Figure(
            "gelukt",
            _("initiatieven afgerond"),
            _("Alle initiatieven op deze site die zijn afgerond."),
            lambda rows: rows.filter(status=Status.DONE).count(),
        ),
    )

    class Meta:
        verbose_name = _("initiatief")
        verbose_name_plural = _("initiatieven")
        constraints = [
            *RULES,
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
            models.CheckConstraint(
                name="initiative_merged_into_one",
                condition=Q(status=Status.MERGED, merged_into__isnull=False)
                | ~Q(status=Status.MERGED) & Q(merged_into=None),
                violation_error_message=_("Wat is samengevoegd, noemt waarmee."),
            ),
            models.CheckConstraint(
                name="initiative_not_merged_into_itself",
                condition=Q(merged_into=None) | ~Q(merged_into=F("pk")),
                violation_error_message=_("Een initiatief gaat niet met zichzelf samen."),
            ),
            models.CheckConstraint(
                name="initiative_archived_when_quiet",
                condition=Q(archived_at=None) | Q(status__in=QUIET),
                violation_error_message=_("Alleen wat af is, rust of gestopt is, kan in het archief."),
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
        return link(f"/initiatieven/{self.slug}/")

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
        self._move(Status.SUBMITTED, EDITABLE, _("Dit voorstel is al ingediend."), "", **sent)
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
        self._move(Status.RETURNED, [Status.SUBMITTED], _("Dit voorstel is al bekeken."), reason, decided_by=by)
        record(self.subject, "initiative_returned", by=by, reason=reason)
        notices.returned(self)

    @transaction.atomic
    def decline(self, *, by: User, reason: str) -> None:
        self._move(Status.DECLINED, [Status.SUBMITTED], _("Dit voorstel is al bekeken."), reason, decided_by=by)
        record(self.subject, "initiative_declined", by=by, reason=reason)
        notices.declined(self)

    @transaction.atomic
    def publish_after_objection(self, *, by: User) -> None:
        self._publish([Status.DECLINED], _("Dit voorstel is al geplaatst."), by=by, decided_by=by)

    @transaction.atomic
    def hide(self, *, by: User | None, reason: str) -> None:
        if not Initiative.objects.filter(SEEN, pk=self.pk).update(hidden_at=Now(), hidden_by=by):
            raise Refused(_("Dit initiatief is al verborgen."))
        record(self.subject, "initiative_hidden", by=by, reason=reason)

    @transaction.atomic
    def show(self, *, by: User | None, reason: str) -> None:
        if not Initiative.objects.filter(pk=self.pk, hidden_at__isnull=False).update(hidden_at=None, hidden_by=None):
            raise Refused(_("Dit initiatief is al te zien."))
        record(self.subject, "initiative_shown", by=by, reason=reason)

    def _publish(self, only_from: Iterable[str], otherwise: str | Promise, *, by: User, **also: Any) -> None:
        """Out in the open, with its author as the first who carries it."""
        first = Status.SEEKING if self.needs.exists() else Status.IDEA
        self._move(first, only_from, otherwise, "", published_at=Now(), **also)
        if self.author is not None:
            self.participations.get_or_create(
                person=self.author, role=Role.PULLER, defaults={"shows_name": self.shows_author}
            )
            follow(self.subject, by=self.author, by_itself=True)
        place(self)
        record(self.subject, "initiative_published", by=by, reach=Reach.AROUND)
        notices.split_off(self)


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


def slugs(title: str, *, of: Initiative | None = None) -> Iterable[str]:
    """Addresses for a title, the nicest free one first. Addresses of old go on belonging to what they led to."""
    base = slugify(title)[:90].strip("-") or "initiatief"
    old: Any = Initiative._meta.get_field("old_addresses").related_model
    now = Initiative.objects.filter(slug__startswith=base).exclude(pk=of.pk if of else 0)
    before = old.objects.filter(slug__startswith=base).exclude(initiative=of)
    taken = {*now.values_list("slug", flat=True), *before.values_list("slug", flat=True)}
    number = 1
    while True:
        slug = base if number == 1 else f"{base}-{number}"
        if slug not in taken | RESERVED:
            yield slug
        number += 1
