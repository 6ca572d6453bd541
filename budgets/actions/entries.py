"""Writing in the ledger, under the round's lock: what is paid, spent, given back, carried over, and put right.

A row is written once for each form (``form_key``); sending it again changes nothing. Whether the money is there is
decided by the database in the same moment.
"""

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from budgets.actions.reserves import named, next_of
from budgets.actions.rules import hold
from budgets.models import Entry, Request, Round, Status
from budgets.models.entry import CORRECTABLE, Kind
from budgets.models.phase import OVER, SPENDS, Phase
from budgets.receipts import Receipt
from coalitie.activity.models import record
from coalitie.lib.files import keep
from coalitie.lib.refused import Refused
from coalitie.people.models import User

# Money goes out to a plan that is on its way; what it has in hand is accounted for afterwards too.
PAID_OUT = (Status.GRANTED, Status.RUNNING)
ACCOUNTS = (*PAID_OUT, Status.DONE, Status.LAPSED)
# In a round that was broken off no money goes out, but what people have in hand is accounted for.
ACCOUNTS_IN = (*SPENDS, Phase.ABORTED)
# What is still free when a round is closed finds its way to a next one later.
CARRIES_OVER = (*SPENDS, Phase.CLOSED)
NOT_NOW = gettext_lazy("In deze fase kun je niets in het kasboek schrijven.")
SHORT = {
    "entry_round_has_it": gettext_lazy("Er is niet genoeg vrij geld in deze ronde."),
    "entry_plan_has_it": gettext_lazy("Zo veel geld is er niet meer voor dit plan."),
}


@transaction.atomic
def advance(plan: Request, *, by: User, amount: Decimal, purpose: str, on: date, form_key: UUID) -> Entry:
    """Money of the promise goes to the people of the plan."""
    held = _spending(plan, PAID_OUT, SPENDS)
    return write(held.round, Kind.ADVANCE, amount, purpose, plan=held, by=by, on=on, form_key=form_key)


@transaction.atomic
def spend(
    plan: Request, *, by: User, amount: Decimal, purpose: str, on: date, receipt: Receipt, form_key: UUID
) -> Entry:
    """Money that the people of the plan had in hand is spent; the receipt is kept, for the desk and for them."""
    held = _spending(plan, ACCOUNTS, ACCOUNTS_IN)
    known = held.round.entries.filter(form_key=form_key).first()
    if known is not None:
        return known
    name = keep(receipt)
    try:
        return write(held.round, Kind.SPENT, amount, purpose, plan=held, by=by, on=on, form_key=form_key, receipt=name)
    except Refused:
        default_storage.delete(name)
        raise


@transaction.atomic
def give_back(plan: Request, *, by: User, amount: Decimal, purpose: str, on: date, form_key: UUID) -> Entry:
    """What is left comes back, and is free again for the round."""
    held = _spending(plan, ACCOUNTS, ACCOUNTS_IN)
    return write(held.round, Kind.RETURNED, amount, purpose, plan=held, by=by, on=on, form_key=form_key)


@transaction.atomic
def carry_over(round_: Round, *, by: User, to: Round, amount: Decimal, purpose: str, form_key: UUID) -> Entry:
    """Free money goes to another round of the same platforms, and is free there: one row on each side."""
    both = Round.objects.select_for_update(no_key=True).filter(pk__in=[round_.pk, to.pk]).order_by("pk")
    held = {each.pk: each for each in both}
    here, there = held[round_.pk], held[to.pk]
    if here.phase not in CARRIES_OVER:
        raise Refused(NOT_NOW)
    if not goes_to(here, by=by).filter(pk=there.pk).exists():
        raise Refused(_("Kies een ronde van dezelfde platforms, die nog loopt."))
    known = here.entries.filter(form_key=form_key).first()
    if known is not None:
        return known
    turn = next_of(here)
    if turn.first or turn.equal:
        words = _("Er is genoeg vrij geld voor een reserve. Die gaat voor: %(plans)s.")
        raise Refused(words % {"plans": named([*turn.first, *turn.equal])})
    gone = write(here, Kind.CARRIED, amount, purpose, by=by, form_key=form_key, to_round=there)
    words = _("Uit ‘%(round)s’: %(purpose)s") % {"round": here.title, "purpose": purpose}
    write(there, Kind.FUNDED, amount, words[:200], by=by, carried_from=gone)
    return gone


def goes_to(round_: Round, *, by: User) -> Any:
    """Rounds that this person runs, of all the platforms of this one, that everyone sees and that are not over."""
    rows = Round.objects.moderated_by(by).exclude(pk=round_.pk).exclude(phase__in=[Phase.DRAFT, *OVER])
    for platform in round_.platforms.all():
        rows = rows.filter(platforms=platform)
    return rows


@transaction.atomic
def correct(entry: Entry, *, by: User, reason: str) -> Entry:
    """Take a row back by another one beside it. The right amount is then written anew."""
    round_ = hold(entry.round)
    if round_.phase not in ACCOUNTS_IN:
        raise Refused(NOT_NOW)
    if entry.kind not in CORRECTABLE or entry.corrects_id is not None:
        raise Refused(_("Deze regel kun je niet rechtzetten."))
    if Entry.objects.filter(corrects=entry).exists():
        raise Refused(_("Deze regel is al rechtgezet."))
    words = _("Regel %(number)d telt niet: %(reason)s") % {"number": entry.number, "reason": reason}
    return write(round_, Kind(entry.kind), -entry.amount, words[:200], plan=entry.request, by=by, corrects=entry)


# --- What the verbs share ---------------------------------------------------------------------------------------------
def write(
    round_: Round,
    kind: Kind,
    amount: Decimal,
    purpose: str,
    *,
    by: User | None,
    plan: Request | None = None,
    on: date | None = None,
    form_key: UUID | None = None,
    **more: Any,
) -> Entry:
    """One row in a round that is held. ``Refused`` when the money is not there."""
    if form_key is not None and (known := round_.entries.filter(form_key=form_key).first()):
        return known
    try:
        with transaction.atomic():
            row = Entry.objects.create(
                round=round_,
                request=plan,
                kind=kind,
                amount=amount,
                purpose=purpose,
                on=on or timezone.localdate(),
                by=by,
                form_key=form_key,
                **more,
            )
    except IntegrityError as error:
        raise Refused(refusal(error)) from None
    record(plan.subject if plan else round_.subject, f"entry_{kind}", by=by, entry=row.pk)
    return row


def refusal(error: IntegrityError) -> str:
    """The sentence for a balance that would go below zero. Any other failure is ours, and stays one."""
    constraint = getattr(getattr(error.__cause__, "diag", None), "constraint_name", "") or ""
    if constraint not in SHORT:
        raise error
    return str(SHORT[constraint])


def _spending(plan: Request, statuses: tuple[Status, ...], phases: tuple[Phase, ...]) -> Request:
    """The plan as it is now, under its round's lock."""
    round_ = hold(plan.round)
    held = Request.objects.select_for_update(no_key=True).select_related("subject").get(pk=plan.pk)
    held.round = round_
    if round_.phase not in phases or held.status not in statuses:
        raise Refused(NOT_NOW)
    return held
