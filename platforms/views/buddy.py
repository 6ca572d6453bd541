"""The buddy of a group: asked by the group, answered by the coordinators of the platform that is asked."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from coalitie.lib.access import require
from coalitie.lib.refused import Refused
from coalitie.people.access import signed_in
from coalitie.people.parked import for_residents
from platforms.access import of_buddy
from platforms.forms_nursery import AskBuddyForm, BuddySearchForm, NoForm, WordForm
from platforms.introducing import ask_buddy
from platforms.models import NEXT, Area, Buddy, Platform, Stage
from platforms.models.platform import PlatformQuerySet
from platforms.views.platforms import frame

OFFERED = 12
GROUP_ONLY = gettext_lazy("Alleen wie bij deze groep hoort vraagt een maatje.")
BUDDY_ONLY = gettext_lazy("Alleen een coördinator van het maatje kan dit, zolang de vraag of de band er is.")
NO_QUESTION = gettext_lazy("Er is geen vraag om een maatje meer. Iemand was je voor.")


@for_residents(gettext_lazy("Een maatje vragen"))
@require_http_methods(["GET", "HEAD", "POST"])
def buddy(request: HttpRequest, slug: str) -> HttpResponse:
    """Where the group asks, and where the platform that is asked reads the question."""
    group, context = frame(request, slug, tab="")
    current, may = current_of(group, request)
    if current is None:
        require("tick", context["may"], str(GROUP_ONLY))
    if request.method == "POST":
        require("tick", context["may"], str(GROUP_ONLY))
    search = BuddySearchForm(request.GET)
    found = offered(group, search, request)
    sent = request.POST if request.method == "POST" else None
    form = AskBuddyForm(sent, offered=found[:OFFERED], eligible=eligible(group, request))
    if form.is_valid():
        chosen = form.cleaned_data["platform"]
        ask_buddy(group, chosen, by=signed_in(request), line=form.cleaned_data["line"])
        messages.success(request, _("Gevraagd. %(platform)s krijgt hierover een mail.") % {"platform": chosen})
        return redirect("platforms:buddy", slug)
    return page(request, context, current, may, {"ask": form, "search": search})


def page(
    request: HttpRequest, context: dict[str, Any], current: Buddy | None, may: set[str], forms: dict[str, Form]
) -> HttpResponse:
    """Everything about the buddy on one page, with the form that did not fit as it was filled in."""
    group = context["platform"]
    to = NEXT.get(Stage(group.stage))
    context |= {
        "buddy": current,
        "may_buddy": may,
        "no": NoForm(),
        "give": WordForm(),
        "stage_ahead": to.label if to else "",
        "past": group.buddies.visible_to(request.user)
        .exclude(pk=current.pk if current else 0)
        .select_related("platform"),
        **forms,
    }
    bound = any(form.is_bound and name != "search" for name, form in forms.items())
    return render(request, "platforms/nursery/buddy.html", context, status=422 if bound else 200)


def current_of(group: Platform, request: HttpRequest) -> tuple[Buddy | None, set[str]]:
    rows = group.buddies.visible_to(request.user).open().select_related("platform", "group__subject", "asked_by")
    current = rows.first()
    return current, of_buddy(request.user, current) if current is not None else set()


def eligible(group: Platform, request: HttpRequest) -> PlatformQuerySet:
    return Platform.objects.visible_to(request.user).filter(hidden_at=None, stage=Stage.PLATFORM).exclude(pk=group.pk)


def offered(group: Platform, search: BuddySearchForm, request: HttpRequest) -> PlatformQuerySet:
    """By name; unasked those of the same gebied first come to mind, and else any."""
    rows = eligible(group, request)
    words = search.cleaned_data["zoek"] if search.is_valid() else ""
    if words:
        return rows.matching(words).alphabetical()
    gebieden = group.areas.values("parent")
    near = rows.filter(areas__in=Area.objects.filter(parent__in=gebieden)).distinct()
    return near.alphabetical() if near.exists() else rows.alphabetical()


def pressed(verb: str, form_class: type[Form] | None, name: str, done: str | Promise) -> Callable[..., HttpResponse]:
    """A press on the page of a buddy: ``verb`` of its row, with what the form holds."""

    def view(request: HttpRequest, slug: str) -> HttpResponse:
        group, context = frame(request, slug, tab="")
        get_object_or_404(group.buddies.visible_to(request.user).order_by("-pk")[:1])
        current, may = current_of(group, request)
        if current is None:
            raise Refused(NO_QUESTION)
        require("answer" if verb in {"accept", "decline"} else verb, may | {"read"}, str(BUDDY_ONLY))
        form = form_class(request.POST) if form_class is not None else None
        if form is not None and not form.is_valid():
            return page(request, context, current, may, {name: form})
        getattr(current, verb)(by=signed_in(request), **(form.cleaned_data if form is not None else {}))
        messages.success(request, str(done))
        return redirect("platforms:steps", slug)

    return for_residents(gettext_lazy("Antwoorden op de vraag om maatje te zijn"))(require_POST(view))


accept = pressed("accept", None, "", gettext_lazy("Jullie zijn nu het maatje van deze groep."))
decline = pressed("decline", NoForm, "no", gettext_lazy("De groep krijgt een mail met je uitleg."))
end = pressed("end", NoForm, "no", gettext_lazy("De band is voorbij. De ander krijgt een mail met je uitleg."))
give_word = pressed(
    "give_word", WordForm, "give", gettext_lazy("De groep weet nu dat jullie haar er klaar voor vinden.")
)
