"""Ballots on paper: two people read the same before it counts; who helps says so in the open."""

import re
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from budgets.actions.box import key_of, locator_of, receipt_of
from budgets.actions.codes import fingerprint, grouped, issue
from budgets.actions.helping import help_with, stop_helping
from budgets.actions.paper import PRINTED
from budgets.models import Ballot, Credential, Helper, PaperEntry, Round, Voter
from coalitie.activity.models import Event
from coalitie.lib.refused import Refused
from coalitie.people.models import User
from platforms.models import Platform
from tests.budgets.voting import close, make_voting
from tests.factories import make_membership, make_user, sign_in, sign_in_to_desk

pytestmark = pytest.mark.django_db


@pytest.fixture
def round_(here: Platform) -> Round:
    return make_voting(here)


@pytest.fixture
def sheet(round_: Round) -> str:
    return issue(round_, number=1, batch="papier", way=Voter.PAPER)[0]


def desk(here: Platform, name: str) -> Client:
    """Another coordinator of the same platform."""
    person = make_user(f"{name}@example.org", name)
    make_membership(here, person, role="coordinator")
    return sign_in_to_desk(Client(), person)


def read(client: Client, round_: Round, sheet: str, numbers: str, helps: str = "") -> Any:
    door = f"/beheer/budgets/round/{round_.pk}/doe/paper/"
    return client.post(door, {"sheet": sheet, "numbers": numbers, "helps": helps})


# --- Two people -------------------------------------------------------------------------------------------------------
def test_two_people_who_read_the_same_make_a_ballot(round_: Round, sheet: str, here: Platform) -> None:
    one, other = desk(here, "Gerda"), desk(here, "Henk")
    assert read(one, round_, grouped(sheet), "1 3 5").status_code == 302
    assert not Ballot.objects.exists()
    assert read(other, round_, sheet.lower(), "5, 3, 1").status_code == 302
    assert Ballot.objects.get().choices == [1, 3, 5]
    assert not PaperEntry.objects.exists()
    assert Credential.objects.get().state == "used"


def test_the_word_on_the_strip_finds_the_ballot(round_: Round, sheet: str, here: Platform) -> None:
    key = bytes(key_of(round_).key)
    right = Credential.objects.get(code_hmac=fingerprint(sheet, round_.pk))
    printed = receipt_of(key, locator_of(key, right), PRINTED)
    for name in ("Gerda", "Henk"):
        read(desk(here, name), round_, sheet, "1 2 3")
    assert Ballot.objects.get().receipt == printed


def test_the_same_person_twice_is_once(round_: Round, sheet: str, here: Platform) -> None:
    one = desk(here, "Gerda")
    for _time in range(3):
        assert read(one, round_, sheet, "1 3 5").status_code == 302
    assert not Ballot.objects.exists()
    assert PaperEntry.objects.count() == 1


LISTED = "/beheer/budgets/paperentry/"


def test_a_difference_is_told_without_what_was_read_and_settled_on_the_paper(
    round_: Round, sheet: str, here: Platform
) -> None:
    one, other = desk(here, "Gerda"), desk(here, "Henk")
    read(one, round_, sheet, "1 3 5")
    assert "een tweede mens" in other.get(LISTED).content.decode()
    answer = read(other, round_, sheet, "1 3 4")
    assert answer.status_code == 422
    assert "Een ander las iets anders op dit biljet." in answer.content.decode()
    assert 'value="1 3 4"' in answer.content.decode()
    assert not Ballot.objects.exists()
    read(other, round_, sheet, "1 3 5")
    assert Ballot.objects.get().choices == [1, 3, 5]


def test_nobody_at_the_desk_sees_what_another_read(round_: Round, sheet: str, here: Platform) -> None:
    """Neither before nor after they differ, on no page of the desk."""
    one, other = desk(here, "Gerda"), desk(here, "Henk")
    readings = [("1 3 5", "1, 3, 5", "[1, 3, 5]"), ("1 3 4", "1, 3, 4", "[1, 3, 4]")]
    read(one, round_, sheet, readings[0][0])
    pages = [page(client) for client in (one, other) for page in doors(round_)]
    pages.append(read(other, round_, sheet, readings[1][0]).content.decode())
    assert not any(words in page for page in pages for words in readings[0])
    after = [page(client) for client in (one, other) for page in doors(round_)]
    assert not any(words in page for page in after for reading in readings for words in reading)


def doors(round_: Round) -> list[Callable[[Client], str]]:
    entries = [f"{LISTED}{pk}/change/" for pk in PaperEntry.objects.values_list("pk", flat=True)]
    addresses = [LISTED, *entries, f"/beheer/budgets/round/{round_.pk}/doe/paper/"]
    return [partial(opened, address) for address in addresses]


def opened(address: str, client: Client) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def test_both_stay_with_what_they_read_and_it_waits_for_a_third(round_: Round, sheet: str, here: Platform) -> None:
    one, other = desk(here, "Gerda"), desk(here, "Henk")
    for _time in range(2):
        read(one, round_, sheet, "1 3 5")
        assert read(other, round_, sheet, "1 3 4").status_code == 422
    assert read(one, round_, sheet, "1 3 5").status_code == 422
    assert "2 mensen lazen iets anders" in one.get(LISTED).content.decode()
    assert not Ballot.objects.exists()


