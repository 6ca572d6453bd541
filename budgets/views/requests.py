"""A plan that asks for money: writing it step by step, its page, taking it back."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from budgets import in_words
from budgets.access import of_round
from budgets.access_requests import of_assessment, of_request
from budgets.actions import requests as verbs
from budgets.forms.request import LinesForm, PlanForm, WhyForm
from budgets.models import Assessment, Opinion, Request, Round, Status, carriers_needed
from budgets.views.books import money_on_page
from budgets.views.load import load_round
from coalitie.lib.access import require
from coalitie.people.access import is_resident, signed_in
from coalitie.people.models import Limit
from coalitie.people.parked import for_residents, sign_in_first
from initiatives.models import Initiative

DECIDED = (Status.GRANTED, Status.NOT_CHOSEN, Status.RUNNING, Status.DONE, Status.LAPSED)
A_DAY = timedelta(days=1)
MOST_A_DAY = 20
CLOSED = gettext_lazy("Dit plan is ingediend. Je kunt het pas weer veranderen als er om een aanvulling is gevraagd.")
NOT_NOW = gettext_lazy("In deze ronde kun je nu geen plan indienen.")
OF_AUTHOR = for_residents(gettext_lazy("Verder met je plan"))


@require_http_methods(["GET", "POST"])
def ask(request: HttpRequest, slug: str) -> HttpResponse:
    """Step 1, for anybody: what was typed waits until somebody has signed in."""
    round_ = load_round(request, slug)
    require("ask", of_round(request.user, round_), str(NOT_NOW))
    if request.method != "POST":
        initial = {"initiatief": request.GET.get("initiatief", "")}
        return plan_page(request, round_, PlanForm(user=request.user, initial=initial))
    form = PlanForm(request.POST, user=request.user)
    if not form.is_valid():
        return plan_page(request, round_, form)
    if not is_resident(request):
        return sign_in_first(request, sentence=_("Een plan indienen voor %(round)s") % {"round": round_.title})
    by = signed_in(request)
    if not Limit.take("ask_budget", by.pk, most=MOST_A_DAY, per=A_DAY):
        form.add_error(None, _("Je bent vandaag al aan veel plannen begonnen. Morgen kan het weer."))
        return plan_page(request, round_, form)
    plan = verbs.ask(round_, by=by, form_key=form.cleaned_data["sleutel"], **form.words())
    return redirect("budgets:edit_costs", slug, plan.slug)


def plan_page(request: HttpRequest, round_: Round, form: PlanForm, plan: Request | None = None) -> HttpResponse:
    context = {"round": round_, "form": form, "plan": plan, "steps": steps(1)}
    return render(request, "budgets/ask_plan.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
@OF_AUTHOR
def edit(request: HttpRequest, slug: str, name: str) -> HttpResponse:
    plan = load(request, slug, name)
    require("edit", of_request(request.user, plan), str(CLOSED))
    if request.method != "POST":
        texts = {each: getattr(plan, each) for each in ("title", "summary", "story", "place", "shows_author")}
        initiative = plan.initiative.slug if plan.initiative else ""
        return plan_page(
            request, plan.round, PlanForm(user=request.user, initial={**texts, "initiatief": initiative}), plan
        )
    form = PlanForm(request.POST, user=request.user)
    if not form.is_valid():
        return plan_page(request, plan.round, form, plan)
    verbs.describe(plan, by=signed_in(request), **form.words())
    return redirect("budgets:edit_costs", slug, name)


@require_http_methods(["GET", "POST"])
@OF_AUTHOR
def edit_costs(request: HttpRequest, slug: str, name: str) -> HttpResponse:
    """Step 2. "Nog een regel" is a press too: the page comes back with one more, and nothing is judged yet."""
    plan = load(request, slug, name)
    require("edit", of_request(request.user, plan), str(CLOSED))
    form = LinesForm(request.POST if request.method == "POST" else None, round_=plan.round, request=plan)
    if not form.is_valid():
        context = {"round": plan.round, "plan": plan, "form": form, "steps": steps(2)}
        wrong = form.is_bound and not form.adds
        return render(request, "budgets/ask_costs.html", context, status=422 if wrong else 200)
    verbs.estimate(plan, by=signed_in(request), lines=form.lines())
    if "terug" in request.POST:
        return redirect("budgets:edit", slug, name)
    return redirect("budgets:review", slug, name)


@require_safe
@OF_AUTHOR
def review(request: HttpRequest, slug: str, name: str) -> HttpResponse:
    plan = load(request, slug, name)
    require("edit", of_request(request.user, plan), str(CLOSED))
    context = {"round": plan.round, "plan": plan, "steps": steps(3), **money_of(plan)}
    return render(request, "budgets/ask_review.html", context)


@require_POST
@OF_AUTHOR
def submit(request: HttpRequest, slug: str, name: str) -> HttpResponse:
    """Sent twice it is handed in once."""
    plan = load(request, slug, name)
    may = of_request(request.user, plan)
    if plan.author_id != request.user.pk or "submit" in may:
        require("submit", may, _("Alleen wie een plan schreef, kan het indienen."))
        verbs.submit(plan, by=signed_in(request))
        messages.success(request, _("Je plan is ingediend. Wie de ronde leidt, leest het en antwoordt je per mail."))
    return redirect(plan)


@require_safe
def detail(request: HttpRequest, slug: str, name: str) -> HttpResponse:
    plan = load(request, slug, name)
    carriers = list(plan.carriers.filter(confirmed_at__isnull=False).select_related("person"))
    context = {
        "round": plan.round,
        "plan": plan,
        "may": of_request(request.user, plan),
        "carriers": carriers,
        "names": [each.person.name for each in carriers if each.shows_name],
        "initiative": origin_of(request, plan),
        "tests": tests_of(request, plan),
        "opinions": opinions_of(plan),
        "objections": list(plan.objections.order_by("at")),
        "money": money_on_page(plan),
        **money_of(plan),
    }
    return render(request, "budgets/request.html", context)


def tests_of(request: HttpRequest, plan: Request) -> list[dict[str, Any]]:
    """What was sent; and the own one that waits, as a way to its form."""
    rows = Assessment.objects.visible_to(request.user).filter(request=plan).order_by("sent_at", "pk")
    found = []
    for row in rows.prefetch_related("answers__point"):
        row.request = plan
        found.append({"row": row, "answers": list(row.answers.all()), "may": of_assessment(request.user, row)})
    return found


def opinions_of(plan: Request) -> list[Opinion]:
    """All at once, when the panel has decided; what a second look set aside stays to be read."""
    rows = plan.opinions.select_related("seat")
    return list(rows if plan.status in DECIDED else rows.exclude(set_aside_at=None))


def origin_of(request: HttpRequest, plan: Request) -> Initiative | None:
    """The initiative it comes from, for whoever may see that."""
    seen = Initiative.objects.visible_to(request.user).defer("search")
    return seen.filter(pk=plan.initiative_id).first() if plan.initiative_id else None


@require_http_methods(["GET", "POST"])
@OF_AUTHOR
def withdraw(request: HttpRequest, slug: str, name: str) -> HttpResponse:
    plan = load(request, slug, name)
    if plan.status == Status.WITHDRAWN and plan.author_id == request.user.pk:
        return redirect(plan)
    require("withdraw", of_request(request.user, plan), _("Dit plan kun je nu niet intrekken."))
    form = WhyForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        context = {"round": plan.round, "plan": plan, "form": form}
        return render(request, "budgets/withdraw.html", context, status=422 if form.is_bound else 200)
    verbs.withdraw(plan, by=signed_in(request), reason=form.cleaned_data["reason"])
    messages.success(request, _("Je plan is ingetrokken. Het blijft te lezen, met je reden erbij."))
    return redirect(plan)


@require_http_methods(["GET", "POST"])
@OF_AUTHOR
def discard(request: HttpRequest, slug: str, name: str) -> HttpResponse:
    plan = load(request, slug, name)
    require("discard", of_request(request.user, plan), _("Alleen een concept kun je weggooien."))
    if request.method != "POST":
        return render(request, "budgets/discard.html", {"round": plan.round, "plan": plan})
    verbs.discard(plan, by=signed_in(request))
    messages.success(request, _("Je concept is weg."))
    return redirect(plan.round)


# --- What pages share -------------------------------------------------------------------------------------------------
def load(request: HttpRequest, slug: str, name: str) -> Request:
    rows = Request.objects.visible_to(request.user).with_money().with_carriers()
    rows = rows.select_related("round__subject", "author", "subject", "initiative", "merged_into__round")
    rows = rows.defer("initiative__search")
    return get_object_or_404(rows, round__slug=slug, slug=name)


def money_of(plan: Request) -> dict[str, Any]:
    lines = list(plan.lines.all())
    amounts: Any = plan
    total = plan.fixed_total if plan.fixed_total is not None else amounts.total
    needed = carriers_needed(total) if total is not None else None
    return {
        "lines": [(title, [line for line in lines if line.kind == kind]) for kind, title in in_words.LINES],
        "total": total,
        "asked": in_words.asked(amounts, total),
        "needed": needed,
        "carrying": amounts.carrying,
        "carried": in_words.carried(amounts.carrying, needed),
    }


def steps(now: int) -> list[dict[str, str]]:
    titles = [_("Je plan"), _("Wat het kost"), _("Nakijken")]
    return [
        {"title": title, "state": "done" if place < now else "now" if place == now else "later"}
        for place, title in enumerate(titles, start=1)
    ]
