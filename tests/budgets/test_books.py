"""Money after the outcome: promised, paid out, spent with a receipt, given back, carried over, put right, closed."""

from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.utils import timezone
from django.utils.translation import override

from budgets.actions import books, entries, expenses
from budgets.actions.clock import advance, advance_due, waits_for
from budgets.actions.rules import fund
from budgets.models import Closing, Count, EndReport, Entry, Expense, Phase, Request, RequestObjection, Round, Status
from budgets.models.entry import Kind
from coalitie.activity.models import Event, Mail
from coalitie.lib.refused import Refused
from coalitie.people.erase import erase
from coalitie.people.models import User
from platforms.models import Platform
from tests.budgets.books import a_receipt, about, chosen, counted, freeze
from tests.factories import make_membership, make_request, make_round, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def round_(here: Platform) -> Round:
    return counted(here, slug="rondje")


@pytest.fixture
def plan(round_: Round, ibrahim: User) -> Request:
    """Chosen for € 700 of € 1.000, carried by Ibrahim."""
    return chosen(round_, carrier=ibrahim, slug="bankjes", title="Bankjes")


@pytest.fixture
def running(plan: Request, carla: User) -> Request:
    freeze(plan.round)
    assert advance(plan.round_id)
    plan.round.refresh_from_db()
    books.execute(plan.round, by=carla)
    plan.refresh_from_db()
    return plan


def told(plan: Request, by: User) -> None:
    books.tell(plan, by=by, story="We bouwden ze.", achieved="Mensen zitten.", hours=Decimal("10.5"))


# --- The outcome stands -----------------------------------------------------------------------------------------------
def test_money_is_promised_when_the_outcome_stands(plan: Request, ibrahim: User) -> None:
    reserve = chosen(plan.round, status="reserve", cost="400.00")
    round_ = freeze(plan.round)
    assert advance_due() == 1
    assert not advance(round_.pk)
    for each in (round_, plan, reserve):
        each.refresh_from_db()
    assert (round_.phase, plan.status, reserve.status) == (Phase.FINAL, Status.GRANTED, Status.RESERVE)
    written = [(row.number, row.kind, row.amount, row.by) for row in round_.entries.in_order()]
    assert written == [(1, "funded", Decimal(1000), None), (2, "promised", Decimal(700), None)]
    mail = Mail.objects.get(to=ibrahim.email)
    assert "€\N{NO-BREAK SPACE}700" in mail.text
    assert "Wie de ronde leidt, spreekt met jullie af" in mail.text


def test_it_waits_for_objections(plan: Request) -> None:
    lost = chosen(plan.round, status="not_chosen")
    round_ = freeze(plan.round)
    objection = RequestObjection.objects.create(request=lost, about="not_chosen", why_not="Te weinig.", text="Hoezo?")
    assert waits_for(round_, Phase.FINAL) == ["1 bezwaar wacht nog op antwoord."]
    assert not advance(round_.pk)
    objection.delete()
    assert advance(round_.pk)


def test_it_waits_when_the_chosen_plans_cost_too_much(plan: Request) -> None:
    chosen(plan.round, cost="300.01")
    round_ = freeze(plan.round)
    assert waits_for(round_, Phase.FINAL) == ["De gekozen plannen kosten samen €\N{NO-BREAK SPACE}0,01 te veel."]
    assert not advance(round_.pk)
    assert not round_.entries.exists()


def test_the_last_plan_gets_the_part_that_was_counted(plan: Request) -> None:
    last = chosen(plan.round, cost="900.00")
    outcome = {"part": {"id": str(last.list_number), "amount": "600/2"}, "plans": []}
    Count.objects.create(
        round=plan.round, at=timezone.now() - timedelta(days=8), box_sha256="0" * 64, outcome=outcome, sha256="1" * 64
    )
    freeze(plan.round)
    assert advance(plan.round_id)
    assert last.entries.get().amount == Decimal("300.00")


