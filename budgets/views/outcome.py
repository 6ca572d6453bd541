"""The outcome of a round for everyone: what was chosen and why, step by step, as files, and the way to object."""

from fractions import Fraction
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from budgets import outcome_dots
from budgets.access import of_round
from budgets.actions.box import is_whole
from budgets.actions.count import needs_lot, newest, objections_until
from budgets.actions.exchange import file_of
from budgets.actions.objections import object_to_count
from budgets.actions.reserves import LOT
from budgets.forms.count import CountObjectionForm
from budgets.models import Count, Phase, Request, Round, Status
from budgets.rules.report import as_csv, as_json
from budgets.views.load import load_round
from budgets.why_words import Reader, amount, percent, thousands
from coalitie.activity.models import Event
from coalitie.lib.access import require
from coalitie.people.access import signed_in
from coalitie.people.parked import for_residents

PROVISIONAL = (Phase.COUNTING, Phase.PROVISIONAL)
BY = {
    "bought": gettext_lazy("betaald door wie het koos"),
    "free": gettext_lazy("kost niets"),
    "completion": gettext_lazy("paste nog in de rest"),
    "most_votes": gettext_lazy("op aantal stemmen"),
}


@require_safe
def outcome(request: HttpRequest, slug: str) -> HttpResponse:
    round_ = load_round(request, slug)
    stored = standing(round_)
    if stored is None:
        return waiting(request, round_)
    reader = Reader(stored.outcome)
    slugs = dict(Request.objects.filter(round=round_, list_number__gte=1).values_list("list_number", "slug"))
    rows = [row(round_, reader, plan, slugs[int(plan["id"])]) for plan in in_order(reader)]
    provisional = round_.phase in PROVISIONAL
    drawn = list(Event.objects.filter(subject=round_.subject_id, verb__in=["round_lot", LOT]).order_by("pk"))
    lot = next((each for each in reversed(drawn) if each.verb == "round_lot"), None)
    context = {
        "round": round_,
        "stored": stored,
        "reader": reader,
        "chosen": [each for each in rows if each["status"] == Status.CHOSEN],
        "reserve": [each for each in rows if each["status"] == Status.RESERVE],
        "rest": [each for each in rows if each["status"] == Status.NOT_CHOSEN],
        "provisional": provisional,
        "until": objections_until(round_, stored) if provisional else None,
        "lot": lot if round_.lot else None,
        "reserve_lots": [each for each in drawn if each.verb == LOT],
        "objections": list(round_.objections.order_by("at", "pk")),
        "field": field(reader),
        "is_whole": is_whole(stored.outcome["voters"]),
    }
    return render(request, "budgets/outcome.html", context)


def standing(round_: Round) -> Count | None:
    """Not while the box is counted, also when that is for the second time."""
    return None if round_.phase == Phase.COUNTING else newest(round_)


def waiting(request: HttpRequest, round_: Round) -> HttpResponse:
    """The box is closed and nothing is known yet: what it waits for. Before that there is no such page."""
    if round_.phase != Phase.COUNTING:
        raise Http404
    tied = Request.objects.filter(round=round_, list_number__in=needs_lot(round_)).order_by("list_number")
    return render(request, "budgets/outcome_waits.html", {"round": round_, "tied": list(tied)})


def in_order(reader: Reader) -> list[dict[str, Any]]:
    """Chosen plans in the order in which they were chosen, reserves in theirs, the others nearest first."""
    chosen = reader.chosen
    reserve = [reader.plans[number] for number in reader.data["reserve"]]
    before = {plan["id"] for plan in [*chosen, *reserve]}
    rest = [plan for plan in reader.data["plans"] if plan["id"] not in before]
    rest.sort(key=lambda plan: (plan["why"] == "excluded", -Fraction(plan["support_percent"]), int(plan["id"])))
    return [*chosen, *reserve, *rest]


def row(round_: Round, reader: Reader, plan: dict[str, Any], slug: str) -> dict[str, Any]:
    status = reader.status(plan)
    return {
        "number": plan["id"],
        "name": plan["name"],
        "url": f"{round_.get_absolute_url()}aanvragen/{slug}/",
        "cost": amount(plan["cost"]),
        "votes": reader.score(plan),
        "status": status,
        "why": reader.story(plan),
        "support": reader.support(plan),
    }


