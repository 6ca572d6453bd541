"""``manage.py count``, as somebody runs it: in a process of its own, without a database or any setting."""

import json
import os
import subprocess
import sys
from argparse import ArgumentTypeError
from pathlib import Path

import pytest

from budgets.management.commands.count import above_zero
from tests.budgets.test_pabulib import COMPLETE, WHOLE

ROOT = Path(__file__).resolve().parents[2]
TIED = "META\nkey;value\nbudget;60\nPROJECTS\nproject_id;cost\nz;60\na;60\nVOTES\nvoter_id;vote\n" + "".join(
    f"{voter};{vote}\n" for voter, vote in enumerate(["z", "a", "z", "a"])
)


def count(path: Path, *options: str, **environment: str) -> subprocess.CompletedProcess[str]:
    bare = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return subprocess.run(
        [sys.executable, "manage.py", "count", str(path), *options],
        cwd=ROOT,
        env={**bare, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "election.pb"
    path.write_text(COMPLETE)
    return path


def test_as_json(file: Path) -> None:
    done = count(file, "--json")
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout) == {
        "rule": "gelijke-aandelen",
        "winners": ["b", "a"],
        "completion": [],
        "cost": 100,
        "endowment": 40,
        "ties": [{"projects": ["a", "b"], "chosen": "b", "by": "lowest cost"}],
        "warnings": [],
    }


def test_as_a_table(file: Path) -> None:
    done = count(file, "--rule", "meeste-stemmen")
    assert done.returncode == 0
    assert "meeste-stemmen: 2 plans for 100" in done.stdout
    assert "Bankje" in done.stdout


@pytest.mark.parametrize("mode", ["demo", "production"])
def test_no_mode_asks_for_a_database(file: Path, mode: str) -> None:
    assert count(file, "--json", COALITIE_MODE=mode).returncode == 0


@pytest.mark.parametrize(
    ("options", "endowment"),
    [
        (["--start", "exact", "--stop", "overspend"], "358/3"),
        (["--step", "0,5", "--completion", "none"], 40),
        (["--rule", "meeste-stemmen", "--no-skip"], None),
    ],
)
def test_options(file: Path, options: list[str], endowment: object) -> None:
    done = count(file, "--json", *options)
    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout)
    assert (sorted(answer["winners"]), answer["endowment"]) == (["a", "b"], endowment)


def test_a_tie_goes_by_the_order_of_the_file_and_is_named(tmp_path: Path) -> None:
    path = tmp_path / "tied.pb"
    path.write_text(TIED)
    answer = json.loads(count(path, "--json").stdout)
    # At 30 per voter both would be bought, for twice the budget: what is left over goes to one of them.
    assert (answer["winners"], answer["completion"]) == ([], ["z"])
    assert answer["ties"] == [{"projects": ["a", "z"], "chosen": "z", "by": "file order"}]


def test_the_seed_of_hashes_changes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "tied.pb"
    path.write_text(TIED)
    answers = {count(path, "--json", PYTHONHASHSEED=seed).stdout for seed in ("0", "4711")}
    assert len(answers) == 1


def test_the_seed_of_hashes_changes_nothing_in_a_real_election(data: Path) -> None:
    path = data / "netherlands" / "Netherlands_Amsterdam_604.pb"
    answers = {count(path, "--json", PYTHONHASHSEED=seed).stdout for seed in ("0", "4711")}
    assert len(answers) == 1


def test_a_file_that_cannot_be_read_ends_with_two_and_one_line(tmp_path: Path) -> None:
    path = tmp_path / "bad.pb"
    path.write_text(WHOLE.replace("a;60", "a;sixty"))
    done = count(path, "--json")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == f"{path}: line 7: the cost of 'a' is 'sixty', which is not a number\n"


@pytest.mark.parametrize("step", ["0", "-1", "nan", "x"])
def test_a_step_that_cannot_be_meant(step: str) -> None:
    with pytest.raises(ArgumentTypeError):
        above_zero(step)
