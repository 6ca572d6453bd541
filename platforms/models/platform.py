"""A buurtplatform: who carries it is in ``membership``, where it works in ``areas``."""

from datetime import date
from typing import Any, Self

from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.core.files.storage import default_storage
from django.db import models, transaction
from django.db.models import Count, Exists, F, Func, IntegerField, OuterRef, Prefetch, Q, Subquery
from django.db.models import Value as Literal
from django.db.models.functions import Coalesce, JSONObject, Now
from django.db.models.lookups import Contains
from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from coalitie.activity.models import Reach, Subject, Subscription, record
from coalitie.activity.news import News
from coalitie.lib.language import link
from coalitie.lib.pictures import Picture, small_name
from coalitie.lib.refused import Refused
from coalitie.lib.transitions import move
from coalitie.pages.cards import Card, Figure
from coalitie.pages.models import Value
from coalitie.people.models import Person, User
from coalitie.people.personal import Mine
from platforms import notices
from platforms.models.area import Area, Level, Plain, similar
from platforms.models.stage import Stage, word_of, write_change


class LegalForm(models.TextChoices):
    INFORMAL = "informal", _("Informeel netwerk (zwermcoalitie)")
    ASSOCIATION = "association", _("Vereniging")
    FOUNDATION = "foundation", _("Stichting")
    COOPERATIVE = "cooperative", _("Coöperatie")
    OTHER = "other", _("Anders")


FOLDER = "platforms"  # in the media storage
MOST_NAMED = 4  # buurten on one line
NEWCOMERS = News(_("%(number)d nieuw lid"), _("%(number)d nieuwe leden"))


class Welcome(models.TextChoices):
    """How a newcomer gets in."""

    OPEN = "open", _("Open: iedereen kan meteen lid worden")
    MEET_FIRST = (
        "meet_first",
        _("Eerst kennismaken: je stelt je voor en een coördinator antwoordt"),
    )


class PlatformQuerySet(models.QuerySet["Platform"]):
    def visible_to(self, user: Person) -> Self:
        """Everyone sees a platform, unless the coalition team hid it; then only the team and its own coordinators."""
        if user.is_authenticated and user.in_team:
            return self.all()
        shown = Q(hidden_at=None)
        if user.is_authenticated:
            shown |= Q(pk__in=user.memberships.coordinating().values("platform"))
        return self.filter(shown)

    def moderated_by(self, user: Person) -> Self:
        """The platforms whose desk this person sits at: all for the team, the own ones for a coordinator."""
        if not user.is_authenticated:
            return self.none()
        if user.in_team:
            return self.all()
        return self.filter(pk__in=user.memberships.coordinating().values("platform"))

    def covering(self, area: Area) -> Self:
        """Platforms that work in this area, or in any buurt inside it."""
        return self.filter(pk__in=Platform.areas.through.objects.filter(area__in=area.buurten()).values("platform"))

    def in_stage(self, stage: str) -> Self:
        return self.filter(stage=stage)

    def standing_for(self, value: Value) -> Self:
        return self.filter(pk__in=Platform.values.through.objects.filter(value=value).values("platform"))

    def matching(self, words: str) -> Self:
        """By name (typing errors allowed), own name for the buurt, or official name of a buurt it covers."""
        asked = Plain(Literal(words))
        in_areas = Platform.areas.through.objects.filter(Contains(Plain("area__name"), asked))
        return self.alias(plain_own=Plain("own_area_name")).filter(
            Q(pk__in=similar(Platform.objects.all(), words).values("pk"))
            | Q(plain_own__contains=asked)
            | Q(pk__in=in_areas.values("platform"))
        )

    def with_counts(self) -> Self:
        """``member_count`` and ``open_count``: how many members, and how many initiatives anybody can join now."""
        members: Any = Platform._meta.get_field("memberships").related_model
        initiatives: Any = Platform._meta.get_field("initiatives").related_model
        return self.annotate(
            member_count=how_many(members.objects.current()),
            open_count=how_many(initiatives.objects.published().open()),
        )

    def for_cards(self) -> Self:
        """What a card shows; see ``templates/platforms/_card.html``."""
        return self.with_counts().prefetch_related("areas", "values")

    def for_page(self, user: Person) -> Self:
        """What every page of one platform shows: its frame, with counts, and whether this person follows it."""
        own = Subscription.objects.on().filter(person_id=user.pk or 0, subject=OuterRef("subject"))
        values = Value.objects.named().filter(platforms=OuterRef("pk")).order_by("position")
        return (
            self.with_counts()
            .annotate(
                follows=Exists(own),
                stands_for=ArraySubquery(values.values(row=JSONObject(slug="slug", title="said"))),
            )
            .prefetch_related(Prefetch("areas", Area.objects.select_related("parent")))
        )

    def alphabetical(self) -> Self:
        return self.order_by(Plain("name"), "pk")


