"""Who takes part, for who runs it: welcoming who joined, and taking leave without shame."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from coalitie.lib.access import require
from coalitie.people.access import signed_in
from coalitie.people.parked import for_residents
from initiatives.access import allowed
from initiatives.forms.taking_part import PartingForm, WelcomeForm
from initiatives.models import PROMISE, Initiative, Participation, Role
from initiatives.views.load import load

MOST = 500
WHY_NOT = gettext_lazy("Alleen wie dit initiatief trekt, ziet wie er meedoen.")


@require_safe
@for_residents(gettext_lazy("Zien wie er meedoen"))
def everybody(request: HttpRequest, slug: str) -> HttpResponse:
    initiative = load(request, slug)
    may = allowed(request.user, initiative)
    require("see_people", may, str(WHY_NOT))
    rows = initiative.participations.visible_to(request.user).current().select_related("person", "answered_by")
    people = list(rows.order_by("joined_at")[:MOST])
    waiting = [one for one in people if one.answered_at is None and one.role != Role.PULLER and initiative.is_open]
    context = {
        "initiative": initiative,
        "may": may,
        "waiting": waiting,
        "people": [one for one in people if one not in waiting],
        "pulls": pulls(request, initiative),
        "days": PROMISE.days,
    }
    return render(request, "initiatives/people.html", context)


@require_http_methods(["GET", "POST"])
@for_residents(gettext_lazy("Iemand welkom heten"))
def welcome(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    initiative, participation = load_one(request, slug, pk)
    if participation.answered_at is not None:
        return redirect("initiatives:people", initiative.slug)
    form = WelcomeForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        participation.welcome(by=signed_in(request), line=form.cleaned_data["line"])
        messages.success(request, _("Je antwoord is onderweg naar %(name)s.") % {"name": participation.person.name})
        return redirect("initiatives:people", initiative.slug)
    context = {
        "initiative": initiative,
        "participation": participation,
        "answer": participation.answer if pulls(request, initiative) else "",
        "form": form,
        "days": PROMISE.days,
    }
    return render(request, "initiatives/welcome.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
@for_residents(gettext_lazy("Afscheid nemen van iemand"))
def part(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    initiative, participation = load_one(request, slug, pk)
    if participation.withdrawn_at is not None or participation.role == Role.PULLER:
        return redirect("initiatives:people", initiative.slug)
    form = PartingForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        participation.end(by=signed_in(request), line=form.cleaned_data["line"])
        messages.success(
            request, _("%(name)s doet niet meer mee en leest je woord.") % {"name": participation.person.name}
        )
        return redirect("initiatives:people", initiative.slug)
    context = {"initiative": initiative, "participation": participation, "form": form}
    return render(request, "initiatives/part.html", context, status=422 if form.is_bound else 200)


def pulls(request: HttpRequest, initiative: Initiative) -> bool:
    """The question promises that nobody else reads the answer, such as a platform that welcomes where nobody pulls."""
    return initiative.participations.pulling().filter(person=signed_in(request)).exists()


def load_one(request: HttpRequest, slug: str, pk: int) -> tuple[Initiative, Participation]:
    """Somebody who takes part, or did; for who runs the initiative while it is to be seen."""
    initiative = load(request, slug)
    require("stage", allowed(request.user, initiative), str(WHY_NOT))
    rows = initiative.participations.select_related("person", "initiative__platform", "initiative__subject")
    return initiative, get_object_or_404(rows, pk=pk)
