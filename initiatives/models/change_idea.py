"""What could be better in rules or policy. Anybody adds one; it is public at once; a desk looks at what is reported.

Nobody votes on it: platforms that know the problem give an example from practice, and the order says nothing.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any, Self
from uuid import UUID

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.search import SearchVector, SearchVectorField, TrigramSimilarity, TrigramWordSimilarity
from django.db import IntegrityError, models, transaction
from django.db.models import Exists, F, OuterRef, Q, Value
from django.db.models.functions import Now
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from coalitie.activity.models import Reach, Subject, follow, record
from coalitie.activity.news import News
from coalitie.lib.language import link
from coalitie.lib.refused import Refused
from coalitie.lib.search import word_query
from coalitie.lib.transitions import move
from coalitie.people.models import Person, User
from coalitie.people.personal import Mine
from initiatives.models.body import Body
from initiatives.models.idea_stage import LEADS_TO, IdeaStage, Theme
from initiatives.notices import change_idea as notices
from platforms.models.area import Plain

RESERVED = {"nieuw", "lijkt-op"}
SHOWN = Q(hidden_at=None, merged_into=None)


class ChangeIdeaQuerySet(models.QuerySet["ChangeIdea"]):
    def published(self) -> Self:
        return self.filter(SHOWN)

    def visible_to(self, user: Person) -> Self:
        """What is not hidden; that too for the team and for who wrote it. What went into another is gone."""
        if not user.is_authenticated:
            return self.published()
        if user.in_team:
            return self.filter(merged_into=None)
        return self.filter(SHOWN | Q(author=user, merged_into=None))

    def moderated_by(self, user: Person) -> Self:
        return self.all() if user.is_authenticated and user.in_team else self.none()

    def known_to(self, platform: Any) -> Self:
        """Of which this platform gave an example."""
        given: Any = self.model._meta.get_field("recognitions").related_model
        return self.filter(Exists(given.objects.filter(idea=OuterRef("pk"), platform=platform)))

    def newest(self) -> Self:
        """What moved last on top."""
        return self.order_by("-staged_at", "-pk")

    def matching(self, text: str) -> Self:
        nearly = Q(plain_title__trigram_word_similar=Plain(Value(text)))
        return self.alias(plain_title=Plain("title")).filter(Q(search=word_query(text)) | nearly)

    def best(self, text: str) -> Self:
        near = TrigramWordSimilarity(Plain(Value(text)), Plain("title"))  # type: ignore[arg-type]
        return self.alias(near=near).order_by("-near", "-staged_at", "-pk")

    def nearly(self, text: str) -> Self:
        """For when nothing was found: the titles that look most like it, however much was mistyped."""
        near = TrigramWordSimilarity(Plain(Value(text)), Plain("title"))  # type: ignore[arg-type]
        return self.alias(near=near).filter(near__gte=0.3).order_by("-near", "-pk")

    def similar_to(self, title: str) -> Self:
        near = TrigramSimilarity(Plain("title"), Plain(Value(title)))  # type: ignore[arg-type]
        alike = self.alias(plain_title=Plain("title"), near=near)
        return alike.filter(plain_title__trigram_similar=Plain(Value(title))).order_by("-near", "-pk")

    def for_cards(self) -> Self:
        """What a card shows. The names of those who know it are asked once for all cards."""
        return self.select_related("body").only(
            *("title", "slug", "what", "theme", "stage", "staged_at", "hidden_at", "body__name")
        )


class ChangeIdea(models.Model):
    title = models.CharField(_("titel"), max_length=120)
    slug = models.SlugField(_("adres"), max_length=110, unique=True, editable=False)
    what = models.TextField(_("wat loopt er vast"), max_length=4000)
    better = models.TextField(_("hoe kan het beter"), max_length=4000)
    rule = models.CharField(_("om welke regel gaat het"), max_length=200, blank=True)
    theme = models.CharField(_("waar gaat het over"), max_length=12, choices=Theme)
    body = models.ForeignKey(
        Body,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("wie kan dit veranderen"),
        related_name="+",
    )
    stage = models.CharField(_("fase"), max_length=10, choices=IdeaStage, default=IdeaStage.COLLECTED, editable=False)
    staged_at = models.DateTimeField(db_default=Now(), editable=False)

    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        editable=False,
        verbose_name=_("ingebracht door"),
        related_name="change_ideas",
    )
    shows_author = models.BooleanField(_("naam zichtbaar"), default=False)
    form_key = models.UUIDField(null=True, editable=False)
    subject = models.OneToOneField(Subject, on_delete=models.PROTECT, editable=False, related_name="change_idea")
    created_at = models.DateTimeField(_("toegevoegd op"), db_default=Now(), editable=False)
    hidden_at = models.DateTimeField(_("verborgen op"), null=True, editable=False)
    hidden_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, editable=False, related_name="+"
    )
    merged_into = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        verbose_name=_("opgegaan in"),
        related_name="merged",
    )
    search = models.GeneratedField(
        expression=SearchVector("title", weight="A", config="nederlands")
        + SearchVector("rule", weight="B", config="nederlands")
        + SearchVector("what", "better", weight="C", config="nederlands"),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    objects = ChangeIdeaQuerySet.as_manager()

    personal = {
        "author": Mine("Veranderideeën", ("title", "what", "better", "rule", "stage", "created_at")),
        "hidden_by": Mine("Veranderideeën die je verborg"),
    }
    news = {
        "idea_added": News(_("is nieuw"), _("is nieuw")),
        "idea_stage": News(_("kwam een stap verder"), _("kwam %(number)d stappen verder")),
        "idea_paper": News(_("heeft een nieuw stuk"), _("heeft %(number)d nieuwe stukken")),
        "idea_recognised": News(_("wordt herkend"), _("wordt herkend")),
        "idea_took_in": News(_("ging samen met een ander idee"), _("ging samen met %(number)d andere ideeën")),
    }

    class Meta:
        verbose_name = _("veranderidee")
        verbose_name_plural = _("veranderideeën")
        constraints = [
            models.CheckConstraint(
                name="changeidea_has_words",
                condition=~Q(title="") & ~Q(what="") & ~Q(better=""),
                violation_error_message=_("Een veranderidee zegt wat er vastloopt en hoe het beter kan."),
            ),
            models.CheckConstraint(
                name="changeidea_stage_known",
                condition=Q(stage__in=IdeaStage.values),
                violation_error_message=_("Deze fase bestaat niet."),
            ),
            models.CheckConstraint(
                name="changeidea_theme_known",
                condition=Q(theme__in=Theme.values),
                violation_error_message=_("Kies uit de lijst waar het over gaat."),
            ),
            models.CheckConstraint(
                name="changeidea_not_into_itself",
                condition=Q(merged_into=None) | ~Q(merged_into=F("pk")),
                violation_error_message=_("Een idee gaat niet op in zichzelf."),
            ),
            models.UniqueConstraint(
                "author",
                "form_key",
                name="changeidea_once_per_form",
                violation_error_message=_("Dit idee staat er al."),
            ),
        ]
        indexes = [
            models.Index(F("staged_at").desc(), F("id").desc(), name="changeidea_newest", condition=SHOWN),
            GinIndex("search", name="changeidea_search"),
            GinIndex(OpClass(Plain("title"), name="gin_trgm_ops"), name="changeidea_title_similar"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return link(f"/veranderideeen/{self.slug}/")

    # --- Questions ----------------------------------------------------------------------------------------------------
    @property
    def is_public(self) -> bool:
        return self.hidden_at is None and self.merged_into_id is None

    @property
    def at(self) -> IdeaStage:
        return IdeaStage(self.stage)

    @property
    def author_name(self) -> str:
        return self.author.name if self.shows_author and self.author else str(_("een buurtbewoner"))

    # --- Verbs --------------------------------------------------------------------------------------------------------
    @transaction.atomic
    def describe(self, *, by: User, **words: Any) -> None:
        """Change the words, as long as nobody built on them."""
        rows = ChangeIdea.objects.filter(pk=self.pk, stage=IdeaStage.COLLECTED, recognitions=None, merged_into=None)
        if not rows.update(**words):
            raise Refused(_("Anderen werken al met dit idee, dus de tekst ligt vast."))
        for name, value in words.items():
            setattr(self, name, value)
        record(self.subject, "idea_described", by=by)

    @transaction.atomic
    def move_on(self, *, by: User, to: str, on: date, reason: str = "", url: str = "", label: str = "") -> None:
        """A step further, or back, with the paper in which it stands."""
        before = [stage for stage in IdeaStage if to in LEADS_TO[stage]]
        otherwise = _("Deze stap kan vanuit deze fase niet.")
        move(self, to, field="stage", only_from=before, otherwise=otherwise, staged_at=Now())
        self.steps.create(stage=to, on=on, reason=reason, url=url, label=label, by=by)
        record(self.subject, "idea_stage", by=by, reason=reason, reach=Reach.AROUND, stage=to)
        notices.moved_on(self, by=by, reason=reason)

    @transaction.atomic
    def add_paper(self, *, by: User, on: date, url: str, label: str, reason: str = "") -> None:
        """A paper of the council, or another, within the stage that it is in. The same once more changes nothing."""
        if self.steps.filter(url=url, on=on).exists():
            return
        self.steps.create(stage=self.stage, on=on, reason=reason, url=url, label=label, by=by)
        record(self.subject, "idea_paper", by=by, reach=Reach.THING)

    @transaction.atomic
    def merge_into(self, other: "ChangeIdea", *, by: User, reason: str) -> None:
        """Twice the same idea: this one goes into the other, where both who wrote them are named."""
        pair = ChangeIdea.objects.select_for_update(no_key=True, of=("self",)).filter(pk__in=[self.pk, other.pk])
        held = {one.pk: one for one in pair.order_by("pk")}
        if self.pk == other.pk or held[self.pk].merged_into_id or held[other.pk].merged_into_id:
            raise Refused(_("Een van deze ideeën is al opgegaan in een ander."))
        ChangeIdea.objects.filter(pk=self.pk).update(merged_into=other)
        # What went into this one before leads there at once.
        ChangeIdea.objects.filter(merged_into=self.pk).update(merged_into=other)
        self.merged_into = other
        record(self.subject, "idea_merged", by=by, reason=reason, into=other.pk)
        record(other.subject, "idea_took_in", by=by, reason=reason, reach=Reach.THING, idea=self.pk)
        if self.author is not None:
            follow(other.subject, by=self.author, by_itself=True)
        notices.merged(self, other, by=by, reason=reason)

    @transaction.atomic
    def hide(self, *, by: User | None, reason: str) -> None:
        if not ChangeIdea.objects.filter(pk=self.pk, hidden_at=None).update(hidden_at=Now(), hidden_by=by):
            raise Refused(_("Dit idee is al verborgen."))
        record(self.subject, "idea_hidden", by=by, reason=reason)

    @transaction.atomic
    def show(self, *, by: User | None, reason: str) -> None:
        if not ChangeIdea.objects.filter(pk=self.pk, hidden_at__isnull=False).update(hidden_at=None, hidden_by=None):
            raise Refused(_("Dit idee is al te zien."))
        record(self.subject, "idea_shown", by=by, reason=reason)


@transaction.atomic
def add_idea(*, by: User, form_key: UUID, title: str, **words: Any) -> ChangeIdea:
    """There at once, for everybody. The same form sent twice gives the same idea."""
    made = ChangeIdea.objects.filter(author=by, form_key=form_key).first()
    for slug in slugs(title) if made is None else ():
        try:
            with transaction.atomic():
                subject = Subject.objects.create(kind="change_idea")
                idea = ChangeIdea.objects.create(
                    title=title, slug=slug, author=by, form_key=form_key, subject=subject, **words
                )
        except IntegrityError as error:
            made = ChangeIdea.objects.filter(author=by, form_key=form_key).first()
            if made is not None:
                break
            if "slug" not in str(error):
                raise
            continue
        follow(subject, by=by, by_itself=True)
        record(subject, "idea_added", by=by, reach=Reach.AROUND)
        return idea
    assert made is not None  # noqa: S101 — slugs() never ends
    return made


def slugs(title: str) -> Iterable[str]:
    base = slugify(title)[:90].strip("-") or "idee"
    taken = set(ChangeIdea.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    number = 1
    while True:
        slug = base if number == 1 else f"{base}-{number}"
        if slug not in taken | RESERVED:
            yield slug
        number += 1
