"""What came of it: told by who did it, with numbers that say how they were counted."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, Self

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from coalitie.activity.models import Event, Reach, record
from coalitie.lib.refused import Refused
from coalitie.people.models import Person, User
from coalitie.people.personal import Mine
from initiatives.models import photo as photos_of
from initiatives.models.initiative import Initiative
from initiatives.models.photo import Described
from initiatives.models.status import Status, leading_to
from initiatives.models.update import of_seen
from initiatives.notices import record as notices

AGAIN = _("Het ging door na de eerste keer, en is nu opnieuw afgerond.")
NUMBERS = ("people", "hours", "cost", "counting")


class Counting(models.TextChoices):
    """Each figure shows how it was counted."""

    ESTIMATED = "estimated", _("geschat door de trekkers")
    COUNTED = "counted", _("geteld, bijvoorbeeld met een lijst of bonnetjes")


class ResultQuerySet(models.QuerySet["Result"]):
    def published(self) -> Self:
        return self.filter(of_seen(Initiative.objects.published()))

    def visible_to(self, user: Person) -> Self:
        return self.filter(of_seen(Initiative.objects.visible_to(user)))

    def with_correction(self) -> Self:
        """``correction``: why it was changed last, in the words of who did; the record keeps the earlier ones."""
        changes = Event.objects.filter(subject=models.OuterRef("initiative__subject"), verb="result_corrected")
        return self.annotate(correction=models.Subquery(changes.order_by("-at", "-pk").values("reason")[:1]))


class Result(models.Model):
    initiative = models.OneToOneField(Initiative, on_delete=models.CASCADE, related_name="result")
    achieved = models.TextField(_("wat er bereikt is"), max_length=4000)
    learned = models.TextField(_("wat we leerden"), max_length=4000, blank=True)
    # NULL is "we do not know", which is not nought.
    people = models.PositiveIntegerField(_("mensen bereikt"), null=True)
    hours = models.PositiveIntegerField(_("uren gegeven"), null=True)
    cost = models.DecimalField(_("kosten"), max_digits=12, decimal_places=2, null=True)
    counting = models.CharField(_("hoe geteld"), max_length=10, choices=Counting, default=Counting.ESTIMATED)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, editable=False, related_name="results"
    )
    at = models.DateTimeField(_("opgeschreven op"), db_default=Now(), editable=False)
    corrected_at = models.DateTimeField(_("aangepast op"), null=True, editable=False)

    # With ``illustrate``.
    pictures: list["photos_of.Photo"]

    objects = ResultQuerySet.as_manager()

    personal = {"author": Mine("Resultaten", ("initiative", "achieved", "learned", "at"))}

    class Meta:
        verbose_name = _("resultaat")
        verbose_name_plural = _("resultaten")
        constraints = [
            models.CheckConstraint(
                name="result_says_what",
                condition=~Q(achieved=""),
                violation_error_message=_("Schrijf wat er bereikt is."),
            ),
            models.CheckConstraint(
                name="result_counting_known",
                condition=Q(counting__in=Counting.values),
                violation_error_message=_("Kies hoe er geteld is."),
            ),
            models.CheckConstraint(
                name="result_cost_not_negative",
                condition=Q(cost=None) | Q(cost__gte=Decimal(0)),
                violation_error_message=_("Kosten zijn nul of meer, of onbekend."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.initiative)

    @property
    def has_numbers(self) -> bool:
        return any(number is not None for number in (self.people, self.hours, self.cost))

    @transaction.atomic
    def correct(
        self,
        *,
        by: User,
        reason: str,
        photos: Sequence[Described] = (),
        alts: Mapping[int, str] | None = None,
        without: Sequence[int] = (),
        **words: Any,
    ) -> None:
        """Say it better, with the reason; the numbers that stood there stay in the record."""
        held = Result.objects.select_for_update(no_key=True).get(pk=self.pk)
        was = {name: str(getattr(held, name)) for name in NUMBERS if getattr(held, name) != words.get(name)}
        Result.objects.filter(pk=self.pk).update(corrected_at=Now(), **words)
        photos_of.remove(photos_of.Photo.objects.filter(result=self, pk__in=without))
        for pk, alt in (alts or {}).items():
            self.photos.filter(pk=pk).update(alt=alt)
        photos_of.add(photos, result=self)
        record(self.initiative.subject, "result_corrected", by=by, reason=reason, reach=Reach.THING, was=was)


@transaction.atomic
def finish(initiative: Initiative, *, by: User, photos: Sequence[Described] = (), **words: Any) -> Result:
    """Write down what came of it and bring it to its end, both or neither. Sent twice it is done once.

    What was taken up again since it was finished is finished anew: it says better what came of it, and ends again.
    """
    held = Initiative.objects.select_for_update(no_key=True, of=("self",)).published().filter(pk=initiative.pk).first()
    made = Result.objects.filter(initiative=initiative).first()
    if made is not None and (held is None or held.status not in leading_to(Status.DONE)):
        return made
    if held is None or held.status not in (*leading_to(Status.DONE), Status.DONE):
        raise Refused(_("Dit initiatief is nu niet zo ver dat je het kunt afronden."))
    if made is not None:
        made.correct(by=by, reason=str(AGAIN), photos=photos, **words)
        result = made
    else:
        result = Result.objects.create(initiative=initiative, author=by, **words)
        photos_of.add(photos, result=result)
    if held.status == Status.DONE:
        record(initiative.subject, "result_told", by=by, reach=Reach.AROUND)
    else:
        initiative.go_to(Status.DONE, by=by)
    notices.finished(result, by=by)
    return result
