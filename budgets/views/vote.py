"""Voting: at the door who you are, then the ballot, then a look at it before it goes into the box.

What is chosen lives in the form from step to step and in the box, nowhere between: a signed cookie of an hour knows who
may vote, and goes once the ballot is in. So the last step answers its POST itself, with the receipt.
"""

from collections.abc import Sequence
from secrets import token_urlsafe
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core import signing
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_POST

from budgets import in_words
from budgets.actions.box import shuffled
from budgets.actions.codes import BadCode, TooManyTries, find
from budgets.actions.vote import BoxClosed, Withdrawn, admit, buurten_of, cast, holding, is_member, right_of
from budgets.forms.vote import POINTS, Choice, CodeForm, Filled, LivesHereForm, least
from budgets.models import (
    Assessment,
    BallotForm,
    Credential,
    Kind,
    Request,
    RequestObjection,
    Round,
    Status,
    Voter,
)
from budgets.rules.elections import MOST_HELPED
from coalitie.discussion.models import Outcome
from coalitie.people.access import is_resident, network_of, signed_in
from coalitie.people.models import User
from coalitie.people.parked import for_residents

COOKIE = "stemrecht"
AN_HOUR = 60 * 60
TOO_LATE = gettext_lazy("De stembus is dicht. Deze stem is niet meer meegeteld.")
WITHDRAWN = gettext_lazy("Je stemcode is intussen ingetrokken. Vraag bij het platform wat je nu kunt doen.")
ACCOUNT = (Voter.MEMBER, Voter.BUURT)
unkept = cache_control(private=True, no_store=True)
ON_THE_LIST = Request.objects.filter(list_number__isnull=False).order_by("list_number")


# --- The door ---------------------------------------------------------------------------------------------------------
@unkept
@require_http_methods(["GET", "POST"])
def door(request: HttpRequest, slug: str) -> HttpResponse:
    """Who are you? A POST brings a stemcode."""
    round_ = load_voting(request, slug)
    if request.method != "POST":
        return door_page(request, round_)
    form = CodeForm(request.POST)
    if form.is_valid() and round_.takes_ballots and Voter.CODE in round_.voters:
        try:
            right = find(round_, form.cleaned_data["code"], network=network_of(request))
        except BadCode as bad:
            form.add_error("code", str(bad))
            return door_page(request, round_, code=form, status=429 if isinstance(bad, TooManyTries) else 422)
        return remembered(redirect("budgets:ballot", slug), right, slug)
    return door_page(request, round_, code=form, status=422 if round_.takes_ballots else 409)


@unkept
@require_POST
@for_residents(gettext_lazy("Stemmen met je account"))
def enter(request: HttpRequest, slug: str) -> HttpResponse:
    """With an account: as a member, or as somebody who says to live here."""
    round_ = load_voting(request, slug)
    by = signed_in(request)
    member = Voter.MEMBER in round_.voters and is_member(round_, by)
    lives = LivesHereForm(request.POST, buurten=buurten_of(round_))
    if round_.takes_ballots and not (member or right_of(round_, by)) and Voter.BUURT in round_.voters:
        if not lives.is_valid():
            return door_page(request, round_, lives=lives, status=422)
        admit(round_, by=by, lives_here=True)
    elif not right_of(round_, by):
        admit(round_, by=by)
    return redirect("budgets:ballot", slug)


def door_page(
    request: HttpRequest,
    round_: Round,
    *,
    code: CodeForm | None = None,
    lives: LivesHereForm | None = None,
    status: int = 200,
) -> HttpResponse:
    open_, resident = round_.takes_ballots, is_resident(request)
    member = open_ and resident and Voter.MEMBER in round_.voters and is_member(round_, request.user)
    by_buurt = open_ and resident and Voter.BUURT in round_.voters and not member
    context = {
        "round": round_,
        "open": open_,
        "is_over": bool(round_.counting_at and round_.counting_at <= timezone.now()),
        "ways": in_words.voters(round_),
        "words": in_words.ballot_words(round_),
        "code": (code or CodeForm()) if open_ and Voter.CODE in round_.voters else None,
        "account": open_ and any(way in round_.voters for way in ACCOUNT),
        "resident": resident,
        "member": member or (open_ and resident and right_of(round_, request.user) is not None),
        "lives": (lives or LivesHereForm(buurten=buurten_of(round_))) if by_buurt else None,
        "paper": Voter.PAPER in round_.voters,
        "places": [platform for platform in round_.platforms.all() if platform.contact_place],
        "errors": code if code is not None and code.errors else lives if lives is not None else None,
    }
    return render(request, "budgets/vote_door.html", context, status=status)


# --- The ballot -------------------------------------------------------------------------------------------------------
@unkept
@require_http_methods(["GET", "POST"])
def ballot(request: HttpRequest, slug: str) -> HttpResponse:
    """The ballot; reckoned, looked at and cast by the button that was pressed."""
    held = holding_here(request, slug)
    if held is None:
        load_voting(request, slug)
        messages.info(request, _("Laat eerst zien dat je mag stemmen. Daarna kun je kiezen."))
        return redirect("budgets:vote", slug)
    right, plans = held
    if request.method != "POST":
        return ballot_page(request, right)
    choice = Choice(right.round, plans, Filled.of(request.POST))
    if "stem" in request.POST:
        return put_in(request, right, choice)
    if "controleer" in request.POST and choice.is_whole():
        return check_page(request, right, choice)
    return ballot_page(request, right, choice, status=422 if "controleer" in request.POST else 200)


