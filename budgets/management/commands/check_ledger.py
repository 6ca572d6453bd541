"""Proves the books: adds up every row of every round again, and looks whether what guards them is in place."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django.core.files.storage import default_storage
from django.core.management import BaseCommand, CommandError
from django.db import connection

from budgets.books import Books, add_up
from budgets.models import Entry, Phase, Round, Status
from budgets.models.entry import Kind
from budgets.models.phase import Kind as RoundKind
from coalitie.lib.money import euros

# A vote's money is there once its outcome stands.
FUNDED = (Phase.RUNNING, Phase.FINAL, Phase.EXECUTION, Phase.ACCOUNTING, Phase.CLOSED)
GUARDS = ("budgets_entry_add_only", "budgets_entry_fits", "budgets_money_is_there")
GUARDS_ON = """
SELECT tgname FROM pg_trigger
WHERE tgrelid = 'budgets_entry'::regclass AND tgname = ANY(%s) AND tgenabled IN ('O', 'A')
"""
PROMISED_TO = (Status.GRANTED, Status.RUNNING, Status.DONE)


class Command(BaseCommand):
    help = "Prove that the ledger adds up; exit code 1 and what is wrong when it does not."

    def handle(self, *args: Any, **options: Any) -> None:
        wrong = list(guards_missing())
        rounds = list(Round.objects.order_by("pk"))
        number = 0
        for round_ in rounds:
            rows = round_.entries.order_by("number", "pk").select_related("corrects", "carried_from")
            books = add_up(rows)
            number += len(books.lines)
            wrong += [f"{round_.slug}: {why}" for why in mistakes(round_, books)]
        if wrong:
            raise CommandError("\n".join(wrong), returncode=1)
        self.stdout.write(f"{number} rows in {len(rounds)} rounds add up.")


def guards_missing() -> Iterator[str]:
    with connection.cursor() as cursor:
        cursor.execute(GUARDS_ON, [list(GUARDS)])
        found = {name for (name,) in cursor.fetchall()}
    yield from (f"the trigger {name} is missing or off" for name in GUARDS if name not in found)


def mistakes(round_: Round, books: Books) -> Iterator[str]:
    yield from row_by_row(books)
    total = books.total
    if not total.adds_up:
        yield f"{euros(total.funded)} came in, and that is not what its places hold together"
    funded = promised_in(round_, books)
    if round_.phase in FUNDED and total.funded != funded:
        yield f"{euros(total.funded)} came in, where the rules and other rounds say {euros(funded)}"
    yield from plans_at_odds(round_, books)


def promised_in(round_: Round, books: Books) -> Decimal:
    """What should have come in. Towards the amount of a vote counts what other rounds sent before its outcome stood;
    what they sent afterwards comes on top."""
    stands = (line.entry.number for line in books.lines if is_of_outcome(line.entry))
    stood = next(stands, len(books.lines) + 1)
    sent = [line.entry for line in books.lines if line.entry.carried_from_id]
    before = sum((entry.amount for entry in sent if entry.number < stood), Decimal(0))
    after = sum((entry.amount for entry in sent if entry.number > stood), Decimal(0))
    return (max(round_.amount, before) if round_.kind == RoundKind.VOTE else round_.amount + before) + after


def is_of_outcome(entry: Entry) -> bool:
    """Written when the outcome stood: the round's own money, or a promise."""
    return entry.kind == Kind.PROMISED or (entry.kind == Kind.FUNDED and entry.carried_from_id is None)


def row_by_row(books: Books) -> Iterator[str]:
    """Numbers without a gap, never short at any moment, and each correction and transfer with its other half."""
    again = Books()
    for place, line in enumerate(books.lines, start=1):
        entry = line.entry
        if entry.number != place:
            yield f"row {entry.number} stands where row {place} should: a row is missing or was put in between"
            return
        again.add(entry)
        plan = again.plans.get(entry.request_id or 0)
        if again.total.free < 0 or (plan is not None and (plan.to_pay < 0 or plan.in_hand < 0)):
            yield f"after row {entry.number} a balance is below zero"
        was = entry.corrects
        if was and (was.amount + entry.amount or was.kind != entry.kind or was.request_id != entry.request_id):
            yield f"row {entry.number} does not take back row {was.number} as a whole"
        if entry.kind == Kind.CARRIED and not Entry.objects.filter(carried_from=entry, amount=entry.amount).exists():
            yield f"row {entry.number} went to another round and did not arrive"
        if entry.receipt and not default_storage.exists(entry.receipt):
            yield f"the receipt of row {entry.number} is not in the storage"


def plans_at_odds(round_: Round, books: Books) -> Iterator[str]:
    """A plan has a promise when its status says so, and nothing open once it is over."""
    for plan in round_.requests.order_by("pk"):
        tally = books.plans.get(plan.pk)
        if plan.status in PROMISED_TO and tally is None:
            yield f"‘{plan.slug}’ is {plan.status} and nothing was promised"
        if tally is None:
            continue
        if tally.promised != tally.to_pay + tally.in_hand + tally.spent:
            yield f"‘{plan.slug}’ was promised another amount than it has, had or spent"
        if plan.status == Status.LAPSED and tally.to_pay:
            yield f"‘{plan.slug}’ lapsed with {euros(tally.to_pay)} still promised"
        if round_.phase == Phase.CLOSED and (tally.to_pay or tally.in_hand):
            yield f"the round is closed and ‘{plan.slug}’ still has {euros(tally.to_pay + tally.in_hand)}"
