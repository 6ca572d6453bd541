"""Joining an initiative, leaving it, and seeing who takes part."""

from datetime import timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from coalitie.lib.access import require
from coalitie.people.access import is_resident, signed_in
from coalitie.people.models import Limit
from coalitie.people.parked import for_residents, sign_in_first
from initiatives.access import allowed
from initiatives.forms.taking_part import JoinForm, RoleForm
from initiatives.models import OFFERED, Initiative, Role, take_part
from initiatives.views.page import load, roles

A_DAY = timedelta(days=1)
MOST_A_DAY = 40


@require_http_methods(["GET", "POST"])
def join(request: HttpRequest, slug: str) -> HttpResponse:
    initiative = load(request, slug)
    if request.method != "POST":
        asked = request.GET.get("rol")
        form = JoinForm(initial={"role": asked if asked in OFFERED else None})
        return join_page(request, initiative, form)
    form = JoinForm(request.POST)
    if not form.is_valid():
        return join_page(request, initiative, form)
    if not is_resident(request):
        return sign_in_first(request, sentence=_("Meedoen met %(title)s") % {"title": initiative.title})
    if not Limit.take("join", signed_in(request).pk, most=MOST_A_DAY, per=A_DAY):
        form.add_error(None, _("Je hebt je vandaag al vaak aangemeld. Morgen kan het weer."))
        return join_page(request, initiative, form)
    take_part(initiative, by=signed_in(request), **form.cleaned_data)
    role = Role(form.cleaned_data["role"]).label.lower()
    messages.success(
        request, _("Je doet mee als %(role)s. De trekker weet ervan en neemt contact op.") % {"role": role}
    )
    return redirect(initiative)


def join_page(request: HttpRequest, initiative: Initiative, form: JoinForm) -> HttpResponse:
    may = allowed(request.user, initiative)
    context = {
        "initiative": initiative,
        "form": form,
        "may": may,
        "roles": roles(initiative, initiative.participations.counts()),
    }
    return render(request, "initiatives/join.html", context, status=422 if form.is_bound else 200)


@require_POST
@for_residents(gettext_lazy("Stoppen met een initiatief"))
def withdraw(request: HttpRequest, slug: str) -> HttpResponse:
    """One press. Also where the initiative is no longer to be seen: leaving is always possible."""
    form = RoleForm(request.POST)
    role = form.cleaned_data["role"] if form.is_valid() else ""
    person = signed_in(request)
    own = person.participations.select_related("initiative__subject")
    participation = get_object_or_404(own, initiative__slug=slug, role=role)
    if participation.withdrawn_at is None:
        participation.withdraw(by=person)
    messages.success(request, _("Je doet niet meer mee als %(role)s.") % {"role": Role(role).label.lower()})
    seen = "read" in allowed(person, participation.initiative)
    return redirect(participation.initiative if seen else "/mijn/")


@require_safe
@for_residents(gettext_lazy("Zien wie er meedoen"))
def people(request: HttpRequest, slug: str) -> HttpResponse:
    initiative = load(request, slug)
    require("see_people", allowed(request.user, initiative), _("Alleen wie dit initiatief trekt, ziet wie er meedoen."))
    rows = (
        initiative.participations.visible_to(request.user)
        .current()
        .select_related("person")
        .order_by("role", "joined_at")
    )
    return render(request, "initiatives/people.html", {"initiative": initiative, "people": rows[:500]})
