"""Elections that were held, against outcomes found by another engine. PB_ALL=1 counts the slow ones as well."""

import json
import os
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from budgets.rules.elections import Election
from budgets.rules.equal_shares import EqualShares
from budgets.rules.greedy import Greedy
from budgets.rules.pabulib import File, parse, read
from budgets.rules.shares import Table, run
from budgets.rules.ties import FILE_ORDER, TieBreak
from tests.budgets.conftest import DATA

IN_ORDER = TieBreak(file_order=True)
ALL = bool(os.environ.get("PB_ALL"))
# How long a count takes goes by the amounts it tries times the plans; these take seconds each.
SLOW = 12_000
VARIANTS: dict[str, dict[str, Any]] = {
    "mes_add1_integral_exhaustive": {},
    "mes_add1_integral_overspend": {"stop": "overspend"},
    "mes_add1_fractional_exhaustive": {"start": "exact"},
}


def expected() -> dict[str, Any]:
    path = DATA / "expected.json"
    return json.loads(path.read_text()) if path.is_file() else {"none": {}}


def ids(election: Election, chosen: list[int]) -> list[str]:
    return [election.projects[index].id for index in chosen]


@pytest.mark.parametrize("name", expected())
def test_agrees_with_what_is_known(data: Path, name: str) -> None:
    known = expected()[name]
    file = read(data / known["file"])
    election = file.election()
    for skip, greedy in (("greedy_skip", Greedy("skip")), ("greedy_no_skip", Greedy("stop"))):
        voted = greedy.count(election.with_threshold(file.threshold), IN_ORDER)
        assert sorted(ids(election, voted.winners)) == sorted(known[skip]["winners"])
        assert float(voted.cost) == known[skip]["cost"]
    for variant, options in VARIANTS.items():
        outcome = known.get(variant)
        if outcome is None:
            continue
        work = outcome["iterations"] * len(election.projects)
        if not ALL and work > (SLOW if variant == "mes_add1_integral_exhaustive" else SLOW // 10):
            continue
        rule = EqualShares(step=Fraction(outcome["increment"]), above_budget="in", **options)
        counted = rule.count(election, IN_ORDER)
        assert ids(election, counted.winners) == outcome["winners_in_order"]
        assert float(counted.cost) == outcome["cost"]
        assert ids(election, counted.completion) == outcome["add1u_extra"]
        assert counted.endowment is not None
        assert float(counted.endowment) == pytest.approx(float(Fraction(outcome["final_endowment"])), abs=1e-5)
        if outcome["unresolved_tie"]:
            assert FILE_ORDER in {tie.settled_by for tie in counted.ties}


@pytest.mark.parametrize(
    ("path", "options"),
    [
        ("netherlands/Netherlands_Assen_2024.pb", {}),
        ("mes-cities/Poland_Swiecie_2023.pb", {}),
        ("mes-cities/Poland_Wieliczka_2023_Green_Budget.pb", {"stop": "overspend"}),
    ],
)
def test_towns_that_really_used_it_got_this_outcome(data: Path, path: str, options: dict[str, Any]) -> None:
    file = read(data / path)
    election = file.election()
    column = file.projects.column("selected")
    official = [row[0] for row in file.projects.rows if column is not None and row[column] == "1"]
    counted = EqualShares(**options).count(election, IN_ORDER)
    assert sorted(ids(election, counted.winners)) == sorted(official)


def test_points_agree_with_what_is_known_where_points_alone_count(data: Path) -> None:
    """The known outcomes take points as they are; worth in points times cost is checked by the recount."""
    for name, known in json.loads((data / "expected_cardinal_pabutools.json").read_text()).items():
        path = data / "cardinal" / f"{name}.pb"
        if not path.is_file():
            continue
        election = read(path).election()
        once = run(Table.of(election, value="points"), election.budget / election.voters, IN_ORDER)
        assert ids(election, once.chosen) == known["mes_no_completion"]["winners"]
        counted = EqualShares("exact", value="points").count(election, IN_ORDER)
        assert ids(election, counted.winners) == known["mes_add1"]["winners"]


def test_every_real_file_comes_back_as_it_was(data: Path) -> None:
    for path in sorted(data.glob("*/*.pb")):
        if path.stat().st_size > 400_000 and not ALL:
            continue
        file: File = read(path)
        text = file.write()
        assert text.rstrip("\n") == path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n").rstrip("\n")
        assert parse(text.encode()) == file
