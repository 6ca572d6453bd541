"""Keeping order: another title, the archive, another platform, two that become one, and the answers to that."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from coalitie.lib.access import require
from coalitie.people.access import signed_in
from coalitie.people.parked import for_residents
from initiatives.access import allowed, decides_merge, of_shift
from initiatives.forms.order import AnswerForm, ArchiveForm, FindForm, MergeForm, MoveForm, TitleForm
from initiatives.models import Initiative, Shift, archive, ask_to_merge, ask_to_move, retitle, take_out
from initiatives.views.load import load

RUNS_IT = gettext_lazy("Dit doen de trekkers van het initiatief en de coördinatoren van het platform.")
DESK = gettext_lazy("Dit doen de coördinatoren van het platform waar het initiatief bij hoort.")
OF_DESK = for_residents(gettext_lazy("Orde houden in de initiatieven"))


@require_http_methods(["GET", "POST"])
@OF_DESK
def title(request: HttpRequest, slug: str) -> HttpResponse:
    initiative = load(request, slug)
    require("retitle", allowed(request.user, initiative), str(RUNS_IT))
    words = {"title": initiative.title, "summary": initiative.summary}
    form = TitleForm(request.POST if request.method == "POST" else None, initial=words)
    if not form.is_valid():
        return page(request, "initiatives/order/title.html", form, initiative)
    retitle(initiative, by=signed_in(request), **form.cleaned_data)
    messages.success(request, _("De titel is aangepast. Het oude adres blijft werken."))
    return redirect(initiative)


@require_http_methods(["GET", "POST"])
@OF_DESK
def archiving(request: HttpRequest, slug: str) -> HttpResponse:
    """Into the archive, or out of it again: whichever it is not."""
    initiative = load(request, slug)
    verb = "take_out" if initiative.archived_at else "archive"
    require(verb, allowed(request.user, initiative), _("Alleen wat af is, rust of gestopt is, kan in het archief."))
    form = ArchiveForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return page(request, "initiatives/order/archive.html", form, initiative)
    if verb == "archive" and "weg" in request.POST:
        archive(initiative, by=signed_in(request), reason=form.cleaned_data["reason"])
        messages.success(request, _("Het staat in het archief."))
    elif verb == "take_out" and "terug" in request.POST:
        take_out(initiative, by=signed_in(request))
        messages.success(request, _("Het staat weer in de lijsten."))
    return redirect(initiative)


@require_http_methods(["GET", "POST"])
@OF_DESK
def move(request: HttpRequest, slug: str) -> HttpResponse:
    initiative = load(request, slug)
    require("move", allowed(request.user, initiative), str(DESK))
    waits = Shift.objects.open().filter(initiative=initiative).first()
    form = MoveForm(request.POST if request.method == "POST" else None, initiative=initiative, user=request.user)
    if request.method != "POST" and waits is not None:
        return redirect("initiatives:shift", slug, waits.pk)
    if not form.is_valid():
        return page(request, "initiatives/order/move.html", form, initiative)
    to = form.cleaned_data["platform"]
    shift = ask_to_move(initiative, to=to, by=signed_in(request), reason=form.cleaned_data["reason"])
    messages.success(request, _("Gevraagd. De coördinatoren van %(platform)s antwoorden.") % {"platform": to})
    return redirect("initiatives:shift", slug, shift.pk)


@require_http_methods(["GET", "POST"])
@OF_DESK
def merge(request: HttpRequest, slug: str) -> HttpResponse:
    initiative = load(request, slug)
    require("merge", allowed(request.user, initiative), str(DESK))
    find = FindForm(request.GET)
    words = find.cleaned_data["q"] if find.is_valid() else ""
    sent = request.POST if request.method == "POST" else None
    form = MergeForm(sent, initiative=initiative, user=request.user, words=words)
    if not form.is_valid():
        return page(request, "initiatives/order/merge.html", form, initiative, find=find, words=words)
    user, into = signed_in(request), form.chosen
    decides = "beslis" in request.POST and decides_merge(user, initiative, into)
    shift = ask_to_merge(initiative, into=into, by=user, reason=form.cleaned_data["reason"], decides=decides)
    if decides:
        messages.success(request, _("Samengevoegd. Wie meedeed, krijgt een mail."))
        return redirect(into)
    messages.success(request, _("Gevraagd. Wie ‘%(title)s’ trekt, antwoordt.") % {"title": into})
    return redirect("initiatives:shift", slug, shift.pk)


@require_http_methods(["GET", "POST"])
@OF_DESK
def shift(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """What was asked, and the answer. Once answered it can still be read; answering twice is refused."""
    rows = Shift.objects.visible_to(request.user).select_related("initiative__platform", "platform", "into__platform")
    asked = get_object_or_404(rows, pk=pk)
    may = of_shift(request.user, asked)
    form = AnswerForm(request.POST if request.method == "POST" else None)
    verb = "withdraw" if "trek-in" in request.POST else "answer"
    if request.method == "POST" and asked.is_open:
        require(verb, may, _("Hierop antwoordt de andere kant."))
    if not form.is_valid():
        context = {"form": form, "shift": asked, "initiative": asked.initiative, "may": may}
        return render(request, "initiatives/order/shift.html", context, status=422 if form.is_bound else 200)
    by, answer = signed_in(request), form.cleaned_data["answer"]
    if verb == "withdraw":
        asked.withdraw(by=by)
    elif "ja" in request.POST:
        asked.accept(by=by, answer=answer)
    elif "nee" in request.POST:
        asked.decline(by=by, answer=answer)
    messages.success(request, _("Je antwoord is bewaard. Wie het vroeg, krijgt een mail."))
    if asked.into is not None and "ja" in request.POST:
        return redirect(asked.into)
    return redirect("initiatives:shift", asked.initiative.slug, asked.pk)


def page(
    request: HttpRequest,
    template: str,
    form: ArchiveForm | MoveForm | MergeForm | TitleForm,
    initiative: Initiative,
    **more: object,
) -> HttpResponse:
    context = {"form": form, "initiative": initiative, **more}
    return render(request, template, context, status=422 if form.is_bound else 200)
