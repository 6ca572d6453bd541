"""The open list of ideas for change: finding them, one page each, adding one, and giving an example from practice."""

from datetime import timedelta
from typing import Any, NoReturn

from django.contrib import messages
from django.contrib.auth.models import AnonymousUser
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from coalitie.activity.feed import MOST_ENTRIES, Entry, answer
from coalitie.activity.models import Subscription
from coalitie.lib.access import require
from coalitie.lib.mail import absolute
from coalitie.lib.qr import qr_of
from coalitie.lib.refused import Elsewhere, Refused
from coalitie.lib.text import clean_line
from coalitie.people.access import is_resident, signed_in
from coalitie.people.models import Limit, User
from coalitie.people.parked import for_residents, sign_in_first
from initiatives.access import of_idea
from initiatives.forms.idea import IdeaFilterForm, IdeaForm, RecogniseForm
from initiatives.models import ChangeIdea, IdeaStage, Recognition, add_idea, recognise, take_example_back
from initiatives.views.moderation import OWN, reporting
from initiatives.views.question_page import shown
from platforms.views.platforms import page_number

SIZE = 20
MOST_A_DAY = 10
MOST_SIMILAR = 3
LONG_ENOUGH = 4
MOST_NAMED = 3
# The way; what was rejected stands beside it.
TRACK = (
    *(IdeaStage.COLLECTED, IdeaStage.WORKED_OUT, IdeaStage.BROUGHT_IN, IdeaStage.HANDLED),
    *(IdeaStage.ADOPTED, IdeaStage.DONE),
)


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    form = IdeaFilterForm(request.GET, user=request.user)
    seen = ChangeIdea.objects.visible_to(request.user).published()
    page = Paginator(form.narrow(seen).for_cards(), SIZE).get_page(page_number(request))
    number, words = page.paginator.count, form.cleaned_data.get("q")
    count = ngettext("%(number)d veranderidee", "%(number)d veranderideeën", number) % {"number": number}
    if words and not number:
        page = Paginator(seen.nearly(words).for_cards(), SIZE).get_page(1)
        count = _("Niets gevonden met die woorden. Dit lijkt erop.") if page.object_list else count
    page.object_list = with_names(list(page.object_list), request)
    return render(request, "ideas/index.html", {"form": form, "page": page, "count": count})


def with_names(ideas: list[Any], request: HttpRequest) -> list[Any]:
    """Who knows it, by name and not by number: the first few, for all cards in one question."""
    rows = Recognition.objects.visible_to(request.user).filter(idea__in=[one.pk for one in ideas])
    names: dict[int, list[str]] = {}
    for pk, name in rows.order_by("at", "pk").values_list("idea", "platform__name"):
        names.setdefault(pk, []).append(name)
    for one in ideas:
        known = names.get(one.pk, [])
        one.known_word = _("Herkend door")
        one.known_by = ", ".join(known[:MOST_NAMED]) + (" …" if len(known) > MOST_NAMED else "")
    return ideas


@require_safe
def feed(request: HttpRequest) -> HttpResponse:
    """New ideas and their steps; the filters of the list count here too."""
    form = IdeaFilterForm(request.GET, user=AnonymousUser())
    rows = form.narrow(ChangeIdea.objects.visible_to(AnonymousUser())).order_by("-staged_at", "-pk")[:MOST_ENTRIES]
    entries = [
        Entry(
            f"veranderidee/{one.pk}/{one.stage}", f"{one.title}: {one.at.label}", one.get_absolute_url(), one.staged_at
        )
        for one in rows
    ]
    return answer(request, title=_("Veranderideeën"), url=reverse("initiatives:ideas"), entries=entries)


@require_safe
def similar(request: HttpRequest) -> HttpResponse:
    """A piece of a page, asked for while a title is typed."""
    title = clean_line(request.GET.get("titel", ""))[:120]
    return render(request, "ideas/_similar.html", {"similar": look_alikes(request, title)})


def look_alikes(request: HttpRequest, title: str) -> list[ChangeIdea]:
    if len(title) < LONG_ENOUGH:
        return []
    return list(ChangeIdea.objects.visible_to(request.user).published().similar_to(title).for_cards()[:MOST_SIMILAR])


# --- One idea ---------------------------------------------------------------------------------------------------------
def load(request: HttpRequest, slug: str) -> ChangeIdea:
    rows = ChangeIdea.objects.visible_to(request.user).select_related("author", "body", "subject").defer("search")
    return rows.filter(slug=slug).first() or gone_into(request, slug)


def gone_into(request: HttpRequest, slug: str) -> NoReturn:
    """Where the idea that bore this address went into, if this person may see that."""
    into = ChangeIdea.objects.filter(slug=slug).values("merged_into")
    now = ChangeIdea.objects.visible_to(request.user).filter(pk__in=into).values_list("slug", flat=True).first()
    match = request.resolver_match
    if now is None or match is None:
        raise Http404
    raise Elsewhere(reverse(match.view_name, kwargs={**match.kwargs, "slug": now}))


