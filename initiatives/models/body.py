"""Whom questions are put to: city, stadsdeel, housing corporation, or another body."""

from typing import Self

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from coalitie.lib.language import link
from coalitie.people.models import Person
from platforms.models.area import Plain

# Of a body that named no term of its own.
USUAL_TERM = 42


class BodyKind(models.TextChoices):
    CITY = "city", _("Gemeente")
    DISTRICT = "district", _("Stadsdeel")
    HOUSING = "housing", _("Woningcorporatie")
    OTHER = "other", _("Andere instantie")

    @property
    def word(self) -> str:
        """As the address says it."""
        return WORDS[self]


WORDS = {
    BodyKind.CITY: "gemeente",
    BodyKind.DISTRICT: "stadsdeel",
    BodyKind.HOUSING: "corporatie",
    BodyKind.OTHER: "anders",
}


class BodyQuerySet(models.QuerySet["Body"]):
    def visible_to(self, user: Person) -> Self:
        """Everybody sees every body: these are names of institutions."""
        return self.all()

    def askable(self) -> Self:
        return self.filter(ended_at=None)

    def alphabetical(self) -> Self:
        return self.order_by(Plain("name"), "pk")


class Body(models.Model):
    name = models.CharField(_("naam"), max_length=100, unique=True)
    slug = models.SlugField(_("adres"), max_length=110, unique=True)
    kind = models.CharField(_("soort"), max_length=10, choices=BodyKind)
    term_days = models.PositiveSmallIntegerField(
        _("eigen termijn in dagen"),
        null=True,
        blank=True,
        help_text=_("Binnen hoeveel dagen deze instantie zegt te antwoorden. Leeg: we rekenen met zes weken."),
    )
    term_source = models.CharField(
        _("waar die termijn staat"),
        max_length=200,
        blank=True,
        help_text=_("Bijvoorbeeld: het servicehandvest, of een brief van een datum."),
    )
    contact = models.CharField(
        _("waar vragen heen gaan"), max_length=200, blank=True, help_text=_("Een loket of functie, geen persoon.")
    )
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    ended_at = models.DateTimeField(
        _("bestaat niet meer sinds"),
        null=True,
        blank=True,
        help_text=_("Dan kan niemand er nog een vraag aan stellen. Wat er staat, blijft staan."),
    )

    objects = BodyQuerySet.as_manager()

    class Meta:
        verbose_name = _("instantie")
        verbose_name_plural = _("instanties")
        constraints = [
            models.CheckConstraint(
                name="body_kind_known",
                condition=Q(kind__in=BodyKind.values),
                violation_error_message=_("Kies een soort instantie uit de lijst."),
            ),
            models.CheckConstraint(
                name="body_has_name",
                condition=~Q(name="") & ~Q(slug=""),
                violation_error_message=_("Een instantie heeft een naam."),
            ),
            models.CheckConstraint(
                name="body_term_within_a_year",
                condition=Q(term_days=None) | Q(term_days__gte=1, term_days__lte=366),
                violation_error_message=_("Een termijn is minstens één dag en hooguit een jaar."),
            ),
            models.CheckConstraint(
                name="body_term_has_source",
                condition=Q(term_days=None) | ~Q(term_source=""),
                violation_error_message=_("Schrijf waar de termijn staat. Dat lezen mensen op de pagina."),
            ),
        ]
        indexes = [GinIndex(OpClass(Plain("name"), name="gin_trgm_ops"), name="body_name_similar")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return link(f"/wachten-op-antwoord/bij/{self.slug}/")

    @property
    def term(self) -> int:
        """Days within which an answer is in time; a question keeps the term with which it was asked."""
        return self.term_days or USUAL_TERM