# --- Carrying it out --------------------------------------------------------------------------------------------------
def test_from_advance_to_the_closed_books(running: Request, carla: User, ibrahim: User) -> None:
    plan, round_ = running, running.round
    books.start(plan, by=ibrahim)
    entries.advance(plan, by=carla, **about("500", "Voorschot"))
    entries.spend(plan, by=carla, receipt=a_receipt(), **about("450"))
    entries.give_back(plan, by=carla, **about("50", "Over"))
    with pytest.raises(Refused, match="eindverslag"):
        books.finish(plan, by=carla)
    told(plan, ibrahim)
    books.account(round_, by=carla)
    assert round_.accounting_at is not None
    with pytest.raises(Refused, match="‘Bankjes’ is nog niet afgerond"):
        books.close(round_, by=carla, story="Mooi.")
    books.finish(plan, by=carla)
    assert plan.status == Status.DONE
    assert round_.entries.free() == Decimal(550)
    books.close(round_, by=carla, story="Het ging mooi.")
    assert (round_.phase, Closing.objects.get().story) == (Phase.CLOSED, "Het ging mooi.")
    assert "Het ging mooi." in Mail.objects.filter(to=ibrahim.email).latest("pk").text
    for late in (
        lambda: entries.advance(plan, by=carla, **about("1")),
        lambda: told(plan, ibrahim),
        lambda: books.close(round_, by=carla, story="Nog eens."),
    ):
        with pytest.raises(Refused):
            late()


def test_not_done_with_money_or_receipts_open(running: Request, carla: User, ibrahim: User) -> None:
    entries.advance(running, by=carla, **about("100"))
    told(running, ibrahim)
    for end in (lambda: books.finish(running, by=carla), lambda: books.lapse(running, by=carla, reason="Ziek.")):
        with pytest.raises(Refused, match="in handen"):
            end()
    expense = expenses.hand_in(running, by=ibrahim, receipt=a_receipt(), own_money=False, **about("100"))
    with pytest.raises(Refused, match="niet is bekeken"):
        books.finish(running, by=carla)
    expenses.book(expense, by=carla)
    books.finish(running, by=carla)
    assert running.entries.to_pay() == 0


# --- Rows -------------------------------------------------------------------------------------------------------------
def test_a_form_sent_twice_is_one_row(running: Request, carla: User) -> None:
    again = about("100")
    assert entries.advance(running, by=carla, **again) == entries.advance(running, by=carla, **again)
    spent = about("60")
    first = entries.spend(running, by=carla, receipt=a_receipt(), **spent)
    assert entries.spend(running, by=carla, receipt=a_receipt(), **spent) == first
    assert running.entries.count() == 3


def test_never_more_than_there_is_and_no_receipt_is_left(running: Request, carla: User) -> None:
    entries.advance(running, by=carla, **about("100"))
    with pytest.raises(Refused, match="niet meer voor dit plan"):
        entries.advance(running, by=carla, **about("600.01"))
    receipt = a_receipt()
    with pytest.raises(Refused, match="niet meer voor dit plan"):
        entries.spend(running, by=carla, receipt=receipt, **about("100.01"))
    assert not default_storage.exists(receipt.name)
    with pytest.raises(Refused, match="niet meer voor dit plan"):
        entries.give_back(running, by=carla, **about("100.01"))


def test_a_mistake_is_put_right_by_another_row_once(running: Request, carla: User) -> None:
    wrong = entries.advance(running, by=carla, **about("100"))
    back = entries.correct(wrong, by=carla, reason="Het was 10 euro.")
    assert (back.amount, back.kind, back.purpose) == (Decimal(-100), "advance", "Regel 3 telt niet: Het was 10 euro.")
    assert running.entries.to_pay() == Decimal(700)
    for refused in (wrong, back, running.round.entries.get(kind="promised")):
        with pytest.raises(Refused):
            entries.correct(refused, by=carla, reason="Nog eens.")
    paid = entries.advance(running, by=carla, **about("10"))
    entries.spend(running, by=carla, receipt=a_receipt(), **about("10"))
    with pytest.raises(Refused, match="niet meer voor dit plan"):
        entries.correct(paid, by=carla, reason="Toch niet.")