def put_in(request: HttpRequest, right: Credential, choice: Choice) -> HttpResponse:
    if not choice.is_whole():
        return ballot_page(request, right, choice, status=422)
    try:
        receipt = cast(right, choice.vote, once=request.POST.get("eenmalig", "")[:40] or token_urlsafe(12))
    except (BoxClosed, Withdrawn) as late:
        choice.errors = [str(TOO_LATE if isinstance(late, BoxClosed) else WITHDRAWN)]
        return ballot_page(request, right, choice, status=422)
    by_code = right.person_id is None
    context = {"round": right.round, "receipt": receipt, "helped": choice.helped, "by_code": by_code}
    return forgotten(render(request, "budgets/vote_done.html", context), right.round.slug)


def check_page(request: HttpRequest, right: Credential, choice: Choice) -> HttpResponse:
    round_ = right.round
    context = {
        "round": round_,
        "choice": choice,
        "rows": [(plan, choice.given[plan.list_number or 0]) for plan in choice.chosen],
        "points": round_.ballot_form == BallotForm.POINTS,
        "proof": proof_of(right, round_.slug),
        "once": token_urlsafe(12),
    }
    return render(request, "budgets/vote_check.html", context)


def ballot_page(
    request: HttpRequest, right: Credential, choice: Choice | None = None, *, status: int = 200
) -> HttpResponse:
    round_ = right.round
    plans = plans_of(round_)
    choice = choice or Choice(round_, plans, Filled())
    filled = choice.filled
    by_number = {plan.list_number or 0: plan for plan in plans}
    order = shuffled(right.round.box_key, right, list(by_number)) if has_key(right) else list(by_number)
    points = dict(filled.points)
    context = {
        "round": round_,
        "rows": [card(by_number[number], filled, points) for number in order],
        "points": round_.ballot_form == BallotForm.POINTS,
        "form": round_.ballot_form,
        "all_points": POINTS,
        "least": least(plans),
        "most_helped": MOST_HELPED,
        "words": in_words.ballot_words(round_),
        "choice": choice,
        "proof": proof_of(right, round_.slug),
    }
    return render(request, "budgets/vote_ballot.html", context, status=status)


def card(plan: Request, filled: Filled, points: dict[str, str]) -> dict[str, Any]:
    number = str(plan.list_number)
    lines = list(plan.lines.all())
    return {
        "plan": plan,
        "open": plan.status == Status.LISTED,
        "lines": [(title, [line for line in lines if line.kind == kind]) for kind, title in in_words.LINES],
        "tests": [(row, list(row.answers.all())) for row in plan.assessments.all()],
        "objections": list(plan.objections.all()),
        "chosen": number in filled.chosen,
        "helped": number in filled.helped,
        "points": points.get(number, ""),
    }


# --- What the steps share ---------------------------------------------------------------------------------------------
def load_voting(request: HttpRequest, slug: str) -> Round:
    """Without what only pages about the round show."""
    return get_object_or_404(Round.objects.visible_to(request.user).filter(kind=Kind.VOTE), slug=slug)


def plans_of(round_: Round) -> Sequence[Request]:
    """The list as it was fixed, with its lines, its tests, and each "no" that was turned back."""
    tests = Assessment.objects.sent().order_by("sent_at").prefetch_related("answers__point")
    turned = RequestObjection.objects.filter(outcome=Outcome.OVERTURNED).order_by("at")
    parts = ("lines", Prefetch("assessments", tests), Prefetch("objections", turned))
    found = list(ON_THE_LIST.filter(round=round_).defer("story", "reason").prefetch_related(*parts))
    for plan in found:
        plan.round = round_
    return found


def holding_here(request: HttpRequest, slug: str) -> tuple[Credential, list[Request]] | None:
    """Whose ballot this is: of the form that comes back, of the code typed within the hour, or of the account."""
    shown = read_proof(request.POST.get("bewijs", ""), slug) if request.method == "POST" else None
    if shown is None:
        shown = read_proof(request.COOKIES.get(COOKIE, ""), slug)
    if shown is not None:
        return holding(slug, right=shown)
    return holding(slug, by=request.user) if isinstance(request.user, User) else None


def has_key(right: Credential) -> bool:
    return hasattr(right.round, "box_key")


def proof_of(right: Credential, slug: str) -> str:
    """In the form itself, so that a form sent twice is understood twice, also when the browser has forgotten."""
    return signing.dumps(right.pk, salt=f"budgets.vote.{slug}")


def read_proof(proof: str, slug: str) -> int | None:
    try:
        return int(signing.loads(proof, salt=f"budgets.vote.{slug}", max_age=AN_HOUR))
    except (signing.BadSignature, ValueError, TypeError):
        return None


def remembered(response: HttpResponse, right: Credential, slug: str) -> HttpResponse:
    """In a cookie for these pages only, so that no session on the server knows who votes."""
    path = reverse("budgets:vote", args=[slug])
    response.set_cookie(
        COOKIE,
        proof_of(right, slug),
        max_age=AN_HOUR,
        path=path,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return response


def forgotten(response: HttpResponse, slug: str) -> HttpResponse:
    """On a library's computer the next person finds nothing of this voter."""
    response.delete_cookie(COOKIE, path=reverse("budgets:vote", args=[slug]), samesite="Lax")
    return response
