"""The five values of the coalition. The rows are fixed; their words are not.

Their own words are Dutch; those of other languages stand beside them, in ``value_words.py``.
"""

from typing import TYPE_CHECKING, Self, Union

from django.db import models
from django.db.models import F, FilteredRelation, Q
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from coalitie.activity.models import Subject
from coalitie.pages.cards import Card
from coalitie.pages.markdown import rendered
from coalitie.pages.models.language import PageLanguage
from coalitie.people.models import Person

if TYPE_CHECKING:
    from coalitie.pages.models.value_words import ValueWords


class ValueSlug(models.TextChoices):
    OWNERSHIP = "eigenaarschap", _("Eigenaarschap")
    CARE = "zorg", _("Zorg")
    INCLUSION = "inclusiviteit", _("Inclusiviteit")
    INITIATIVE = "initiatief", _("Initiatief")
    SELF_ORGANISATION = "zelforganisatie", _("Zelforganisatie")


class ValueQuerySet(models.QuerySet["Value"]):
    def visible_to(self, user: Person) -> Self:
        return self.all()

    def spoken(self) -> Self:
        """With the words of the language of this moment, in one query more where that is not Dutch."""
        return self if get_language() in {None, PageLanguage.DUTCH} else self.prefetch_related("translations")

    def named(self) -> Self:
        """With ``said``: the name in the language of this moment, for who asks no more than that."""
        language = get_language()
        if language in {None, PageLanguage.DUTCH}:
            return self.annotate(said=F("title"))
        own = FilteredRelation("translations", condition=Q(translations__language=language))
        return self.annotate(own=own, said=Coalesce("own__title", "title"))


class Value(models.Model):
    slug = models.SlugField(_("adres"), choices=ValueSlug, unique=True)
    title = models.CharField(_("naam"), max_length=40)
    line = models.CharField(_("in één regel"), max_length=160)
    story = models.TextField(_("verhaal"), help_text=_("Tussenkoppen maak je met ## aan het begin van een regel."))
    position = models.PositiveSmallIntegerField(_("volgorde"), unique=True)
    edited_at = models.DateTimeField(_("aangepast op"), null=True, blank=True, editable=False)
    subject = models.OneToOneField(Subject, on_delete=models.PROTECT, null=True, editable=False, related_name="value")

    objects = ValueQuerySet.as_manager()

    language, direction, machine_written = PageLanguage.DUTCH, PageLanguage.DUTCH.direction, False

    card = Card("waarde", "pages/_value_card.html", lambda value: {"value": value})

    class Meta:
        verbose_name = _("waarde")
        verbose_name_plural = _("waarden")
        ordering = ["position"]
        constraints = [
            models.CheckConstraint(
                name="value_is_one_of_five",
                condition=models.Q(slug__in=ValueSlug.values),
                violation_error_message=_("De coalitie heeft vijf vaste waarden. Er komt er geen bij."),
            ),
            models.CheckConstraint(
                name="value_has_words",
                condition=~models.Q(title="") & ~models.Q(line="") & ~models.Q(story=""),
                violation_error_message=_("Een waarde heeft een naam, een regel en een verhaal."),
            ),
        ]

    def __str__(self) -> str:
        return self.words.title

    def get_absolute_url(self) -> str:
        return reverse("pages:value", args=[self.slug])

    @property
    def symbol(self) -> str:
        """Id of the drawing in the icon sprite; also the name of the colour token."""
        return f"waarde-{self.slug}"

    @property
    def words(self) -> Union["Value", "ValueWords"]:
        """In the language of this moment; in Dutch where nobody translated them."""
        language = get_language()
        if language in {None, PageLanguage.DUTCH} or self.pk is None:  # without a key it came as its name alone
            return self
        return next((one for one in self.translations.all() if one.language == language), self)

    def html(self) -> SafeString:
        return rendered(self.words.story).html
