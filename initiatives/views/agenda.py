"""The agenda: of the whole city as a list or a week, of one platform, of one initiative."""

from collections.abc import Iterable
from datetime import timedelta
from itertools import groupby
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from coalitie.lib.dates import month, weekday
from initiatives import paging
from initiatives.access import may_arrange
from initiatives.forms.agenda import AgendaForm, midnight, monday, week_name
from initiatives.models import Activity, ActivityQuerySet, Initiative
from initiatives.views.listing import places
from platforms.models import Level
from platforms.views.platforms import frame

SIZE = 30
MOST_IN_WEEK = 200
ON_INITIATIVE = 5


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    form = AgendaForm(request.GET, user=request.user)
    rows = form.narrow(Activity.objects.visible_to(request.user).published())
    context = {
        "form": form,
        "areas": places(),
        "now": form.address(week="nu", na=""),
        "list": form.address(week=""),
        "calendar": calendar_for(form),
    }
    if form.cleaned_data.get("week"):
        return render(request, "agenda/week.html", {**context, **week(form, rows)})
    return render(request, "agenda/index.html", {**context, **coming(request, form, rows)})


def calendar_for(form: AgendaForm) -> tuple[str, str]:
    """The calendar to follow that lies closest to this list: its address, and of what it is."""
    platform, area = form.cleaned_data.get("platform"), form.cleaned_data.get("waar")
    if platform:
        return reverse("initiatives:calendar_of_platform", args=[platform.slug]), platform.name
    if area and area.level == Level.BUURT and area.parent:
        area = area.parent
    if area and area.level == Level.GEBIED:
        return reverse("initiatives:calendar_of_area", args=[area.slug]), area.name
    return reverse("initiatives:calendar"), _("heel Amsterdam")


@require_safe
def of_platform(request: HttpRequest, slug: str) -> HttpResponse:
    """The tab of a platform's own page."""
    platform, context = frame(request, slug, tab="agenda")
    rows = platform.activities.visible_to(request.user).published()
    form = AgendaForm(request.GET, user=request.user)
    context |= coming(request, form, rows)
    context |= {
        "past": list(rows.filter(ends_at__lte=timezone.now()).for_rows().order_by("-starts_at", "-pk")[:6]),
        "arranges": may_arrange(request.user, platform, None),
    }
    return render(request, "agenda/of_platform.html", context)


def of_page(request: HttpRequest, initiative: Initiative, may: set[str]) -> dict[str, Any]:
    """The section "Agenda" on the page of an initiative."""
    rows = initiative.activities.visible_to(request.user).published().upcoming()
    return {
        "activities": list(rows.for_rows().by_date()[:ON_INITIATIVE]),
        # Who runs it puts things in its agenda: the same people, while it is out in the open.
        "arranges": "stage" in may,
    }


def coming(request: HttpRequest, form: AgendaForm, rows: ActivityQuerySet) -> dict[str, Any]:
    """What is still to come, by day, soonest first; ``?na=`` names the row from which to go on."""
    rows = rows.this_week() if form.cleaned_data.get("wanneer") else rows.upcoming()
    after = paging.mark(request.GET.get("na"))
    listed = rows
    if after:
        at, pk = after
        listed = rows.filter(starts_at__gte=at).exclude(starts_at=at, pk__lte=pk)
    found = list(listed.for_rows().by_date()[: SIZE + 1])
    on = paging.link(request.GET, "na", mark_of(found[SIZE - 1])) if len(found) > SIZE else ""
    return {
        "days": by_day(found[:SIZE]),
        "count": in_words(rows.order_by()[: paging.MOST_COUNTED + 1].count()),
        "on": on,
        "back": form.address(na="") if after else "",
    }


def week(form: AgendaForm, rows: ActivityQuerySet) -> dict[str, Any]:
    """Seven days beside each other. What lasts longer stands on each of its days."""
    first = form.cleaned_data["week"]
    days = [first + timedelta(days=number) for number in range(7)]
    rows = rows.between(midnight(first), midnight(first + timedelta(days=7)))
    found = list(rows.for_rows().by_date()[:MOST_IN_WEEK])
    columns = [(day, [one for one in found if falls_on(one, day)]) for day in days]
    return {
        "columns": [(day_words(day), day == timezone.localdate(), shown) for day, shown in columns],
        "count": in_words(len(found)),
        "title": _("%(first)s tot en met %(last)s") % {"first": short_day(days[0]), "last": short_day(days[6])},
        "earlier": form.address(week=week_name(first - timedelta(days=7))),
        "later": form.address(week=week_name(first + timedelta(days=7))),
        "this": form.address(week="nu") if first != monday(timezone.localdate()) else "",
    }


def falls_on(activity: Activity, day: Any) -> bool:
    begin, end = midnight(day), midnight(day + timedelta(days=1))
    return activity.starts_at < end and activity.ends_at > begin


def by_day(rows: Iterable[Activity]) -> list[tuple[str, list[Activity]]]:
    """Rows in order of date, as (day in words, those that begin on it)."""
    return [
        (day_words(day), list(shown)) for day, shown in groupby(rows, lambda one: timezone.localdate(one.starts_at))
    ]


def day_words(day: Any) -> str:
    """``vandaag``, ``morgen``, ``zaterdag 28 november``; with the year when it is another one."""
    today = timezone.localdate()
    if day == today:
        return _("Vandaag, %(day)s") % {"day": short_day(day)}
    if day == today + timedelta(days=1):
        return _("Morgen, %(day)s") % {"day": short_day(day)}
    return f"{capfirst(weekday(day))} {short_day(day)}"


def short_day(day: Any) -> str:
    year = f" {day.year}" if day.year != timezone.localdate().year else ""
    return f"{day.day} {month(day.month)}{year}"


def mark_of(activity: Activity) -> str:
    return f"{(activity.starts_at - paging.EPOCH) // timedelta(microseconds=1)}-{activity.pk}"


def in_words(number: int) -> str:
    if number > paging.MOST_COUNTED:
        return _("Meer dan %(number)d activiteiten") % {"number": paging.MOST_COUNTED}
    if number == 0:
        return _("Geen activiteiten")
    return ngettext("%(number)d activiteit", "%(number)d activiteiten", number) % {"number": number}
