"""Rounds as .pb files, out and in."""

from decimal import Decimal
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from pabulib.checker import Checker

from budgets.actions.count import count_round, election_of, newest, recount
from budgets.actions.exchange import file_of, import_file
from budgets.models import Helper, Round
from budgets.rules.equal_shares import EqualShares
from budgets.rules.pabulib import BadFile, parse, read
from budgets.rules.report import as_json
from platforms.models import Platform
from tests.budgets.boxes import closed_round, fill, statuses
from tests.budgets.test_equal_shares import IN_ORDER
from tests.budgets.test_pabulib import COMPLETE
from tests.factories import make_user

pytestmark = pytest.mark.django_db
PLANS = [("Bankje; “het lange”", "60.50"), ("Plein", "40"), ("Brug", "90")]


@pytest.fixture
def counted(here: Platform) -> Round:
    round_ = closed_round(here, title="Lente", plans=PLANS, ballots=[[1, 3], [2], [2, 3], [3]], amount=Decimal(110))
    count_round(round_)
    return round_


def rows(round_: Round) -> list[tuple[int, list[int], list[int]]]:
    return list(round_.ballots.order_by("place").values_list("place", "choices", "points"))


def test_a_round_comes_back_as_it_was(counted: Round, here: Platform) -> None:
    text = file_of(counted).write()
    back = import_file(parse(text.encode()), here)
    assert rows(back) == rows(counted)
    assert file_of(back).write() == text
    stored, again = newest(counted), newest(back)
    assert stored is not None
    assert again is not None
    assert as_json(stored.outcome) == as_json(again.outcome)
    assert statuses(back) == statuses(counted)


def test_points_come_back_as_they_were(here: Platform) -> None:
    round_ = closed_round(here, plans=PLANS, ballot_form="points", amount=Decimal(110))
    fill(round_, [[1, 2, 3], [2, 3]], points=[[5, 3, 2], [4, 6]])
    count_round(round_)
    text = file_of(round_).write()
    back = import_file(parse(text.encode()), here)
    assert (rows(back), file_of(back).write()) == (rows(round_), text)


def test_groups_and_help_come_back_as_they_were(tmp_path: Path, here: Platform) -> None:
    """What the format has no columns for stands in its comment; its checker still accepts the file."""
    plans = [*PLANS, ("Hek", "30"), ("Pad", "30")]
    groups = {1: "plein", 3: "plein", 4: "oever", 5: "oever"}
    round_ = closed_round(here, plans=plans, groups=groups, with_help=True, amount=Decimal(110), lot=list("12345"))
    fill(round_, [[1, 2, 3], [2, 3, 4], [2, 4, 5]], points=[[2, 1, 1], [1, 1, 2], [1, 1, 1]])
    for number in (2, 4, 4):
        Helper.objects.create(request=round_.requests.get(list_number=number), person=make_user())
    count_round(round_)
    text = file_of(round_).write()
    assert "[1,3 / 4,5]" in text
    back = import_file(parse(text.encode()), here)
    assert (back.with_help, rows(back)) == (True, rows(round_))
    assert file_of(back).write() == text
    stored, again = newest(round_), newest(back)
    assert stored is not None
    assert again is not None
    assert as_json(stored.outcome) == as_json(again.outcome)
    assert [plan["helpers"] for plan in again.outcome["plans"]] == [0, 1, 0, 2, 0]
    assert recount(back)[1] == as_json(again.outcome)
    path = tmp_path / "Netherlands_Hier_2026.pb"
    path.write_text(text)
    assert Checker().process_files([str(path)])["metadata"] == {"processed": 1, "valid": 1, "invalid": 0}


@pytest.mark.parametrize(
    "comment", ["of each group at most one is chosen [", "confirmed helpers [1=2=3 / =, /]", "[1,2]", "#1: 9=9"]
)
def test_a_strange_comment_is_a_comment(here: Platform, comment: str) -> None:
    back = import_file(parse(COMPLETE.replace("budget;100", f"comment;{comment}\nbudget;100").encode()), here)
    assert not back.requests.exclude(group="").exists()


@pytest.mark.parametrize("form", ["approval", "points"])
def test_the_checker_of_the_format_accepts_what_is_written(tmp_path: Path, here: Platform, form: str) -> None:
    round_ = closed_round(here, plans=PLANS, ballot_form=form, amount=Decimal(110))
    fill(round_, [[1, 2, 3], [2, 3, 1]], points=[[5, 3, 2], [4, 5, 1]] if form == "points" else None)
    count_round(round_)
    path = tmp_path / "Netherlands_Hier_2026.pb"
    path.write_text(file_of(round_).write())
    results = Checker().process_files([str(path)])
    assert results["metadata"] == {"processed": 1, "valid": 1, "invalid": 0}


def test_a_file_becomes_a_finished_round(
    tmp_path: Path, here: Platform, client: Client, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "a.pb"
    path.write_text(COMPLETE)
    call_command("import_round", str(path), platform=here.slug)
    assert "3 ballots, 3 plans: /buurtbudget/voorbeeld/" in capsys.readouterr().out
    round_ = Round.objects.get()
    assert (round_.phase, list(round_.platforms.all()), round_.is_frozen) == ("closed", [here], True)
    assert statuses(round_) == {1: "chosen", 2: "chosen", 3: "reserve"}
    assert client.get(f"{round_.get_absolute_url()}uitslag/").status_code == 200
    stored, text, box = recount(round_)
    assert (text, box) == (as_json(stored.outcome), stored.box_sha256)
    call_command("import_round", str(path), phase="final", title="Nog een keer")
    final = Round.objects.get(phase="final")
    assert final.entries.free() == Decimal(0)
    assert statuses(final)[1] == "granted"


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ("budget;100", "budget;0", "above zero"),
        ("budget;100", "budget;9999999999999", "more than a round can hold"),
        ("a;60;", "a;60.001;", "whole cents"),
        ("budget;100", "budget;NaN", "not a number"),
    ],
)
def test_what_a_round_cannot_hold_is_refused_whole(here: Platform, old: str, new: str, why: str) -> None:
    with pytest.raises(BadFile, match=why):
        import_file(parse(COMPLETE.replace(old, new).encode()), here)
    assert not Round.objects.exists()


def test_the_command_says_what_is_wrong_in_one_line(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="no platform"):
        call_command("import_round", str(tmp_path / "none.pb"))


def test_the_file_of_a_round_is_for_everyone_where_whole_ballots_are(client: Client, counted: Round) -> None:
    address = f"{counted.get_absolute_url()}uitslag/stembus.pb"
    assert client.get(address).status_code == 404
    assert address not in client.get(f"{counted.get_absolute_url()}uitslag/").content.decode()
    large = closed_round(plans=PLANS, ballots=[[1 + voter % 3] for voter in range(200)], amount=Decimal(110), lot=["1"])
    count_round(large)
    answer = client.get(f"{large.get_absolute_url()}uitslag/stembus.pb")
    assert parse(answer.content).election().voters == 200
    assert "stembus.pb" in client.get(f"{large.get_absolute_url()}uitslag/").content.decode()


def test_a_real_election_is_replayed(data: Path, here: Platform) -> None:
    file = read(data / "netherlands" / "Netherlands_Assen_2024.pb")
    round_ = import_file(file, here)
    here_, there = election_of(round_), file.election()
    assert (here_.voters, here_.votes) == (there.voters, there.votes)
    outcome = EqualShares().count(there, IN_ORDER)
    stored = newest(round_)
    assert stored is not None
    assert [int(number) - 1 for number in stored.outcome["winners"]] == outcome.winners
