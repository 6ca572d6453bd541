"""Who may do what with a round. The one place that holds phase and role together."""

from django.utils import timezone

from budgets.access_books import of_round_money
from budgets.actions.count import was_wrong
from budgets.models import CountObjection, Kind, Phase, Round, Voter
from budgets.models.phase import BY_CLOCK, IN_THE_MAKING
from coalitie.discussion.models import Outcome
from coalitie.people.models import Person, User

# While people vote, how long they have is one of the rules.
STOPS = tuple(phase for phase in BY_CLOCK if phase != Phase.VOTING)


def of_round(user: Person, round_: Round) -> set[str]:
    """What this person may do now. A visitor gets "ask" too: who presses it signs in on the way."""
    shown = round_.is_public and Round.objects.published().filter(pk=round_.pk).exists()
    may = {"read"} if shown else set()
    if shown and round_.phase == Phase.PROVISIONAL:
        may.add("object")
    asks = round_.phase in (Phase.IDEAS, Phase.RUNNING)
    if shown and asks and Round.objects.taking_requests().filter(pk=round_.pk).exists():
        may.add("ask")
    if shown and votes_now(round_):
        may.add("vote")
    if isinstance(user, User) and Round.objects.moderated_by(user).filter(pk=round_.pk).exists():
        may |= {"read", "desk"} | of_desk(round_)
    return may


def of_desk(round_: Round) -> set[str]:
    if round_.is_over:
        return of_round_money(round_)
    may = {"abort"} if round_.phase != Phase.DRAFT else {"open"}
    if not round_.is_frozen and round_.phase in (Phase.DRAFT, Phase.IDEAS, Phase.ELABORATION, Phase.RUNNING):
        may.add("edit")
    if round_.kind != Kind.VOTE:
        may.add("seat")
    may |= of_round_money(round_)
    if round_.kind == Kind.AWARD and round_.phase == Phase.ELABORATION:
        may.add("finish")
    if round_.publishes_together and round_.phase in IN_THE_MAKING and not round_.is_frozen:
        may.add("publish_all")
    if round_.kind == Kind.VOTE and round_.phase in (Phase.LISTED, Phase.VOTING, Phase.COUNTING):
        may.add("draw_lot")
    if round_.kind == Kind.VOTE and round_.is_frozen and round_.phase in (Phase.LISTED, Phase.VOTING):
        may.add("withdraw_codes")
        may |= {"paper"} if Voter.PAPER in round_.voters else set()
    if round_.phase == Phase.PROVISIONAL and was_wrong(round_):
        may |= {"draw_lot", "count_again"}
    if round_.held_at is not None:
        may.add("go_on")
    elif round_.phase in STOPS and not voting_began(round_):
        may.add("hold")
    return may


def votes_now(round_: Round) -> bool:
    """For the button that leads there; the database decides when a ballot comes."""
    if not round_.is_frozen or round_.phase not in (Phase.LISTED, Phase.VOTING):
        return False
    begins, ends = round_.voting_at, round_.counting_at
    return begins is not None and ends is not None and begins <= timezone.now() < ends


def voting_began(round_: Round) -> bool:
    """The clock may be ahead of the worker that moves the phase."""
    return round_.phase == Phase.LISTED and round_.voting_at is not None and round_.voting_at <= timezone.now()


def of_count_objection(user: Person, objection: CountObjection) -> set[str]:
    if not CountObjection.objects.reviewable_by(user).filter(pk=objection.pk).exists():
        return set()
    return {"read", "review"} if objection.outcome == Outcome.OPEN else {"read"}