def test_money_goes_to_another_round_of_the_same_platforms(
    running: Request, here: Platform, elsewhere: Platform, carla: User
) -> None:
    round_, next_ = running.round, make_round(here, title="Volgend jaar")
    both, theirs, draft = make_round(here, elsewhere), make_round(elsewhere), make_round(here, phase="draft")
    assert set(entries.goes_to(round_, by=carla)) == {next_, both}
    gone: dict[str, Any] = {"amount": Decimal(200), "purpose": "Over", "form_key": about("1")["form_key"]}
    for wrong in (theirs, draft, round_):
        with pytest.raises(Refused, match="dezelfde platforms"):
            entries.carry_over(round_, by=carla, to=wrong, **gone)
    for _twice in range(2):
        entries.carry_over(round_, by=carla, to=next_, **gone)
    there = next_.entries.get()
    assert (there.kind, there.amount, there.carried_from.to_round) == ("funded", Decimal(200), next_)  # type: ignore[union-attr]
    assert round_.entries.free() == Decimal(100)
    with pytest.raises(Refused, match="niet genoeg vrij"):
        entries.carry_over(round_, by=carla, to=next_, amount=Decimal("100.01"), purpose="X", form_key=uuid4())


def test_money_from_another_round_counts_towards_the_amount_of_a_vote(plan: Request, carla: User) -> None:
    Entry.objects.create(
        round=plan.round, kind="funded", amount=Decimal(300), purpose="Uit vorig jaar", on=timezone.localdate()
    )
    freeze(plan.round)
    assert advance(plan.round_id)
    assert plan.round.entries.total("funded") == Decimal(1000)


# --- Receipts handed in -----------------------------------------------------------------------------------------------
def test_what_somebody_paid_is_paid_back_when_booked(running: Request, carla: User, ibrahim: User) -> None:
    expense = expenses.hand_in(running, by=ibrahim, receipt=a_receipt(), own_money=True, **about("40"))
    assert Mail.objects.filter(to=carla.email, subject__contains="Een bon om te bekijken").count() == 1
    with override("en"):
        expenses.book(expense, by=carla)
    assert [(row.kind, row.amount) for row in running.entries.in_order()][1:] == [
        ("advance", Decimal(40)),
        ("spent", Decimal(40)),
    ]
    assert running.entries.filter(kind="advance").get().purpose.startswith("Terugbetaald: ")
    assert (expense.state, expense.entry.receipt) == ("booked", expense.receipt)  # type: ignore[union-attr]
    for again in (lambda: expenses.book(expense, by=carla), lambda: expenses.refuse(expense, by=carla, reason="Nee.")):
        with pytest.raises(Refused, match="al bekeken"):
            again()
    assert Mail.objects.filter(to=ibrahim.email, subject__contains="geboekt").count() == 1


def test_a_refused_receipt_is_forgotten_and_its_reason_arrives(
    running: Request, carla: User, ibrahim: User, django_capture_on_commit_callbacks: Any
) -> None:
    handed = about("40")
    expense = expenses.hand_in(running, by=ibrahim, receipt=a_receipt(), own_money=True, **handed)
    assert expenses.hand_in(running, by=ibrahim, receipt=a_receipt(), own_money=True, **handed) == expense
    name = expense.receipt
    assert default_storage.exists(name)
    with django_capture_on_commit_callbacks(execute=True):
        expenses.refuse(expense, by=carla, reason="Het bedrag is niet te lezen.")
    assert not default_storage.exists(name)
    assert Expense.objects.get().receipt == ""
    assert "niet te lezen" in Mail.objects.filter(to=ibrahim.email).latest("pk").text


