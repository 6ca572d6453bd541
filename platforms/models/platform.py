"""A buurtplatform: who carries it is in ``membership``, where it works in ``areas``."""

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models, transaction
from django.db.models import F, Func, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from coalitie.activity.models import Subject, record
from coalitie.lib.refused import Refused
from coalitie.lib.transitions import move
from coalitie.pages.models import Value
from coalitie.people.models import Person, User
from coalitie.people.personal import Mine

from platforms.models.area import Area


class Stage(models.TextChoices):
    """How far a group is. Reads as a ladder, but nobody has to climb it."""

    SIGNAL = "signal", _("Signaal")
    START_GROUP = "start_group", _("Startgroep")
    NURSERY = "nursery", _("In de kweekvijver")
    PLATFORM = "platform", _("Buurtplatform")
    RESTING = "resting", _("Rustend")


GROWING = (Stage.SIGNAL, Stage.START_GROUP, Stage.NURSERY)


class LegalForm(models.TextChoices):
    INFORMAL = "informal", _("Informeel netwerk (zwermcoalitie)")
    ASSOCIATION = "association", _("Vereniging")
    FOUNDATION = "foundation", _("Stichting")
    COOPERATIVE = "cooperative", _("Coöperatie")
    OTHER = "other", _("Anders")


class Welcome(models.TextChoices):
    """How a newcomer gets in."""

    OPEN = "open", _("Open: iedereen kan meteen lid worden")
    MEET_FIRST = (
        "meet_first",
        _("Eerst kennismaken: je stelt je voor en een coördinator antwoordt"),
    )


class PlatformQuerySet(models.QuerySet["Platform"]):
    def visible_to(self, user: Person) -> "PlatformQuerySet":
        """Everyone sees a platform, unless the coalition team hid it; then only the team and its own coordinators."""
        if user.is_authenticated and user.in_team:
            return self
        shown = Q(hidden_at=None)
        if user.is_authenticated:
            shown |= Q(pk__in=user.memberships.coordinating().values("platform"))
        return self.filter(shown)

    def moderated_by(self, user: Person) -> "PlatformQuerySet":
        """The platforms whose desk this person sits at: all for the team, the own ones for a coordinator."""
        if not user.is_authenticated:
            return self.none()
        if user.in_team or user.is_superuser:
            return self
        return self.filter(pk__in=user.memberships.coordinating().values("platform"))

    def covering(self, area: Area) -> "PlatformQuerySet":
        """Platforms that work in this area, or in any buurt inside it."""
        return self.filter(
            pk__in=Platform.areas.through.objects.filter(
                area__in=area.buurten()
            ).values("platform")
        )

    def alphabetical(self) -> "PlatformQuerySet":
        return self.order_by(
            Func("name", function="plain", output_field=models.TextField()), "pk"
        )


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
    stage = models.CharField(
        _("fase"), max_length=20, choices=Stage, default=Stage.SIGNAL
    )
    legal_form = models.CharField(
        _("vorm"), max_length=20, choices=LegalForm, default=LegalForm.INFORMAL
    )
    since = models.DateField(_("sinds"), null=True, blank=True)
    welcome = models.CharField(
        _("nieuwe leden"), max_length=20, choices=Welcome, default=Welcome.OPEN
    )
    welcome_question = models.CharField(
        _("vraag aan nieuwe leden"),
        max_length=200,
        blank=True,
        help_text=_(
            "Alleen bij ‘eerst kennismaken’. Eén vraag die je graag beantwoord ziet."
        ),
    )
    areas = models.ManyToManyField(
        Area, verbose_name=_("buurten"), related_name="platforms", blank=True
    )
    values = models.ManyToManyField(
        Value, verbose_name=_("waarden"), related_name="platforms", blank=True
    )

    contact_email = models.EmailField(
        _("e-mailadres van het platform"),
        blank=True,
        help_text=_("Een adres van de groep, niet van één persoon."),
    )
    contact_phone = models.CharField(_("telefoon"), max_length=30, blank=True)
    contact_place = models.CharField(
        _("plek om binnen te lopen"), max_length=200, blank=True
    )
    contact_hours = models.CharField(_("wanneer open"), max_length=200, blank=True)

    picture = models.ImageField(
        _("foto"),
        upload_to="platforms/",
        blank=True,
        width_field="picture_width",
        height_field="picture_height",
    )
    picture_alt = models.CharField(
        _("wat staat er op de foto"),
        max_length=250,
        blank=True,
        help_text=_("Voor wie de foto niet kan zien."),
    )
    picture_width = models.PositiveIntegerField(null=True, blank=True, editable=False)
    picture_height = models.PositiveIntegerField(null=True, blank=True, editable=False)

    subject = models.OneToOneField(
        Subject, on_delete=models.PROTECT, editable=False, related_name="platform"
    )
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
                violation_error_message=_(
                    "Schrijf bij de foto wat erop staat, voor wie hem niet kan zien."
                ),
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
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return f"/platforms/{self.slug}/"

    @transaction.atomic
    def grow(self, to: str, *, by: User, reason: str) -> None:
        """Move to another stage, up or down or to rest; every stage may follow every other."""
        move(
            self,
            to,
            field="stage",
            only_from=[stage for stage in Stage.values if stage != to],
            otherwise=_("Het platform is al in deze fase."),
        )
        record(self.subject, "platform_stage", by=by, reason=reason, stage=to)

    @transaction.atomic
    def hide(self, *, by: User, reason: str) -> None:
        if not Platform.objects.filter(pk=self.pk, hidden_at=None).update(
            hidden_at=Now(), hidden_by=by
        ):
            raise Refused(_("Dit platform is al verborgen."))
        record(self.subject, "platform_hidden", by=by, reason=reason)

    @transaction.atomic
    def show(self, *, by: User, reason: str) -> None:
        if not Platform.objects.filter(pk=self.pk, hidden_at__isnull=False).update(
            hidden_at=None, hidden_by=None
        ):
            raise Refused(_("Dit platform is al zichtbaar."))
        record(self.subject, "platform_shown", by=by, reason=reason)


class LinkKind(models.TextChoices):
    LINK = "link", _("Link")
    PARTNER = "partner", _("Partnerorganisatie")


class PlatformLink(models.Model):
    """Somewhere else to look, or an organisation that works along."""

    platform = models.ForeignKey(
        Platform, on_delete=models.CASCADE, related_name="links"
    )
    kind = models.CharField(
        _("soort"), max_length=10, choices=LinkKind, default=LinkKind.LINK
    )
    label = models.CharField(_("naam"), max_length=80)
    url = models.URLField(_("adres"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("link of partner")
        verbose_name_plural = _("links en partners")
        ordering = ["kind", "label"]
        constraints = [
            models.CheckConstraint(
                name="platformlink_kind_known",
                condition=Q(kind__in=LinkKind.values),
                violation_error_message=_("Kies link of partnerorganisatie."),
            ),
            models.CheckConstraint(
                name="platformlink_link_has_address",
                condition=~Q(kind=LinkKind.LINK) | ~Q(url=""),
                violation_error_message=_("Vul het adres van de link in."),
            ),
            models.UniqueConstraint(
                "platform",
                "kind",
                "label",
                name="platformlink_once",
                violation_error_message=_("Deze naam staat er al bij."),
            ),
        ]

    def __str__(self) -> str:
        return self.label
