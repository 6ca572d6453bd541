"""Who may do what with money after the outcome: of a round, of a plan, and in the ledger itself."""

from budgets.actions.books import LAPSES, ON_THE_WAY
from budgets.actions.entries import ACCOUNTS, ACCOUNTS_IN, CARRIES_OVER, PAID_OUT
from budgets.actions.reserves import MOVES_UP, next_of
from budgets.models import Entry, Expense, Phase, Request, Round, Status
from budgets.models.entry import CORRECTABLE
from budgets.models.expense import State
from budgets.models.phase import SPENDS
from coalitie.people.models import Person


def of_round_money(round_: Round) -> set[str]:
    """For its desk, while nobody holds it."""
    may: set[str] = set()
    if round_.held_at is None:
        may |= {Phase.FINAL: {"execute"}, Phase.EXECUTION: {"account"}, Phase.ACCOUNTING: {"close"}}.get(
            Phase(round_.phase), set()
        )
    if round_.phase in CARRIES_OVER:
        may.add("carry_over")
    if round_.phase in MOVES_UP and next_of(round_).equal:
        may.add("draw_reserve_lot")
    return may


def of_plan_money(plan: Request, *, carries: bool, runs: bool, judges: bool) -> set[str]:
    """``carries``: said yes to carrying it. ``runs``: sits at its desk. ``judges``: and has no part in the plan."""
    may = {"receipts"} if (carries or runs) and plan.status in ACCOUNTS else set()
    spends = plan.round.phase in SPENDS
    accounts = plan.round.phase in ACCOUNTS_IN and plan.status in ACCOUNTS
    if accounts and carries:
        may.add("hand_in")
    if spends and (carries or judges):
        may |= {"start"} if plan.status == Status.GRANTED else set()
        may |= {"tell"} if plan.status in (*ON_THE_WAY, Status.DONE) else set()
    if not judges:
        return may
    if spends:
        may |= {"advance"} if plan.status in PAID_OUT else set()
        may |= {"finish"} if plan.status in ON_THE_WAY else set()
    if accounts:
        may |= {"spend", "give_back"}
    if plan.status in ON_THE_WAY and plan.round.phase in LAPSES:
        may.add("lapse")
    if plan.status == Status.RESERVE and plan.round.phase in MOVES_UP:
        may.add("move_up")
    return may


def of_entry(user: Person, entry: Entry) -> set[str]:
    if not Entry.objects.moderated_by(user).filter(pk=entry.pk).exists():
        return set()
    stands = entry.kind in CORRECTABLE and entry.corrects_id is None and entry.round.phase in ACCOUNTS_IN
    free = stands and not Entry.objects.filter(corrects=entry).exists() and not takes_part(user, entry.request)
    return {"read", "correct"} if free else {"read"}


def of_expense(user: Person, expense: Expense) -> set[str]:
    """Nobody books the own receipt, nor that of a plan one carries."""
    if not Expense.objects.moderated_by(user).filter(pk=expense.pk).exists():
        return set()
    open_ = expense.state == State.OPEN and expense.request.round.phase in ACCOUNTS_IN
    if not open_ or expense.by_id == user.pk or takes_part(user, expense.request):
        return {"read"}
    return {"read", "book", "refuse"}


def takes_part(user: Person, plan: Request | None) -> bool:
    return plan is not None and (plan.author_id == user.pk or plan.carriers.filter(person=user.pk).exists())
