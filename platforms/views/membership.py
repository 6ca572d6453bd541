"""Getting in, being a member, leaving; and for coordinators: answering whoever knocks."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from coalitie.lib.access import require
from coalitie.lib.language import link
from coalitie.lib.refused import Refused
from coalitie.people.access import is_resident, second_step_first, signed_in, typed_before
from coalitie.people.models import Limit
from coalitie.people.parked import for_residents, sign_in_first
from platforms.access import allowed
from platforms.forms import DeclineForm, JoinForm, RoleForm, ShownForm
from platforms.models import Membership, Status
from platforms.models import join as join_platform
from platforms.views.platforms import frame, page_number

MOST_JOINS_A_DAY = 10
PER_PAGE = 50
COORDINATORS_ONLY = gettext_lazy("Alleen een coördinator van dit platform kan dit.")
SECOND_STEP = gettext_lazy("Een rol geven is een grote stap. Daarom hoort er een controlecode bij. Zet die eerst aan.")
NOT_OWN = gettext_lazy("Dit kan niet bij jezelf of bij iemand van het coalitieteam.")


@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest, slug: str) -> HttpResponse:
    """A visitor fills this in as well; what was pressed waits until we know who it is."""
    platform, context = frame(request, slug, tab="")
    if "join" not in context["may"]:
        return redirect("platforms:membership", slug)
    form = JoinForm(request.POST if request.method == "POST" else None, platform=platform)
    if not form.is_valid():
        status = 422 if form.is_bound else 200
        return render(request, "platforms/join.html", context | {"form": form}, status=status)
    if not is_resident(request):
        sentence = _("Lid worden van %(platform)s") % {"platform": platform}
        return sign_in_first(request, sentence=sentence, forms=[form])
    person = signed_in(request)
    if not Limit.take("join", person.pk, most=MOST_JOINS_A_DAY, per=timedelta(days=1)):
        return render(request, "429.html", status=429)
    join_platform(platform, by=person, **form.cleaned_data)
    return redirect("platforms:membership", slug)


@for_residents(gettext_lazy("Bekijken hoe je lid bent"))
@require_http_methods(["GET", "HEAD", "POST"])
def membership(request: HttpRequest, slug: str) -> HttpResponse:
    """What you are here, what happens next and who decides, how others see you, and the way out."""
    _platform, context = frame(request, slug, tab="")
    own = context["own"]
    if own is None or own.status == Status.LEFT:
        return redirect("platforms:join", slug)
    shown = {"shows_name": own.shows_name, "contact": own.contact}
    form = ShownForm(request.POST if request.method == "POST" else None, initial=shown)
    if form.is_bound:
        require("set_out", context["may"], _("Je bent geen lid van dit platform."))
    if form.is_valid():
        own.set_out(**form.cleaned_data)
        messages.success(request, _("Opgeslagen."))
        return redirect("platforms:membership", slug)
    context |= {"form": form, "is_last": own.is_last_coordinator}
    return render(request, "platforms/membership.html", context, status=422 if form.is_bound else 200)


@for_residents(gettext_lazy("Vertrekken bij een platform"))
@require_POST
def leave(request: HttpRequest, slug: str) -> HttpResponse:
    """One press, also out of a platform that was hidden meanwhile."""
    own = get_object_or_404(
        Membership.objects.visible_to(request.user).select_related("platform"),
        platform__slug=slug,
        person=signed_in(request),
    )
    require("leave", allowed(request.user, own) | {"read"}, _("Je was al geen lid meer."))
    own.leave(by=signed_in(request))
    messages.success(request, _("Je bent geen lid meer van %(platform)s.") % {"platform": own.platform})
    return redirect(own.platform if own.platform.hidden_at is None else link("/"))


# --- For coordinators -------------------------------------------------------------------------------------------------
@for_residents(gettext_lazy("Leden bekijken"))
@require_safe
def members(request: HttpRequest, slug: str) -> HttpResponse:
    platform, context = frame(request, slug, tab="")
    require("see_members", context["may"], str(COORDINATORS_ONLY))
    rows = platform.memberships.visible_to(request.user).for_desk()
    context["waiting"] = rows.asked()[:PER_PAGE]
    context["waiting_count"] = rows.asked().count()
    context["page"] = Paginator(rows.current(), PER_PAGE).get_page(page_number(request))
    return render(request, "platforms/members.html", context)


@for_residents(gettext_lazy("Iemand toelaten"))
@require_POST
def accept(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    member, _context = one_member(request, slug, pk, verb="answer")
    member.accept(by=signed_in(request))
    messages.success(request, _("%(name)s is nu lid en krijgt daarover een mail.") % {"name": member.person.name})
    return redirect("platforms:members", slug)


@for_residents(gettext_lazy("Iemand niet toelaten"))
@require_http_methods(["GET", "HEAD", "POST"])
def decline(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    member, context = one_member(request, slug, pk, verb="answer")
    form = DeclineForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        status = 422 if form.is_bound else 200
        return render(request, "platforms/decline.html", context | {"form": form}, status=status)
    member.decline(by=signed_in(request), reason=form.cleaned_data["reason"])
    messages.success(request, _("%(name)s krijgt een mail met je uitleg.") % {"name": member.person.name})
    return redirect("platforms:members", slug)


@for_residents(gettext_lazy("Een rol geven"))
@require_http_methods(["GET", "HEAD", "POST"])
def give_role(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Behind the second step, as the desk is: who can make coordinators can take a platform over."""
    member, context = one_member(request, slug, pk, verb="give_role")
    if (step := second_step_first(request, str(SECOND_STEP))) is not None:
        return step
    initial = {"role": member.role} | typed_before(request)
    form = RoleForm(request.POST if request.method == "POST" else None, initial=initial)
    if not form.is_valid():
        return render(request, "platforms/role.html", context | {"form": form}, status=422 if form.is_bound else 200)
    member.give_role(form.cleaned_data["role"], by=signed_in(request))
    said = {"name": member.person.name, "role": member.get_role_display().lower()}
    messages.success(request, _("%(name)s is nu %(role)s.") % said)
    return redirect("platforms:members", slug)


def one_member(request: HttpRequest, slug: str, pk: int, *, verb: str) -> tuple[Membership, dict[str, Any]]:
    """A row of this very platform, for whoever coordinates it. A row from elsewhere does not exist here.

    When somebody else was first, the row has left the state the verb starts from: that is a 409, not a 403.
    """
    platform, context = frame(request, slug, tab="")
    require("see_members", context["may"], str(COORDINATORS_ONLY))
    rows = platform.memberships.visible_to(request.user).select_related("person", "platform__subject")
    member = get_object_or_404(rows, pk=pk)
    if member.status != (Status.ASKED if verb == "answer" else Status.MEMBER):
        raise Refused(_("Deze vraag is al beantwoord, of deze persoon is geen lid meer."))
    require(verb, allowed(request.user, member), str(NOT_OWN))
    return member, context | {"member": member}