def test_an_erased_account_leaves_the_books(running: Request, carla: User, ibrahim: User, els: User) -> None:
    make_membership(running.round.platforms.get(), role="coordinator")
    entries.advance(running, by=carla, **about("100"))
    expenses.book(expenses.hand_in(running, by=ibrahim, receipt=a_receipt(), own_money=False, **about("100")), by=carla)
    told(running, ibrahim)
    before = list(Entry.objects.order_by("pk").values_list("number", "amount", "purpose"))
    for person in (ibrahim, carla):
        erase(person)
    assert list(Entry.objects.order_by("pk").values_list("number", "amount", "purpose")) == before
    assert set(Entry.objects.values_list("by", flat=True)) == {None}
    assert (Expense.objects.get().by, EndReport.objects.get().by) == (None, None)


def test_every_step_is_told(running: Request) -> None:
    verbs = set(Event.objects.filter(subject=running.subject).values_list("verb", flat=True))
    assert {"request_granted", "entry_promised"} <= verbs


def test_only_people_get_money_whose_account_is_not_blocked(running: Request, ibrahim: User, els: User) -> None:
    ibrahim.block(by=els, reason="Misbruik")
    sent = Mail.objects.filter(to=ibrahim.email).count()
    books.tell(running, by=make_user(), story="Klaar.", achieved="Ja.", hours=Decimal(0))
    books.lapse(running, by=els, reason="Gestopt.")
    assert Mail.objects.filter(to=ibrahim.email).count() == sent


def test_a_round_that_is_broken_off_accounts_for_what_is_in_hand(running: Request, carla: User, ibrahim: User) -> None:
    entries.advance(running, by=carla, **about("100"))
    expense = expenses.hand_in(running, by=ibrahim, receipt=a_receipt(), own_money=False, **about("60"))
    Round.objects.filter(pk=running.round_id).update(phase=Phase.ABORTED, reason="Er is geen geld meer.")
    for goes_out in (
        lambda: entries.advance(running, by=carla, **about("1")),
        lambda: expenses.hand_in(running, by=ibrahim, receipt=a_receipt(), own_money=True, **about("1")),
    ):
        with pytest.raises(Refused, match="deze fase"):
            goes_out()
    expenses.book(expense, by=carla)
    entries.give_back(running, by=carla, **about("40"))
    books.lapse(running, by=carla, reason="De ronde stopt.")
    assert running.round.entries.free() == Decimal(940)


def test_a_platforms_own_budget_goes_from_the_panel_to_the_closed_books(
    here: Platform, carla: User, ibrahim: User
) -> None:
    """Money without a vote: paid while the round takes requests, and asked about when its year is over."""
    none: dict[str, Any] = dict.fromkeys(
        ["ideas_at", "elaboration_at", "listed_at", "voting_at", "counting_at", "final_at"]
    )
    round_ = make_round(here, phase="running", kind="platform", amount=Decimal(500), **none)
    fund(round_, round_.amount, by=carla)
    plan = make_request(round_, author=ibrahim, costs=["80.00"])
    plan.carriers.create(person=ibrahim, confirmed_at=timezone.now())
    entries.write(round_, Kind.PROMISED, Decimal(80), plan.title, plan=plan, by=carla)
    Request.objects.filter(pk=plan.pk).update(status="granted", fixed_total=Decimal(80))
    entries.advance(plan, by=carla, **about("80"))
    entries.spend(plan, by=carla, receipt=a_receipt(), **about("75"))
    entries.give_back(plan, by=carla, **about("5"))
    assert round_.entries.free() == Decimal(425)
    assert not advance(round_.pk)
    Round.objects.filter(pk=round_.pk).update(accounting_at=timezone.now())
    assert advance(round_.pk)
    told(plan, ibrahim)
    books.finish(plan, by=carla)
    round_.refresh_from_db()
    books.close(round_, by=carla, story="Een goed jaar.")
    call_command("check_ledger")
    assert (round_.phase, round_.entries.free()) == (Phase.CLOSED, Decimal(425))
