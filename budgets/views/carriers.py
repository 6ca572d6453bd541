"""Asking people to carry a plan, and answering that question."""

from datetime import timedelta

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from budgets.access_requests import of_request
from budgets.actions.carriers import CARRIED, carry, decline, invite, read_token
from budgets.forms.request import CarryForm, InviteForm
from budgets.models import Request
from budgets.models.phase import IN_THE_MAKING
from budgets.views.requests import OF_AUTHOR, load, money_of
from coalitie.lib.access import require
from coalitie.lib.refused import Forbidden
from coalitie.people.access import is_resident, signed_in
from coalitie.people.models import Limit
from coalitie.people.models.user import clean_address
from coalitie.people.parked import for_residents, sign_in_first

A_DAY = timedelta(days=1)
AN_HOUR = timedelta(hours=1)  # pressed twice is mailed once
MOST_A_DAY = 10
OTHER = gettext_lazy("Deze uitnodiging is voor een ander e-mailadres dan dat van je account.")


@require_http_methods(["GET", "POST"])
@OF_AUTHOR
def ask_carrier(request: HttpRequest, slug: str, name: str) -> HttpResponse:
    plan = load(request, slug, name)
    require("invite", of_request(request.user, plan), _("Alleen wie het plan indient, vraagt er trekkers bij."))
    form = InviteForm(request.POST if request.method == "POST" else None)
    by = signed_in(request)
    if form.is_valid() and not Limit.take("ask_carrier", by.pk, most=MOST_A_DAY, per=A_DAY):
        form.add_error(None, _("Je hebt vandaag al veel mensen gevraagd. Morgen kan het weer."))
    if not form.is_valid():
        context = {"round": plan.round, "plan": plan, "form": form, **money_of(plan)}
        return render(request, "budgets/ask_carrier.html", context, status=422 if form.is_bound else 200)
    email = clean_address(form.cleaned_data["email"])
    if Limit.take("ask_carrier_to", f"{plan.pk} {email}", most=1, per=AN_HOUR):
        invite(plan, by=by, email=email)
    messages.success(request, _("De vraag is gemaild. Je krijgt bericht zodra diegene ja of nee zegt."))
    return redirect(plan)


@require_http_methods(["GET", "POST"])
def invited(request: HttpRequest, token: str) -> HttpResponse:
    """The link in the mail. Only whoever reads the mail of that address answers, by signing in with it."""
    plan, address = invitation(token)
    form = CarryForm(request.POST if request.method == "POST" else None)
    context = {"round": plan.round, "plan": plan, "form": form, "token": token, "open": open_to_answer(plan)}
    if not form.is_valid():
        return render(request, "budgets/invited.html", {**context, **money_of(plan)})
    if not is_resident(request):
        return sign_in_first(request, sentence=_("Antwoorden of je een plan mee trekt"))
    by = signed_in(request)
    if by.email != address:
        raise Forbidden(str(OTHER))
    if "nee" in request.POST:
        decline(plan, by=by)
        messages.success(request, _("Je antwoord is door. Dank je wel voor het meedenken."))
        return redirect(plan.round)
    carry(plan, by=by, shows_name=form.cleaned_data["shows_name"])
    messages.success(request, _("Je trekt dit plan mee. Dank je wel!"))
    return redirect(plan)


def invitation(token: str) -> tuple[Request, str]:
    found = read_token(token)
    if found is None:
        raise Http404
    rows = Request.objects.with_money().with_carriers().select_related("round__subject", "author", "subject")
    return get_object_or_404(rows, pk=found[0]), found[1]


def open_to_answer(plan: Request) -> bool:
    return plan.round.phase in IN_THE_MAKING and plan.status in CARRIED


@require_http_methods(["GET", "POST"])
@for_residents(gettext_lazy("Stoppen met trekken"))
def stop_carrying(request: HttpRequest, slug: str, name: str) -> HttpResponse:
    plan = load(request, slug, name)
    require("stop_carrying", of_request(request.user, plan), _("Je trekt dit plan niet, of het ligt al vast."))
    if request.method != "POST":
        return render(request, "budgets/stop_carrying.html", {"round": plan.round, "plan": plan})
    decline(plan, by=signed_in(request))
    messages.success(request, _("Je trekt dit plan niet meer. Wie het indiende, weet ervan."))
    return redirect(plan if plan.status != "draft" else plan.round)