def how_many(rows: models.QuerySet, of: str = "platform") -> Coalesce:
    of_one = rows.filter(**{of: OuterRef("pk")}).order_by().values(of).annotate(n=Count("*")).values("n")
    return Coalesce(Subquery(of_one, output_field=IntegerField()), 0)


class Platform(models.Model):
    name = models.CharField(_("naam"), max_length=80)
    slug = models.SlugField(_("adres"), max_length=90, unique=True)
    own_area_name = models.CharField(
        _("eigen naam voor de buurt"),
        max_length=80,
        blank=True,
        help_text=_("Hoe jullie zelf je buurt noemen."),
    )
    story = models.TextField(_("verhaal"), max_length=8000, blank=True)
    summary = models.CharField(_("in één zin"), max_length=200, blank=True)
    stage = models.CharField(_("fase"), max_length=20, choices=Stage, default=Stage.SIGNAL)
    legal_form = models.CharField(_("vorm"), max_length=20, choices=LegalForm, default=LegalForm.INFORMAL)
    since = models.DateField(_("sinds"), null=True, blank=True)
    welcome = models.CharField(_("nieuwe leden"), max_length=20, choices=Welcome, default=Welcome.OPEN)
    welcome_question = models.CharField(
        _("vraag aan nieuwe leden"),
        max_length=200,
        blank=True,
        help_text=_("Alleen bij ‘eerst kennismaken’. Eén vraag die je graag beantwoord ziet."),
    )
    holds_first = models.BooleanField(
        _("eerste reacties van nieuwe mensen eerst bekijken"),
        default=False,
        help_text=_("Wie hier nieuw is, wacht met de eerste reactie tot een coördinator heeft gekeken."),
    )
    areas = models.ManyToManyField(
        Area, verbose_name=_("buurten"), related_name="platforms", blank=True, limit_choices_to={"level": Level.BUURT}
    )
    values = models.ManyToManyField(Value, verbose_name=_("waarden"), related_name="platforms", blank=True)

    contact_email = models.EmailField(
        _("e-mailadres van het platform"),
        blank=True,
        help_text=_("Een adres van de groep, niet van één persoon."),
    )
    contact_phone = models.CharField(_("telefoon"), max_length=30, blank=True)
    contact_place = models.CharField(_("plek om binnen te lopen"), max_length=200, blank=True)
    contact_hours = models.CharField(_("wanneer open"), max_length=200, blank=True)

    # The name of the larger of two files in the storage; see ``show_picture``.
    picture = models.CharField(_("foto"), max_length=100, blank=True, editable=False)
    picture_alt = models.CharField(
        _("wat staat er op de foto"),
        max_length=250,
        blank=True,
        help_text=_("Voor wie de foto niet kan zien."),
    )
    picture_width = models.PositiveIntegerField(null=True, blank=True, editable=False)
    picture_height = models.PositiveIntegerField(null=True, blank=True, editable=False)

    subject = models.OneToOneField(Subject, on_delete=models.PROTECT, editable=False, related_name="platform")
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    hidden_at = models.DateTimeField(_("verborgen op"), null=True, editable=False)
    hidden_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
    )

    objects = PlatformQuerySet.as_manager()

    personal = {"hidden_by": Mine("Platforms die je verborg")}
    news = {
        "platform_stage": News(_("een nieuwe fase"), _("een nieuwe fase")),
        "right_changed": News(_("nieuws over het buurtplatformrecht"), _("nieuws over het buurtplatformrecht")),
        "means_put": News(_("iets nieuws op de ruilmarkt"), _("%(number)d dingen nieuw op de ruilmarkt")),
        "exchange_done": News(_("een ruil die lukte"), _("%(number)d keer een ruil die lukte")),
        "peer_published": News(_("een zusterblik"), _("%(number)d zusterblikken")),
        "step_taken": News(_("een stap in de kweekvijver"), _("%(number)d stappen in de kweekvijver")),
        "membership_joined": NEWCOMERS,
        "membership_accepted": NEWCOMERS,
    }

    card = Card("platform", "platforms/_card.html", lambda platform: {"platform": platform}, ["css/platforms.css"])
    figures = (
        Figure(
            "platforms",
            _("buurtplatforms"),
            _("Alle platforms op deze site die de fase ‘buurtplatform’ hebben."),
            lambda rows: rows.in_stage(Stage.PLATFORM).count(),
        ),
    )

    class Meta:
        verbose_name = _("platform")
        verbose_name_plural = _("platforms")
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                name="platform_stage_known",
                condition=Q(stage__in=Stage.values),
                violation_error_message=_("Kies een fase uit de lijst."),
            ),
            models.CheckConstraint(
                name="platform_form_known",
                condition=Q(legal_form__in=LegalForm.values),
                violation_error_message=_("Kies een vorm uit de lijst."),
            ),
            models.CheckConstraint(
                name="platform_welcome_known",
                condition=Q(welcome__in=Welcome.values),
                violation_error_message=_("Kies hoe nieuwe leden binnenkomen."),
            ),
            models.CheckConstraint(
                name="platform_question_when_meeting_first",
                condition=~Q(welcome=Welcome.MEET_FIRST) | ~Q(welcome_question=""),
                violation_error_message=_("Vul de vraag in die nieuwe leden krijgen."),
            ),
            models.CheckConstraint(
                name="platform_picture_described",
                condition=Q(picture="") | ~Q(picture_alt=""),
                violation_error_message=_("Schrijf bij de foto wat erop staat, voor wie hem niet kan zien."),
            ),
        ]
        indexes = [
            GinIndex(
                OpClass(
                    Func(F("name"), function="plain", output_field=models.TextField()),
                    name="gin_trgm_ops",
                ),
                name="platform_name_similar",
            ),
            models.Index(
                Func(F("name"), function="plain", output_field=models.TextField()),
                "id",
                name="platform_alphabet",
            ),
            models.Index("id", name="platform_hidden", condition=Q(hidden_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return link(f"/platforms/{self.slug}/")

    # --- Questions --------------------------------------------------------------------------------------------------
    @property
    def stage_word(self) -> str:
        """The stage as the list's address says it."""
        return word_of(self.stage)

    @property
    def picture_url(self) -> str:
        return f"/media/{self.picture}" if self.picture else ""

    @property
    def small_picture_url(self) -> str:
        return f"/media/{small_name(self.picture)}" if self.picture else ""

    @property
    def contact_is_known(self) -> bool:
        return bool(self.contact_email or self.contact_phone or self.contact_place)

    @property
    def phone_digits(self) -> str:
        return "".join(sign for sign in self.contact_phone if sign.isdigit() or sign == "+")

    @property
    def shown_values(self) -> list[Value]:
        if "stands_for" in self.__dict__:  # came along with for_page
            return [Value(**row) for row in self.__dict__["stands_for"]]
        return list(self.values.all())

    def value_slugs(self) -> list[str]:
        return [value.slug for value in self.shown_values]

    def members_in_words(self) -> str:
        """Needs ``with_counts``."""
        number: int = self.member_count  # type: ignore[attr-defined]
        if not number:
            return gettext("Nog geen leden")
        return ngettext("%(number)d lid", "%(number)d leden", number) % {"number": number}

    def open_in_words(self) -> str:
        """Needs ``with_counts``."""
        number: int = self.open_count  # type: ignore[attr-defined]
        if not number:
            return gettext("Nog niets open")
        return ngettext("%(number)d open initiatief", "%(number)d open initiatieven", number) % {"number": number}

    def area_names(self) -> str:
        """``De Pijp, Museumkwartier en nog 3 buurten`` from prefetched areas; empty when there are none."""
        names = [area.name for area in self.areas.all()]
        if len(names) <= MOST_NAMED:
            return _join(names)
        rest = len(names) - MOST_NAMED + 1
        return _("%(names)s en nog %(rest)d buurten") % {"names": ", ".join(names[: MOST_NAMED - 1]), "rest": rest}

    # --- Verbs ------------------------------------------------------------------------------------------------------
    @transaction.atomic
    def move_to(self, to: str, *, by: User, reason: str, since: date | None = None) -> None:
        """To another stage, up or down, since this day (today); every stage may follow every other."""
        others = [stage for stage in Stage.values if stage != to]
        self._move(to, others, _("Het platform is al in deze fase."), by=by, reason=reason, since=since)

    @transaction.atomic
    def rest(self, *, by: User, reason: str, since: date | None = None) -> None:
        """Lie still for a while. All that was made stays, and so does everybody who belongs to it."""
        awake = [stage for stage in Stage.values if stage != Stage.RESTING]
        self._move(Stage.RESTING, awake, _("Dit platform rust al."), by=by, reason=reason, since=since)

    @transaction.atomic
    def wake(self, *, by: User, reason: str, since: date | None = None) -> None:
        """Go on where it lay down."""
        slept = self.stage_changes.filter(stage=Stage.RESTING).latest_first().first()
        to = slept.before if slept is not None and slept.before else Stage.START_GROUP
        self._move(to, [Stage.RESTING], _("Dit platform is al wakker."), by=by, reason=reason, since=since)

    def _move(
        self, to: str, only_from: list[str], otherwise: str | Promise, *, by: User, reason: str, since: date | None
    ) -> None:
        held = Platform.objects.select_for_update(no_key=True).get(pk=self.pk)
        move(self, to, field="stage", only_from=only_from, otherwise=otherwise)
        write_change(self, held.stage, by=by, reason=reason, since=since)
        record(self.subject, "platform_stage", by=by, reason=reason, reach=Reach.AROUND, stage=to)

    @transaction.atomic
    def hide(self, *, by: User, reason: str) -> None:
        if not Platform.objects.filter(pk=self.pk, hidden_at=None).update(hidden_at=Now(), hidden_by=by):
            raise Refused(_("Dit platform is al verborgen."))
        record(self.subject, "platform_hidden", by=by, reason=reason)
        notices.hidden(self, reason)

    @transaction.atomic
    def show(self, *, by: User, reason: str) -> None:
        if not Platform.objects.filter(pk=self.pk, hidden_at__isnull=False).update(hidden_at=None, hidden_by=None):
            raise Refused(_("Dit platform is al zichtbaar."))
        record(self.subject, "platform_shown", by=by, reason=reason)

    @transaction.atomic
    def edited(self, *, by: User, fields: list[str]) -> None:
        """Who told the story anew. What was told stands on the page, so only the names of the fields are kept."""
        record(self.subject, "platform_edited", by=by, fields=sorted(fields))

    @transaction.atomic
    def show_picture(self, picture: Picture, *, alt: str, by: User) -> None:
        """Keep both sizes under a fresh name. The row goes before the files of the old picture do."""
        name = default_storage.save(f"{FOLDER}/{picture.name}", picture.large)
        default_storage.save(small_name(name), picture.small)
        self._put_picture(picture=name, picture_alt=alt, picture_width=picture.width, picture_height=picture.height)
        record(self.subject, "platform_picture", by=by)

    @transaction.atomic
    def remove_picture(self, *, by: User) -> None:
        self._put_picture(picture="", picture_alt="", picture_width=None, picture_height=None)
        record(self.subject, "platform_picture_removed", by=by)

    def _put_picture(self, **values: object) -> None:
        held = Platform.objects.select_for_update(no_key=True).get(pk=self.pk)
        Platform.objects.filter(pk=self.pk).update(**values)
        for name, value in values.items():
            setattr(self, name, value)
        if held.picture:
            transaction.on_commit(lambda: _forget(held.picture))


def _forget(picture: str) -> None:
    default_storage.delete(picture)
    default_storage.delete(small_name(picture))


def _join(names: list[str]) -> str:
    if len(names) < 2:
        return "".join(names)
    return _("%(names)s en %(last)s") % {"names": ", ".join(names[:-1]), "last": names[-1]}
