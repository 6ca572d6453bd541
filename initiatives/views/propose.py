"""Proposing, step by step. Each step is a page of its own.

Somebody signed in gets a draft that is kept at every step; see ``draft`` for its steps. A visitor carries earlier
ones along as hidden fields, so nothing about them is kept, until "Indienen" parks the whole form and asks who it is.
"""

from datetime import timedelta

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from coalitie.lib.text import clean_line
from coalitie.people.access import is_resident, signed_in
from coalitie.people.models import Limit
from coalitie.people.parked import sign_in_first
from initiatives.forms.proposal import HelpForm, WhereForm
from initiatives.models import EDITABLE, Initiative, propose
from initiatives.views import recipe
from initiatives.views.listing import look_alikes
from initiatives.views.page import story
from platforms.models import Area, Platform

A_DAY = timedelta(days=1)
MOST_A_DAY = 20


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Step 1."""
    if request.method != "POST":
        return where_page(request, WhereForm(user=request.user, initial=prefill(request)))
    where = WhereForm(request.POST, user=request.user)
    if not where.is_valid():
        return where_page(request, where, status=422)
    if not is_resident(request):
        return help_page(request, help_so_far(request, where), where)
    with transaction.atomic():
        initiative = begin(request, where)
    if initiative is None:
        return where_page(request, where, status=422)
    return redirect("initiatives:edit_help", initiative.slug)


@require_http_methods(["GET", "POST"])
def new_help(request: HttpRequest) -> HttpResponse:
    """Step 2 of a visitor."""
    if request.method != "POST":
        return redirect("initiatives:new")
    where, help_form = WhereForm(request.POST, user=request.user), HelpForm(request.POST)
    if not where.is_valid() or "terug" in request.POST:
        return where_page(request, where, status=200 if where.is_valid() else 422)
    if not help_form.is_valid():
        return help_page(request, help_form, where, status=422)
    return review_page(request, where, help_form)


@require_http_methods(["GET", "POST"])
def new_submit(request: HttpRequest) -> HttpResponse:
    """The last press of a visitor: first the code, then this same form once more from the person."""
    if request.method != "POST":
        return redirect("initiatives:new")
    where, help_form = WhereForm(request.POST, user=request.user), HelpForm(request.POST)
    if not where.is_valid():
        return where_page(request, where, status=422)
    if not help_form.is_valid() or "terug" in request.POST:
        return help_page(request, help_form, where, status=200 if help_form.is_valid() else 422)
    if not is_resident(request):
        return sign_in_first(request, sentence=_("Je voorstel indienen"), forms=[where, help_form])
    with transaction.atomic():
        initiative = begin(request, where)
        if initiative is not None and initiative.status in EDITABLE:
            initiative.ask_for(by=signed_in(request), **help_form.words())
            initiative.submit(by=signed_in(request))
    if initiative is None:
        return where_page(request, where, status=422)
    return redirect("initiatives:sent", initiative.slug)


def begin(request: HttpRequest, where: WhereForm) -> Initiative | None:
    """The draft; None, with the reason in the form, for somebody who began very many today."""
    by = signed_in(request)
    if not Limit.take("propose", by.pk, most=MOST_A_DAY, per=A_DAY):
        where.add_error(None, _("Je bent vandaag al aan veel voorstellen begonnen. Morgen kan het weer."))
        return None
    draft = propose(by=by, form_key=where.cleaned_data["sleutel"], **where.words())
    if where.origin is not None:
        recipe.follow(draft, where.origin, kind=where.cleaned_data["soort"], by=by)
    return draft


# --- Pages ------------------------------------------------------------------------------------------------------------
def where_page(
    request: HttpRequest, form: WhereForm, *, draft: Initiative | None = None, status: int = 200
) -> HttpResponse:
    context = {
        "form": form,
        "draft": draft,
        "carried": carried(request, but=form),
        "buurten": Area.objects.current().buurten().inhabited().alphabetical().values_list("name", flat=True),
    }
    return render(request, "initiatives/propose_where.html", context, status=status)


def help_page(
    request: HttpRequest,
    form: HelpForm,
    where: WhereForm | None = None,
    *,
    draft: Initiative | None = None,
    status: int = 200,
) -> HttpResponse:
    title = draft.title if draft else where.cleaned_data["title"] if where else ""
    context = {
        "form": form,
        "draft": draft,
        "carried": carried(request, but=form),
        "similar": look_alikes(request, title, but=draft.pk if draft else None),
        "name": request.user.name if request.user.is_authenticated else "",
    }
    return render(request, "initiatives/propose_help.html", context, status=status)


def review_page(request: HttpRequest, where: WhereForm, help_form: HelpForm) -> HttpResponse:
    words = {**where.words(), **help_form.words()}
    context = {
        "proposal": words,
        "needs": words["needs"],
        "story": story(str(words["story"])),
        "values": list(words["values"]),
        "carried": carried(request),
        "draft": None,
    }
    return render(request, "initiatives/propose_review.html", context)


def carried(request: HttpRequest, but: WhereForm | HelpForm | None = None) -> list[tuple[str, str]]:
    """The fields of the other steps, as they were typed."""
    known = {*WhereForm.base_fields, *HelpForm().fields} - set(but.fields if but else ())
    return [(name, value) for name in sorted(known) for value in request.POST.getlist(name)]


def help_so_far(request: HttpRequest, where: WhereForm) -> HelpForm:
    """A visitor who went back to step 1 finds step 2 as it was left; a recipe comes with what it needs."""
    left = any(name in request.POST for name in HelpForm().fields)
    return HelpForm(request.POST if left else None, initial=recipe.help_of(where.origin) if where.origin else None)


def prefill(request: HttpRequest) -> dict[str, object]:
    """``?buurt=`` and ``?platform=`` name where to begin; a platform of a single buurt names that too."""
    initial: dict[str, object] = {}
    buurt = Area.objects.current().buurten().filter(slug=clean_line(request.GET.get("buurt", ""))[:90]).first()
    asked = clean_line(request.GET.get("platform", ""))[:90]
    platform = Platform.objects.visible_to(request.user).filter(slug=asked).first() if asked else None
    if platform is not None:
        initial["platform"] = platform.slug
        buurten = list(platform.areas.all()[:2])
        buurt = buurt or (buurten[0] if len(buurten) == 1 else None)
    if buurt is not None:
        initial["buurt"] = buurt.name
    initial |= recipe.prefill(request)
    titel = clean_line(request.GET.get("titel", ""))[:100]
    return initial | ({"title": titel} if titel else {})