def field(reader: Reader) -> dict[str, Any]:
    """The money as a field of dots: given away, and left."""
    budget, total = Fraction(reader.data["budget"]), 100
    spent = int(total * reader.spent / budget) if budget else 0
    return {"spent": spent, "total": total, "words": _("Elk bolletje is een honderdste van het geld.")}


# --- Step by step -----------------------------------------------------------------------------------------------------
@require_safe
def steps(request: HttpRequest, slug: str) -> HttpResponse:
    """Each choice in its order, with who paid what and what was left; and all of it as a table."""
    round_ = load_round(request, slug)
    reader = Reader(counted(round_).outcome)
    size = outcome_dots.worth(max((plan["votes"] for plan in reader.chosen), default=0))
    context = {
        "round": round_,
        "reader": reader,
        "size": size,
        "steps": list(each_step(reader, size)),
        "table": [table_row(reader, plan) for plan in in_order(reader)],
    }
    return render(request, "budgets/outcome_steps.html", context)


def each_step(reader: Reader, size: int) -> list[dict[str, Any]]:
    budget = Fraction(reader.data["budget"])
    before, found = Fraction(0), []
    for plan in reader.chosen:
        cost = Fraction(reader.data["part"]["amount"] if plan["id"] == reader.part else plan["cost"])
        found.append(
            {
                "name": plan["name"],
                "number": plan["id"],
                "cost": amount(cost),
                "votes": reader.score(plan),
                "by": str(BY.get(plan["why"], "")),
                "why": reader.why(plan),
                "people": outcome_dots.people(plan, size) if plan["payments"] or plan["less"][1] else None,
                "money": outcome_dots.money(budget, before, cost),
                "left": amount(budget - before - cost),
            }
        )
        before += cost
    return found


def table_row(reader: Reader, plan: dict[str, Any]) -> list[str]:
    price = amount(plan["payments"][-1][0]) if plan["payments"] else ""
    place = plan["place"]
    return [
        str(place or ""),
        plan["name"],
        amount(plan["cost"]),
        thousands(plan["votes"]),
        price,
        f"{percent(plan['support_percent'])}%" if plan["why"] != "excluded" else "",
        amount(plan["left"]) if place else "",
        str(reader.status(plan).label),
    ]


# --- As files ---------------------------------------------------------------------------------------------------------
def counted(round_: Round) -> Count:
    stored = standing(round_)
    if stored is None:
        raise Http404
    return stored


@require_safe
def outcome_json(request: HttpRequest, slug: str) -> HttpResponse:
    """To the byte what was hashed."""
    round_ = load_round(request, slug)
    return as_file(as_json(counted(round_).outcome), f"uitslag-{slug}.json", "application/json")


@require_safe
def outcome_csv(request: HttpRequest, slug: str) -> HttpResponse:
    round_ = load_round(request, slug)
    return as_file(as_csv(counted(round_).outcome), f"uitslag-{slug}.csv", "text/csv")


@require_safe
def outcome_pb(request: HttpRequest, slug: str) -> HttpResponse:
    """With every ballot, so only where the box is published whole."""
    round_ = load_round(request, slug)
    if not is_whole(counted(round_).outcome["voters"]):
        raise Http404
    return as_file(file_of(round_).write(), f"{slug}.pb", "text/plain")


def as_file(text: str, name: str, kind: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(text, content_type=f"{kind}; charset=utf-8", headers=headers)


# --- Objecting --------------------------------------------------------------------------------------------------------
@require_http_methods(["GET", "POST"])
@for_residents(gettext_lazy("Bezwaar maken tegen een uitslag"))
def object_(request: HttpRequest, slug: str) -> HttpResponse:
    """Sent twice, it is asked once."""
    round_ = load_round(request, slug)
    by = signed_in(request)
    asked = round_.objections.filter(by=by).exists()
    if not asked:
        require("object", of_round(by, round_), _("Bezwaar maken kan alleen zolang de uitslag voorlopig is."))
    form = CountObjectionForm(request.POST if request.method == "POST" else None)
    if not asked and form.is_valid():
        object_to_count(round_, by=by, text=form.cleaned_data["text"])
        asked = True
    if asked:
        messages.info(request, _("Je bezwaar is binnen. Iemand van buiten deze ronde geeft je antwoord, per mail."))
        return redirect("budgets:outcome", slug)
    return render(
        request, "budgets/outcome_object.html", {"round": round_, "form": form}, status=422 if form.is_bound else 200
    )
