"""The outcome as everyone reads it: in words, step by step, as files."""

import csv
import io
from decimal import Decimal
from fractions import Fraction
from typing import Any

import brotli
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from budgets import outcome_dots
from budgets.actions.count import count_round, draw_lot, newest, recount
from budgets.actions.objections import object_to_count
from budgets.models import CountObjection, Round
from budgets.models.revision import sha256
from budgets.rules import report
from budgets.rules.report import Counting, as_json, count
from budgets.why_words import Reader
from coalitie.people.models import User
from platforms.models import Platform
from tests.budgets.boxes import closed_round
from tests.budgets.test_equal_shares import IN_ORDER, example
from tests.factories import sign_in

pytestmark = pytest.mark.django_db
FOUR = [("Bankje", "60"), ("Plein", "40"), ("Brug", "90"), ("Kas", "200"), ("Vijver", "10")]


@pytest.fixture(autouse=True)
def as_if_large(monkeypatch: pytest.MonkeyPatch) -> None:
    """Explained in full, as of a box whose ballots everybody may read."""
    monkeypatch.setattr(report, "WHOLE_FROM", 0)


def counted(**fields: Any) -> Round:
    fields = {"plans": FOUR, "ballots": [[1], [1], [1], [2, 3], [2, 3], [4]], **fields}
    round_ = closed_round(**fields)
    assert count_round(round_)
    round_.refresh_from_db()
    return round_


def text(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().replace("\N{NO-BREAK SPACE}", " ").split())


def test_what_was_chosen_and_why_not(client: Client) -> None:
    round_ = counted()
    page = text(client, f"{round_.get_absolute_url()}uitslag/")
    assert "6 mensen stemden, en 2 van de 5 plannen gaan door." in page
    assert "het hele budget" in page
    assert "Dit plan kost meer dan het hele budget." in page
    assert "Niemand stemde op dit plan." in page
    assert "was het gelukt" in page
    assert "Op de reservelijst" in page
    assert "Met ‘meeste stemmen’ waren dezelfde plannen gekozen." in page
    stored = newest(round_)
    assert stored is not None
    assert stored.sha256 in page


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"ballots": []}, "Niemand heeft gestemd. Daarom is er geen plan gekozen."),
        ({"amount": Decimal(100_000)}, "Er was genoeg geld voor elk plan"),
        ({"ballots": [[], []]}, "2 mensen stemden, maar geen plan is gekozen."),
        ({"plans": [("Kas", "200")], "ballots": [[1]]}, "maar geen plan is gekozen"),
        ({"groups": {1: "plein", 2: "plein"}}, "kan niet samen met ‘Bankje’"),
        ({"threshold": 3, "ballots": [[1], [1], [1], [2]]}, "minder stemmen dan de regels"),
        ({"rule": "most_votes"}, "Met 3 stemmen was dit plan aan de beurt"),
        ({"rule": "most_votes", "too_dear": "part", "ballots": [[1, 3], [1, 3], [1]]}, "krijgt dus een deel"),
        ({"completion": False, "ballots": [[1], [3]]}, "Te weinig stemmen voor wat het kost"),
        (
            {"plans": [("A", "50"), ("B", "50"), ("C", "40")], "ballots": [[1, 3], [1, 3], [1], [2], [2]] * 3},
            "Wie dit plan koos, heeft het geld al aan andere plannen gegeven, vooral aan ‘A’.",
        ),
        (
            {"plans": [("A", "50"), ("B", "50"), ("C", "40")], "ballots": [[1, 3], [1, 3], [1], [2], [2]]},
            "Wie dit plan koos, heeft het geld al aan andere plannen gegeven. Er was samen nog",
        ),
    ],
)
def test_each_case_is_said(client: Client, fields: dict[str, Any], says: str) -> None:
    round_ = counted(**fields)
    assert says in text(client, f"{round_.get_absolute_url()}uitslag/")
    text(client, f"{round_.get_absolute_url()}uitslag/stappen/")


def test_a_small_round_that_goes_by_votes_says_so(client: Client) -> None:
    plans = [("Bank", "10"), ("Speeltuin", "60"), ("Bieb", "30"), ("Pleinfeest", "50")]
    ballots = [[1, 3, 4], [2, 3, 4], [2, 3], [1], [4], [4]]
    round_ = counted(plans=plans, ballots=ballots, amount=Decimal(80), compare_below=7)
    page = text(client, f"{round_.get_absolute_url()}uitslag/")
    assert "Volgens de spelregels geldt dan ‘meeste stemmen’" in page
    assert "Met ‘gelijke aandelen’ was wel gekozen: ‘Bank’." in page


def test_while_the_box_is_counted_the_page_says_what_it_waits_for(client: Client, carla: User) -> None:
    round_ = closed_round(plans=[("Bankje", "60"), ("Plein", "60")], ballots=[[1], [2]])
    address = f"{round_.get_absolute_url()}uitslag/"
    assert "worden geteld" in text(client, address)
    assert not count_round(round_)
    assert "Eerst moet er worden geloot" in text(client, address)
    assert client.get(f"{address}stappen/").status_code == 404
    draw_lot(round_, by=carla, order=[2, 1], reason="Op het plein, met de buren erbij.")
    count_round(round_)
    page = text(client, address)
    assert "‘Plein’ ging voor, omdat het bij de loting eerder werd getrokken." in page
    assert "Op het plein, met de buren erbij." in page


def test_there_is_no_outcome_before_the_count(client: Client) -> None:
    round_ = closed_round(phase="voting")
    for page in ("", "stappen/", "uitslag.json", "uitslag.csv"):
        assert client.get(f"{round_.get_absolute_url()}uitslag/{page}").status_code == 404


