"""One sentence of who took part, about what it brought: with consent to stand on the value sheet, until taken back.

Nothing else keeps the words: the sheet and the open data read them here each time, so what is gone is gone everywhere.
"""

from typing import Self

from django.conf import settings
from django.db import models, transaction
from django.db.models import Case, F, Func, Q, Value, When
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from coalitie.activity.models import record
from coalitie.lib.language import link
from coalitie.lib.refused import Refused
from coalitie.people.models import Person, User
from coalitie.people.personal import Mine
from initiatives.models.initiative import Initiative
from initiatives.models.update import of_seen
from platforms.models import Area, Platform

LONGEST = 240


class Shows(models.TextChoices):
    """What of the name goes with the words."""

    NAME = "name", _("Met mijn naam")
    FIRST = "first", _("Alleen met mijn voornaam")
    NOBODY = "nobody", _("Zonder naam")


NAME = Case(
    When(shows=Shows.NAME, then=F("person__display_name")),
    When(shows=Shows.FIRST, then=Func(F("person__display_name"), Value(" "), Value(1), function="split_part")),
    default=Value(""),
    output_field=models.CharField(),
)
"""The name as the person lets it be shown; empty for somebody without one."""


class QuoteQuerySet(models.QuerySet["Quote"]):
    def published(self) -> Self:
        """Chosen for the sheet, about what everybody can see, by somebody who is not blocked."""
        seen = of_seen(Initiative.objects.published())
        return self.filter(seen, chosen_at__isnull=False, person__blocked_at=None)

    def visible_to(self, user: Person) -> Self:
        """One's own too, wherever it stands: consent can be taken back at any time."""
        if not user.is_authenticated:
            return self.published()
        return self.published() | self.filter(person=user)

    def moderated_by(self, user: Person) -> Self:
        return self.filter(of_seen(Initiative.objects.moderated_by(user)))

    def waiting(self) -> Self:
        return self.filter(chosen_at=None)

    def of(self, platform: Platform | None = None, area: Area | None = None, year: int | None = None) -> Self:
        """Of one platform, one gebied or everybody; in one year or ever."""
        found = self
        if platform is not None:
            found = found.filter(initiative__platform=platform)
        if area is not None:
            found = found.filter(initiative__area__in=area.buurten())
        return found if year is None else found.filter(said_at__year=year)

    def for_sheet(self) -> Self:
        """With ``name``, and the initiative it is about; what was chosen last on top."""
        rows = self.annotate(name=NAME, title=F("initiative__title"), slug=F("initiative__slug"))
        return rows.order_by("-chosen_at", "-pk")


class Quote(models.Model):
    initiative = models.ForeignKey(
        Initiative, on_delete=models.CASCADE, verbose_name=_("initiatief"), related_name="quotes"
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, verbose_name=_("wie"), related_name="quotes"
    )
    sentence = models.CharField(_("in één zin"), max_length=LONGEST)
    shows = models.CharField(_("naam erbij"), max_length=10, choices=Shows, default=Shows.NOBODY)
    # When the words and the consent were given. Without consent there is no row.
    said_at = models.DateTimeField(_("gezegd op"), db_default=Now(), editable=False)
    chosen_at = models.DateTimeField(_("op het waardeblad sinds"), null=True, editable=False)
    chosen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, editable=False, related_name="+"
    )

    objects = QuoteQuerySet.as_manager()

    personal = {
        "person": Mine("Wat je zei voor het waardeblad", ("initiative", "sentence", "shows", "said_at"), "delete"),
        "chosen_by": Mine("Zinnen die je op het waardeblad zette", ("initiative", "chosen_at")),
    }

    class Meta:
        verbose_name = _("zin voor het waardeblad")
        verbose_name_plural = _("zinnen voor het waardeblad")
        constraints = [
            models.UniqueConstraint(
                "initiative",
                "person",
                name="quote_once",
                violation_error_message=_("Je zei hier al een zin over."),
            ),
            models.CheckConstraint(
                name="quote_has_words",
                condition=~Q(sentence=""),
                violation_error_message=_("Schrijf een zin."),
            ),
            models.CheckConstraint(
                name="quote_shows_known",
                condition=Q(shows__in=Shows.values),
                violation_error_message=_("Kies of je naam erbij mag."),
            ),
            models.CheckConstraint(
                name="quote_chosen_at_a_time",
                condition=Q(chosen_by=None) | Q(chosen_at__isnull=False),
                violation_error_message=_("Wie een zin kiest, doet dat op een dag."),
            ),
        ]
        indexes = [
            models.Index(
                F("chosen_at").desc(), F("id").desc(), name="quote_newest", condition=Q(chosen_at__isnull=False)
            )
        ]

    def __str__(self) -> str:
        return self.sentence

    def get_absolute_url(self) -> str:
        """Where the person changes it or takes it back."""
        return link(f"/initiatieven/{self.initiative.slug}/jouw-zin/")

    # --- Verbs --------------------------------------------------------------------------------------------------------
    @transaction.atomic
    def take_back(self, *, by: User) -> None:
        """The consent ends and the words are gone. Twice changes nothing."""
        if Quote.objects.filter(pk=self.pk, person=by).delete()[0]:
            # Nobody reads in the record who it was: the words may have stood there without a name.
            record(self.initiative.subject, "quote_taken_back", by=None)

    @transaction.atomic
    def choose(self, *, by: User, seen: str) -> None:
        """Onto the sheet: these very words, and not what they became while somebody looked."""
        rows = Quote.objects.filter(pk=self.pk, chosen_at=None, sentence=seen)
        if not rows.update(chosen_at=Now(), chosen_by=by):
            raise Refused(_("Deze zin staat al op het blad, of is intussen veranderd. Lees hem nog eens."))
        record(self.initiative.subject, "quote_chosen", by=by)

    @transaction.atomic
    def take_off(self, *, by: User) -> None:
        rows = Quote.objects.filter(pk=self.pk, chosen_at__isnull=False)
        if not rows.update(chosen_at=None, chosen_by=None):
            raise Refused(_("Deze zin staat niet op het blad."))
        record(self.initiative.subject, "quote_taken_off", by=by)


@transaction.atomic
def say_quote(initiative: Initiative, *, by: User, sentence: str, shows: str) -> Quote:
    """Say it, or say it otherwise: other words wait again for the desk, another choice about the name holds at once."""
    rows = Quote.objects.select_for_update(no_key=True)
    quote, new = rows.get_or_create(initiative=initiative, person=by, defaults={"sentence": sentence, "shows": shows})
    if new:
        record(initiative.subject, "quote_given", by=None)
    elif quote.sentence != sentence:
        fresh = {"sentence": sentence, "shows": shows, "said_at": Now(), "chosen_at": None, "chosen_by": None}
        Quote.objects.filter(pk=quote.pk).update(**fresh)
        record(initiative.subject, "quote_given", by=None)
    elif quote.shows != shows:
        Quote.objects.filter(pk=quote.pk).update(shows=shows)
    return quote
