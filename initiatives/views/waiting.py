"""Waiting for an answer: the overview of all bodies, the page of one, a platform's own questions, and the same as CSV.

What was answered in time stands beside what is late, equally large: a body is shown whole.
"""

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import batched
from typing import Any

from django.conf import settings
from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from coalitie.lib.mail import absolute
from initiatives.access import may_ask, may_ask_somewhere
from initiatives.forms.waiting import WaitingForm, month_words, months
from initiatives.models import Body, Initiative, Question, Wait
from initiatives.models.question_rows import QuestionQuerySet
from initiatives.views.counter import line_of, snippet
from platforms.views.platforms import frame, page_number

SIZE = 30
MOST_DOTS = 40
ON_PAGE = 4  # of an initiative
FEWEST = 3  # answers, before half of them says something
COLUMNS = (
    *("instantie", "soort", "vraag", "platform", "medeondertekenaars", "stand", "wacht_sinds", "keer"),
    *("termijn_dagen", "antwoord_voor", "toegezegd_voor", "beantwoord_op", "dagen", "binnen_termijn", "adres"),
)


@dataclass(frozen=True)
class Figures:
    """One body, or all of them together. ``each`` is how many questions a dot stands for."""

    body: Body | None
    open: int
    late: int
    longest: int | None
    answered: int
    in_time: int
    median: int | None
    slowest: int | None

    @property
    def open_words(self) -> str:
        if not self.open:
            return _("Geen vragen open")
        words = ngettext("%(number)d vraag open", "%(number)d vragen open", self.open) % {"number": self.open}
        return _("%(open)s, langste %(days)s") % {"open": words, "days": in_days(self.longest or 0)}

    @property
    def in_time_words(self) -> str:
        if not self.answered:
            return _("Nog geen antwoorden")
        return ngettext(
            "%(good)d van %(number)d antwoord op tijd", "%(good)d van %(number)d antwoorden op tijd", self.answered
        ) % {"good": self.in_time, "number": self.answered}

    @property
    def median_words(self) -> str:
        if self.median is None or self.answered < FEWEST:
            return ""
        return _("De helft van de antwoorden kwam binnen %(days)s.") % {"days": in_days(self.median)}

    @property
    def each(self) -> int:
        return max(1, -(-(self.open + self.answered) // MOST_DOTS))

    @property
    def dots(self) -> list[tuple[str, range]]:
        """A dot for each question: answered in time, answered late, open within the term, open and late."""
        numbers = {
            "good": self.in_time,
            "slow": self.answered - self.in_time,
            "open": self.open - self.late,
            "late": self.late,
        }
        return [(kind, range(-(-number // self.each))) for kind, number in numbers.items() if number]


def in_days(number: int) -> str:
    return ngettext("%(number)d dag", "%(number)d dagen", number) % {"number": number}


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    form = WaitingForm(request.GET, user=request.user)
    day = form.cleaned_data.get("maand") or timezone.localdate()
    waits = form.of_bodies(Wait.objects.published())
    page = listed(request, form.narrow(Question.objects.visible_to(request.user).published()))
    context = {
        "form": form,
        "total": figures(None, waits.filter(since__lte=day).aggregate(**waits.figures(day))),
        "rows": of_bodies(form, waits, day),
        "then": month_words(day) if form.cleaned_data.get("maand") else "",
        "page": page,
        "query": f"{form.query}&" if form.query else "",
        "snippet": snippet(absolute("initiatives:waiting_counter"), "/wachten-op-antwoord/"),
        "asks": may_ask_somewhere(request.user),
    }
    return render(request, "questions/index.html", context)


@require_safe
def of_body(request: HttpRequest, slug: str) -> HttpResponse:
    body = get_object_or_404(Body.objects.visible_to(request.user), slug=slug)
    form = WaitingForm(request.GET, user=request.user)
    waits = Wait.objects.published().filter(question__body=body)
    rows = form.narrow(Question.objects.visible_to(request.user).published().filter(body=body))
    context = {
        "body": body,
        "form": form,
        "figures": figures(body, waits.aggregate(**waits.figures(timezone.localdate()))),
        "months": [{**row, "name": month_words(row["end"])} for row in waits.by_month(months(12))][::-1],
        "page": listed(request, rows),
        "query": f"{form.query}&" if form.query else "",
        "snippet": snippet(absolute("initiatives:body_counter", body.slug), body.get_absolute_url()),
    }
    return render(request, "questions/body.html", context)


@require_safe
def of_platform(request: HttpRequest, slug: str) -> HttpResponse:
    """What one platform asked or signed; what is not sent yet for those who write it."""
    platform, context = frame(request, slug, tab="")
    seen = Question.objects.visible_to(request.user)
    context |= {
        "page": listed(request, seen.published().of_platform(platform).longest_first()),
        "drafts": list(seen.filter(platform=platform).unsent().order_by("-pk")[:SIZE]),
        "asks": may_ask(request.user, platform),
    }
    return render(request, "questions/of_platform.html", context)


def of_initiative(request: HttpRequest, initiative: Initiative, may: set[str]) -> dict[str, Any]:
    """The section on the page of an initiative: what was asked for it."""
    if not initiative.is_public:
        return {}
    if not initiative.has_questions:  # type: ignore[attr-defined]
        return {"asks": "stage" in may}
    rows = Question.objects.visible_to(request.user).published().filter(initiative=initiative)
    return {"questions": list(rows.for_rows().longest_first()[:ON_PAGE]), "asks": "stage" in may}


def listed(request: HttpRequest, rows: QuestionQuerySet) -> Page[Any]:
    page = Paginator(rows.for_rows(), SIZE).get_page(page_number(request))
    page.object_list = with_lines(page.object_list)
    return page


def with_lines(rows: Iterable[Any]) -> list[Any]:
    found = list(rows)
    for row in found:
        row.line = line_of(row)
    return found


def figures(body: Body | None, row: dict[str, Any]) -> Figures:
    return Figures(body=body, **row)


def of_bodies(form: WaitingForm, waits: Any, day: date) -> list[Figures]:
    """What waits longest on top; a body to whom nothing was asked is left out."""
    found = waits.by_body(day)
    bodies = Body.objects.in_bulk(list(found))
    rows = [figures(bodies[pk], row) for pk, row in found.items()]
    return sorted(rows, key=lambda one: (-one.open, -(one.longest or 0), str(one.body)))


# --- As a file --------------------------------------------------------------------------------------------------------
class Echo:
    """For the writer: what it writes is handed on."""

    def write(self, text: str) -> str:
        return text


@require_safe
def as_csv(request: HttpRequest) -> StreamingHttpResponse:
    """Every wait as a row, as far as the filters let it. However many there are, a few are held at a time."""
    form = WaitingForm(request.GET, user=request.user)
    rows = form.narrow(Question.objects.published())
    headers = {"Content-Disposition": 'attachment; filename="wachten-op-antwoord.csv"'}
    return StreamingHttpResponse(lines(rows), content_type="text/csv; charset=utf-8", headers=headers)


def lines(rows: QuestionQuerySet) -> Iterator[str]:
    """A reader who goes away halfway leaves nothing open at the database: the rows are asked for by their keys."""
    writer = csv.writer(Echo(), lineterminator="\r\n")
    yield writer.writerow(COLUMNS)
    for some in batched(list(rows.values_list("pk", flat=True)), 500):
        found = Question.objects.for_rows().in_bulk(list(some))
        for pk in some:
            yield writer.writerow([cell(value) for value in values(found[pk])])


def values(one: Any) -> tuple[Any, ...]:
    wait = one.wait
    until = wait.ended_on if wait.outcome == "answered" else None
    return (
        *(one.body.name, one.body.get_kind_display(), one.title, one.platform.name, one.signers),
        *(one.get_status_display(), wait.since, wait.number, wait.term_days, wait.due_on, wait.promised_on),
        *(until, one.days, "nee" if wait.is_late else "ja", f"{settings.SITE_URL}{one.get_absolute_url()}"),
    )


def cell(value: Any) -> str:
    """What a spreadsheet would take for a formula begins with an apostrophe."""
    if value is None:
        return ""
    text = str(value)
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text
