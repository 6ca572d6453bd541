"""What a platform has, seeks and offers: the four means it stands on."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from coalitie.lib.access import require
from coalitie.lib.refused import Refused
from coalitie.people.access import signed_in
from coalitie.people.parked import for_residents
from platforms.access_registers import desks, of_means
from platforms.forms_registers import MeansForm
from platforms.models.exchange import Exchange
from platforms.models.means import GONE, Direction, Means, MeansKind, put
from platforms.views.platforms import frame

MOST = 200  # rows on one page
MOST_DOTS, STEP = 24, 20
OWN_ONLY = gettext_lazy("Alleen een coördinator van dit platform houdt dit bij.")


@dataclass(frozen=True)
class Kind:
    """One of the four, with what stands there and its drawing: a dot for each thing, as far as they fit."""

    kind: MeansKind
    explained: str
    parts: list[tuple[Direction, list[Means]]]

    @property
    def dots(self) -> list[tuple[int, str]]:
        every = [part.value for part, rows in self.parts for _row in rows][:MOST_DOTS]
        return [(STEP // 2 + number * STEP, name) for number, name in enumerate(every)]

    @property
    def width(self) -> int:
        return max(len(self.dots), 1) * STEP

    @property
    def is_empty(self) -> bool:
        return not any(rows for _part, rows in self.parts)


@require_safe
def means(request: HttpRequest, slug: str) -> HttpResponse:
    platform, context = frame(request, slug, tab="means")
    rows = list(platform.means.visible_to(request.user).newest()[:MOST])
    context |= {
        "kinds": [Kind(kind, explained(kind), in_parts(rows, kind)) for kind in MeansKind],
        "past": [row for row in rows if not row.is_available],
        "responds": "edit" not in context["may"] and desks(request.user, but=platform).exists(),
        "exchanges": list(done_here(request, platform)),
    }
    return render(request, "platforms/means/means.html", context)


def done_here(request: HttpRequest, platform: Any) -> Any:
    """The last times that this platform and another helped each other out."""
    rows = Exchange.objects.visible_to(request.user).done().for_rows()
    return (rows.filter(platform=platform) | rows.filter(means__platform=platform))[:6]


def explained(kind: MeansKind) -> str:
    return {
        MeansKind.MEANS: _("Geld en spullen waar het platform zelf over gaat."),
        MeansKind.SPACE: _("Plekken waar het platform naar binnen kan, zonder te vragen."),
        MeansKind.POSITION: _("Waar het platform aan tafel zit, en wie ernaar luistert."),
        MeansKind.SUPPORT: _("Mensen die helpen en bij niemand in dienst zijn die er iets over te zeggen heeft."),
    }[kind]


def in_parts(rows: list[Means], kind: MeansKind) -> list[tuple[Direction, list[Means]]]:
    here = [row for row in rows if row.kind == kind and row.is_available]
    return [(part, [row for row in here if row.direction == part]) for part in Direction]


# --- For coordinators -------------------------------------------------------------------------------------------------
@for_residents(gettext_lazy("Bijhouden wat je platform heeft, zoekt en biedt"))
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, slug: str) -> HttpResponse:
    platform, context = frame(request, slug, tab="means")
    require("edit", context["may"], str(OWN_ONLY))
    asked = {name: request.GET.get(word, "") for name, word in {"direction": "wat", "kind": "soort"}.items()}
    form = MeansForm(request.POST if request.method == "POST" else None, initial=asked)
    if not form.is_valid():
        status = 422 if form.is_bound else 200
        return render(request, "platforms/means/write.html", context | {"form": form}, status=status)
    put(platform, by=signed_in(request), form_key=form.cleaned_data["sleutel"], **form.facts)
    messages.success(request, _("Het staat op de site."))
    return redirect("platforms:means", slug)


@for_residents(gettext_lazy("Bijhouden wat je platform heeft, zoekt en biedt"))
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    row, context = one_row(request, slug, pk)
    names = ("direction", "kind", "title", "words", "until")
    before = {name: getattr(row, name) for name in names}
    form = MeansForm(request.POST if request.method == "POST" else None, initial=before)
    if not form.is_valid():
        context |= {"form": form, "row": row}
        return render(request, "platforms/means/write.html", context, status=422 if form.is_bound else 200)
    row.change(by=signed_in(request), **form.facts)
    messages.success(request, _("Opgeslagen."))
    return redirect("platforms:means", slug)


@for_residents(gettext_lazy("Weghalen wat je platform niet meer heeft, zoekt of biedt"))
@require_POST
def end(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    row, _context = one_row(request, slug, pk)
    row.end(by=signed_in(request))
    messages.success(request, _("Het is weg van de site."))
    return redirect("platforms:means", slug)


def one_row(request: HttpRequest, slug: str, pk: int) -> tuple[Means, dict[str, Any]]:
    """A row of this platform, for who keeps it up to date. Taken away by somebody else meanwhile: 409."""
    platform, context = frame(request, slug, tab="means")
    require("edit", context["may"], str(OWN_ONLY))
    row = get_object_or_404(platform.means.select_related("platform__subject"), pk=pk)
    if row.ended_at is not None:
        raise Refused(GONE)
    require("edit", of_means(request.user, row), str(OWN_ONLY))
    return row, context
