"""One's own proposal before it is public: mending it, handing it in, objecting to a "no"."""

from uuid import uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from coalitie.lib.access import require
from coalitie.lib.language import link
from coalitie.people.access import signed_in
from coalitie.people.parked import for_residents
from initiatives.access import allowed
from initiatives.forms.objection import ObjectionForm
from initiatives.forms.proposal import HelpForm, WhereForm
from initiatives.models import Initiative, Objection, object_to
from initiatives.views.load import load
from initiatives.views.page import story
from initiatives.views.propose import help_page, where_page

CLOSED = gettext_lazy(
    "Dit voorstel is ingediend. Je kunt het pas weer veranderen als je het terugkrijgt met een vraag."
)
OF_AUTHOR = for_residents(gettext_lazy("Verder met je voorstel"))


@require_http_methods(["GET", "POST"])
@OF_AUTHOR
def edit(request: HttpRequest, slug: str) -> HttpResponse:
    draft = load(request, slug)
    require("edit", allowed(request.user, draft), str(CLOSED))
    if request.method != "POST":
        return where_page(request, WhereForm(user=request.user, initial=where_of(draft)), draft=draft)
    form = WhereForm(request.POST, user=request.user)
    if not form.is_valid():
        return where_page(request, form, draft=draft, status=422)
    draft.describe(by=signed_in(request), **form.words())
    return redirect("initiatives:edit_help", draft.slug)


@require_http_methods(["GET", "POST"])
@OF_AUTHOR
def edit_help(request: HttpRequest, slug: str) -> HttpResponse:
    draft = load(request, slug)
    require("edit", allowed(request.user, draft), str(CLOSED))
    if request.method != "POST":
        return help_page(request, HelpForm(initial=help_of(draft)), draft=draft)
    form = HelpForm(request.POST)
    if not form.is_valid():
        return help_page(request, form, draft=draft, status=422)
    draft.ask_for(by=signed_in(request), **form.words())
    if "terug" in request.POST:
        return redirect("initiatives:edit", draft.slug)
    return redirect("initiatives:review", draft.slug)


@require_safe
@OF_AUTHOR
def review(request: HttpRequest, slug: str) -> HttpResponse:
    draft = load(request, slug)
    require("edit", allowed(request.user, draft), str(CLOSED))
    context = {
        "draft": draft,
        "proposal": draft,
        "story": story(draft.story),
        "values": draft.values.all(),
        "needs": draft.needs.all(),
    }
    return render(request, "initiatives/propose_review.html", context)


@require_POST
@OF_AUTHOR
def submit(request: HttpRequest, slug: str) -> HttpResponse:
    draft = load(request, slug)
    may = allowed(request.user, draft)
    if draft.author_id != request.user.pk or "submit" in may:
        require("submit", may, _("Alleen wie een voorstel schreef, kan het indienen."))
        draft.submit(by=signed_in(request))
    return redirect("initiatives:sent", draft.slug)


@require_safe
@OF_AUTHOR
def sent(request: HttpRequest, slug: str) -> HttpResponse:
    """What happens next, and who decides."""
    initiative = load(request, slug)
    if initiative.author_id != request.user.pk or initiative.status in {"draft", "returned", "declined"}:
        return redirect(initiative)
    return render(request, "initiatives/sent.html", {"initiative": initiative})


@require_http_methods(["GET", "POST"])
@OF_AUTHOR
def discard(request: HttpRequest, slug: str) -> HttpResponse:
    draft = load(request, slug)
    require("discard", allowed(request.user, draft), _("Alleen een concept kun je weggooien."))
    if request.method != "POST":
        return render(request, "initiatives/discard.html", {"draft": draft})
    draft.discard(by=signed_in(request))
    messages.success(request, _("Je concept is weg."))
    return redirect(link("/mijn/"))


@require_http_methods(["GET", "POST"])
@OF_AUTHOR
def object_(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask somebody of another platform to look again. Sent twice, it is asked once."""
    initiative = load(request, slug)
    asked = Objection.objects.filter(initiative=initiative, by=signed_in(request)).exists()
    if not asked:
        require(
            "object", allowed(request.user, initiative), _("Alleen wie een afgewezen voorstel schreef, kan dit vragen.")
        )
    form = ObjectionForm(request.POST if request.method == "POST" else None)
    if not asked and form.is_valid():
        object_to(initiative, by=signed_in(request), text=form.cleaned_data["text"])
        asked = True
    if asked:
        messages.info(request, _("Iemand van een ander platform kijkt opnieuw. Je krijgt het antwoord per mail."))
        return redirect(initiative)
    context = {"initiative": initiative, "form": form}
    return render(request, "initiatives/object.html", context, status=422 if form.is_bound else 200)


def where_of(draft: Initiative) -> dict[str, object]:
    return {
        "sleutel": draft.form_key or uuid4(),
        "title": draft.title,
        "summary": draft.summary,
        "story": draft.story,
        "buurt": draft.area.name if draft.area else "",
        "platform": draft.platform.slug,
    }


def help_of(draft: Initiative) -> dict[str, object]:
    initial: dict[str, object] = {
        "place": draft.place,
        "shows_author": draft.shows_author,
        "values": [value.slug for value in draft.values.all()],
    }
    for need in draft.needs.all():
        initial[f"{need.role}_wanted"] = True
        initial[f"{need.role}_how_many"] = need.how_many
        initial[f"{need.role}_what_for"] = need.what_for
    return initial
