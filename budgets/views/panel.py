"""A member of the panel says what it thinks of a plan."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from budgets.access_requests import of_request
from budgets.actions.panel import opine
from budgets.forms.desk import OpinionForm
from budgets.models import Opinion
from budgets.views.requests import load, money_of
from coalitie.lib.access import require
from coalitie.people.access import signed_in
from coalitie.people.parked import for_residents


@require_http_methods(["GET", "POST"])
@for_residents(gettext_lazy("Verder als lid van het panel"))
def opinion(request: HttpRequest, slug: str, name: str) -> HttpResponse:
    plan = load(request, slug, name)
    by = signed_in(request)
    require(
        "opine", of_request(by, plan), _("Alleen het panel van deze ronde zegt hier iets, zolang het niet besliste.")
    )
    said = Opinion.objects.standing().filter(request=plan, seat__person=by).first()
    initial = {"says": said.says, "reason": said.reason} if said else None
    form = OpinionForm(request.POST if request.method == "POST" else None, initial=initial)
    if not form.is_valid():
        context = {"round": plan.round, "plan": plan, "form": form, **money_of(plan)}
        return render(request, "budgets/opinion.html", context, status=422 if form.is_bound else 200)
    opine(plan, by=by, **form.cleaned_data)
    messages.success(request, _("Bewaard. Je kunt het veranderen tot het panel heeft beslist."))
    return redirect(plan)