def test_the_steps_can_be_followed(client: Client) -> None:
    round_ = counted(ballots=[[1, 2], [1, 2], [1, 2], [2], [1]], plans=[("Bankje", "60"), ("Plein", "38")])
    page = text(client, f"{round_.get_absolute_url()}uitslag/stappen/")
    assert "€ 100 gedeeld door 5 mensen is € 20 voor ieder" in page
    assert "mensen betaalden elk" in page
    assert page.count('<svg class="step-dots"') == 4


def test_the_files_are_the_outcome_to_the_byte(client: Client) -> None:
    round_ = counted(plans=[("=1+1", "60"), ("Plein", "40")], ballots=[[1], [2]])
    stored = newest(round_)
    assert stored is not None
    answer = client.get(f"{round_.get_absolute_url()}uitslag/uitslag.json")
    assert sha256(answer.content.decode()) == stored.sha256
    assert answer.content.decode() == as_json(stored.outcome)
    rows = list(
        csv.DictReader(io.StringIO(client.get(f"{round_.get_absolute_url()}uitslag/uitslag.csv").content.decode()))
    )
    assert [row["name"] for row in rows] == ["'=1+1", "Plein"]


def test_the_page_of_sixty_plans_is_small(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("budgets.rules.report.MOST_WORK", 0)
    plans = [(f"Plan {number} voor een fijnere straat", str(20 + number % 7 * 10)) for number in range(60)]
    ballots = [[(voter * step) % 60 + 1 for step in (1, 3, 7)] for voter in range(1, 41)]
    ballots = [sorted(set(ballot)) for ballot in ballots]
    round_ = counted(plans=plans, ballots=ballots, amount=Decimal(1000), lot=[str(number) for number in range(1, 61)])
    for page in ("uitslag/", "uitslag/stappen/"):
        address = f"{round_.get_absolute_url()}{page}"
        client.get(address)
        with CaptureQueriesContext(connection) as asked:
            answer = client.get(address)
        assert len(asked) <= 8
        assert len(brotli.compress(answer.content, quality=5)) < 20_000


def test_an_objection_is_made_once_and_stands_with_its_answer(client: Client, fatima: User) -> None:
    round_ = counted()
    address = f"{round_.get_absolute_url()}uitslag/bezwaar/"
    sign_in(client, fatima)
    assert "Maak bezwaar" in text(client, address)
    assert client.post(address, {"text": ""}).status_code == 422
    for _ in range(2):
        assert client.post(address, {"text": "Mijn plan mist stemmen."}).status_code == 302
    assert CountObjection.objects.get().by == fatima
    assert "Mijn plan mist stemmen." in text(client, f"{round_.get_absolute_url()}uitslag/")


def test_nobody_objects_when_the_outcome_stands(client: Client, fatima: User) -> None:
    round_ = counted()
    Round.objects.filter(pk=round_.pk).update(phase="final")
    sign_in(client, fatima)
    assert client.get(f"{round_.get_absolute_url()}uitslag/bezwaar/").status_code == 403
    assert "De uitslag staat vast" in text(client, f"{round_.get_absolute_url()}uitslag/")


def test_the_page_of_the_round_leads_to_its_outcome(client: Client, here: Platform, fatima: User) -> None:
    round_ = counted()
    assert f"{round_.get_absolute_url()}uitslag/" in text(client, round_.get_absolute_url())
    object_to_count(round_, by=fatima, text="Dit klopt niet.")
    assert f"{round_.get_absolute_url()}uitslag/" in text(client, f"{round_.get_absolute_url()}aanvragen/plan-1/")


def test_every_plan_has_its_words_by_either_rule() -> None:
    for rule in ("equal_shares", "most_votes"):
        data = count(example(), Counting(rule), IN_ORDER)
        reader = Reader(data)
        assert all(reader.story(plan) for plan in data["plans"])
        assert reader.other()


def test_dots_show_the_budget_and_no_more() -> None:
    assert [outcome_dots.worth(most) for most in (0, 90, 91, 181, 451)] == [1, 1, 2, 5, 10]
    full = outcome_dots.money(Fraction(100), Fraction(0), Fraction(100))
    assert [(name, path.count("M")) for name, path in full.kinds] == [("full", 60)]
    some = outcome_dots.money(Fraction(100), Fraction(50), Fraction(1))
    assert [(name, path.count("M")) for name, path in some.kinds] == [("spent", 30), ("full", 1), ("none", 29)]


def test_of_a_few_people_in_a_small_box_no_amounts_are_told(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(report, "WHOLE_FROM", 200)
    plans = [("Bankje", "60"), ("Plein", "40"), ("Brug", "70")]
    round_ = counted(plans=plans, ballots=[[1], [1], [1], [1], [1], [1], [2, 1], [2], [3, 1]])
    address = f"{round_.get_absolute_url()}uitslag/"
    for page in (text(client, address), text(client, f"{address}stappen/")):
        assert "Wie hoeveel gaf, laten we niet zien" in page
    assert "Minder dan vijf mensen kozen dit plan. Daarom vertellen we niet hoeveel het scheelde." in text(
        client, address
    )
    rows = {plan["name"]: plan for plan in client.get(f"{address}uitslag.json").json()["plans"]}
    assert rows["Bankje"]["votes"] == 8
    for name in ("Plein", "Brug"):
        plan = rows[name]
        assert (plan["payments"], plan["less"], plan["effective_votes"]) == ([], ["0", 0], None)
    assert (rows["Brug"]["votes"], rows["Brug"]["support_percent"], rows["Brug"]["cheaper"]) == (1, "0", None)
    assert recount(round_)[1] == as_json(recount(round_)[0].outcome)
