"""Who may do what with a plan that asks for money. The one place that holds status, phase and role together."""

from budgets.access_books import of_plan_money
from budgets.actions.assessments import has_part
from budgets.actions.carriers import CARRIED
from budgets.actions.helping import can_help
from budgets.actions.panel import BEFORE_IT, DECIDES
from budgets.actions.requests import ON_THE_WAY
from budgets.models import Assessment, Carrier, Kind, Request, RequestObjection, Round, Seat, Status
from budgets.models.phase import IN_THE_MAKING
from budgets.models.request import EDITABLE, OBJECTABLE
from coalitie.discussion.models import Outcome
from coalitie.people.models import Person, User


def of_request(user: Person, plan: Request) -> set[str]:
    """What this person may do now."""
    public = plan.status != Status.DRAFT and Round.objects.published().filter(pk=plan.round_id).exists()
    making = plan.round.phase in IN_THE_MAKING and not plan.round.is_frozen
    may = {"read"} if public else set()
    if public and can_help(plan):
        may.add("help")
    if not isinstance(user, User):
        return may
    carrier = Carrier.objects.filter(request=plan, person=user).first()
    own = plan.author_id == user.pk
    desk = plan.status != Status.DRAFT and Round.objects.moderated_by(user).filter(pk=plan.round_id).exists()
    if own or desk or carrier is not None:
        may.add("read")
    may |= of_plan_money(
        plan,
        carries=carrier is not None and carrier.confirmed_at is not None,
        runs=desk,
        judges=desk and not own and carrier is None,
    )
    if not making:
        return may
    if own:
        may |= of_author(plan)
    if carrier is not None and carrier.confirmed_at and plan.status in CARRIED and not own:
        may.add("stop_carrying")
    if desk and not own and carrier is None:
        may |= of_desk(plan)
    if panel_decides(plan) and Seat.objects.sitting().filter(round=plan.round_id, person=user).exists():
        may.add("opine")
    return may


def panel_decides(plan: Request) -> bool:
    return plan.round.kind != Kind.VOTE and plan.round.phase in DECIDES and plan.status in BEFORE_IT


def of_author(plan: Request) -> set[str]:
    may: set[str] = set()
    if plan.status in EDITABLE:
        may |= {"edit", "submit"}
    if plan.status == Status.DRAFT:
        may.add("discard")
    if plan.status in ON_THE_WAY:
        may.add("withdraw")
    if plan.status in CARRIED:
        may.add("invite")
    if plan.status in OBJECTABLE and not plan.objections.filter(about=plan.status).exists():
        may.add("object")
    return may


def of_desk(plan: Request) -> set[str]:
    """Never for what one asked for or carries: nobody judges an own plan."""
    may: set[str] = set()
    if plan.status in ON_THE_WAY:
        may |= {"refuse", "merge"}
    if plan.status in (Status.SUBMITTED, Status.FEASIBLE):
        may.add("ask_more")
    if plan.status == Status.SUBMITTED:
        may.add("assign")
        rows = list(plan.assessments.values_list("sent_at", flat=True))
        may |= {"decide"} if rows and None not in rows else set()
    if panel_decides(plan):
        may.add("conclude")
    if plan.status == Status.FEASIBLE and plan.round.kind == Kind.VOTE:
        may.add("group")
    return may


def of_assessment(user: Person, row: Assessment) -> set[str]:
    """A sent one is read by everybody who sees the plan; before that by its assessor, who may not have a part in it."""
    plan = row.request
    may: set[str] = set()
    if row.sent_at is not None and "read" in of_request(user, plan):
        may.add("read")
    if not isinstance(user, User):
        return may
    making = plan.round.phase in IN_THE_MAKING and not plan.round.is_frozen
    if row.assessor_id == user.pk:
        may.add("read")
        if row.done_at is None and making and plan.status in ON_THE_WAY and not has_part(plan, user):
            may.add("fill")
    open_to_words = row.sent_at is not None and row.replied_at is None and not plan.round.takes_ballots
    if plan.author_id == user.pk and open_to_words:
        may.add("reply")
    return may


def of_objection(user: Person, objection: RequestObjection) -> set[str]:
    if not RequestObjection.objects.reviewable_by(user).filter(pk=objection.pk).exists():
        return set()
    return {"read", "review"} if objection.outcome == Outcome.OPEN else {"read"}
