"""Saying in the open to help with a plan, and taking that back."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from budgets.actions.helping import can_help, help_with, stop_helping
from budgets.models import Helper
from budgets.views.requests import load
from coalitie.people.access import signed_in
from coalitie.people.parked import for_residents


@require_http_methods(["GET", "POST"])
@for_residents(gettext_lazy("Zeggen dat je meehelpt"))
def help_(request: HttpRequest, slug: str, name: str) -> HttpResponse:
    plan = load(request, slug, name)
    by = signed_in(request)
    if request.method != "POST":
        helps = Helper.objects.filter(request=plan, person=by).exists()
        context = {"round": plan.round, "plan": plan, "helps": helps, "can": can_help(plan)}
        return render(request, "budgets/help.html", context)
    if "nee" in request.POST:
        stop_helping(plan, by=by)
        messages.success(request, _("Je staat niet meer bij de helpers van dit plan."))
    else:
        help_with(plan, by=by)
        messages.success(request, _("Dank je wel! Wie het plan trekt, weet dat je meehelpt."))
    return redirect(plan)
