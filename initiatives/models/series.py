"""What comes back: the rule, and the days it gives.

A rule is one of a few patterns and ends within a year, so no rule can be written down that gives more than ``MOST``
days. All of them are put in the agenda at once: nothing has to be topped up later, and once a year a group asks
itself whether it wants to go on.
"""

from datetime import date, timedelta
from itertools import islice

from dateutil.rrule import MONTHLY, WEEKLY, rrule, weekdays
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from coalitie.lib.dates import weekday

MOST = 60
FURTHEST = timedelta(days=366)
LAST = -1


class Pattern(models.TextChoices):
    WEEKLY = "weekly", _("Elke week")
    FORTNIGHTLY = "fortnightly", _("Om de week")
    MONTHLY = "monthly", _("Elke maand op dezelfde weekdag, zoals de tweede dinsdag")
    MONTHLY_LAST = "monthly_last", _("Elke maand op de laatste, zoals de laatste dinsdag")


ORDINALS = {1: _("eerste"), 2: _("tweede"), 3: _("derde"), 4: _("vierde"), LAST: _("laatste")}


class Series(models.Model):
    pattern = models.CharField(_("hoe vaak"), max_length=20, choices=Pattern)
    first_on = models.DateField(_("vanaf"))
    last_on = models.DateField(_("tot en met"))
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        verbose_name = _("reeks")
        verbose_name_plural = _("reeksen")
        constraints = [
            models.CheckConstraint(
                name="series_pattern_known",
                condition=Q(pattern__in=Pattern.values),
                violation_error_message=_("Kies hoe vaak het terugkomt."),
            ),
            models.CheckConstraint(
                name="series_ends_within_a_year",
                condition=Q(last_on__gte=F("first_on")) & Q(last_on__lte=F("first_on") + FURTHEST),
                violation_error_message=_("Een reeks duurt hooguit een jaar."),
            ),
        ]

    def __str__(self) -> str:
        return in_words(self.pattern, self.first_on)


def dates(pattern: str, first: date, *, until: date | None = None, count: int | None = None) -> list[date]:
    """The days of a rule from the first on, until a day or a number of them, and never beyond a year or ``MOST``."""
    end = min(until or date.max, first + FURTHEST)
    most = min(count or MOST, MOST)
    if pattern in {Pattern.WEEKLY, Pattern.FORTNIGHTLY}:
        rule = rrule(WEEKLY, interval=1 if pattern == Pattern.WEEKLY else 2, dtstart=first, until=end)
    else:
        on = weekdays[first.weekday()](ordinal(pattern, first))
        rule = rrule(MONTHLY, byweekday=on, dtstart=first, until=end)
    return [moment.date() for moment in islice(rule, most)]


def ordinal(pattern: str, first: date) -> int:
    """Which of its weekday in the month: 1 to 4, or the last. There is not always a fifth."""
    nth = (first.day - 1) // 7 + 1
    return LAST if pattern == Pattern.MONTHLY_LAST or nth == 5 else nth


def in_words(pattern: str, first: date) -> str:
    """``elke dinsdag``, ``elke tweede dinsdag van de maand``."""
    if pattern == Pattern.WEEKLY:
        return gettext("elke %(weekday)s") % {"weekday": weekday(first)}
    if pattern == Pattern.FORTNIGHTLY:
        return gettext("om de week op %(weekday)s") % {"weekday": weekday(first)}
    nth = ORDINALS[ordinal(pattern, first)]
    return gettext("elke %(nth)s %(weekday)s van de maand") % {"nth": nth, "weekday": weekday(first)}


def times(number: int) -> str:
    return ngettext("%(number)d keer", "%(number)d keer", number) % {"number": number}
