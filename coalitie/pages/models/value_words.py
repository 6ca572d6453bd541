"""The words of a value in another language than Dutch, which stand in its own row."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from coalitie.pages.models.language import PageLanguage
from coalitie.pages.models.value import Value
from coalitie.people.models import Person

OTHERS = [(language.value, language.label) for language in PageLanguage if language != PageLanguage.DUTCH]


class ValueWordsQuerySet(models.QuerySet["ValueWords"]):
    def visible_to(self, user: Person) -> Self:
        return self.all()


class ValueWords(models.Model):
    value = models.ForeignKey(Value, on_delete=models.CASCADE, related_name="translations", verbose_name=_("waarde"))
    language = models.CharField(_("taal"), max_length=2, choices=OTHERS)
    title = models.CharField(_("naam"), max_length=40)
    line = models.CharField(_("in één regel"), max_length=160)
    story = models.TextField(_("verhaal"), help_text=_("Tussenkoppen maak je met ## aan het begin van een regel."))
    machine_written = models.BooleanField(
        _("vertaald door een computer"),
        default=False,
        help_text=_("Lezers zien dat erbij staan. Haal het vinkje weg als iemand de vertaling heeft nagekeken."),
    )
    edited_at = models.DateTimeField(_("aangepast op"), null=True, blank=True, editable=False)

    objects = ValueWordsQuerySet.as_manager()

    class Meta:
        verbose_name = _("vertaling van een waarde")
        verbose_name_plural = _("vertalingen van waarden")
        ordering = ["value", "language"]
        constraints = [
            models.UniqueConstraint(
                fields=["value", "language"],
                name="value_words_once",
                violation_error_message=_("In deze taal is er al een vertaling van deze waarde."),
            ),
            models.CheckConstraint(
                name="value_words_language_known",
                condition=Q(language__in=[code for code, _name in OTHERS]),
                violation_error_message=_("Kies een taal uit de lijst."),
            ),
            models.CheckConstraint(
                name="value_words_complete",
                condition=~Q(title="") & ~Q(line="") & ~Q(story=""),
                violation_error_message=_("Een waarde heeft een naam, een regel en een verhaal."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.language})"

    @property
    def direction(self) -> str:
        return PageLanguage(self.language).direction
