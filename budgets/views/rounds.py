"""What everyone reads of rounds: the list, the page of one, and each version of its rules."""

from decimal import Decimal
from itertools import zip_longest
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from budgets import in_words
from budgets.access import of_round
from budgets.actions.clock import waits_for
from budgets.models import Kind, Phase, Request, Round
from budgets.models.entry import Kind as EntryKind
from budgets.models.phase import FROZEN, OVER, SPENDS
from budgets.models.round import RoundQuerySet
from budgets.views.load import load_round
from platforms.views.platforms import frame

# The list goes by what a reader can do now.
HELD, COMING = gettext_lazy("Ligt even stil"), gettext_lazy("Wordt voorbereid")
SHELVES = (
    (gettext_lazy("Nu stemmen"), (Phase.VOTING,)),
    (gettext_lazy("Nu een plan indienen"), (Phase.IDEAS, Phase.RUNNING)),
    (COMING, (Phase.ELABORATION, Phase.LISTED)),
    (HELD, ()),
    (gettext_lazy("Wordt geteld"), (Phase.COUNTING, Phase.PROVISIONAL)),
    (gettext_lazy("Wordt uitgevoerd"), (Phase.FINAL, Phase.EXECUTION, Phase.ACCOUNTING)),
    (gettext_lazy("Afgelopen"), (Phase.CLOSED, Phase.ABORTED)),
)
MOST = 200


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    shelves = shelved(Round.objects.visible_to(request.user).published())
    return render(request, "budgets/index.html", {"shelves": shelves})


@require_safe
def of_platform(request: HttpRequest, slug: str) -> HttpResponse:
    """A tab of the platform's own page."""
    platform, context = frame(request, slug, tab="budget")
    context["shelves"] = shelved(Round.objects.visible_to(request.user).published().filter(platforms=platform))
    return render(request, "budgets/of_platform.html", context)


def shelved(rows: RoundQuerySet) -> list[tuple[str, list[dict[str, Any]]]]:
    found = rows.prefetch_related("platforms").order_by("-created_at", "-pk")[:MOST]
    shelves: dict[str, list[dict[str, Any]]] = {str(title): [] for title, _phases in SHELVES}
    for each in found:
        shelves[shelf_of(each)].append(card(each))
    return [(name, cards) for name, cards in shelves.items() if cards]


def shelf_of(round_: Round) -> str:
    if round_.held_at:
        return str(HELD)
    if round_.phase in (Phase.IDEAS, Phase.RUNNING) and not round_.takes_requests:
        return str(COMING)
    return next(str(title) for title, phases in SHELVES if round_.phase in phases)


def card(round_: Round) -> dict[str, Any]:
    return {
        "round": round_,
        "platforms": ", ".join(platform.name for platform in round_.platforms.all()),
        "next": in_words.next_words(round_),
    }


@require_safe
def detail(request: HttpRequest, slug: str) -> HttpResponse:
    round_ = load_round(request, slug)
    revision = round_.revisions.newest().first()
    panel_decides = round_.kind != Kind.VOTE
    waiting = (
        round_.phase in (Phase.ELABORATION, Phase.PROVISIONAL, Phase.RUNNING)
        and round_.next_at is not None
        and round_.next_at <= timezone.now()
        and Round.objects.due().filter(pk=round_.pk).exists()
    )
    context = {
        "round": round_,
        "may": of_round(request.user, round_),
        "platforms": list(round_.platforms.all()),
        "money": in_words.money(round_.amount, promised(round_)),
        "steps": list(in_words.steps(round_)),
        "next": in_words.next_words(round_),
        "waits_for": waits_for(round_, round_.next_phase) if waiting else [],
        "counted": in_words.how_counted(round_),
        "ballot": in_words.ballot_words(round_) if round_.voters else [],
        "voters": in_words.voters(round_),
        "checklist": list(round_.checklist.all()),
        "to_object": in_words.to_object(round_),
        "revision": revision,
        "panel": list(round_.seats.sitting()) if panel_decides else [],
        "free": round_.entries.free() if panel_decides and round_.is_public else None,
        "has_books": has_books(round_),
        "plans": plans_of(request, round_),
        "has_outcome": has_outcome(round_),
        "is_frozen": round_.phase in FROZEN or round_.is_frozen,
    }
    return render(request, "budgets/round.html", context)


def has_outcome(round_: Round) -> bool:
    """Or a page that says what the count waits for."""
    path = Kind.VOTE.path
    return round_.kind == Kind.VOTE and round_.phase in path[path.index(Phase.COUNTING) :]


def has_books(round_: Round) -> bool:
    """Told by kind and phase, so that the page asks nothing for it: a vote has money once its outcome stands."""
    return round_.is_public and (round_.kind != Kind.VOTE or round_.phase in (*SPENDS, *OVER, Phase.FINAL))


def promised(round_: Round) -> Decimal:
    """Nothing is, as long as a vote has no outcome."""
    if round_.kind == Kind.VOTE and round_.phase not in (*SPENDS, *OVER, Phase.FINAL):
        return Decimal(0)
    return round_.entries.total(EntryKind.PROMISED) - round_.entries.total(EntryKind.RELEASED)


def plans_of(request: HttpRequest, round_: Round) -> list[Request]:
    """By their number on the list; before there is one, by name. Drafts stand on the page of who writes them."""
    rows = Request.objects.public().visible_to(request.user).filter(round=round_).with_money().in_order()
    found = list(rows.defer("story", "reason")[:MOST])
    for plan in found:
        plan.round = round_
    return found


@require_safe
def versions(request: HttpRequest, slug: str) -> HttpResponse:
    """Each version of the rules with its reason, and what it changed word by word."""
    round_ = load_round(request, slug)
    found = list(round_.revisions.newest().select_related("by"))
    rows = [
        {"revision": each, "changes": in_words.differences(before, each) if before else []}
        for each, before in zip_longest(found, found[1:])
    ]
    return render(request, "budgets/versions.html", {"round": round_, "rows": rows})


@require_safe
def version(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """The text itself, to the byte: whoever hashes it finds the hash on the page."""
    round_ = load_round(request, slug)
    revision = get_object_or_404(round_.revisions, number=number)
    name = _("spelregels-%(round)s-versie-%(number)d.json") % {"round": round_.slug, "number": number}
    headers = {"Content-Disposition": f'inline; filename="{name}"'}
    return HttpResponse(revision.text, content_type="application/json; charset=utf-8", headers=headers)
