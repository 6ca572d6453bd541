"""The last euro, taken twice at once; and the outcome settled by two workers. By holding the lock, and by racing."""

import threading
from decimal import Decimal
from functools import partial

import pytest
from django.db import connection, transaction

from budgets.actions import books, entries
from budgets.actions.clock import advance
from budgets.actions.rules import hold
from budgets.models import Request
from coalitie.lib.refused import Refused
from coalitie.people.models import User
from tests.budgets.books import about, chosen, counted, freeze
from tests.factories import make_platform, make_user
from tests.initiatives.test_races import waiting_beside
from tests.together import together

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def carla() -> User:
    return make_user("carla@example.org")


@pytest.fixture
def plan(carla: User) -> Request:
    """€ 700 promised, and one euro of it not paid out yet."""
    round_ = counted(make_platform("Hier", coordinator=carla))
    made = chosen(round_)
    freeze(round_)
    assert advance(round_.pk)
    round_.refresh_from_db()
    books.execute(round_, by=carla)
    made.refresh_from_db()
    entries.advance(made, by=carla, **about("699"))
    return made


def race(plan: Request, by: User, *, many: int = 6) -> list[str]:
    """As many people as this press at the same moment, each in a connection of its own."""
    read = [Request.objects.select_related("round").get(pk=plan.pk) for _number in range(many)]
    said = together(*(partial(entries.advance, mine, by=by, **about("1")) for mine in read))
    return sorted("refused" if each == "Refused" else "done" for each in said)


def test_the_last_euro_is_paid_once(plan: Request, carla: User) -> None:
    assert race(plan, carla) == ["done", *["refused"] * 5]
    assert plan.entries.to_pay() == 0
    assert [row.number for row in plan.round.entries.in_order()] == [1, 2, 3, 4]


def test_without_the_database_the_race_is_lost(plan: Request, carla: User, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: no trigger and no lock, only a look beforehand, and the same euro is paid more than once."""
    gate = threading.Barrier(6)

    def look_and_write(round_: object, kind: object, amount: Decimal, purpose: str, **more: object) -> None:
        plan_ = more["plan"]
        if plan_.entries.to_pay() < amount:  # type: ignore[attr-defined]
            raise Refused("Op.")
        gate.wait(timeout=10)
        more.pop("form_key")
        plan_.round.entries.create(request=more.pop("plan"), kind=kind, amount=amount, purpose=purpose, **more)  # type: ignore[attr-defined]

    monkeypatch.setattr(entries, "hold", lambda round_: round_)
    monkeypatch.setattr(entries, "_spending", lambda plan_, *_when: plan_)
    monkeypatch.setattr(entries, "write", look_and_write)
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE budgets_entry DISABLE TRIGGER budgets_money_is_there")
    try:
        assert race(plan, carla) == ["done"] * 6
        assert plan.entries.to_pay() == Decimal(-5)
    finally:
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE budgets_entry ENABLE TRIGGER budgets_money_is_there")


def test_who_pays_waits_for_who_lets_it_lapse(plan: Request, carla: User) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = '10s'")
    entries.give_back(plan, by=carla, **about("699"))
    with transaction.atomic():
        hold(plan.round)
        with waiting_beside(lambda: entries.advance(Request.objects.get(pk=plan.pk), by=carla, **about("1"))) as beside:
            books.lapse(plan, by=carla, reason="Gestopt.")
    beside.join()
    assert beside.said == "refused"
    assert plan.entries.to_pay() == 0
