"""How long it waits, as a line and as a picture that other sites may show.

The picture is a file of its own: it asks for nothing else, runs nothing, sets no cookie, and is the same for everybody.
"""

from base64 import b64encode
from dataclasses import dataclass
from hashlib import blake2b, sha256
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from coalitie.lib import dates
from initiatives.models import Body, Question, Wait, WaitOutcome

AN_HOUR = 3600
# The only style in the picture, so that it reads on a dark page too; its hash lets it in.
STYLE = (
    ":root{--g:#fffdf9;--i:#2a1626;--s:#563e50;--l:#ddd3c4;--a:#9c2f1d;--o:#2b6a3a}"
    "@media(prefers-color-scheme:dark){:root{--g:#2a1b27;--i:#f6f0e6;--s:#d3c5cd;--l:#57444f;--a:#f0a08d;--o:#9fd6a4}}"
    ".g{fill:var(--g);stroke:var(--l)}.i{fill:var(--i)}.s{fill:var(--s)}.l{fill:var(--l)}.a{fill:var(--a)}.o{fill:var(--o)}"
    ".r{fill:none;stroke:var(--i)}"
)
SEAL = b64encode(sha256(STYLE.encode()).digest()).decode()
POLICY = f"default-src 'none'; style-src 'sha256-{SEAL}'; sandbox"


@dataclass(frozen=True)
class Line:
    """A wait as a line of a hundred long, with a mark where the term ends."""

    filled: int
    term: int
    late: bool
    done: bool
    words: str


def line_of(question: Question) -> Line:
    """Needs ``with_days``. The term stands at two thirds, unless the wait is longer than one and a half times that."""
    wait: Any = question.wait
    days: int = question.days  # type: ignore[attr-defined]
    whole = max(wait.term_days * 3 // 2, days, 1)
    words = _("%(days)s gewacht, de termijn is %(term)d dagen") % {
        "days": question.days_in_words,
        "term": wait.term_days,
    }
    answered = wait.outcome == WaitOutcome.ANSWERED
    late = wait.is_late and wait.outcome != WaitOutcome.WITHDRAWN
    return Line(days * 100 // whole, wait.term_days * 100 // whole, late, answered, words)


def snippet(picture: str, page: str) -> str:
    """What somebody copies into another site."""
    alt = _("Hoe lang dit op antwoord wacht")
    return format_html('<a href="{}{}"><img src="{}" alt="{}" width="360"></a>', settings.SITE_URL, page, picture, alt)


@require_safe
def of_question(request: HttpRequest, slug: str) -> HttpResponse:
    rows = Question.objects.published().with_days().select_related("wait", "body")
    question = get_object_or_404(rows, slug=slug)
    wait: Any = question.wait
    number: int = question.days  # type: ignore[attr-defined]
    line = line_of(question)
    days = ngettext("dag", "dagen", number)
    state = {
        WaitOutcome.WAITING: _("wacht op antwoord van %(body)s"),
        WaitOutcome.ANSWERED: _("tot er antwoord was van %(body)s"),
        WaitOutcome.WITHDRAWN: _("gewacht, toen ingetrokken bij %(body)s"),
    }[WaitOutcome(wait.outcome)]
    context = {
        "title": question.title,
        "number": number,
        "unit": days,
        "line": line,
        "words": cut(state % {"body": question.body.name}),
        "small": _("De termijn is %(term)d dagen.") % {"term": wait.term_days},
    }
    return picture(request, context)


@require_safe
def of_body(request: HttpRequest, slug: str) -> HttpResponse:
    body = get_object_or_404(Body.objects.all(), slug=slug)
    return picture(request, total(Wait.objects.published().filter(question__body=body), body.name))


@require_safe
def of_all(request: HttpRequest) -> HttpResponse:
    return picture(request, total(Wait.objects.published(), _("Alle instanties")))


def total(waits: Any, name: str) -> dict[str, Any]:
    """What is open, and as large beside it how much was answered in time."""
    found = waits.aggregate(**Wait.objects.all().figures(timezone.localdate()))
    longest = found["longest"] or 0
    days = ngettext("langste %(number)d dag", "langste %(number)d dagen", longest) % {"number": longest}
    answered = ngettext("van %(number)d antwoord op tijd", "van %(number)d antwoorden op tijd", found["answered"])
    return {
        "title": name,
        "number": found["open"],
        "unit": ngettext("vraag open", "vragen open", found["open"]),
        "words": days if found["open"] else _("Niets wacht op antwoord."),
        "second": found["in_time"] if found["answered"] else None,
        "second_words": answered % {"number": found["answered"]},
    }


def picture(request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
    today = dates.day(timezone.localdate())
    words = {**context, "style": STYLE, "day": today, "lines": in_lines(context["title"])}
    svg = render_to_string("questions/counter.svg", words).encode()
    etag = f'"{blake2b(svg, digest_size=12).hexdigest()}"'
    response = HttpResponse(svg, content_type="image/svg+xml; charset=utf-8")
    response["ETag"] = etag
    response["Cache-Control"] = f"public, max-age={AN_HOUR}"
    response["Content-Security-Policy"] = POLICY
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    response["Access-Control-Allow-Origin"] = "*"
    return get_conditional_response(request, etag=etag, response=response) or response


def in_lines(title: str) -> list[str]:
    """At most two lines of so many signs: a picture does not wrap by itself."""
    lines, words = [""], title.split()
    for word in words:
        if len(lines[-1]) + len(word) < 34 or not lines[-1]:
            lines[-1] = f"{lines[-1]} {word}".strip()
        else:
            lines.append(word)
    return (
        [cut(line, 38) for line in lines[:1]] + [cut(" ".join(lines[1:]), 38)] if len(lines) > 1 else [cut(title, 38)]
    )


def cut(text: str, length: int = 46) -> str:
    return text if len(text) <= length else f"{text[: length - 1].rstrip()}…"
