"""The proof of the books, the database role that can only add to them, and the reminders of what waits."""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import Error, connection, transaction
from django.utils import timezone
from psycopg.conninfo import conninfo_to_dict

from budgets.actions import books, entries, expenses
from budgets.actions.clock import advance
from budgets.management.commands import remind_budgets
from budgets.models import Entry, Expense, Phase, Request, RequestObjection, Round
from coalitie.activity.models import Mail
from coalitie.lib import postgres
from coalitie.people.models import User
from platforms.models import Platform
from tests import cluster
from tests.budgets.books import a_receipt, about, chosen, counted, freeze
from tests.factories import make_round

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan(here: Platform, carla: User, ibrahim: User) -> Request:
    """Granted € 700 of € 1.000, and € 500 of it paid out."""
    round_ = counted(here, slug="rondje")
    made = chosen(round_, carrier=ibrahim, slug="bankjes")
    freeze(round_)
    assert advance(round_.pk)
    round_.refresh_from_db()
    books.execute(round_, by=carla)
    made.refresh_from_db()
    entries.advance(made, by=carla, **about("500"))
    return made


def sql(statement: str, *values: int | str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def unguarded(statement: str, *values: int | str) -> None:
    """As somebody who owns the tables and switches their guards off."""
    sql("SET CONSTRAINTS ALL IMMEDIATE")
    sql("ALTER TABLE budgets_entry DISABLE TRIGGER USER")
    sql(statement, *values)
    sql("ALTER TABLE budgets_entry ENABLE TRIGGER USER")


# --- check_ledger -----------------------------------------------------------------------------------------------------
def test_books_that_add_up(plan: Request, carla: User, capsys: Any) -> None:
    entries.spend(plan, by=carla, receipt=a_receipt(), **about("450"))
    entries.correct(entries.advance(plan, by=carla, **about("10")), by=carla, reason="Dubbel.")
    next_ = make_round(plan.round.platforms.get())
    entries.carry_over(
        plan.round, by=carla, to=next_, amount=Decimal(300), purpose="Over", form_key=about("1")["form_key"]
    )
    call_command("check_ledger")
    assert capsys.readouterr().out == "8 rows in 2 rounds add up.\n"


def test_money_may_come_from_elsewhere_before_and_after_the_outcome(plan: Request, carla: User, capsys: Any) -> None:
    here = plan.round.platforms.get()
    later = counted(here, amount="100.00", title="Volgend jaar")
    chosen(later, cost="90.00")

    def send(amount: str) -> None:
        words = {"amount": Decimal(amount), "purpose": "Over", "form_key": about("1")["form_key"]}
        entries.carry_over(plan.round, by=carla, to=later, **words)

    send("40")
    freeze(later)
    assert advance(later.pk)
    assert later.entries.total("funded") == Decimal(100)
    send("25")
    assert later.entries.total("funded") == Decimal(125)
    call_command("check_ledger")
    unguarded("UPDATE budgets_entry SET amount = 61 WHERE kind = 'funded' AND amount = 60")
    with pytest.raises(CommandError, match="126 came in"):
        call_command("check_ledger")


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        ("DELETE FROM budgets_entry WHERE number = 2", "row 3 stands where row 2 should"),
        ("UPDATE budgets_entry SET amount = 900 WHERE kind = 'advance'", "after row 3 a balance is below zero"),
        ("UPDATE budgets_entry SET amount = 900 WHERE kind = 'funded'", r"€\s900 came in, .* say €\s1.000"),
        ("UPDATE budgets_entry SET kind = 'released' WHERE kind = 'promised'", "below zero"),
        (
            "UPDATE budgets_entry SET receipt = 'receipts/weg.pdf' WHERE number = 3",
            "receipt of row 3 is not in the storage",
        ),
        ("UPDATE budgets_request SET status = 'lapsed', reason = 'Weg.'", r"lapsed with €\s200 still promised"),
        ("UPDATE budgets_round SET phase = 'closed'", r"closed and ‘bankjes’ still has €\s700"),
        (
            "ALTER TABLE budgets_entry DISABLE TRIGGER budgets_money_is_there",
            "budgets_money_is_there is missing or off",
        ),
        ("DROP TRIGGER budgets_entry_add_only ON budgets_entry", "budgets_entry_add_only is missing or off"),
    ],
)
def test_books_that_do_not(plan: Request, spoil: str, says: str) -> None:
    call_command("check_ledger")
    if spoil.startswith(("ALTER", "DROP")):
        sql("SET CONSTRAINTS ALL IMMEDIATE")
        sql(spoil)
    else:
        unguarded(spoil)
    with pytest.raises(CommandError, match=says) as failed:
        call_command("check_ledger")
    assert failed.value.returncode == 1


