"""An outcome as data: whole, the same each time, and safe to open in a spreadsheet."""

import csv
import io
import json
import subprocess
import sys
from fractions import Fraction

import pytest
from hypothesis import given, settings

from budgets.rules.elections import Ballot, Election, Project
from budgets.rules.greedy import reserves
from budgets.rules.report import FEW, WHOLE_FROM, Counting, as_csv, as_json, count, discreet, exactly
from budgets.rules.ties import TieBreak, UnresolvedTie
from tests.budgets.strategies import Given, election, given_elections
from tests.budgets.test_equal_shares import example

IN_ORDER = TieBreak(file_order=True)


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        (Fraction(1250), "1250"),
        (Fraction(25, 2), "12.5"),
        (Fraction(100, 3), "100/3"),
        (Fraction(-1, 100), "-0.01"),
        (Fraction(10**13) + Fraction(1, 100), "10000000000000.01"),
    ],
)
def test_amounts_are_exact(amount: Fraction, text: str) -> None:
    assert exactly(amount) == text
    assert Fraction(text) == amount


@settings(max_examples=60, deadline=None, derandomize=True)
@given(given_elections())
def test_what_is_stored_adds_up(asked: Given) -> None:
    data = count(election(asked), Counting(compare_below=0), IN_ORDER, most_recounts=20)
    assert data["rule"] == "equal_shares"
    chosen = [plan for plan in data["plans"] if plan["chosen"]]
    assert sorted(plan["id"] for plan in chosen) == sorted(data["winners"] + data["completion"])
    assert sum((Fraction(plan["cost"]) for plan in chosen), Fraction(0)) == Fraction(data["cost"])
    for plan in chosen:
        if plan["why"] == "bought":
            full = sum(Fraction(amount) * voters for amount, voters in plan["payments"])
            assert full + Fraction(plan["less"][0]) == Fraction(plan["cost"])
            assert sum(voters for _amount, voters in plan["payments"]) + plan["less"][1] <= plan["votes"]
    assert json.loads(as_json(data)) == data
    assert sum(data["comparison"].values()) == data["voters"]


def test_a_small_round_goes_by_most_votes_where_more_are_better_off() -> None:
    costs = {"bank": 1, "speeltuin": 6, "bieb": 3, "pleinfeest": 5}
    ballots: dict[Ballot, int] = {
        ((0, 1), (2, 1), (3, 1)): 1,
        ((1, 1), (2, 1), (3, 1)): 1,
        ((1, 1), (2, 1)): 1,
        ((0, 1),): 1,
        ((3, 1),): 2,
    }
    asked = Election.of(8, [Project(name, Fraction(cost)) for name, cost in costs.items()], ballots)
    small = count(asked, Counting(compare_below=7), IN_ORDER)
    assert (small["asked"], small["rule"], small["winners"]) == ("equal_shares", "most_votes", ["pleinfeest", "bieb"])
    assert small["other"] == {
        "rule": "equal_shares",
        "chosen": ["bieb", "bank"],
        "cost": "4",
        "ties_in_order": False,
    }
    assert small["comparison"] == {"equal_shares": 1, "most_votes": 3, "same": 2}
    assert count(asked, Counting(compare_below=6), IN_ORDER)["rule"] == "equal_shares"


def test_without_a_lot_the_tie_names_its_plans() -> None:
    tied = Election.of(20, [Project("a", Fraction(20)), Project("b", Fraction(20))], {((0, 1),): 2, ((1, 1),): 2})
    with pytest.raises(UnresolvedTie) as caught:
        count(tied, Counting())
    assert caught.value.projects == ("a", "b")
    assert count(tied, Counting(), TieBreak(lot=("b", "a")))["completion"] == ["b"]


def test_no_lot_is_asked_for_what_is_only_set_beside() -> None:
    """By votes b and c stand equal; by shares those for b gave their money to a."""
    plans = [Project("a", Fraction(60)), Project("b", Fraction(40)), Project("c", Fraction(40))]
    asked = Election.of(100, plans, {((0, 1),): 1, ((0, 1), (1, 1)): 2, ((2, 1),): 2})
    data = count(asked, Counting(compare_below=0))
    assert (data["winners"], data["other"]["chosen"], data["other"]["ties_in_order"]) == (["a", "c"], ["a", "b"], True)
    with pytest.raises(UnresolvedTie):
        count(asked, Counting(compare_below=6))
    with pytest.raises(UnresolvedTie):
        count(asked, Counting("most_votes"))


def test_reserves_go_by_votes_without_what_a_chosen_plan_excludes() -> None:
    costs = {"a": 60, "b": 50, "c": 50, "d": 50, "e": 55, "f": 50, "g": 500}
    plans = [Project(name, Fraction(cost), group="plein" if name in "ab" else "") for name, cost in costs.items()]
    ballots: dict[Ballot, int] = {((0, 1), (1, 1)): 9, ((2, 1), (3, 1), (6, 1)): 2, ((4, 1),): 1, ((5, 1),): 1}
    asked = Election.of(100, plans, ballots)
    assert reserves(asked, [0]) == [2, 3, 5]
    assert reserves(asked, [0], most=1) == [2, 3]
    assert reserves(asked, [0, 2, 3, 4, 5]) == []


def test_the_spreadsheet_has_a_line_for_each_plan_and_no_formulas() -> None:
    asked = Election.of(10, [Project("=1+1", Fraction(5), '=HYPERLINK("x")')], {((0, 1),): 2})
    rows = list(csv.DictReader(io.StringIO(as_csv(count(asked, Counting(), IN_ORDER)))))
    assert [(row["id"], row["name"], row["chosen"]) for row in rows] == [("'=1+1", '\'=HYPERLINK("x")', "1")]


def test_the_same_to_the_byte_whatever_the_seed_of_hashes() -> None:
    code = (
        "from budgets.rules.report import *; from tests.budgets.test_report import IN_ORDER, example;"
        "print(as_json(count(example(), Counting(), IN_ORDER)))"
    )
    texts = {
        subprocess.run(
            [sys.executable, "-c", code], env={"PYTHONHASHSEED": seed, "PATH": ""}, capture_output=True, check=True
        ).stdout
        for seed in ("0", "1")
    }
    assert texts == {(as_json(count(example(), Counting(), IN_ORDER)) + "\n").encode()}


@settings(max_examples=60, deadline=None, derandomize=True)
@given(given_elections())
def test_of_fewer_than_five_people_nothing_is_told_but_their_number(asked: Given) -> None:
    data = count(election(asked), Counting(compare_below=0), IN_ORDER, most_recounts=20)
    told = discreet(data)
    assert data["voters"] < WHOLE_FROM
    assert [plan["votes"] for plan in told["plans"]] == [plan["votes"] for plan in data["plans"]]
    for plan in told["plans"]:
        groups = [*(number for _price, number in plan["payments"]), plan["less"][1]]
        assert all(number >= FEW for number in groups if number)
        if plan["votes"] < FEW:
            assert (plan["spent"], plan["more_votes"], plan["cheaper"]) == ([], None, None)
            assert (plan["support_percent"], plan["effective_votes"]) == ("0", None)
    assert discreet({**data, "voters": WHOLE_FROM})["plans"] == [plan | {"hidden": ""} for plan in data["plans"]]
