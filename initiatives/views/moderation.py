"""Reporting what breaks a house rule, reading a decision about one's words, and the public count of all of them."""

from collections import Counter
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.db.models import Count, QuerySet
from django.db.models.functions import ExtractYear
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from coalitie.discussion.models import Kind, Outcome, Rule
from coalitie.lib.access import require
from coalitie.people.access import signed_in
from coalitie.people.models import Limit
from coalitie.people.parked import for_residents
from initiatives.access import moderates, of_comment, of_decision, of_topic
from initiatives.forms.comment import ReportForm
from initiatives.forms.moderation import YearForm
from initiatives.forms.objection import ObjectionForm
from initiatives.models import Case, ChangeIdea, Comment, Decision, Initiative, Objection, Report, object_to, report
from initiatives.models.topic import Thing, desk_of, kind_of, name_of, topic_of
from initiatives.views.talk import address, load_comment, load_topic

A_DAY = timedelta(days=1)
MOST_A_DAY = 20
OWN = gettext_lazy("Dit kun je niet melden: het is van jezelf, of het is niet meer te zien.")


# --- Reporting --------------------------------------------------------------------------------------------------------
@require_http_methods(["GET", "POST"])
@for_residents(gettext_lazy("Iets melden dat tegen de huisregels ingaat"))
def report_topic(request: HttpRequest, kind: str, slug: str, pk: int = 0) -> HttpResponse:
    topic = load_topic(request, kind, slug, pk)
    require("report", of_topic(request.user, topic) | {"read"}, str(OWN))
    return reporting(request, topic, address("report", topic))


@require_http_methods(["GET", "POST"])
@for_residents(gettext_lazy("Iets melden dat tegen de huisregels ingaat"))
def report_comment(request: HttpRequest, pk: int) -> HttpResponse:
    comment = load_comment(request, pk)
    require("report", of_comment(request.user, comment), str(OWN))
    return reporting(request, comment, reverse("initiatives:report_comment", args=[pk]))


def reporting(request: HttpRequest, thing: Thing, action: str) -> HttpResponse:
    """Whoever moderates here goes on to the desk at once; others hear later what came of it."""
    user = signed_in(request)
    form = ReportForm(request.POST if request.method == "POST" else None)
    desk = moderates(user, desk_of(thing))
    context: dict[str, object] = {"thing": thing, "topic": topic_of(thing), "kind": name_of(thing), "form": form}
    context |= {"action": action, "desk": desk, "platform": desk_of(thing)}
    done = Report.objects.filter(by=user, **{f"case__{kind_of(thing)}": thing}).exists()
    if form.is_valid():
        if not done and not Limit.take("report", user.pk, most=MOST_A_DAY, per=A_DAY):
            form.add_error(None, _("Je hebt vandaag al veel gemeld. Morgen kan het weer; bij gevaar bel je 112."))
            return render(request, "initiatives/report.html", context, status=422)
        made = report(thing, by=user, **form.cleaned_data)
        messages.success(request, _("Dank je. Een coördinator kijkt ernaar en je hoort wat ermee gebeurt."))
        if desk:
            return redirect("admin:initiatives_case_change", made.case_id)
        return redirect(after(thing))
    return render(request, "initiatives/report.html", context, status=422 if form.is_bound else 200)


def after(thing: Thing) -> str:
    """Where to go on: what was reported may be out of sight by now."""
    if isinstance(thing, Comment):
        return f"{thing.topic.get_absolute_url()}#gesprek"
    if isinstance(thing, Initiative):
        return thing.get_absolute_url()
    if isinstance(thing, ChangeIdea):
        return reverse("initiatives:ideas")
    platform = desk_of(thing)
    there = thing.initiative or platform
    return there.get_absolute_url() if there else "/"


# --- A decision about one's own words ---------------------------------------------------------------------------------
@require_http_methods(["GET", "POST"])
@for_residents(gettext_lazy("Een besluit over jouw tekst lezen"))
def decision(request: HttpRequest, pk: int) -> HttpResponse:
    """What was decided and why; the form for a second look stands below. Sent twice, it is asked once."""
    user = signed_in(request)
    rows = Decision.objects.select_related("platform", "case", "objection").filter(author=user)
    found = get_object_or_404(rows, pk=pk)
    may = of_decision(user, found)
    form = ObjectionForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and not Objection.objects.filter(decision=found).exists():
        require("object", may, _("Tegen dit besluit kun je geen bezwaar maken."))
        if not form.is_valid():
            return decision_page(request, found, may, form)
        object_to(found, by=user, text=form.cleaned_data["text"])
        messages.success(request, _("Iemand van een ander platform kijkt opnieuw. Je krijgt het antwoord per mail."))
    if request.method == "POST":
        return redirect(found)
    return decision_page(request, found, may, form)


def decision_page(request: HttpRequest, found: Decision, may: set[str], form: ObjectionForm) -> HttpResponse:
    context = {
        "decision": found,
        "kind": name_of(found.case.thing),
        "objection": Objection.objects.filter(decision=found).first(),
        "may": may,
        "form": form,
    }
    return render(request, "initiatives/decision.html", context, status=422 if form.is_bound else 200)


# --- The public count -------------------------------------------------------------------------------------------------
@require_safe
def decisions(request: HttpRequest) -> HttpResponse:
    """How often what was decided, by house rule, in a year. Numbers only."""
    form = YearForm(request.GET)
    if not form.is_valid():
        raise Http404
    year = form.cleaned_data["jaar"] or timezone.localdate().year
    made = Decision.objects.filter(at__year=year)
    asked = Objection.objects.filter(at__year=year)
    context = {
        "year": year,
        "years": years_with(Decision.objects.all(), year),
        "rules": by_rule(made),
        "kinds": by_kind(made),
        "reports": Report.objects.filter(at__year=year).count(),
        "outcomes": by_outcome(asked),
        "total": made.count(),
        "waiting": Case.objects.open().count(),
    }
    return render(request, "initiatives/decisions.html", context)


def years_with(rows: QuerySet[Decision], year: int) -> list[int]:
    found = rows.annotate(year=ExtractYear("at")).values_list("year", flat=True).distinct().order_by()
    return sorted({*found, year, timezone.localdate().year}, reverse=True)


def by_rule(rows: QuerySet[Decision]) -> list[dict[str, Any]]:
    """Each house rule with how often something was hidden and how often somebody was warned because of it."""
    numbers = Counter({(rule, kind): number for rule, kind, number in counted(rows, "rule", "kind")})
    return [
        {"rule": rule.label, "hidden": numbers[rule, Kind.HIDE], "warned": numbers[rule, Kind.WARN]} for rule in Rule
    ]


def by_kind(rows: QuerySet[Decision]) -> list[tuple[str, int]]:
    numbers = Counter(dict(counted(rows, "kind")))
    return [(str(kind.label), numbers[kind]) for kind in Kind]


def by_outcome(rows: QuerySet[Objection]) -> list[dict[str, Any]]:
    """Second looks: at declined proposals, and at words that were hidden or warned about."""
    of_words = Counter(dict(counted(rows.exclude(decision=None), "outcome")))
    of_proposals = Counter(dict(counted(rows.filter(decision=None), "outcome")))
    return [
        {"outcome": outcome.label, "words": of_words[outcome], "proposals": of_proposals[outcome]}
        for outcome in Outcome
    ]


def counted(rows: QuerySet[Any], *names: str) -> list[Any]:
    return list(rows.order_by().values_list(*names).annotate(number=Count("pk")))
