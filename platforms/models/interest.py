"""Who would like a platform in which buurt. Nobody reads this but the person; together it is a number."""

from typing import Self

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from coalitie.people.models import Person, User
from coalitie.people.personal import Mine
from platforms.models.area import Area, Level

# Smaller numbers are not shown: they would tell on neighbours.
SHOWN_FROM = 5
MOST_BUURTEN = 6
LEAST_NEIGHBOURS, MOST_NEIGHBOURS, LEAST_YESES = 3, 50, 2


class Nursery(models.Model):
    """The numbers that the team sets for the kweekvijver. One row, and who counts neighbours holds it meanwhile."""

    neighbours = models.PositiveSmallIntegerField(
        _("vragen vanaf zoveel buren"),
        default=5,
        validators=[MinValueValidator(LEAST_NEIGHBOURS), MaxValueValidator(MOST_NEIGHBOURS)],
        help_text=_("Zoveel buren noemen een buurt, dan vragen we elk van hen of ze willen kennismaken."),
    )
    yeses = models.PositiveSmallIntegerField(
        _("startgroep vanaf zoveel keer ja"),
        default=3,
        validators=[MinValueValidator(LEAST_YESES), MaxValueValidator(MOST_NEIGHBOURS)],
        help_text=_("Zoveel van hen zeggen ja, dan begint de startgroep."),
    )

    class Meta:
        verbose_name = _("kweekvijver")
        verbose_name_plural = _("kweekvijver")
        constraints = [
            models.CheckConstraint(
                name="nursery_one_row",
                condition=Q(pk=1),
                violation_error_message=_("De kweekvijver heeft al een instelling."),
            ),
            models.CheckConstraint(
                name="nursery_neighbours_in_range",
                condition=Q(neighbours__gte=LEAST_NEIGHBOURS, neighbours__lte=MOST_NEIGHBOURS),
                violation_error_message=_("Kies minstens 3 en hooguit 50 buren."),
            ),
            models.CheckConstraint(
                name="nursery_yeses_in_range",
                condition=Q(yeses__gte=LEAST_YESES, yeses__lte=F("neighbours")),
                violation_error_message=_("Kies minstens 2 keer ja, en niet meer dan het aantal buren."),
            ),
        ]

    def __str__(self) -> str:
        return str(_("Getallen van de kweekvijver"))

    @classmethod
    def now(cls) -> "Nursery":
        return cls.objects.filter(pk=1).first() or cls(pk=1)

    @classmethod
    def hold(cls) -> "Nursery":
        """Until the transaction ends nobody else counts, so two who come at once cannot both be the last but one."""
        cls.objects.get_or_create(pk=1)
        return cls.objects.select_for_update(no_key=True).get(pk=1)


class InterestQuerySet(models.QuerySet["Interest"]):
    def visible_to(self, user: Person) -> Self:
        """One's own and nobody else's; the team has no business here either."""
        return self.filter(person=user.pk) if isinstance(user, User) else self.none()

    def counting(self) -> Self:
        return self.filter(person__blocked_at=None)

    def number_in(self, buurt: Area) -> int:
        """How many named this buurt, when that may be told; else 0."""
        number = self.counting().filter(buurt=buurt).count()
        return number if number >= SHOWN_FROM else 0


class Interest(models.Model):
    """Somebody would like a platform in this buurt."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="interests")
    buurt = models.ForeignKey(Area, models.CASCADE, related_name="interests", limit_choices_to={"level": Level.BUURT})
    said_at = models.DateTimeField(_("gezegd op"), db_default=Now(), editable=False)

    objects = InterestQuerySet.as_manager()

    personal = {"person": Mine("Buurten waar je een platform wilt", ("buurt", "said_at"), "delete")}

    class Meta:
        verbose_name = _("interesse")
        verbose_name_plural = _("interesses")
        constraints = [
            models.UniqueConstraint(
                "person",
                "buurt",
                name="interest_once",
                violation_error_message=_("Je hebt deze buurt al genoemd."),
            )
        ]
        indexes = [models.Index("buurt", name="interest_of_buurt")]

    def __str__(self) -> str:
        return str(_("Interesse %(number)d") % {"number": self.pk})
