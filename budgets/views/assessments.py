"""Testing a plan, answering a test, and asking for a second look at a "no"."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from budgets.access_requests import of_assessment, of_request
from budgets.actions.assessments import fill, reply, send
from budgets.actions.objections import object_to
from budgets.forms.assessment import AssessmentForm, ReplyForm
from budgets.models import Assessment
from budgets.views.requests import OF_AUTHOR, load, money_of
from coalitie.lib.access import require
from coalitie.people.access import signed_in
from coalitie.people.parked import for_residents
from initiatives.forms.objection import ObjectionForm


@require_http_methods(["GET", "POST"])
@for_residents(gettext_lazy("Verder met de toets"))
def test(request: HttpRequest, slug: str, name: str) -> HttpResponse:
    """The form of who was asked to look. It may be kept half-way, and is sent once."""
    plan = load(request, slug, name)
    by = signed_in(request)
    row = Assessment.objects.filter(request=plan, assessor=by).first()
    if row is None:
        raise Http404
    require("fill", of_assessment(by, row), _("Je hebt deze toets al verstuurd, of het plan is intussen veranderd."))
    points = list(plan.round.checklist.all())
    form = AssessmentForm(request.POST if request.method == "POST" else None, row=row, points=points)
    if not form.is_valid():
        context = {"round": plan.round, "plan": plan, "form": form, **money_of(plan)}
        return render(request, "budgets/test.html", context, status=422 if form.is_bound else 200)
    fill(row, by=by, **form.words())
    if form.sends:
        send(row, by=by)
        messages.success(request, _("Je toets is verstuurd. Dank je wel."))
        return redirect(plan)
    messages.success(request, _("Bewaard. Alleen jij ziet dit, tot je het verstuurt."))
    return redirect("budgets:test", slug, name)


@require_http_methods(["GET", "POST"])
@OF_AUTHOR
def answer(request: HttpRequest, slug: str, name: str, pk: int) -> HttpResponse:
    plan = load(request, slug, name)
    row = get_object_or_404(Assessment.objects.visible_to(request.user), request=plan, pk=pk)
    row.request = plan
    require("reply", of_assessment(request.user, row), _("Alleen wie het plan indiende antwoordt, en één keer."))
    form = ReplyForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        context = {"round": plan.round, "plan": plan, "row": row, "form": form}
        return render(request, "budgets/answer.html", context, status=422 if form.is_bound else 200)
    reply(row, by=signed_in(request), text=form.cleaned_data["text"])
    messages.success(request, _("Je antwoord staat onder de toets."))
    return redirect(plan)


@require_http_methods(["GET", "POST"])
@OF_AUTHOR
def object_(request: HttpRequest, slug: str, name: str) -> HttpResponse:
    """Sent twice, it is asked once."""
    plan = load(request, slug, name)
    by = signed_in(request)
    asked = plan.objections.open().filter(about=plan.status, by=by).exists()
    if not asked:
        require("object", of_request(by, plan), _("Alleen wie een plan indiende dat een ‘nee’ kreeg, kan dit vragen."))
    form = ObjectionForm(request.POST if request.method == "POST" else None)
    if not asked and form.is_valid():
        object_to(plan, by=by, text=form.cleaned_data["text"])
        asked = True
    if asked:
        messages.info(request, _("Iemand van een ander platform kijkt opnieuw. Je krijgt het antwoord per mail."))
        return redirect(plan)
    context = {"round": plan.round, "plan": plan, "form": form}
    return render(request, "budgets/object.html", context, status=422 if form.is_bound else 200)
