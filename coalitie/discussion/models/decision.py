"""What a desk decided about somebody's words, and why. It reaches the writer, with the way to object."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from coalitie.discussion.models.rule import Rule
from coalitie.people.personal import Mine


class Kind(models.TextChoices):
    HIDE = "hide", _("Verborgen")
    WARN = "warn", _("Gewaarschuwd")
    RESTORE = "restore", _("Teruggezet")
    FINE = "fine", _("Niets aan de hand")
    PLACE = "place", _("Eerste reactie geplaatst")


# What goes against the writer: it names a rule, and can be looked at again.
HARD = (Kind.HIDE, Kind.WARN)


class Decision(models.Model):
    """Concrete tables hold the case that it closes."""

    kind = models.CharField(_("besluit"), max_length=10, choices=Kind)
    rule = models.CharField(_("huisregel"), max_length=10, choices=Rule, blank=True)
    reason = models.TextField(_("reden"), max_length=1000, blank=True)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        editable=False,
        verbose_name=_("schrijver"),
        related_name="%(class)ss_about",
    )
    # The words that were judged. What the writer deletes is forgotten here too.
    words = models.TextField(_("waar het over ging"), blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        editable=False,
        verbose_name=_("beslist door"),
        related_name="%(class)ss",
    )
    at = models.DateTimeField(_("beslist op"), db_default=Now(), editable=False)

    personal = {
        "author": Mine("Besluiten over jouw teksten", ("kind", "rule", "reason", "words", "at"), also={"words": ""}),
        "by": Mine("Besluiten die je nam", ("kind", "rule", "reason", "at")),
    }

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                name="%(class)s_kind_known",
                condition=Q(kind__in=Kind.values),
                violation_error_message=_("Kies een besluit uit de lijst."),
            ),
            models.CheckConstraint(
                name="%(class)s_rule_known",
                condition=Q(rule__in=["", *Rule.values]),
                violation_error_message=_("Kies een huisregel uit de lijst."),
            ),
            models.CheckConstraint(
                name="%(class)s_hard_one_names_rule",
                condition=~Q(kind__in=HARD) | ~Q(rule="") & ~Q(reason=""),
                violation_error_message=_("Noem de huisregel en schrijf waarom."),
            ),
            models.CheckConstraint(
                name="%(class)s_has_reason",
                condition=Q(kind=Kind.PLACE) | ~Q(reason=""),
                violation_error_message=_("Schrijf waarom. De schrijver leest het."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.get_kind_display())

    @property
    def is_hard(self) -> bool:
        return self.kind in HARD

    @property
    def rule_words(self) -> str:
        return str(Rule(self.rule).label) if self.rule else ""
