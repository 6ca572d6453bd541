"""``.pb`` files: the dirt that real ones hold, and files that want to do harm."""

import random
from fractions import Fraction
from pathlib import Path

import pytest
from pabulib.checker import Checker

from budgets.rules.equal_shares import EqualShares
from budgets.rules.pabulib import BadFile, parse, read
from budgets.rules.ties import TieBreak

META = "META\nkey;value\nbudget;100\nvote_type;approval\n"
PROJECTS = "PROJECTS\nproject_id;cost;votes;name\na;60;2;Bankje\nb;40;1;Plein\n"
VOTES = "VOTES\nvoter_id;vote\n1;a\n2;a,b\n"
WHOLE = META + PROJECTS + VOTES
COMPLETE = '''META
key;value
description;Voorbeeld
country;Netherlands
unit;Voorbeeld
instance;2026
num_projects;3
num_votes;3
budget;100
vote_type;approval
rule;equalshares/add1
date_begin;2026
date_end;2026
PROJECTS
project_id;cost;votes;name;selected
a;60;2;"Bankje; ""het lange""";1
b;40;2;Plein;1
c;90;1;Brug;0
VOTES
voter_id;vote
1;a,c
2;a,b
3;b
'''


def text_with(old: str, new: str) -> bytes:
    assert old in WHOLE
    return WHOLE.replace(old, new).encode()


def test_the_same_project_twice_on_a_ballot_counts_once() -> None:
    file = parse(text_with("2;a,b", "2;a,b,a"))
    assert file.election().votes == (2, 1)
    assert file.warnings == ["1 times a ballot names the same project again; it counts once"]


@pytest.mark.parametrize("cost", ["59,50", "59.50", " 59.5 ", "5.95E1"])
def test_decimals_with_a_comma_or_a_point(cost: str) -> None:
    assert parse(text_with("a;60", f"a;{cost}")).election().projects[0].cost == Fraction(119, 2)


def test_names_with_separators_and_quotes() -> None:
    name = 'Plein; "het grote"\nmet boom'
    file = parse(text_with("Plein", '"Plein; ""het grote""\nmet boom"'))
    assert file.election().projects[1].name == name
    assert parse(file.write().encode()) == file
    with pytest.raises(BadFile, match=r"^line 10: the cost of 'c' is 'x', which is not a number"):
        parse(text_with("Plein\n", '"Plein\nmet boom"\nc;x;0;x\n')).election()


@pytest.mark.parametrize("change", [lambda raw: b"\xef\xbb\xbf" + raw, lambda raw: raw.replace(b"\n", b"\r\n")])
def test_byte_order_marks_and_other_line_ends(change: object) -> None:
    file = parse(change(WHOLE.encode()))  # type: ignore[operator]
    assert file.election().votes == (2, 1)
    assert file == parse(WHOLE.encode())


def test_selected_two_or_three_categories_and_cost_above_budget_are_read() -> None:
    listed = "votes;selected;category\na;600;2;2;groen\nb;40;1;3;"
    file = parse(text_with("votes;name\na;60;2;Bankje\nb;40;1;Plein", listed))
    assert EqualShares().count(file.election()).chosen == [1]


def test_blank_ballots_are_voters_and_unlisted_plans_are_said() -> None:
    file = parse((WHOLE + "3;\n4;zz\n").encode())
    election = file.election()
    assert (election.voters, election.votes) == (4, (2, 1))
    assert file.warnings == ["1 times a ballot names a project that is not listed (zz)"]


def test_counts_that_differ_are_said() -> None:
    file = parse(text_with("budget;100", "budget;100\nnum_votes;9").replace(b"a;60;2", b"a;60;7"))
    file.election()
    assert file.warnings == [
        "num_votes says '9', the file holds 2",
        "the votes listed differ from the ballots for a; ballots count",
    ]


