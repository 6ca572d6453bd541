"""The money of a round after its outcome: promised to the plans, carried out, accounted for, closed.

Everything here happens under the round's lock, each step with its event and its mails in one transaction.
"""

from collections.abc import Iterator
from decimal import ROUND_DOWN, Decimal
from typing import Any

from django.db import transaction
from django.db.models import Sum
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from budgets.actions.entries import ACCOUNTS_IN, write
from budgets.actions.objections import unanswered
from budgets.actions.reserves import MOVES_UP, cost_of, named, next_of, taken_groups
from budgets.actions.rules import fund, hold
from budgets.models import Closing, EndReport, Expense, Phase, Request, Round, Status
from budgets.models.entry import Kind as EntryKind
from budgets.models.phase import SPENDS
from budgets.notices import books as notices
from coalitie.activity.models import Reach, record
from coalitie.lib.language import kept
from coalitie.lib.money import CENT, euros
from coalitie.lib.refused import Refused
from coalitie.lib.transitions import move
from coalitie.people.models import User

ON_THE_WAY = (Status.GRANTED, Status.RUNNING)
# What was promised can be let go of in a round that was broken off too.
LAPSES = (Phase.FINAL, *ACCOUNTS_IN)


# --- The outcome stands -----------------------------------------------------------------------------------------------
def lacks_for_final(round_: Round) -> list[str]:
    """What keeps the provisional outcome from standing, as sentences."""
    found = unanswered(round_)
    over = sum(promises(round_).values(), Decimal(0)) - money_for(round_)
    if over > 0:
        found.append(_("De gekozen plannen kosten samen %(over)s te veel.") % {"over": euros(over)})
    return found


def settle(round_: Round) -> None:
    """The outcome of a vote stands: its money is there, and promised to every plan that was chosen.

    For the clock, which holds the round.
    """
    missing = money_for(round_) - round_.entries.total(EntryKind.FUNDED)
    if missing > 0:
        fund(round_, missing, by=None)
    for plan, amount in promises(round_).items():
        grant(plan, amount, only_from=Status.CHOSEN, by=None)
    Round.objects.filter(pk=round_.pk, phase=Phase.PROVISIONAL).update(phase=Phase.FINAL)


def money_for(round_: Round) -> Decimal:
    """What there is to promise: the amount of the rules. Money that came from another round counts towards it."""
    return max(round_.amount, round_.entries.total(EntryKind.FUNDED))


def promises(round_: Round) -> dict[Request, Decimal]:
    """Each chosen plan and what it gets: what it asks for, or the part that the counting rule gave to the last one."""
    chosen = Request.objects.filter(round=round_, status=Status.CHOSEN).select_related("round", "subject", "author")
    part = outcome_of(round_).get("part") or {}
    found = {}
    for plan in chosen.in_order():
        amount = plan.fixed_total or Decimal(0)
        if part and str(part["id"]) == str(plan.list_number):
            amount = _euros_of(part["amount"])
        found[plan] = amount
    return found


def outcome_of(round_: Round) -> dict[str, Any]:
    """The count that stands, as data; empty where nothing was counted."""
    last = round_.counts.order_by("-at", "-pk").first()
    return dict(last.outcome) if last else {}


def _euros_of(text: str) -> Decimal:
    """An exact amount such as ``100/3``, down to the cent."""
    over, _slash, under = text.partition("/")
    return (Decimal(over) / Decimal(under or 1)).quantize(CENT, rounding=ROUND_DOWN)


def grant(plan: Request, amount: Decimal, *, only_from: Status, by: User | None) -> None:
    write(plan.round, EntryKind.PROMISED, amount, plan.title, plan=plan, by=by)
    move(plan, Status.GRANTED, only_from=[only_from], otherwise=_("Dit plan is intussen veranderd."), reason="")
    record(plan.subject, "request_granted", by=by, reach=Reach.THING, total=str(amount))
    notices.promised(plan, amount)


