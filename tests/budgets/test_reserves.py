"""Money that comes free: for the first reserve that fits, in an order that nobody chooses."""

from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.test import Client

from budgets.actions import books, entries
from budgets.actions.reserves import next_of
from budgets.models import Request, Round, Status
from coalitie.activity.models import Mail
from coalitie.lib.refused import Refused
from coalitie.people.models import User
from platforms.models import Platform
from tests.budgets.books import chosen, counted, outcome_stands
from tests.factories import make_round, sign_in_to_desk

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan(here: Platform, ibrahim: User) -> Request:
    """Chosen for € 700 of € 1.000, carried by Ibrahim."""
    return chosen(counted(here, slug="rondje"), carrier=ibrahim, slug="bankjes", title="Bankjes")


def test_a_plan_that_lapses_frees_its_money_for_the_first_reserve(plan: Request, carla: User, ibrahim: User) -> None:
    few = chosen(plan.round, status="reserve", cost="400.00", title="Weinig")
    many = chosen(plan.round, status="reserve", cost="500.00", title="Veel")
    dear = chosen(plan.round, status="reserve", cost="5000.00", title="Duur")
    outcome_stands(plan.round, {few: (3, 3), many: (9, 9), dear: (20, 20)})
    with pytest.raises(Refused, match="niet genoeg vrij geld"):
        books.move_up(many, by=carla)
    books.lapse(plan, by=carla, reason="De grond is vervuild.")
    assert (plan.status, plan.reason) == (Status.LAPSED, "De grond is vervuild.")
    assert "De grond is vervuild." in Mail.objects.filter(to=ibrahim.email).latest("pk").text
    with pytest.raises(Refused, match="Veel"):
        books.move_up(few, by=carla)
    books.move_up(many, by=carla)
    assert (many.status, many.entries.to_pay()) == (Status.GRANTED, Decimal(500))
    books.move_up(few, by=carla)
    with pytest.raises(Refused):
        books.move_up(few, by=carla)


def test_reserves_go_by_points_as_they_were_counted(plan: Request, carla: User) -> None:
    many, strong = (chosen(plan.round, status="reserve", cost="100.00", title=title) for title in ("Veel", "Sterk"))
    outcome_stands(plan.round, {many: (9, 12), strong: (4, 30)})
    with pytest.raises(Refused, match="Sterk"):
        books.move_up(many, by=carla)
    books.move_up(strong, by=carla)
    books.move_up(many, by=carla)


def test_of_reserves_that_cannot_go_together_one_moves_up(plan: Request, carla: User) -> None:
    first, rival = (
        chosen(plan.round, status="reserve", cost="100.00", title=title, group="plein") for title in ("Zand", "Gras")
    )
    outcome_stands(plan.round, {first: (9, 9), rival: (4, 4)})
    books.move_up(first, by=carla)
    with pytest.raises(Refused, match="niet samen"):
        books.move_up(rival, by=carla)
    books.lapse(first, by=carla, reason="De grond is vervuild.")
    books.move_up(rival, by=carla)


def test_equal_reserves_wait_for_a_lot_and_never_go_by_number(plan: Request, carla: User) -> None:
    one, two, three = (
        chosen(plan.round, status="reserve", cost="600.00", title=title) for title in ("Een", "Twee", "Drie")
    )
    outcome_stands(plan.round, {one: (5, 5), two: (5, 5), three: (4, 4)})
    assert not next_of(plan.round).equal
    books.lapse(plan, by=carla, reason="De grond is vervuild.")
    for each in (one, two, three):
        with pytest.raises(Refused, match="Loot eerst"):
            books.move_up(each, by=carla)
    for _twice in range(2):
        call_command("remind_budgets")
    (mail,) = Mail.objects.filter(to=carla.email, subject__startswith="Er moet worden geloot tussen reserves")
    assert "Een" in mail.text
    assert "Drie" not in mail.text
    page = sign_in_to_desk(Client(), carla)
    desk = f"/beheer/budgets/round/{plan.round_id}/doe/draw_reserve_lot/"
    numbers = [each.list_number or 0 for each in (two, one)]
    wrong = {"order": f"{numbers[0]}, {three.list_number}", "reason": "Op het plein."}
    assert page.post(desk, wrong).status_code == 409
    assert page.post(desk, {"order": f"{numbers[0]}, {numbers[1]}", "reason": "Op het plein."}).status_code == 302
    assert page.post(desk, {"order": f"{numbers[1]}, {numbers[0]}", "reason": "Nog eens."}).status_code == 403
    plan.round.refresh_from_db()
    assert plan.round.lot == []
    with pytest.raises(Refused, match="Twee"):
        books.move_up(one, by=carla)
    books.move_up(two, by=carla)
    assert two.status == Status.GRANTED


def test_the_lot_from_before_the_count_decides_between_reserves_too(plan: Request, carla: User) -> None:
    one, two = (chosen(plan.round, status="reserve", cost="600.00", title=title) for title in ("Een", "Twee"))
    Round.objects.filter(pk=plan.round_id).update(lot=[str(two.list_number), str(one.list_number)])
    outcome_stands(plan.round, {one: (5, 5), two: (5, 5)})
    books.lapse(plan, by=carla, reason="De grond is vervuild.")
    assert next_of(plan.round).first == (two,)


def test_the_ladder_comes_before_a_lot(plan: Request, carla: User) -> None:
    dear, cheap = (chosen(plan.round, status="reserve", cost=cost, title=cost) for cost in ("600.00", "500.00"))
    outcome_stands(plan.round, {dear: (5, 5), cheap: (5, 5)})
    books.lapse(plan, by=carla, reason="De grond is vervuild.")
    assert next_of(plan.round).first == (cheap,)


def test_where_there_is_money_for_all_equals_no_lot_is_asked(plan: Request, carla: User) -> None:
    one, two = (chosen(plan.round, status="reserve", cost="300.00", title=title) for title in ("Een", "Twee"))
    outcome_stands(plan.round, {one: (5, 5), two: (5, 5)})
    books.lapse(plan, by=carla, reason="De grond is vervuild.")
    books.move_up(two, by=carla)
    books.move_up(one, by=carla)


def test_reserves_come_before_another_round_until_the_accounts_begin(plan: Request, carla: User) -> None:
    waits = chosen(plan.round, status="reserve", cost="400.00", title="Wacht")
    outcome_stands(plan.round, {waits: (5, 5)})
    there = make_round(*plan.round.platforms.all(), title="Hierna", phase="running", kind="platform")
    books.execute(plan.round, by=carla)
    books.lapse(plan, by=carla, reason="De grond is vervuild.")
    over: dict[str, Any] = {"by": carla, "to": there, "amount": Decimal(500), "purpose": "Over"}
    with pytest.raises(Refused, match=r"Die gaat voor: 2\. Wacht"):
        entries.carry_over(plan.round, **over, form_key=uuid4())
    books.account(plan.round, by=carla)
    with pytest.raises(Refused):
        books.move_up(waits, by=carla)
    page = Client().get(f"{plan.round.get_absolute_url()}kasboek/").content.decode().replace("\xa0", " ")
    assert "De € 1.000 die nog vrij is, gaat over naar een volgende ronde" in page
    assert "Sinds de verantwoording begon, gaat geld dat vrijkomt over" in page
    entries.carry_over(plan.round, **over, form_key=uuid4())
    books.close(plan.round, by=carla, story="Het ging anders.")
    entries.carry_over(plan.round, **over, form_key=uuid4())
    assert there.entries.free() == Decimal(1000)
    assert "die nog vrij is" not in Client().get(f"{plan.round.get_absolute_url()}kasboek/").content.decode()
