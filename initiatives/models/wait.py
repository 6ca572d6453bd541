"""How long an answer took, or takes. A question that is opened again waits anew: each wait is a row of its own.

The database counts the days, from the dates that stand on the page. Days between an answer and opening again belong
to nobody.
"""

from datetime import date
from typing import Any, Self

from django.db import models
from django.db.models import Aggregate, Count, Func, Max, Q, Value
from django.db.models.expressions import ExpressionWrapper
from django.db.models.functions import Cast
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Days(Func):
    """Whole days from the second date to the first."""

    template = "(%(expressions)s)"
    arg_joiner = " - "
    output_field = models.IntegerField()


class Median(Aggregate):
    """The middle one: half took longer, half shorter."""

    function = "percentile_disc"
    template = "percentile_disc(0.5) WITHIN GROUP (ORDER BY %(expressions)s)%(filter)s"
    allow_distinct = False
    output_field = models.IntegerField()

    def as_sql(self, *args: Any, **kwargs: Any) -> Any:
        return super().as_sql(*args, **{"filter": "", **kwargs})


def on(day: date) -> Cast:
    return Cast(Value(day), models.DateField())


class Outcome(models.TextChoices):
    WAITING = "waiting", _("Wacht op antwoord")
    ANSWERED = "answered", _("Beantwoord")
    WITHDRAWN = "withdrawn", _("Ingetrokken")


class WaitQuerySet(models.QuerySet["Wait"]):
    def open(self) -> Self:
        return self.filter(ended_on=None)

    def published(self) -> Self:
        questions: Any = self.model._meta.get_field("question").related_model
        return self.filter(question__in=questions.objects.published().values("pk"))

    def figures(self, day: date) -> dict[str, Any]:
        """What ``annotate`` and ``aggregate`` count, as it was at the end of this day."""
        was_open = Q(since__lte=day) & (Q(ended_on=None) | Q(ended_on__gt=day))
        answered = Q(outcome=Outcome.ANSWERED, ended_on__lte=day)
        took = Days("ended_on", "since")
        return {
            "open": Count("pk", filter=was_open),
            "late": Count("pk", filter=was_open & Q(due_on__lt=day)),
            "longest": Max(Days(on(day), "since"), filter=was_open),
            "answered": Count("pk", filter=answered),
            "in_time": Count("pk", filter=answered & Q(ended_on__lte=models.F("due_on"))),
            "median": Median(took, filter=answered),
            "slowest": Max(took, filter=answered),
        }

    def by_body(self, day: date) -> dict[int, dict[str, Any]]:
        """The figures of each body that has any, in one question."""
        rows = self.filter(since__lte=day).order_by().values("question__body").annotate(**self.figures(day))
        return {row.pop("question__body"): row for row in rows}

    def by_month(self, ends: list[date]) -> list[dict[str, Any]]:
        """For each of these last days of a month what was asked and answered in it, and what was open then."""
        wanted: dict[str, Any] = {}
        for number, end in enumerate(ends):
            begin = end.replace(day=1)
            figures = self.figures(end)
            wanted |= {
                f"asked_{number}": Count("pk", filter=Q(since__gte=begin, since__lte=end)),
                f"answered_{number}": Count(
                    "pk", filter=Q(outcome=Outcome.ANSWERED, ended_on__gte=begin, ended_on__lte=end)
                ),
                f"open_{number}": figures["open"],
                f"longest_{number}": figures["longest"],
            }
        found = self.order_by().aggregate(**wanted)
        names = ("asked", "answered", "open", "longest")
        return [{"end": end, **{name: found[f"{name}_{number}"] for name in names}} for number, end in enumerate(ends)]

    def late(self) -> Self:
        return self.open().filter(due_on__lt=timezone.localdate())

    def to_remind_of_term(self) -> Self:
        """The term is over, and who asked was not told yet. Who was promised a later day hears when that is over."""
        waits = Q(promised_on=None) | Q(promised_on__lt=timezone.localdate())
        return self.late().filter(waits, late_told_at=None)

    def to_remind_of_promise(self) -> Self:
        return self.open().filter(promised_on__lt=timezone.localdate(), promise_told_at=None)


class Wait(models.Model):
    question = models.ForeignKey("initiatives.Question", on_delete=models.CASCADE, related_name="waits")
    number = models.PositiveSmallIntegerField(_("keer"), default=1)
    since = models.DateField(_("wacht sinds"))
    # As it was when the question was asked; a later change of the body's term does not move it.
    term_days = models.PositiveSmallIntegerField(_("termijn in dagen"))
    due_on = models.GeneratedField(
        expression=ExpressionWrapper(models.F("since") + models.F("term_days"), output_field=models.DateField()),
        output_field=models.DateField(),
        db_persist=True,
        verbose_name=_("antwoord voor"),
    )
    outcome = models.CharField(_("uitkomst"), max_length=10, choices=Outcome, default=Outcome.WAITING)
    ended_on = models.DateField(_("gewacht tot"), null=True)
    # Why it was opened again; empty for the first wait.
    reason = models.TextField(_("waarom heropend"), max_length=2000, blank=True)
    promised_on = models.DateField(_("toegezegd voor"), null=True)
    late_told_at = models.DateTimeField(null=True, editable=False)
    promise_told_at = models.DateTimeField(null=True, editable=False)

    objects = WaitQuerySet.as_manager()

    class Meta:
        verbose_name = _("wachttijd")
        verbose_name_plural = _("wachttijden")
        constraints = [
            models.UniqueConstraint(
                "question",
                "number",
                name="wait_numbered",
                violation_error_message=_("Deze vraag is al heropend."),
            ),
            models.UniqueConstraint(
                "question",
                name="wait_one_open",
                condition=Q(ended_on=None),
                violation_error_message=_("Deze vraag wacht al op antwoord."),
            ),
            models.CheckConstraint(
                name="wait_outcome_known",
                condition=Q(outcome__in=Outcome.values),
                violation_error_message=_("Deze uitkomst bestaat niet."),
            ),
            models.CheckConstraint(
                name="wait_ends_with_outcome",
                condition=Q(outcome=Outcome.WAITING, ended_on=None)
                | ~Q(outcome=Outcome.WAITING) & Q(ended_on__isnull=False),
                violation_error_message=_("Wie niet meer wacht, weet sinds wanneer."),
            ),
            models.CheckConstraint(
                name="wait_ends_after_begin",
                condition=Q(ended_on=None) | Q(ended_on__gte=models.F("since")),
                violation_error_message=_("Een antwoord komt op of na de dag van de vraag."),
            ),
            models.CheckConstraint(
                name="wait_again_has_reason",
                condition=Q(number=1, reason="") | Q(number__gt=1) & ~Q(reason=""),
                violation_error_message=_("Schrijf waarom de vraag opnieuw open is."),
            ),
        ]
        indexes = [
            models.Index("since", name="wait_open", condition=Q(ended_on=None)),
            models.Index("promised_on", name="wait_promised", condition=Q(ended_on=None, promised_on__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.question_id} ({self.number})"

    # --- Questions ----------------------------------------------------------------------------------------------------
    @property
    def is_late(self) -> bool:
        """Over the term: still, or when the answer came."""
        return (self.ended_on or timezone.localdate()) > self.due_on

    @property
    def promise_is_over(self) -> bool:
        return self.promised_on is not None and self.ended_on is None and self.promised_on < timezone.localdate()
