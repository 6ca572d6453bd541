"""What it adds up to: the sheet of everybody, of a platform and of a gebied; on paper, and as a picture to share."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, Sum
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from budgets.models import Entry, Round, Sheet
from budgets.models.entry import Kind
from budgets.sheet import figures as f
from budgets.sheet.goals import GOALS, OF_VALUE
from coalitie.lib.language import link
from coalitie.lib.money import euros
from coalitie.lib.qr import qr_of
from coalitie.portal.sheet_picture import draw
from initiatives.models import Quote
from platforms.models import Area, Level, Platform

MOST_PLANS, MOST_PLATFORMS, MOST_YEARS, MOST_QUOTES, QUOTES_ON_PAPER = 8, 60, 6, 6, 2
IN_A_ROW = 30
SHARED = ("people", "initiatives", "activities", "spent")
COMPARED = ("people", "initiatives", "results", "activities", "visits", "hours_given", "spent", "answered")
DRAWN = ("people", "activities")


class YearForm(forms.Form):
    jaar = forms.IntegerField(required=False, min_value=2000, max_value=2200)


@dataclass(frozen=True)
class Row:
    """A figure as it stands on the page."""

    name: str
    title: str
    said: str
    rule: str
    dots: str = ""
    goals: tuple[tuple[int, str], ...] = ()


@require_safe
def of_all(request: HttpRequest, paper: bool = False) -> HttpResponse:
    gebieden = Area.objects.current().filter(level=Level.GEBIED).alphabetical()
    context = {"gebieden": gebieden, "here": "", "address": link("/wat-het-oplevert/")}
    return shown(request, context, paper=paper)


@require_safe
def of_platform(request: HttpRequest, slug: str, paper: bool = False) -> HttpResponse:
    platform = get_object_or_404(Platform.objects.visible_to(request.user), slug=slug)
    address = f"{platform.get_absolute_url()}wat-het-oplevert/"
    context = {"platform": platform, "here": platform.name, "address": address, "of": {"platform": platform}}
    return shown(request, context, paper=paper)


@require_safe
def of_area(request: HttpRequest, slug: str, paper: bool = False) -> HttpResponse:
    area = get_object_or_404(Area.objects.current().filter(level=Level.GEBIED), slug=slug)
    platforms = Platform.objects.visible_to(request.user).covering(area).alphabetical()[:MOST_PLATFORMS]
    address = f"{area.get_absolute_url()}wat-het-oplevert/"
    context = {"area": area, "here": area.name, "address": address, "of": {"area": area}, "platforms": platforms}
    return shown(request, context, paper=paper)


def shown(request: HttpRequest, context: dict[str, Any], *, paper: bool) -> HttpResponse:
    of = context.pop("of", {})
    sheets = list(Sheet.objects.visible_to(request.user).of(**of).by_year())
    year = asked_year(request, sheets)
    sheet = next((one for one in sheets if one.year == year), None)
    years = [one for one in sheets if one.year is not None][-MOST_YEARS:]
    context |= {"sheet": sheet, "year": year, "years": [one.year for one in years]}
    if sheet is not None:
        context |= {
            "lead": rows(sheet, SHARED),
            "groups": groups(sheet),
            "values": value_rows(sheet),
            "extra": extra(sheet),
            "compared": compared(years),
            "drawn": [drawn(name, years) for name in DRAWN],
            "plans": plans(year, **of),
            "quotes": Quote.objects.published()
            .of(year=year, **of)
            .for_sheet()[: QUOTES_ON_PAPER if paper else MOST_QUOTES],
        }
    whole = f"{settings.SITE_URL}{context['address']}"
    context |= {"picture": f"{whole}deel.png", "whole": whole.split("://")[-1].rstrip("/")}
    if paper:
        context["qr"] = qr_of(whole)
    return render(request, "portal/sheet_paper.html" if paper else "portal/sheet.html", context)


def asked_year(request: HttpRequest, sheets: list[Sheet]) -> int | None:
    """None is ever. A year of which there is no sheet is no page."""
    form = YearForm(request.GET)
    year = form.cleaned_data["jaar"] if form.is_valid() else -1
    if year is not None and year not in {sheet.year for sheet in sheets}:
        raise Http404
    return year


# --- In words ---------------------------------------------------------------------------------------------------------
def say(sheet: Sheet, name: str) -> str:
    number = sheet.told(name)
    if number is None:
        return _("minder dan 5") if sheet.is_small(name) else _("niet getoond")
    match f.FIGURES[name].unit:
        case f.Unit.EUROS:
            return euros(Decimal(number) / 100)
        case f.Unit.HOURS:
            return grouped(round(number / 10))
    return grouped(number)


def grouped(number: int) -> str:
    """As amounts are written, without the sign."""
    return euros(Decimal(number)).replace("€", "").strip()


def rows(sheet: Sheet, names: Iterable[str]) -> list[Row]:
    return [Row(name, str(f.FIGURES[name].title), say(sheet, name), str(f.FIGURES[name].rule)) for name in names]


def groups(sheet: Sheet) -> list[dict[str, Any]]:
    every = [
        ("mensen", _("Wie deed mee?"), f.PEOPLE),
        ("werk", _("Wat is er gedaan?"), f.WORK),
        ("geld", _("Geld: wat kwam er, wat ging eruit?"), f.MONEY),
        ("vragen", _("Vragen aan anderen"), f.QUESTIONS),
        ("bereik", _("Wie wordt bereikt, en wie nog niet?"), f.REACH),
    ]
    return [{"id": id_, "title": title, "rows": rows(sheet, [one.name for one in some])} for id_, title, some in every]


def extra(sheet: Sheet) -> dict[str, str]:
    """What follows from two figures, at the end of their group."""
    spent, activities = sheet.told("spent") or 0, sheet.told("activities") or 0
    missing = (sheet.told("buurten") or 0) - (sheet.told("buurten_active") or 0)
    said = {"bereik": grouped(missing)}
    if spent and activities:
        said["geld"] = euros((Decimal(spent) / 100 / activities).quantize(Decimal(1)))
    return said


def value_rows(sheet: Sheet) -> list[Row]:
    most = max((sheet.told(figure.name) or 0 for figure in f.VALUES), default=0)
    found = []
    for figure in f.VALUES:
        slug = figure.name.removeprefix("value_")
        goals = tuple((number, str(GOALS[number])) for number in OF_VALUE[slug])
        dots = dot_row(sheet.told(figure.name) or 0, worth(most))
        found.append(Row(slug, str(figure.title), say(sheet, figure.name), str(figure.rule), dots, goals))
    return found


# --- Years ------------------------------------------------------------------------------------------------------------
def compared(years: list[Sheet]) -> list[dict[str, Any]]:
    """Years beside each other, one figure a row."""
    return [{"title": str(f.FIGURES[name].title), "cells": [say(sheet, name) for sheet in years]} for name in COMPARED]


def drawn(name: str, years: list[Sheet]) -> dict[str, Any]:
    size = worth(max((sheet.told(name) or 0 for sheet in years), default=0))
    bars = [
        {"year": sheet.year, "said": say(sheet, name), "dots": dot_row(sheet.told(name) or 0, size)} for sheet in years
    ]
    return {"title": str(f.FIGURES[name].title), "size": size, "rows": bars}


def worth(most: int) -> int:
    """How much one dot stands for, so that the longest row fits: 1, 2, 5, 10, 20 …"""
    size = 1
    while most > size * IN_A_ROW:
        size = size * 5 // 2 if str(size).startswith("2") else size * 2
    return size


def dot_row(number: int, size: int) -> str:
    """A path of dots: strokes without length, with round ends. A little is still one dot."""
    return "".join(f"M{6 + 12 * at} 6h0" for at in range(-(-number // size)))


# --- Money ------------------------------------------------------------------------------------------------------------
def plans(year: int | None, platform: Platform | None = None, area: Area | None = None) -> list[dict[str, Any]]:
    """Where most of the money went, plan by plan."""
    found = Entry.objects.filter(kind=Kind.SPENT, round__in=Round.objects.visible_to(AnonymousUser()))
    if year is not None:
        found = found.filter(on__year=year)
    if platform is not None:
        found = found.filter(
            Q(request__initiative__platform=platform) | Q(request__initiative=None, round__platforms=platform)
        )
    if area is not None:
        found = found.filter(request__initiative__area__in=area.buurten())
    by = ("request__title", "request__slug", "round__slug", "round__title")
    sums = found.order_by().values(*by).annotate(sum=Sum("amount")).filter(sum__gt=0).order_by("-sum")[:MOST_PLANS]
    return [
        {
            "title": row["request__title"],
            "round": row["round__title"],
            "amount": row["sum"],
            "url": link(f"/buurtbudget/{row['round__slug']}/aanvragen/{row['request__slug']}/"),
        }
        for row in sums
    ]


# --- The picture ------------------------------------------------------------------------------------------------------
@require_safe
def picture(request: HttpRequest, slug: str = "", level: str = "") -> HttpResponse:
    """For whoever shares the address: the same for everybody, so only what a visitor sees."""
    of: dict[str, Any] = {}
    if level == "platform":
        of["platform"] = get_object_or_404(Platform.objects.visible_to(AnonymousUser()), slug=slug)
    elif level == "area":
        of["area"] = get_object_or_404(Area.objects.current().filter(level=Level.GEBIED), slug=slug)
    sheet = get_object_or_404(Sheet.objects.visible_to(AnonymousUser()).of(**of), year=None)
    name = next((str(one) for one in of.values()), _("Alle buurtplatforms"))
    told = tuple((row.said, row.title) for row in rows(sheet, SHARED))
    found = draw(name, _("Wat het oplevert"), told)
    response = HttpResponse(found.png, content_type="image/png")
    response["ETag"] = etag = f'"{found.mark}"'
    response["Cache-Control"] = "public, max-age=3600"
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return get_conditional_response(request, etag=etag, response=response) or response
