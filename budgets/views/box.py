"""The ballot box for everybody: its log, and after close what is in it."""

from typing import Any

from django.core.cache import cache
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_safe

from budgets.actions.box import counts, is_whole, published, sealed, tally
from budgets.actions.log import BEFORE_THE_FIRST, first_broken
from budgets.forms.vote import ReceiptForm
from budgets.models import BallotForm, Kind, LogLine, Phase, Round, SealedBallot, Voter
from budgets.models.revision import sha256
from budgets.rules.report import WHOLE_FROM

ON_A_PAGE = 100
# The box was open and is not any more. A round that was stopped has none.
CLOSED = (Phase.COUNTING, Phase.PROVISIONAL, Phase.FINAL, Phase.EXECUTION, Phase.ACCOUNTING, Phase.CLOSED)


@cache_control(private=True, no_store=True)
@require_http_methods(["GET", "POST"])
def box(request: HttpRequest, slug: str) -> HttpResponse:
    """A POST looks for a receipt and changes nothing: an address with the word in it would stand in logs."""
    round_ = load_box(request, slug)
    lines = list(LogLine.objects.filter(round=round_).order_by("number"))
    context: dict[str, Any] = {
        "round": round_,
        "lines": lines,
        "broken": first_broken(round_, lines),
        "closed": is_closed(round_),
        "by_code": Voter.CODE in round_.voters,
        "by_account": Voter.MEMBER in round_.voters or Voter.BUURT in round_.voters,
        "by_paper": Voter.PAPER in round_.voters,
        "whole_from": WHOLE_FROM,
    }
    if context["closed"]:
        context |= inside(request, round_)
    status = 422 if request.method == "POST" and not context.get("looked") else 200
    return render(request, "budgets/box.html", context, status=status)


def inside(request: HttpRequest, round_: Round) -> dict[str, Any]:
    sums = tally(round_)
    whole = is_whole(sums.ballots)
    form = ReceiptForm(request.POST if request.method == "POST" else None)
    looked = form.is_valid()
    found = round_.ballots.filter(receipt=form.cleaned_data["word"]).first() if looked else None
    return {
        "tally": sums,
        "whole": whole,
        "points": round_.ballot_form == BallotForm.POINTS,
        "form": form,
        "looked": looked,
        "found": found,
        "found_rows": read(found, titles(round_)) if found and whole else [],
        "hash": hash_of(round_) if sums.ballots else "",
        **(a_page(request, round_) if whole else only_counts(round_)),
    }


def hash_of(round_: Round) -> str:
    """Reckoned once: what is sealed never changes, and a city's box takes a second to read."""
    return str(cache.get_or_set(f"budgets.box.{round_.pk}", lambda: sha256(published(round_)), None))


def a_page(request: HttpRequest, round_: Round) -> dict[str, Any]:
    page = Paginator(round_.ballots.order_by("place"), ON_A_PAGE).get_page(request.GET.get("pagina"))
    names = titles(round_)
    rows = [(row, read(row, names)) for row in page]
    return {"page": page, "rows": rows, "on_a_page": ON_A_PAGE, "paged": "pagina" in request.GET}


def only_counts(round_: Round) -> dict[str, Any]:
    rows = sealed(round_)
    votes, points = counts(rows)
    names = titles(round_)
    return {
        "sums": [
            (number, names[number], votes[number], points[number], points[number] - votes[number])
            for number in sorted(names)
        ],
        "receipts": sorted(row.receipt for row in rows),
    }


def titles(round_: Round) -> dict[int, str]:
    listed = round_.requests.filter(list_number__isnull=False)
    return {int(number): title for number, title in listed.values_list("list_number", "title") if number}


def read(row: SealedBallot, names: dict[int, str]) -> list[tuple[int, str, int]]:
    return [(choice, names.get(choice, ""), given) for choice, given in zip(row.choices, row.points, strict=True)]


@require_safe
def download(request: HttpRequest, slug: str) -> HttpResponse:
    """What the hash on the page was made of, to the byte."""
    round_ = load_box(request, slug)
    if not is_closed(round_):
        raise Http404
    headers = {"Content-Disposition": f'attachment; filename="stembus-{round_.slug}.csv"'}
    return HttpResponse(published(round_), content_type="text/csv; charset=utf-8", headers=headers)


@require_safe
def log(request: HttpRequest, slug: str) -> HttpResponse:
    """All lines with their hashes, and how to make those again."""
    round_ = load_box(request, slug)
    lines = LogLine.objects.filter(round=round_).order_by("number")
    rows = [{"number": line.number, "on": line.on, "text": line.text, "sha256": line.sha256} for line in lines]
    how = 'sha256(previous sha256 + {"number":…,"on":"…","round":"…","text":"…"})'
    data = {"round": round_.slug, "first_previous": BEFORE_THE_FIRST, "how": how, "lines": rows}
    return JsonResponse(data, json_dumps_params={"ensure_ascii": False, "indent": 1})


def load_box(request: HttpRequest, slug: str) -> Round:
    rows = Round.objects.visible_to(request.user).filter(kind=Kind.VOTE, frozen_at__isnull=False)
    return get_object_or_404(rows, slug=slug)


def is_closed(round_: Round) -> bool:
    """By its phase, which begins in the moment that the box is sealed."""
    return round_.phase in CLOSED
