"""From the sealed box to the outcome: counted once, stored, and told to everybody with a plan on the list.

Counting takes seconds in a large round, so it happens outside of every lock. Nothing that it reads can change any more,
except the lot; the outcome is stored under the round's lock, if nobody was first and the lot is still the same.
"""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime, timedelta
from fractions import Fraction
from typing import Any

from django.db import models, transaction
from django.db.models.functions import Now
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from budgets import why_words
from budgets.actions.box import published
from budgets.actions.rules import hold
from budgets.models import BallotForm, Count, Helper, Phase, Request, Round, Status
from budgets.models.revision import sha256
from budgets.models.round import OBJECTION_DAYS
from budgets.notices import count as notices
from budgets.rules.elections import BadElection, Ballot, Election, Project
from budgets.rules.equal_shares import EqualShares
from budgets.rules.explain import Between, nothing
from budgets.rules.greedy import Greedy
from budgets.rules.report import DISCREET, Counting, as_json, count, discreet
from budgets.rules.ties import TieBreak, UnresolvedTie
from coalitie.activity.models import Event, Reach, record
from coalitie.discussion.models import Outcome
from coalitie.lib.refused import Refused
from coalitie.lib.transitions import move
from coalitie.people.models import User

VERBS = {
    Status.CHOSEN: "request_chosen",
    Status.RESERVE: "request_reserve",
    Status.NOT_CHOSEN: "request_not_chosen",
}
WAITS, COUNTED, OVERTURNED = "round_needs_lot", "round_counted", f"count_objection_{Outcome.OVERTURNED}"


# --- What is counted --------------------------------------------------------------------------------------------------
def election_of(round_: Round, helpers: Mapping[str, int] | None = None) -> Election:
    """The frozen list and the sealed ballots. Plans are called by their number on the list.

    ``helpers`` is how many had confirmed to help at an earlier count, when that one is to be repeated.
    """
    confirmed = helpers_now(round_) if helpers is None else helpers
    plans = round_.requests.filter(list_number__isnull=False).order_by("list_number")
    projects: list[Project] = []
    index: dict[int, int] = {}
    for number, title, total, group in plans.values_list("list_number", "title", "fixed_total", "group"):
        assert number is not None  # noqa: S101
        assert total is not None  # noqa: S101
        index[number] = len(projects)
        projects.append(
            Project(str(number), Fraction(total), title, helpers=confirmed.get(str(number), 0), group=group)
        )
    ballots: Counter[Ballot] = Counter()
    equal = round_.ballots.values_list("choices", "points").annotate(n=models.Count("pk"))
    for choices, points, number in equal.order_by("choices", "points").iterator(20_000):
        if not index.keys() >= set(choices):
            raise BadElection("a ballot names a plan that is not on the list")
        ballot = sorted((index[choice], given) for choice, given in zip(choices, points, strict=True))
        ballots[tuple(ballot)] += number
    approval = round_.ballot_form != BallotForm.POINTS
    election = Election.of(Fraction(round_.amount), projects, ballots, approval=approval)
    return election.with_threshold(round_.threshold)


def helpers_now(round_: Round) -> dict[str, int]:
    rows = Helper.objects.filter(request__round=round_, request__list_number__gte=1).order_by()
    counted = rows.values_list("request__list_number").annotate(n=models.Count("pk"))
    return {str(number): people for number, people in counted}


def counting_of(round_: Round) -> Counting:
    """The rules of the round, as they were frozen."""
    return Counting(
        rule=round_.rule,  # type: ignore[arg-type]
        equal_shares=EqualShares(
            stop=round_.stop,  # type: ignore[arg-type]
            completion="utilitarian" if round_.completion else "none",
        ),
        most_votes=Greedy(round_.too_dear),  # type: ignore[arg-type]
        compare_below=round_.compare_below,
    )


def outcome_of(
    round_: Round, helpers: Mapping[str, int] | None = None, between: Between = nothing, form: int = DISCREET
) -> dict[str, Any]:
    """Count now. The same box, rules and lot give the same data, whoever counts. Raises UnresolvedTie.

    ``form`` is the format of an outcome that was stored before, when that one is to be repeated.
    """
    lot = TieBreak(lot=tuple(round_.lot))
    data = count(election_of(round_, helpers), counting_of(round_), lot, between=between)
    return discreet(data) if form >= DISCREET else data