@require_safe
def detail(request: HttpRequest, slug: str) -> HttpResponse:
    idea = load(request, slug)
    may = of_idea(request.user, idea)
    require("read", may, "")
    own = {one.platform_id for one in own_examples(request.user, idea)}
    examples = Recognition.objects.visible_to(request.user).about(idea)
    address = absolute("initiatives:idea", idea.slug)
    context = {
        "idea": idea,
        "may": may,
        "qr": qr_of(address),
        "address": address.partition("://")[2],
        "what": shown(idea.what),
        "better": shown(idea.better),
        "track": track(idea),
        "steps": list(idea.steps.order_by("on", "pk")),
        "examples": [(one, shown(one.example), one.platform_id in own) for one in examples],
        "merged": idea.merged.filter(hidden_at=None).select_related("author").order_by("created_at", "pk"),
        "follows": request.user.is_authenticated
        and Subscription.objects.on().filter(person=request.user, subject=idea.subject_id).exists(),
    }
    return render(request, "ideas/detail.html", context)


def track(idea: ChangeIdea) -> list[dict[str, str]]:
    """The way with where it is, as ``components/steps.html`` takes it."""
    stages = [*TRACK[:4], IdeaStage.REJECTED] if idea.stage == IdeaStage.REJECTED else list(TRACK)
    here = stages.index(idea.at)
    states = ["done" if number < here else "now" if number == here else "later" for number in range(len(stages))]
    return [{"title": str(stage.label), "state": state} for stage, state in zip(stages, states, strict=True)]


# --- Adding -----------------------------------------------------------------------------------------------------------
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """One page, no threshold: a visitor brings a code from the mail, and then it stands there."""
    form = IdeaForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return form_page(request, form)
    if not is_resident(request):
        return sign_in_first(request, sentence=_("Een veranderidee op de lijst zetten"), forms=[form])
    by = signed_in(request)
    if not Limit.take("change_idea", by.pk, most=MOST_A_DAY, per=timedelta(days=1)):
        form.add_error(None, _("Je zette vandaag al veel ideeën op de lijst. Morgen kan het weer."))
        return form_page(request, form)
    idea = add_idea(by=by, form_key=form.cleaned_data["sleutel"], **form.words())
    messages.success(request, _("Je idee staat op de lijst. Je hoort het als er iets mee gebeurt."))
    return redirect(idea)


def form_page(request: HttpRequest, form: IdeaForm, idea: ChangeIdea | None = None) -> HttpResponse:
    context = {"form": form, "idea": idea}
    return render(request, "ideas/form.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
@for_residents(gettext_lazy("Je veranderidee aanpassen"))
def edit(request: HttpRequest, slug: str) -> HttpResponse:
    idea = load(request, slug)
    may = of_idea(request.user, idea)
    if idea.author_id == request.user.pk and "edit" not in may:
        raise Refused(_("Anderen werken al met dit idee, dus de tekst ligt vast."))
    require("edit", may, _("Alleen wie dit idee inbracht, kan het aanpassen."))
    now = {name: getattr(idea, name) for name in ("title", "what", "better", "theme", "rule", "shows_author")}
    form = IdeaForm(request.POST if request.method == "POST" else None, initial={**now, "sleutel": idea.form_key})
    if not form.is_valid():
        return form_page(request, form, idea)
    idea.describe(by=signed_in(request), **form.words())
    return redirect(idea)


# --- Knowing it -------------------------------------------------------------------------------------------------------
@require_http_methods(["GET", "POST"])
@for_residents(gettext_lazy("Een voorbeeld geven bij een veranderidee"))
def known(request: HttpRequest, slug: str) -> HttpResponse:
    """Only with an example, and only in the name of a platform."""
    idea, user = load(request, slug), signed_in(request)
    why = _("Voorbeelden geven platforms. Dat doen trekkers en coördinatoren: word lid en doe mee.")
    require("recognise", of_idea(user, idea), why)
    before = own_examples(user, idea).first()
    initial = {"platform": before.platform.slug, "example": before.example} if before else {}
    form = RecogniseForm(request.POST if request.method == "POST" else None, user=user, initial=initial)
    if form.is_valid():
        recognise(idea, by=user, platform=form.chosen, example=form.cleaned_data["example"])
        messages.success(request, _("Jullie voorbeeld staat erbij."))
        return redirect(idea)
    context = {"idea": idea, "form": form, "before": before}
    return render(request, "ideas/known.html", context, status=422 if form.is_bound else 200)


@require_POST
@for_residents(gettext_lazy("Een voorbeeld weghalen bij een veranderidee"))
def unknown(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The own platform's example goes. Pressed twice it is gone."""
    idea, user = load(request, slug), signed_in(request)
    found = Recognition.objects.about(idea).select_related("idea__subject").filter(pk=pk).first()
    if found is not None:
        mine = own_examples(user, idea).filter(pk=pk).exists()
        require("mine", {"mine", "read"} if mine else {"read"}, _("Dit voorbeeld is van een ander platform."))
        take_example_back(found, by=user)
    return redirect(idea)


def own_examples(user: Any, idea: ChangeIdea) -> Any:
    rows = Recognition.objects.about(idea)
    if not isinstance(user, User):
        return rows.none()
    return rows.filter(platform__in=user.memberships.pulling().values("platform"))


@require_http_methods(["GET", "POST"])
@for_residents(gettext_lazy("Iets melden dat tegen de huisregels ingaat"))
def report_idea(request: HttpRequest, slug: str) -> HttpResponse:
    idea = load(request, slug)
    require("report", of_idea(request.user, idea) | {"read"}, str(OWN))
    return reporting(request, idea, reverse("initiatives:report_idea", args=[idea.slug]))
