"""The official areas of the city: stadsdeel, gebied, wijk and buurt."""

from typing import Self

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.lookups import TrigramSimilar, TrigramWordSimilar
from django.contrib.postgres.search import TrigramSimilarity, TrigramWordSimilarity
from django.db import models
from django.db.models import Case, F, FloatField, Func, Q, TextField, Value, When
from django.db.models.functions import Greatest
from django.db.models.lookups import Contains, Exact, StartsWith
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from coalitie.activity.models import Subject
from coalitie.lib.search import Plain as Plain
from coalitie.people.models import Person


class Level(models.TextChoices):
    STADSDEEL = "stadsdeel", _("Stadsdeel")
    GEBIED = "gebied", _("Gebied")
    WIJK = "wijk", _("Wijk")
    BUURT = "buurt", _("Buurt")


# Neither is a stadsdeel, though both stand on that level of the list.
OTHER_KINDS = {"B": _("Haven"), "S": _("Stadsgebied")}


class AreaQuerySet(models.QuerySet["Area"]):
    def current(self) -> Self:
        return self.filter(ended_at=None)

    def visible_to(self, user: Person) -> Self:
        """Everybody knows the city."""
        return self.all()

    def buurten(self) -> Self:
        return self.filter(level=Level.BUURT)

    def inhabited(self) -> Self:
        return self.filter(inhabited=True)

    def alphabetical(self) -> Self:
        return self.order_by(Plain("name"), "pk")

    def matching(self, words: str) -> Self:
        """Areas whose name looks like these words, typing errors allowed; best first, ``score`` 1 for the very name."""
        return similar(self.current(), words).order_by("-score", Plain("name"), "level", "pk")

    def roughly_matching(self, words: str) -> Self:
        """For when nothing matches: two swapped letters in a short name (ijbrug). Reads every name."""
        return roughly_similar(self.current(), words).order_by("-score", Plain("name"), "level", "pk")

    def at(self, latitude: float, longitude: float) -> "Area | None":
        """The buurt this point lies in, by the exact outlines; None outside the city or when none were imported."""
        from platforms.models.outline import Outline  # the outline leans on the area

        found = Outline.objects.containing(latitude, longitude)
        return self.current().buurten().filter(pk__in=found).order_by("code").first()


def similar[Rows: models.QuerySet](rows: Rows, words: str) -> Rows:
    """Rows whose ``name`` looks like these words, ``score`` from 0 to 1. Uses the trigram index on plain(name)."""
    name, asked = Plain("name"), Plain(Value(words))
    return rows.filter(
        Q(Contains(name, asked)) | Q(TrigramSimilar(name, asked)) | Q(TrigramWordSimilar(name, asked))
    ).annotate(
        score=Case(
            When(Exact(name, asked), then=Value(1.0)),
            When(StartsWith(name, asked), then=Value(0.95)),
            When(Contains(name, asked), then=Value(0.9)),
            default=likeness(words) * Value(0.85),
            output_field=FloatField(),
        )
    )


def roughly_similar[Rows: models.QuerySet](rows: Rows, words: str) -> Rows:
    return rows.annotate(score=likeness(words)).filter(score__gte=0.36)


def likeness(words: str) -> Greatest:
    """How much the name looks like these words, or a part of the name like all of them."""
    name, asked = Plain("name"), Plain(Value(words))
    return Greatest(
        TrigramSimilarity(name, asked),  # type: ignore[arg-type]
        TrigramWordSimilarity(asked, name) * Value(0.9),  # type: ignore[arg-type]
        output_field=FloatField(),
    )


class Area(models.Model):
    level = models.CharField(_("niveau"), max_length=10, choices=Level)
    code = models.CharField(_("code"), max_length=8)
    cbs_code = models.CharField(_("CBS-code"), max_length=12, blank=True)
    name = models.CharField(_("naam"), max_length=80)
    slug = models.SlugField(_("adres"), max_length=90)
    # A buurt's parent is its gebied (in the port, its stadsdeel); a gebied follows from the buurt, never from the wijk.
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, verbose_name=_("deel van"), null=True, blank=True, related_name="children"
    )
    wijk = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="wijk_buurten")
    inhabited = models.BooleanField(_("bewoond"), default=True)
    latitude = models.DecimalField(max_digits=7, decimal_places=4, null=True, blank=True)
    longitude = models.DecimalField(max_digits=7, decimal_places=4, null=True, blank=True)
    # A buurt's place on the wide map; see platforms/facts.py.
    dot_x = models.DecimalField(max_digits=6, decimal_places=1, null=True, blank=True)
    dot_y = models.DecimalField(max_digits=6, decimal_places=1, null=True, blank=True)
    valid_from = models.DateField(_("geldig vanaf"), null=True, blank=True)
    ended_at = models.DateField(_("vervallen op"), null=True, blank=True)
    # Comes with ``place_areas``: rows of this table are written by the armful.
    subject = models.OneToOneField(Subject, on_delete=models.PROTECT, null=True, editable=False, related_name="area")

    objects = AreaQuerySet.as_manager()

    class Meta:
        verbose_name = _("gebied")
        verbose_name_plural = _("gebieden")
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                name="area_level_known",
                condition=Q(level__in=Level.values),
                violation_error_message=_("Kies stadsdeel, gebied, wijk of buurt."),
            ),
            models.UniqueConstraint(
                "level",
                "code",
                name="area_code_once",
                violation_error_message=_("Deze code bestaat al op dit niveau."),
            ),
            models.UniqueConstraint(
                "level",
                "slug",
                name="area_slug_once",
                violation_error_message=_("Dit adres bestaat al op dit niveau."),
            ),
            models.CheckConstraint(
                name="area_has_its_parents",
                condition=Q(level=Level.STADSDEEL, parent=None, wijk=None)
                | Q(level__in=[Level.GEBIED, Level.WIJK], parent__isnull=False, wijk=None)
                | Q(level=Level.BUURT, parent__isnull=False, wijk__isnull=False),
                violation_error_message=_("Een buurt ligt in een gebied en een wijk; die liggen in een stadsdeel."),
            ),
            models.CheckConstraint(
                name="area_ends_after_it_began",
                condition=Q(ended_at=None) | Q(valid_from=None) | Q(ended_at__gte=F("valid_from")),
                violation_error_message=_("Een gebied kan niet vervallen voordat het er was."),
            ),
        ]
        indexes = [
            GinIndex(
                OpClass(Func(F("name"), function="plain", output_field=TextField()), name="gin_trgm_ops"),
                name="area_name_similar",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse(f"platforms:{self.level}", args=[self.slug])

    @property
    def level_name(self) -> str:
        """What to call it on the screen: Westpoort and Weesp are no stadsdeel."""
        if self.level == Level.STADSDEEL and self.code in OTHER_KINDS:
            return str(OTHER_KINDS[self.code])
        return str(Level(self.level).label)

    def buurten(self) -> AreaQuerySet:
        """The buurten inside this area; the buurt itself when it is one."""
        buurten = Area.objects.buurten()
        if self.level == Level.BUURT:
            return buurten.filter(pk=self.pk)
        if self.level == Level.WIJK:
            return buurten.filter(wijk=self)
        if self.level == Level.GEBIED:
            return buurten.filter(parent=self)
        return buurten.filter(Q(parent=self) | Q(parent__parent=self))

    @property
    def around(self) -> list["Area"]:
        """This area and all it lies in, of every level: what happens here happens there. Wants them selected."""
        found = [self, self.wijk, self.parent, self.parent.parent if self.parent else None]
        return [area for area in found if area is not None]