def test_a_transfer_that_never_arrived(plan: Request, carla: User) -> None:
    next_ = make_round(plan.round.platforms.get())
    entries.carry_over(
        plan.round, by=carla, to=next_, amount=Decimal(300), purpose="Over", form_key=about("1")["form_key"]
    )
    unguarded("DELETE FROM budgets_entry WHERE round_id = %s", next_.pk)
    with pytest.raises(CommandError, match="row 4 went to another round and did not arrive"):
        call_command("check_ledger")


# --- What the database refuses ----------------------------------------------------------------------------------------
def test_rows_get_the_next_number_whatever_was_sent(plan: Request) -> None:
    row = Entry.objects.create(
        round=plan.round, kind="funded", amount=Decimal(1), purpose="Extra", on=timezone.localdate(), number=77
    )
    row.refresh_from_db()
    assert row.number == 4


@pytest.mark.parametrize(
    "wrong",
    [
        lambda plan, row: Entry(round=make_round(), request=plan, kind="promised", amount=Decimal(1)),
        lambda plan, row: Entry(round=plan.round, request=plan, kind="advance", amount=Decimal(-1), corrects=row),
        lambda plan, row: Entry(round=plan.round, request=plan, kind="spent", amount=-row.amount, corrects=row),
        lambda plan, row: Entry(round=plan.round, request=plan, kind="advance", amount=Decimal(-500)),
    ],
)
def test_a_row_belongs_to_its_round_and_takes_back_a_whole_one(
    plan: Request, wrong: Callable[[Request, Entry], Entry]
) -> None:
    row = wrong(plan, plan.entries.get(kind="advance"))
    row.purpose, row.on = "X", timezone.localdate()
    with pytest.raises(Error), transaction.atomic():
        row.save()


# --- The role of the site ---------------------------------------------------------------------------------------------
@pytest.fixture(scope="session")
def role(django_db_setup: None) -> Iterator[str]:
    """A second role, that may do what ``ledger_grants`` lets it. Made by who owns the server, gone after the run."""
    name = f"site_of_{connection.settings_dict['NAME']}"[:60]
    whole = conninfo_to_dict(cluster.address("postgres")) | {"user": "postgres"}
    try:
        server = psycopg.connect(**whole, autocommit=True)  # type: ignore[arg-type]
    except psycopg.OperationalError:
        pytest.skip("nobody here may make a database role")
    with server:
        server.execute(f"DROP ROLE IF EXISTS {name}")
        server.execute(f"CREATE ROLE {name}")
        server.execute(f"GRANT {name} TO {postgres.ROLE}")
        yield name
        server.execute(f"DROP ROLE {name}")


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE budgets_entry SET amount = 1",
        "UPDATE budgets_entry SET by_id = NULL, amount = 1",
        "DELETE FROM budgets_entry",
        "TRUNCATE budgets_entry CASCADE",
        "DELETE FROM budgets_revision",
        "UPDATE budgets_count SET sha256 = ''",
        "ALTER TABLE budgets_entry DISABLE TRIGGER ALL",
    ],
)
def test_the_role_of_the_site_can_only_add(plan: Request, role: str, statement: str) -> None:
    call_command("ledger_grants", role)
    sql("SET CONSTRAINTS ALL IMMEDIATE")
    sql(f"SET LOCAL ROLE {role}")
    with pytest.raises(Error, match=r"permission denied|must be owner"), transaction.atomic():
        sql(statement)
    entries.advance(plan, by=User.objects.get(email="carla@example.org"), **about("1"))
    sql("UPDATE budgets_entry SET by_id = NULL")
    sql("RESET ROLE")
    assert set(Entry.objects.values_list("by", flat=True)) == {None}


