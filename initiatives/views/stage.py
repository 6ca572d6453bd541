"""The steps of an initiative to another stage, each a verb with a page; and whom it asks for on the way."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from coalitie.lib.access import require
from coalitie.lib.refused import Refused
from coalitie.people.access import signed_in
from coalitie.people.models import User
from coalitie.people.parked import for_residents
from initiatives.access import allowed
from initiatives.forms.stage import AskForm, StepForm
from initiatives.models import Initiative, Status
from initiatives.models.status import STEPS, TRY_LONGER, Step
from initiatives.views.load import load

WHY_NOT = gettext_lazy("Alleen wie dit initiatief trekt, verandert de fase.")


@require_http_methods(["GET", "POST"])
@for_residents(gettext_lazy("De fase van een initiatief veranderen"))
def step(request: HttpRequest, slug: str, word: str) -> HttpResponse:
    initiative = load(request, slug)
    require("stage", allowed(request.user, initiative), str(WHY_NOT))
    if word not in STEPS:
        raise Http404
    chosen = STEPS[word]
    if chosen not in initiative.stage.steps:
        return already(request, initiative, chosen)
    form = StepForm(request.POST if request.method == "POST" else None, initiative=initiative, step=chosen)
    if form.is_valid():
        take(initiative, chosen, by=signed_in(request), **form.cleaned_data)
        messages.success(request, _("Gelukt. De fase is nu: %(stage)s.") % {"stage": initiative.stage.label.lower()})
        return redirect(initiative)
    begins = chosen.to == Status.TRYING and chosen is not TRY_LONGER
    context = {
        "initiative": initiative,
        "step": chosen,
        "form": form,
        "ready": initiative.readiness() if begins else None,
    }
    return render(request, "initiatives/step.html", context, status=422 if form.is_bound else 200)


def take(initiative: Initiative, chosen: Step, *, by: User, **typed: Any) -> None:
    if chosen is not TRY_LONGER:
        initiative.go_to(chosen.to, by=by, **typed)
    elif typed["try_until"] != initiative.try_until:
        initiative.try_longer(by=by, **typed)


def already(request: HttpRequest, initiative: Initiative, chosen: Step) -> HttpResponse:
    """Pressed twice: it is there. Pressed from a stale page: say so."""
    if request.method == "POST" and initiative.status != chosen.to:
        raise Refused(_("Dit kan nu niet: het initiatief is in een andere fase."))
    return redirect(initiative)


@require_http_methods(["GET", "POST"])
@for_residents(gettext_lazy("Veranderen wat een initiatief vraagt"))
def ask(request: HttpRequest, slug: str) -> HttpResponse:
    initiative = load(request, slug)
    require("stage", allowed(request.user, initiative), _("Alleen wie dit initiatief trekt, verandert wat het vraagt."))
    form = AskForm(request.POST if request.method == "POST" else None, initiative=initiative)
    if form.is_valid():
        if initiative.ask_anew(by=signed_in(request), **form.words()):
            messages.success(request, _("Zo staat het nu op de pagina. Wie dit volgt, hoort het."))
        return redirect(initiative)
    context = {"initiative": initiative, "form": form}
    return render(request, "initiatives/ask.html", context, status=422 if form.is_bound else 200)
