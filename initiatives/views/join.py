"""Joining an initiative and leaving it."""

from datetime import timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from coalitie.lib.language import link
from coalitie.people.access import is_resident, signed_in
from coalitie.people.models import Limit
from coalitie.people.parked import for_residents, sign_in_first
from initiatives.access import allowed
from initiatives.forms.taking_part import JoinForm, RoleForm
from initiatives.models import OFFERED, PROMISE, Initiative, Participation, Role, take_part
from initiatives.views.load import load
from initiatives.views.page import roles

A_DAY = timedelta(days=1)
MOST_A_DAY = 40
MOST_HERE = 5


@require_http_methods(["GET", "POST"])
def join(request: HttpRequest, slug: str) -> HttpResponse:
    initiative = load(request, slug)
    if request.method != "POST":
        asked = request.GET.get("rol")
        form = JoinForm(initiative=initiative, initial={"role": asked if asked in OFFERED else None})
        return join_page(request, initiative, form)
    form = JoinForm(request.POST, initiative=initiative)
    if not form.is_valid():
        return join_page(request, initiative, form)
    if not is_resident(request):
        sentence = _("Meedoen met %(title)s") % {"title": initiative.title}
        return sign_in_first(request, sentence=sentence, forms=[form])
    # Joining and leaving again are mails to who pulls it, with a line that was typed.
    user = signed_in(request)
    here = Limit.take("join_one", f"{user.pk} {initiative.pk}", most=MOST_HERE, per=A_DAY)
    if not here or not Limit.take("join", user.pk, most=MOST_A_DAY, per=A_DAY):
        form.add_error(None, _("Je hebt je vandaag al vaak aangemeld. Morgen kan het weer."))
        return join_page(request, initiative, form)
    said = then(take_part(initiative, by=user, **form.cleaned_data))
    role = Role(form.cleaned_data["role"]).label.lower()
    messages.success(request, said % {"role": role, "days": PROMISE.days})
    return redirect(initiative)


def then(participation: Participation) -> str:
    """What happens now, and by whom."""
    if participation.answered_at is not None:
        return _("Je doet mee als %(role)s.")
    if participation.initiative.is_adrift:
        return _(
            "Je doet mee als %(role)s. Er is nu geen trekker: het platform zoekt er een. Je kunt je zelf aanbieden."
        )
    return _("Je doet mee als %(role)s. De trekker weet ervan en antwoordt binnen %(days)d dagen.")


def join_page(request: HttpRequest, initiative: Initiative, form: JoinForm) -> HttpResponse:
    may = allowed(request.user, initiative)
    context = {
        "initiative": initiative,
        "form": form,
        "may": may,
        "roles": roles(initiative, initiative.counts),
        "days": PROMISE.days,
    }
    return render(request, "initiatives/join.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
@for_residents(gettext_lazy("Stoppen met een initiatief"))
def withdraw(request: HttpRequest, slug: str) -> HttpResponse:
    """One press, a word if one likes. Also where it is no longer to be seen: leaving is always possible."""
    form = RoleForm(request.POST if request.method == "POST" else {"role": request.GET.get("rol", "")})
    form.full_clean()
    role, person = form.cleaned_data.get("role", ""), signed_in(request)
    own = person.participations.select_related("initiative__subject", "initiative__platform")
    participation = get_object_or_404(own, initiative__slug=slug, role=role)
    initiative = participation.initiative
    seen = "read" in allowed(person, initiative)
    if request.method != "POST" or not form.is_valid():
        context = {"initiative": initiative, "participation": participation, "form": form, "seen": seen}
        return render(request, "initiatives/withdraw.html", context, status=422 if form.errors else 200)
    if participation.withdrawn_at is None:
        participation.withdraw(by=person, line=form.cleaned_data["line"])
    messages.success(
        request, _("Je doet niet meer mee als %(role)s. Dank je wel!") % {"role": Role(role).label.lower()}
    )
    return redirect(initiative if seen else link("/mijn/"))