def test_without_the_grants_only_the_trigger_refuses(plan: Request, role: str) -> None:
    """The control: the role could, were it not for the command."""
    call_command("ledger_grants", role)
    sql(f"GRANT UPDATE ON budgets_entry TO {role}")
    sql("SET CONSTRAINTS ALL IMMEDIATE")
    sql(f"SET LOCAL ROLE {role}")
    with pytest.raises(Error, match="only added"), transaction.atomic():
        sql("UPDATE budgets_entry SET amount = 1")
    sql("RESET ROLE")


def test_no_grants_for_a_role_that_is_not_there(db: None) -> None:
    with pytest.raises(CommandError, match="no database role"):
        call_command("ledger_grants", "bestaat_niet")
    with pytest.raises(CommandError, match="superuser"):
        call_command("ledger_grants", "postgres")


# --- Reminders --------------------------------------------------------------------------------------------------------
def reminded(capsys: Any) -> list[int]:
    call_command("remind_budgets")
    return [int(number) for number in re.findall(r"\d+", capsys.readouterr().out)]


def test_a_late_report_is_asked_for_every_two_weeks(
    plan: Request, carla: User, ibrahim: User, capsys: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert reminded(capsys) == [0, 0, 0, 0]
    books.account(plan.round, by=carla)
    assert reminded(capsys) == [0, 0, 1, 0]
    assert reminded(capsys) == [0, 0, 0, 0]
    assert Mail.objects.filter(to=ibrahim.email, subject__contains="Vertel hoe het ging").count() == 1
    monkeypatch.setattr(remind_budgets, "EVERY", timedelta(0))
    assert reminded(capsys) == [0, 0, 1, 0]
    books.tell(plan, by=ibrahim, story="Klaar.", achieved="Ja.", hours=Decimal(1))
    Round.objects.filter(pk=plan.round_id).update(phase=Phase.ACCOUNTING)
    assert reminded(capsys) == [0, 0, 0, 0]


def test_what_waits_for_days_is_told_once(plan: Request, carla: User, els: User, ibrahim: User, capsys: Any) -> None:
    expenses.hand_in(plan, by=ibrahim, receipt=a_receipt(), own_money=False, **about("40"))
    RequestObjection.objects.create(request=plan, about="infeasible", why_not="Te duur.", text="Hoezo?")
    assert reminded(capsys) == [0, 0, 0, 0]
    before = timezone.now() - timedelta(days=6)
    Expense.objects.update(at=before)
    RequestObjection.objects.update(at=before)
    assert reminded(capsys) == [1, 1, 0, 0]
    assert reminded(capsys) == [0, 0, 0, 0]
    assert Mail.objects.filter(to=carla.email, subject__contains="Deze bon wacht nog").count() == 1
    assert Mail.objects.filter(to=els.email, subject__contains="Dit bezwaar wacht nog").count() == 1


def test_receipts_are_kept_apart_from_what_is_public(plan: Request, carla: User) -> None:
    row = entries.spend(plan, by=carla, receipt=a_receipt(), **about("40"))
    assert default_storage.exists(row.receipt)
    assert Path(row.receipt).parts[0] == "receipts"
    assert re.fullmatch(r"receipts/[0-9a-f]{32}\.pdf", row.receipt)