def box_sha256(round_: Round) -> str:
    """Of what everybody may download. Where that is no whole ballots, a hash of those would tell a few of them: with
    the counts beside it there are not many boxes to try."""
    return sha256(published(round_))


# --- Counting ---------------------------------------------------------------------------------------------------------
def count_round(
    round_: Round, *, by: User | None = None, helpers: Mapping[str, int] | None = None, between: Between = nothing
) -> bool:
    """Count, and publish the provisional outcome. False when there is nothing to do, or a lot must be drawn first.

    ``helpers`` is known of a round that was counted elsewhere. ``between`` is called while it counts, outside of every
    transaction: who has more to do can do it then.
    """
    now = Round.objects.select_related("subject").get(pk=round_.pk)
    if now.phase != Phase.COUNTING:
        return False
    try:
        data = outcome_of(now, helpers, between)
    except UnresolvedTie as tie:
        _ask_for_lot(now, tie.projects)
        return False
    return _publish(now, data, box_sha256(now), by=by)


@transaction.atomic
def _publish(counted: Round, data: dict[str, Any], box: str, *, by: User | None) -> bool:
    held = hold(counted)
    if held.phase != Phase.COUNTING or held.lot != counted.lot:
        return False
    made, digest = newest(held), sha256(as_json(data))
    if made is None or made.sha256 != digest:
        made = Count.objects.create(round=held, at=Now(), box_sha256=box, outcome=data, sha256=digest)
    _tell_plans(held, data)
    record(held.subject, COUNTED, by=by, count=made.pk, sha256=made.sha256)
    move(held, Phase.PROVISIONAL, field="phase", only_from=[Phase.COUNTING], otherwise="")
    record(held.subject, "round_phase", by=by, reach=Reach.AROUND, phase=Phase.PROVISIONAL)
    return True


def _tell_plans(round_: Round, data: dict[str, Any]) -> None:
    plans = {plan.list_number: plan for plan in _listed(round_).select_related("author", "subject")}
    words = why_words.Reader(data)
    for entry in data["plans"]:
        plan = plans[int(entry["id"])]
        plan.round = round_
        status = words.status(entry)
        reason = "" if status == Status.CHOSEN else words.why_not(entry)
        move(plan, status, only_from=[Status.LISTED], otherwise=_("Dit plan is intussen veranderd."), reason=reason)
        record(plan.subject, VERBS[status], by=None, reason=reason, reach=Reach.THING)
        notices.told(plan, words.story(entry))


def _listed(round_: Round) -> models.QuerySet[Request]:
    return Request.objects.filter(round=round_, list_number__isnull=False)


def newest(round_: Round) -> Count | None:
    """The outcome that stands."""
    return round_.counts.order_by("-at", "-pk").first()


# --- Objections -------------------------------------------------------------------------------------------------------
def objections_until(round_: Round, counted: Count | None) -> datetime:
    """The date of the rules; later where the count came late, so that people have as long as the rules promise them,
    seven days at most."""
    stands = round_.final_at
    assert stands is not None  # noqa: S101
    if counted is None or round_.counting_at is None:
        return stands
    return max(stands, counted.at + min(stands - round_.counting_at, timedelta(days=OBJECTION_DAYS)))


def open_objections(round_: Round) -> list[str]:
    """What keeps the outcome from being final, as sentences."""
    wrong = [_("Een bezwaar tegen de telling klopte. Laat de stembus eerst opnieuw tellen.")]
    found = wrong if was_wrong(round_) else []
    waiting = round_.objections.open().count()
    if not waiting:
        return found
    words = ngettext(
        "%(number)d bezwaar tegen de uitslag wacht nog op antwoord.",
        "%(number)d bezwaren tegen de uitslag wachten nog op antwoord.",
        waiting,
    )
    return [*found, words % {"number": waiting}]


