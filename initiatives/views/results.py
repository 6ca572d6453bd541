"""Finishing: what came of it, told by who did it."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from coalitie.lib.access import require
from coalitie.lib.text import render_markdown
from coalitie.people.access import signed_in
from coalitie.people.parked import for_residents
from initiatives.access import allowed
from initiatives.forms.result import CorrectForm, ResultForm
from initiatives.models import Initiative, Photo, Result, finish
from initiatives.views.load import load
from initiatives.views.updates import sent

ONLY_PULLERS = gettext_lazy("Alleen wie dit initiatief trekt, schrijft op wat er van kwam.")


def of_initiative(request: HttpRequest, initiative: Initiative) -> Result | None:
    if not initiative.is_done:
        return None
    return Result.objects.visible_to(request.user).with_correction().filter(initiative=initiative).first()


def of_page(found: Result | None) -> dict[str, object]:
    """On top of a finished initiative. Needs ``illustrate``."""
    if found is None:
        return {}
    return {
        "result": found,
        "result_photos": found.pictures,
        "achieved": render_markdown(found.achieved),
        "learned": render_markdown(found.learned) if found.learned else "",
    }


@require_http_methods(["GET", "POST"])
@for_residents(gettext_lazy("Een initiatief afronden"))
def finishing(request: HttpRequest, slug: str) -> HttpResponse:
    """Sent twice it is finished once."""
    initiative = load(request, slug)
    may = allowed(request.user, initiative)
    found = Result.objects.filter(initiative=initiative).first()
    ends = "finish" in may and not initiative.is_done
    if found is not None and "correct" in may and not ends:
        return redirect(initiative) if request.method == "POST" else redirect("initiatives:correct", initiative.slug)
    require("finish", may, str(ONLY_PULLERS) if initiative.is_open else _("Dit initiatief kun je nu niet afronden."))
    form = ResultForm(*sent(request), photos=photos_of(found), initial=words_of(found))
    if not form.is_valid():
        context = {"form": form, "initiative": initiative, "result": None}
        return render(request, "initiatives/result_form.html", context, status=422 if form.is_bound else 200)
    told = {**form.words(), **form.changes()} if found else {**form.words(), "photos": form.new_photos()}
    finish(initiative, by=signed_in(request), **told)
    messages.success(request, _("Afgerond. Wie meedeed, krijgt een mail met je dank."))
    return redirect(initiative)


@require_http_methods(["GET", "POST"])
@for_residents(gettext_lazy("Een resultaat aanpassen"))
def correct(request: HttpRequest, slug: str) -> HttpResponse:
    initiative = load(request, slug)
    require("correct", allowed(request.user, initiative), str(ONLY_PULLERS))
    found = Result.objects.filter(initiative=initiative).first()
    if found is None:
        return redirect("initiatives:finish", initiative.slug)
    form = CorrectForm(*sent(request), photos=photos_of(found), initial=words_of(found))
    if not form.is_valid():
        context = {"form": form, "initiative": initiative, "result": found}
        return render(request, "initiatives/result_form.html", context, status=422 if form.is_bound else 200)
    changed = {**form.words(), **form.changes(), "reason": form.cleaned_data["reason"]}
    found.correct(by=signed_in(request), **changed)
    messages.success(request, _("Het resultaat is aangepast. De reden staat erbij."))
    return redirect(initiative)


def words_of(found: Result | None) -> dict[str, Any] | None:
    """What stands there, to begin the form with."""
    names = ("achieved", "people", "hours", "cost", "counting", "learned")
    return {name: getattr(found, name) for name in names} if found else None


def photos_of(found: Result | None) -> list[Photo]:
    return list(found.photos.in_order()) if found else []