# --- Carrying it out --------------------------------------------------------------------------------------------------
@transaction.atomic
def execute(round_: Round, *, by: User) -> None:
    _on(round_, Phase.EXECUTION, [Phase.FINAL], by=by)


@transaction.atomic
def account(round_: Round, *, by: User) -> None:
    """Ask for the reports now, before the date or where there is none."""
    held = hold(round_)
    early = {"accounting_at": Now()} if held.accounting_at is None or held.accounting_at > timezone.now() else {}
    _on(round_, Phase.ACCOUNTING, [Phase.EXECUTION], by=by, **early)
    round_.refresh_from_db()


@transaction.atomic
def start(plan: Request, *, by: User) -> None:
    """The work began."""
    held = _held(plan, SPENDS)
    move(held, Status.RUNNING, only_from=[Status.GRANTED], otherwise=_("Dit plan is al begonnen of al klaar."))
    record(plan.subject, "request_running", by=by, reach=Reach.THING)
    plan.refresh_from_db()


@transaction.atomic
def tell(plan: Request, *, by: User, story: str, achieved: str, hours: Decimal) -> EndReport:
    """The end report. It may be told better until the round is closed."""
    _held(plan, SPENDS, (*ON_THE_WAY, Status.DONE))
    words = {"story": story, "achieved": achieved, "hours": hours, "by": by, "at": Now()}
    report, made = EndReport.objects.update_or_create(request=plan, defaults=words)
    if made:
        record(plan.subject, "request_reported", by=by, reach=Reach.THING)
        notices.reported(plan, by=by)
    else:
        record(plan.subject, "report_changed", by=by)
    return report


@transaction.atomic
def finish(plan: Request, *, by: User) -> None:
    """Done, with its report and with all its money accounted for. What was not needed is free again."""
    held = _held(plan, SPENDS, ON_THE_WAY)
    if not EndReport.objects.filter(request=plan).exists():
        raise Refused(_("Het eindverslag is er nog niet. Dat schrijft iemand die het plan trekt."))
    _accounted_for(held)
    with kept():
        release(held, _("Niet nodig geweest"), by=by)
    move(held, Status.DONE, only_from=ON_THE_WAY, otherwise=_("Dit plan is al klaar."))
    record(plan.subject, "request_done", by=by, reach=Reach.AROUND)
    notices.done(held)
    plan.refresh_from_db()


@transaction.atomic
def lapse(plan: Request, *, by: User, reason: str) -> None:
    """It does not go on. What was promised and not paid is free again; what was spent stays spent."""
    held = _held(plan, LAPSES, ON_THE_WAY)
    _accounted_for(held)
    with kept():
        release(held, _("Het plan gaat niet door"), by=by)
    gone = _("Dit plan is al klaar of vervallen.")
    move(held, Status.LAPSED, only_from=ON_THE_WAY, otherwise=gone, reason=reason)
    record(plan.subject, "request_lapsed", by=by, reason=reason, reach=Reach.THING)
    notices.lapsed(held)
    plan.refresh_from_db()


def release(plan: Request, purpose: str, *, by: User | None) -> None:
    rest = plan.entries.to_pay()
    if rest > 0:
        write(plan.round, EntryKind.RELEASED, rest, purpose, plan=plan, by=by)


def _accounted_for(plan: Request) -> None:
    if plan.expenses.open().exists():
        raise Refused(_("Er ligt nog een bon die niet is bekeken."))
    in_hand = plan.entries.in_hand()
    if in_hand > 0:
        words = _("Er is nog %(amount)s in handen van dit plan. Boek de bonnen, of wat er terugkomt.")
        raise Refused(words % {"amount": euros(in_hand)})


