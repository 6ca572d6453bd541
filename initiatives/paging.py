"""Pages that stay cheap however many rows there are: by date from a known row on, by rank numbered and limited."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db.models import Q
from django.http import HttpRequest, QueryDict

from initiatives.models import Initiative, InitiativeQuerySet
from initiatives.models.rows import MOST_RANKED

SIZE = 20
MOST_PAGES = MOST_RANKED // SIZE
MOST_COUNTED = 500
MARK = re.compile(r"(\d{1,16})-(\d{1,18})")
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MOVES = ("ouder", "nieuwer", "pagina")


@dataclass(frozen=True)
class Page:
    """Rows, and the query strings of the pages beside it (empty where there is none)."""

    rows: list[Any]
    back: str = ""
    on: str = ""


def by_date(request: HttpRequest, rows: InitiativeQuerySet) -> Page:
    """``?ouder=`` and ``?nieuwer=`` name the row from which to go on; anything unknown is the first page."""
    older, newer = mark(request.GET.get("ouder")), mark(request.GET.get("nieuwer"))
    if newer:
        found = list(rows.filter(beside(newer, "gt")).order_by("published_at", "pk")[: SIZE + 1])
        shown = found[:SIZE][::-1]
        more_newer, more_older = len(found) > SIZE, True
    else:
        found = list((rows.filter(beside(older, "lt")) if older else rows).newest()[: SIZE + 1])
        shown = found[:SIZE]
        more_newer, more_older = older is not None, len(found) > SIZE
    if not shown:
        return Page([])
    return Page(
        shown,
        back=link(request.GET, "nieuwer", mark_of(shown[0])) if more_newer else "",
        on=link(request.GET, "ouder", mark_of(shown[-1])) if more_older else "",
    )


def by_number(request: HttpRequest, ranked: list[int], rows: InitiativeQuerySet) -> Page:
    """``ranked`` are ids in the order to show; only the rows of this page are read in full."""
    typed = request.GET.get("pagina", "")
    number = min(int(typed), MOST_PAGES) if re.fullmatch(r"[1-9]\d{0,2}", typed, re.ASCII) else 1
    found = ranked[(number - 1) * SIZE : number * SIZE + 1]
    shown = rows.in_bulk(found[:SIZE])
    return Page(
        [shown[pk] for pk in found if pk in shown],
        back=link(request.GET, "pagina", str(number - 1)) if number > 1 else "",
        on=link(request.GET, "pagina", str(number + 1)) if len(found) > SIZE and number < MOST_PAGES else "",
    )


def counted(rows: InitiativeQuerySet) -> int:
    """How many, up to one more than is said in words."""
    return rows.order_by()[: MOST_COUNTED + 1].count()


def mark(typed: str | None) -> tuple[datetime, int] | None:
    found = MARK.fullmatch(typed) if typed and typed.isascii() else None
    if found is None:
        return None
    return EPOCH + timedelta(microseconds=int(found[1])), int(found[2])


def mark_of(initiative: Initiative) -> str:
    assert initiative.published_at is not None  # noqa: S101 — a public initiative has one
    return f"{(initiative.published_at - EPOCH) // timedelta(microseconds=1)}-{initiative.pk}"


def beside(found: tuple[datetime, int], way: str) -> Q:
    at, pk = found
    return Q(**{f"published_at__{way}e": at}) & (Q(**{f"published_at__{way}": at}) | Q(**{f"pk__{way}": pk}))


def link(query: QueryDict, name: str, value: str) -> str:
    kept = query.copy()
    for move in MOVES:
        kept.pop(move, None)
    kept[name] = value
    return f"?{kept.urlencode()}"