@transaction.atomic
def count_again(round_: Round, *, by: User, reason: str) -> None:
    """After an objection that was right: back to counting, with the same box and rules, and maybe another lot."""
    held = hold(round_)
    if held.phase != Phase.PROVISIONAL or not was_wrong(held):
        raise Refused(_("Deze uitslag kun je niet opnieuw laten tellen."))
    _listed(held).update(status=Status.LISTED, reason="")
    also = {"held_at": None, "held_by": None, "reason": ""}
    move(held, Phase.COUNTING, field="phase", only_from=[Phase.PROVISIONAL], otherwise="", **also)
    record(held.subject, "round_phase", by=by, reason=reason, reach=Reach.AROUND, phase=Phase.COUNTING)
    round_.refresh_from_db()


def was_wrong(round_: Round) -> bool:
    """Since it was counted last. Whoever was right once gives the desk one count, not as many as it likes."""
    told = Event.objects.filter(subject=round_.subject_id, verb__in=[COUNTED, OVERTURNED]).order_by("-pk").first()
    return told is not None and told.verb == OVERTURNED


# --- A tie, and its lot -----------------------------------------------------------------------------------------------
@transaction.atomic
def _ask_for_lot(round_: Round, numbers: tuple[str, ...]) -> None:
    """Write down once between which plans only a lot can choose, and mail the desk."""
    held = hold(round_)
    tied = sorted(int(number) for number in numbers)
    if held.phase != Phase.COUNTING or needs_lot(held) == tied:
        return
    titles = dict(_listed(held).filter(list_number__in=tied).values_list("list_number", "title"))
    record(held.subject, WAITS, by=None, plans=tied)
    notices.lot_needed(held, [f"{number}. {titles[number]}" for number in tied])


def needs_lot(round_: Round) -> list[int]:
    """The numbers between which a lot has to choose before the round can be counted."""
    if round_.phase != Phase.COUNTING:
        return []
    asked = Event.objects.filter(subject=round_.subject_id, verb=WAITS).order_by("-pk").first()
    tied: list[int] = asked.data["plans"] if asked else []
    return [] if {str(number) for number in tied} <= set(round_.lot) else tied


@transaction.atomic
def draw_lot(round_: Round, *, by: User, order: list[int], reason: str) -> None:
    """Keep the order in which numbers of the list were drawn in public. ``reason`` says where and by whom.

    Once the box is closed, what was drawn before stays in front: by then somebody may know what it would decide.
    Unless an objection showed that it was written down wrongly.
    """
    held = hold(round_)
    again = held.phase == Phase.PROVISIONAL and was_wrong(held)
    if not again and held.phase not in (Phase.LISTED, Phase.VOTING, Phase.COUNTING):
        raise Refused(_("In deze fase is er niets om te loten."))
    drawn = [str(number) for number in order]
    known = {str(number) for number in _listed(held).values_list("list_number", flat=True)}
    strange = [number for number in drawn if number not in known]
    if strange:
        raise Refused(_("Nummer %(number)s staat niet op de lijst.") % {"number": strange[0]})
    if len(set(drawn)) < len(drawn):
        raise Refused(_("Een nummer staat twee keer in de loting."))
    if drawn == held.lot:
        return
    if held.phase == Phase.COUNTING and drawn[: len(held.lot)] != held.lot:
        raise Refused(_("Er is al geloot. Wat toen is getrokken, blijft vooraan staan; vul de rest erachter aan."))
    Round.objects.filter(pk=held.pk).update(lot=drawn)
    record(held.subject, "round_lot", by=by, reason=reason, reach=Reach.THING, order=drawn)
    round_.refresh_from_db()


# --- Proof ------------------------------------------------------------------------------------------------------------
def recount(round_: Round) -> tuple[Count, str, str]:
    """The stored outcome, and text and box hash of a fresh count of the same box: equal to the byte, or not."""
    stored = newest(round_)
    if stored is None:
        raise Refused(_("Van deze ronde is nog geen uitslag."))
    helpers = {plan["id"]: plan["helpers"] for plan in stored.outcome["plans"]}
    form = stored.outcome["format"]
    return stored, as_json(outcome_of(round_, helpers, form=form)), box_sha256(round_)