def test_points_and_rankings() -> None:
    points = text_with("approval", "cumulative")
    points = points.replace(b"voter_id;vote\n1;a\n2;a,b", b"voter_id;vote;points\n1;a;3\n2;a,b;1,2")
    assert parse(points).election().score == (4, 2)
    ranked = text_with("approval", "ordinal").replace(b"2;a,b", b"2;b,a")
    assert parse(ranked).election().score == (3, 2)
    with pytest.raises(BadFile, match=r"^line 12: 2 projects and 1 points on one ballot$"):
        parse(points.replace(b"1,2", b"1")).election()


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        (b"", r"^line 1: a \.pb file begins with META"),
        (b"\x00\x01\x02", "^line 1: "),
        (b"hello", r"^line 1: a \.pb file begins with META"),
        (WHOLE.encode("utf-16"), "^line 1: this is UTF-16"),
        (text_with("Plein", "Pl\u00e9in").decode().encode("latin-1"), "^line 8: byte 0xe9 is not UTF-8"),
        (text_with("Plein", "Pl\0ein"), "^line 8: a zero byte"),
        (META.encode(), "^there is no section PROJECTS"),
        ((WHOLE + VOTES).encode(), "^line 13: a second section VOTES"),
        (text_with("budget;100\n", ""), "^META has no budget"),
        (text_with("budget;100", "budget;100\nbudget;200"), "^line 4: META says 'budget' twice"),
        (text_with("100", "NaN"), "^line 3: the budget is 'NaN', which is not a number"),
        (text_with("100", "1e309"), "^line 3: the budget is '1e309', which is out of reach"),
        (text_with("100", "-5"), "^line 3: the budget is '-5', below zero"),
        (text_with("100", "1_000"), "^line 3: the budget is '1_000', which is not a number"),
        (text_with("100", "1.000,50"), "^line 3: .*not a number"),
        (text_with("100", "\u0661\u0662"), "^line 3: .*not a number"),
        (text_with("100", "9" * 5000), "^line 3: .*not a number"),
        (text_with("100", "99999999999999"), "^line 3: .*more than"),
        (text_with("a;60", "a;inf"), "^line 7: the cost of 'a' is 'inf'"),
        (text_with("a;60", ";60"), "^line 7: a project without an id"),
        (text_with("b;40", "a;40"), "^line 8: project 'a' is listed twice"),
        (text_with("b;40;1;Plein", "b"), "^line 8: a project without an id and a cost"),
        (text_with("2;a,b", "2"), "^line 12: a ballot without a vote"),
        (text_with("approval", "wish"), "^vote_type 'wish' is none of"),
        (text_with("approval", "cumulative"), "^VOTES has no column points"),
        (text_with("project_id;cost", "id;price"), "^line 7: PROJECTS needs the columns"),
        (text_with("voter_id;vote", "voter_id;choice"), "^VOTES has no column vote"),
        (text_with("Bankje", '"Bankje'), "^line 7: a quote opens here and nowhere closes"),
        (text_with("Bankje", '"' + "x" * 200_000), "cannot be split into fields"),
    ],
)
def test_what_cannot_be_meant_is_refused_with_one_line(raw: bytes, why: str) -> None:
    with pytest.raises(BadFile, match=why) as caught:
        parse(raw).election()
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 300


def test_torn_and_bent_files_are_read_or_refused() -> None:
    """A thousand ways to break a file: each is counted or refused, none ends in anything else."""
    chance = random.Random(604)
    raw = COMPLETE.encode()
    refused: list[str] = []
    for _ in range(1000):
        bent = bytearray(raw[: chance.randrange(len(raw))] if chance.random() < 0.2 else raw)
        for _ in range(chance.randrange(4)):
            at = chance.randrange(len(bent) + 1)
            bent[at : at + chance.randrange(3)] = chance.choice([b";", b'"', b"\n", b",", b"\xff", b"0", b"-", b"\r"])
        try:
            EqualShares().count(parse(bytes(bent)).election(), TieBreak(file_order=True))
        except BadFile as error:
            refused.append(str(error))
    assert 100 < len(refused) < 900
    assert not any("\n" in line for line in refused)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(BadFile, match=r"^cannot be opened: No such file"):
        read(tmp_path / "none.pb")
    with pytest.raises(BadFile, match=r"^cannot be opened: "):
        read(tmp_path)


def test_what_is_written_is_what_was_read() -> None:
    assert parse(COMPLETE.encode()).write() == COMPLETE


def test_the_checker_of_the_format_accepts_what_is_written(tmp_path: Path) -> None:
    path = tmp_path / "Netherlands_Voorbeeld_2026.pb"
    path.write_text(parse(COMPLETE.encode()).write())
    results = Checker().process_files([str(path)])
    assert results["metadata"] == {"processed": 1, "valid": 1, "invalid": 0}
