"""The register of the buurtplatformrecht: of the city, of one platform, and writing in it."""

import csv
import io
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.models import AnonymousUser
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from coalitie.lib.access import require
from coalitie.lib.dates import local
from coalitie.lib.refused import Refused
from coalitie.people.access import signed_in
from coalitie.people.parked import for_residents
from platforms.access_registers import of_register, of_right
from platforms.forms_registers import ReasonForm, RightForm, StandingFilter
from platforms.models.right import ANSWERED, CHANGED, Right, Standing, enter, propose
from platforms.register_map import draw_register
from platforms.views.platforms import frame, page_number

PER_PAGE = 50
LICENCE = "CC0-1.0"
COLUMNS = (
    *("platform", "adres", "gebied", "niveau", "code", "stand", "sinds", "opnieuw_bekijken", "aanspreekpunt"),
    *("bron", "wat_er_gebeurde", "in_register_sinds", "bestand_van", "licentie"),
)
TEAM_ONLY = gettext_lazy("Alleen het coalitieteam beantwoordt voorstellen voor het register.")
DESK_ONLY = gettext_lazy(
    "Alleen het coalitieteam schrijft in dit register. Coördinatoren van dit platform stellen voor."
)


@require_safe
def register(request: HttpRequest) -> HttpResponse:
    asked = StandingFilter(request.GET).asked
    rows = Right.objects.visible_to(request.user).current().for_register()
    page = Paginator(rows.in_standing(asked) if asked else rows, PER_PAGE).get_page(page_number(request))
    drawn = draw_register()
    context = {
        "page": page,
        "map": drawn.map,
        "steps": drawn.steps,
        "filters": filters(asked),
        "asked": asked,
        "query": f"stand={asked}&" if asked else "",
        "licence": LICENCE,
    }
    return render(request, "platforms/rights/register.html", context)


def filters(asked: str) -> list[dict[str, Any]]:
    every = [("", _("Alles")), *((one.value, str(one.label)) for one in Standing)]
    return [
        {"title": title, "url": f"?stand={value}#regels" if value else "?#regels", "current": value == asked}
        for value, title in every
    ]


@require_safe
def register_csv(request: HttpRequest) -> HttpResponse:
    """What stands there now, as everybody sees it. What a spreadsheet would take for a formula gets an apostrophe."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    today = timezone.localdate()
    for row in Right.objects.visible_to(AnonymousUser()).current().for_register():
        address = f"{settings.SITE_URL}{row.platform.get_absolute_url()}"
        document = f"{settings.SITE_URL}{row.document.get_absolute_url()}" if row.document else ""
        stood = local(row.stood_at).strftime("%Y-%m-%d") if row.stood_at else ""
        cells = (
            *(row.platform.name, address, row.area.name, row.area.level, row.area.code),
            *(row.get_standing_display(), row.since or "", row.review_on or "", row.contact_role),
            *(row.source_url or document, row.reason, stood, today, LICENCE),
        )
        writer.writerow([cell(str(one)) for one in cells])
    headers = {"Content-Disposition": f'attachment; filename="buurtplatformrecht-{today}.csv"'}
    return HttpResponse(out.getvalue(), content_type="text/csv; charset=utf-8", headers=headers)


def cell(text: str) -> str:
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text


# --- Of one platform --------------------------------------------------------------------------------------------------
@require_safe
def right(request: HttpRequest, slug: str) -> HttpResponse:
    """What stands there now, what stood there before, and what is proposed."""
    platform, context = frame(request, slug, tab="right")
    rows = list(platform.rights.visible_to(request.user).select_related("area", "document").newest())
    context |= {
        "can": of_register(request.user, platform),
        "now": [row for row in rows if row.is_current],
        "proposed": [row for row in rows if row.is_proposed],
        "before": [row for row in rows if not row.is_current and row.is_in_register],
        "declined": [row for row in rows if not row.is_proposed and not row.is_in_register],
    }
    return render(request, "platforms/rights/right.html", context)


@for_residents(gettext_lazy("Schrijven in het register van het buurtplatformrecht"))
@require_http_methods(["GET", "HEAD", "POST"])
def write(request: HttpRequest, slug: str, pk: int | None = None) -> HttpResponse:
    """A new line, or one in the place of another. From the team it stands at once, from the platform it is proposed."""
    platform, context = frame(request, slug, tab="right")
    can = of_register(request.user, platform)
    require("enter" if "enter" in can else "propose", can, str(DESK_ONLY))
    rows = platform.rights.visible_to(request.user).select_related("area")
    row = get_object_or_404(rows, pk=pk) if pk is not None else None
    if row is not None and not row.is_current:
        raise Refused(CHANGED)
    form = RightForm(request.POST if request.method == "POST" else None, platform=platform, row=row)
    if not form.is_valid():
        context |= {"form": form, "row": row, "can": can}
        return render(request, "platforms/rights/write.html", context, status=422 if form.is_bound else 200)
    area = row.area if row is not None else form.cleaned_data["area"]
    if "enter" in can:
        enter(platform, area, by=signed_in(request), instead_of=row, **form.facts)
        messages.success(request, _("Het staat in het register."))
    else:
        propose(platform, area, by=signed_in(request), **form.facts)
        messages.success(request, _("Je voorstel is verstuurd. Het coalitieteam kijkt ernaar; je krijgt bericht."))
    return redirect("platforms:right", slug)


# --- For the team -----------------------------------------------------------------------------------------------------
@for_residents(gettext_lazy("Een voorstel overnemen in het register"))
@require_POST
def accept(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    row, _context = one_proposal(request, slug, pk)
    row.accept(by=signed_in(request))
    messages.success(request, _("Het staat in het register. Het platform krijgt bericht."))
    return redirect("platforms:right", slug)


@for_residents(gettext_lazy("Een voorstel niet overnemen"))
@require_http_methods(["GET", "HEAD", "POST"])
def decline(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    row, context = one_proposal(request, slug, pk)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        context |= {"form": form, "row": row}
        return render(request, "platforms/rights/decline.html", context, status=422 if form.is_bound else 200)
    row.decline(by=signed_in(request), reason=form.cleaned_data["reason"])
    messages.success(request, _("Het platform krijgt je uitleg."))
    return redirect("platforms:right", slug)


def one_proposal(request: HttpRequest, slug: str, pk: int) -> tuple[Right, dict[str, Any]]:
    """A proposal of this platform, for who may answer it. Once it is answered that is a 409."""
    platform, context = frame(request, slug, tab="right")
    rows = platform.rights.visible_to(request.user).select_related("platform__subject", "area")
    row = get_object_or_404(rows, pk=pk)
    can = of_right(request.user, row)
    require("enter" if not row.is_proposed else "answer", can | of_register(request.user, platform), str(TEAM_ONLY))
    if not row.is_proposed:
        raise Refused(ANSWERED)
    return row, context
