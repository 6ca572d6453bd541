"""The five values of the coalition. The rows are fixed; their words are not."""

from typing import Self

from django.db import models
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from coalitie.activity.models import Subject
from coalitie.pages.cards import Card
from coalitie.pages.markdown import rendered
from coalitie.people.models import Person


class ValueSlug(models.TextChoices):
    OWNERSHIP = "eigenaarschap", _("Eigenaarschap")
    CARE = "zorg", _("Zorg")
    INCLUSION = "inclusiviteit", _("Inclusiviteit")
    INITIATIVE = "initiatief", _("Initiatief")
    SELF_ORGANISATION = "zelforganisatie", _("Zelforganisatie")


class ValueQuerySet(models.QuerySet["Value"]):
    def visible_to(self, user: Person) -> Self:
        return self.all()


class Value(models.Model):
    slug = models.SlugField(_("adres"), choices=ValueSlug, unique=True)
    title = models.CharField(_("naam"), max_length=40)
    line = models.CharField(_("in één regel"), max_length=160)
    story = models.TextField(_("verhaal"), help_text=_("Tussenkoppen maak je met ## aan het begin van een regel."))
    position = models.PositiveSmallIntegerField(_("volgorde"), unique=True)
    edited_at = models.DateTimeField(_("aangepast op"), null=True, blank=True, editable=False)
    subject = models.OneToOneField(Subject, on_delete=models.PROTECT, null=True, editable=False, related_name="value")

    objects = ValueQuerySet.as_manager()

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
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("pages:value", args=[self.slug])

    @property
    def symbol(self) -> str:
        """Id of the drawing in the icon sprite; also the name of the colour token."""
        return f"waarde-{self.slug}"

    def html(self) -> SafeString:
        return rendered(self.story).html