# --- Reserves ---------------------------------------------------------------------------------------------------------
@transaction.atomic
def move_up(plan: Request, *, by: User) -> None:
    """Money came free: the first reserve that fits gets it. The order is that of the votes, nobody chooses."""
    held = _held(plan, MOVES_UP, (Status.RESERVE,))
    if held.group and held.group in taken_groups(held.round):
        raise Refused(_("Dit plan kan niet samen met een plan dat het geld al krijgt."))
    turn = next_of(held.round)
    if turn.equal:
        words = _("Deze reserves staan in alles gelijk: %(plans)s. Loot eerst in het openbaar, en vul de loting in.")
        raise Refused(words % {"plans": named(turn.equal)})
    if held not in turn.first:
        raise Refused(
            _("Eerst komt de reserve met de meeste stemmen die past: %(plan)s.") % {"plan": turn.first[0].title}
            if turn.first
            else _("Er is niet genoeg vrij geld voor een reserve.")
        )
    grant(held, cost_of(held), only_from=Status.RESERVE, by=by)
    plan.refresh_from_db()


# --- The end of a round -----------------------------------------------------------------------------------------------
@transaction.atomic
def close(round_: Round, *, by: User, story: str) -> None:
    """Only when every plan is done or lapsed and nobody has money in hand. The books stay open to read."""
    held = hold(round_)
    if held.phase != Phase.ACCOUNTING:
        raise Refused(_("Een ronde sluit je af na de verantwoording."))
    lacks = list(lacks_for_closing(held))
    if lacks:
        raise Refused(" ".join(lacks))
    Closing.objects.create(round=held, story=story, by=by)
    _on(round_, Phase.CLOSED, [Phase.ACCOUNTING], by=by)
    notices.closed(held, story, by=by)


def lacks_for_closing(round_: Round) -> Iterator[str]:
    """What must still be done before it can be closed, as sentences."""
    open_ = [*Request.objects.filter(round=round_, status__in=ON_THE_WAY).order_by("title")]
    for plan in open_:
        yield _("‘%(plan)s’ is nog niet afgerond of vervallen.") % {"plan": plan.title}
    waiting = Expense.objects.open().filter(request__round=round_).count()
    if waiting:
        words = ngettext("%(number)d bon is nog niet bekeken.", "%(number)d bonnen zijn nog niet bekeken.", waiting)
        yield words % {"number": waiting}
    for plan in Request.objects.filter(pk__in=in_hands(round_)).exclude(pk__in=[each.pk for each in open_]):
        yield _("Bij ‘%(plan)s’ is nog geld in handen of toegezegd.") % {"plan": plan.title}


def in_hands(round_: Round) -> list[int]:
    """The plans that still have money, or a promise of it."""
    signs = {EntryKind.PROMISED: 1, EntryKind.RELEASED: -1, EntryKind.SPENT: -1, EntryKind.RETURNED: -1}
    left: dict[int, Decimal] = {}
    sums = round_.entries.exclude(request=None).order_by().values_list("request", "kind").annotate(n=Sum("amount"))
    for plan, kind, amount in sums:
        left[plan] = left.get(plan, Decimal(0)) + signs.get(EntryKind(kind), 0) * amount
    return [plan for plan, rest in left.items() if rest]


def _on(round_: Round, to: Phase, only_from: list[Phase], *, by: User, **also: Any) -> None:
    sentence = _("Deze ronde is nu niet in de fase waarin dat kan.")
    if hold(round_).held_at is not None:
        raise Refused(_("De ronde ligt stil. Laat hem eerst weer doorgaan."))
    move(round_, to, field="phase", only_from=only_from, otherwise=sentence, **also)
    record(round_.subject, "round_phase", by=by, reach=Reach.AROUND, phase=to)


def _held(plan: Request, phases: tuple[Phase, ...], statuses: tuple[Status, ...] | None = None) -> Request:
    """The plan as it is now, under its round's lock."""
    round_ = hold(plan.round)
    held = (
        Request.objects.select_for_update(no_key=True, of=("self",)).select_related("subject", "author").get(pk=plan.pk)
    )
    held.round = round_
    if round_.phase not in phases or (statuses and held.status not in statuses):
        raise Refused(_("Dat kan nu niet met dit plan."))
    return held