def test_the_list_asks_as_much_for_many_sheets_as_for_one(round_: Round, here: Platform) -> None:
    one = desk(here, "Gerda")
    counts = []
    for more in (1, 20):
        for sheet in issue(round_, number=more, batch=f"papier {more}", way=Voter.PAPER):
            read(one, round_, sheet, "1 2 3")
        with CaptureQueriesContext(connection) as asked:
            assert one.get(LISTED).status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_a_third_person_settles_a_difference(round_: Round, sheet: str, here: Platform) -> None:
    read(desk(here, "Gerda"), round_, sheet, "1 3 5")
    read(desk(here, "Henk"), round_, sheet, "1 3 4")
    read(desk(here, "Ines"), round_, sheet, "1 3 4")
    assert Ballot.objects.get().choices == [1, 3, 4]


@pytest.mark.parametrize(
    ("numbers", "words"),
    [("1 2", "ten minste 3"), ("1 2 99", "niet op deze lijst"), ("1 2 2 3", "twee keer"), ("", "ten minste 3")],
)
def test_what_cannot_stand_on_a_sheet_is_said(
    round_: Round, sheet: str, here: Platform, numbers: str, words: str
) -> None:
    answer = read(desk(here, "Gerda"), round_, sheet, numbers)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not PaperEntry.objects.exists()


def test_points_and_helps_are_typed_too(here: Platform) -> None:
    round_ = make_voting(here, ballot_form="points")
    sheet = issue(round_, number=1, batch="papier", way=Voter.PAPER)[0]
    for name in ("Gerda", "Henk"):
        read(desk(here, name), round_, sheet, "1=5 2=3 4=2")
    assert (Ballot.objects.get().choices, Ballot.objects.get().points) == ([1, 2, 4], [5, 3, 2])
    helped = make_voting(here, with_help=True)
    other = issue(helped, number=1, batch="papier", way=Voter.PAPER)[0]
    for name in ("Ines", "Joop"):
        read(desk(here, name), helped, other, "1 2 3", "2")
    assert Ballot.objects.get(round=helped).points == [1, 2, 1]


def test_a_sheet_counts_once_and_only_in_its_round_before_close(
    client: Client, round_: Round, sheet: str, here: Platform, driss: User
) -> None:
    one, other = desk(here, "Gerda"), desk(here, "Henk")
    letter = issue(round_, number=1, batch="brief")[0]
    assert "hoort niet bij deze ronde" in read(one, round_, letter, "1 2 3").content.decode()
    assert "typefout" in read(one, round_, sheet[:-1] + ("0" if sheet[-1] != "0" else "1"), "1 2 3").content.decode()
    assert client.post(f"{round_.get_absolute_url()}stemmen/", {"code": sheet}).status_code == 422
    for desk_ in (one, other):
        read(desk_, round_, sheet, "1 2 3")
    assert "zit al in de bus" in read(one, round_, sheet, "3 4 5").content.decode()
    assert Ballot.objects.get().choices == [1, 2, 3]
    assert read(sign_in_to_desk(Client(), driss), round_, sheet, "1 2 3").status_code == 404
    late = issue(round_, number=1, batch="laat", way=Voter.PAPER)[0]
    read(one, round_, late, "1 2 3")
    close(round_)
    assert read(other, round_, late, "1 2 3").status_code == 409
    assert Ballot.objects.count() == 1


def test_paper_is_read_only_where_the_rules_have_it(here: Platform) -> None:
    round_ = make_voting(here, voters=[Voter.CODE])
    assert read(desk(here, "Gerda"), round_, "x", "1 2 3").status_code == 403


def test_sheets_are_printed(round_: Round, tmp_path: Any) -> None:
    to = tmp_path / "papier.pdf"
    call_command("make_codes", round_.slug, "--number", "2", "--batch", "papier", "--paper", "--pdf", str(to))
    assert len(re.findall(rb"/Type /Page\b", to.read_bytes())) == 2
    assert set(Credential.objects.values_list("by_way_of", flat=True)) == {Voter.PAPER}


# --- Helping ----------------------------------------------------------------------------------------------------------
def test_helping_is_said_in_the_open_and_taken_back(client: Client, round_: Round, fatima: User) -> None:
    plan = round_.requests.get(list_number=1)
    page = f"{plan.get_absolute_url()}helpen/"
    sign_in(client, fatima)
    assert "Ik help mee" in client.get(page).content.decode()
    for _time in range(2):
        assert client.post(page).status_code == 302
    assert Helper.objects.get().person == fatima
    assert Event.objects.filter(verb="helper_yes").count() == 1
    assert client.post(page, {"nee": "1"}).status_code == 302
    assert not Helper.objects.exists()


def test_who_helps_is_linked_to_no_ballot() -> None:
    assert {field.attname for field in Helper._meta.concrete_fields} == {
        *("id", "request_id", "person_id", "confirmed_at"),
    }


def test_helping_stands_when_the_box_is_closed(round_: Round, fatima: User) -> None:
    plan = round_.requests.get(list_number=1)
    help_with(plan, by=fatima)
    Round.objects.filter(pk=round_.pk).update(phase="counting")
    for late in (help_with, stop_helping):
        with pytest.raises(Refused):
            late(plan, by=fatima)
    assert plan.helpers.count() == 1
