"""The ruilmarkt: what platforms offer and seek, and what comes of it."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from coalitie.lib.access import require
from coalitie.lib.refused import Refused
from coalitie.people.access import signed_in
from coalitie.people.parked import for_residents
from platforms.access_registers import coordinates_either, desks, of_exchange, of_means, side_of
from platforms.forms_registers import AgreeForm, DoneForm, MarketFilter, ReasonForm, RespondForm
from platforms.models.exchange import Exchange, respond
from platforms.models.means import Means
from platforms.views.platforms import page_number

PER_PAGE, LATELY = 24, 6
NO_DESK = gettext_lazy("Alleen een coördinator van een ander platform kan hierop reageren.")
BETWEEN = gettext_lazy("Dit is tussen de coördinatoren van twee platforms.")
NOT_NOW = gettext_lazy("Dit kan nu niet: het is al beantwoord, of het is aan het andere platform.")


@require_safe
def market(request: HttpRequest) -> HttpResponse:
    form = MarketFilter(request.GET)
    rows = form.narrow(Means.objects.visible_to(request.user).on_market()).select_related("platform").newest()
    page = Paginator(rows.prefetch_related("platform__areas"), PER_PAGE).get_page(page_number(request))
    own = list(desks(request.user).values_list("pk", flat=True))
    context = {
        "form": form,
        "page": page,
        "own": own,
        "query": form.query,
        "done": list(Exchange.objects.visible_to(request.user).done().for_rows()[:LATELY]),
    }
    return render(request, "platforms/means/market.html", context)


@for_residents(gettext_lazy("Reageren op de ruilmarkt"))
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """ "We can use this" or "we have this": a message to the coordinators of the other platform."""
    row = get_object_or_404(Means.objects.visible_to(request.user).select_related("platform__subject"), pk=pk)
    require("respond", of_means(request.user, row), str(NO_DESK))
    own = desks(request.user, but=row.platform)
    form = RespondForm(request.POST if request.method == "POST" else None, own=own)
    if not form.is_valid():
        context = {"form": form, "row": row}
        return render(request, "platforms/means/respond.html", context, status=422 if form.is_bound else 200)
    made = respond(row, by=signed_in(request), **form.cleaned_data)
    return redirect("platforms:exchange", made.pk)


# --- What comes of it -------------------------------------------------------------------------------------------------
@for_residents(gettext_lazy("De afspraken van je platform bekijken"))
@require_safe
def exchanges(request: HttpRequest) -> HttpResponse:
    """All in which a platform of this person takes part."""
    rows = Exchange.objects.visible_to(request.user).of_desks(signed_in(request)).for_rows()
    page = Paginator(rows, PER_PAGE).get_page(page_number(request))
    return render(request, "platforms/means/exchanges.html", {"page": page})


@for_residents(gettext_lazy("Een afspraak tussen twee platforms bekijken"))
@require_safe
def exchange(request: HttpRequest, pk: int) -> HttpResponse:
    _row, context = one(request, pk)
    return render(request, "platforms/means/exchange.html", context)


@for_residents(gettext_lazy("Antwoorden op een reactie van een ander platform"))
@require_http_methods(["GET", "HEAD", "POST"])
def agree(request: HttpRequest, pk: int) -> HttpResponse:
    row, context = one(request, pk, verb="answer")
    form = AgreeForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return acting(request, context, form, _("Afspreken"), "exchange_agree")
    row.agree(by=signed_in(request), answer=form.cleaned_data["answer"])
    messages.success(request, _("Afgesproken. Het andere platform krijgt bericht."))
    return redirect("platforms:exchange", pk)


@for_residents(gettext_lazy("Nee zeggen tegen een ander platform"))
@require_http_methods(["GET", "HEAD", "POST"])
def decline(request: HttpRequest, pk: int) -> HttpResponse:
    row, context = one(request, pk, verb="answer")
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return acting(request, context, form, _("Nee zeggen"), "exchange_decline")
    row.decline(by=signed_in(request), reason=form.cleaned_data["reason"])
    messages.success(request, _("Het andere platform krijgt je uitleg."))
    return redirect("platforms:exchange", pk)


@for_residents(gettext_lazy("Een afspraak met een ander platform afzeggen"))
@require_http_methods(["GET", "HEAD", "POST"])
def call_off(request: HttpRequest, pk: int) -> HttpResponse:
    row, context = one(request, pk, verb="call_off")
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return acting(request, context, form, _("Dit gaat niet door"), "exchange_call_off")
    row.call_off(by=signed_in(request), side=side_of(request.user, row), reason=form.cleaned_data["reason"])
    messages.success(request, _("Het andere platform krijgt je uitleg."))
    return redirect("platforms:exchange", pk)


@for_residents(gettext_lazy("Zeggen dat een ruil is gelukt"))
@require_http_methods(["GET", "HEAD", "POST"])
def mark_done(request: HttpRequest, pk: int) -> HttpResponse:
    row, context = one(request, pk, verb="mark_done")
    form = DoneForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return acting(request, context, form, _("Het is gelukt"), "exchange_done")
    row.mark_done(by=signed_in(request), side=side_of(request.user, row), day=form.cleaned_data["day"])
    messages.success(request, _("Mooi. Zeggen beide platforms het, dan staat het bij ‘Dit lukte al’."))
    return redirect("platforms:exchange", pk)


def one(request: HttpRequest, pk: int, *, verb: str = "talk") -> tuple[Exchange, dict[str, Any]]:
    rows = Exchange.objects.visible_to(request.user).select_related("means__platform__subject", "platform__subject")
    row = get_object_or_404(rows, pk=pk)
    may = of_exchange(request.user, row)
    require("talk", may, str(BETWEEN))
    if verb not in may and coordinates_either(request.user, row):
        raise Refused(NOT_NOW)
    require(verb, may, str(BETWEEN))
    return row, {"row": row, "may": may}


def acting(request: HttpRequest, context: dict[str, Any], form: Any, title: str, address: str) -> HttpResponse:
    """One step in an exchange, with its own form."""
    context |= {"form": form, "title": title, "address": f"platforms:{address}"}
    return render(request, "platforms/means/act.html", context, status=422 if form.is_bound else 200)
