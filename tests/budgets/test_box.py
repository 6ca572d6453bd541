"""The box: sealed in random order with the key gone, published for who wants to recount, logged in a chain."""

import hashlib
import json
import re
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import Error, connection, transaction
from django.test import Client

from budgets.actions import box
from budgets.actions.box import abort, published, seal, tally
from budgets.actions.clock import advance
from budgets.actions.codes import issue, withdraw_codes
from budgets.actions.log import first_broken, write_line
from budgets.actions.vote import BoxClosed, cast
from budgets.models import Ballot, BoxKey, Credential, LogLine, PaperEntry, Phase, Round, SealedBallot
from coalitie.lib.refused import Refused
from coalitie.people.models import User
from platforms.models import Platform
from tests.budgets.voting import close, code_for, make_right, make_voters, make_voting, vote_for
from tests.factories import make_user, sign_in_to_desk

pytestmark = pytest.mark.django_db


def sealed(round_: Round) -> Round:
    assert advance(close(round_).pk)
    round_.refresh_from_db()
    return round_


# --- Closing ----------------------------------------------------------------------------------------------------------
def test_the_clock_seals_the_box() -> None:
    round_ = make_voting()
    receipts = make_voters(round_, 5)
    make_right(round_)
    sealed(round_)
    assert round_.phase == Phase.COUNTING
    assert not Ballot.objects.exists()
    assert not BoxKey.objects.exists()
    assert set(SealedBallot.objects.values_list("receipt", flat=True)) == set(receipts)
    assert sorted(SealedBallot.objects.values_list("place", flat=True)) == [1, 2, 3, 4, 5]
    assert tally(round_) == box.Tally(issued=6, void=0, unused=1, ballots=5)
    assert "Uitgegeven: 6. Ingetrokken: 0. Niet gebruikt: 1. Stembiljetten: 5." in LogLine.objects.all()[0].text


def test_a_box_is_sealed_once_and_a_late_ballot_stays_out() -> None:
    round_ = make_voting()
    late = make_right(round_)
    make_voters(round_, 2)
    sealed(round_)
    with pytest.raises(Refused):
        seal(round_)
    with pytest.raises(BoxClosed):
        cast(late, vote_for(1, 2, 3), once="")
    assert SealedBallot.objects.count() == 2
    assert not BoxKey.objects.exists()


def test_an_empty_box_is_sealed_too(client: Client) -> None:
    round_ = sealed(make_voting())
    assert "Stembiljetten: 0." in LogLine.objects.all()[0].text
    assert client.get(f"{round_.get_absolute_url()}stembus/").status_code == 200


def test_a_key_made_by_who_came_too_late_does_not_hide_the_box(client: Client) -> None:
    round_ = make_voting()
    make_voters(round_, 3)
    sealed(round_)
    box.key_of(round_)
    address = f"{round_.get_absolute_url()}stembus/"
    assert "Klopt het aantal?" in client.get(address).content.decode()
    assert client.get(f"{address}stembus.csv").status_code == 200
    out = StringIO()
    call_command("check_box", round_.slug, stdout=out)
    assert "3 ballots" in out.getvalue()


def test_a_box_cannot_be_sealed_before_its_time() -> None:
    round_ = make_voting()
    make_voters(round_, 1)
    with pytest.raises(Error, match="stay"), transaction.atomic():
        seal(round_)
    assert Ballot.objects.count() == 1


def test_a_round_stopped_while_people_vote_destroys_what_they_cast(client: Client, here: Platform, carla: User) -> None:
    round_ = make_voting(here)
    make_voters(round_, 3)
    sign_in_to_desk(client, carla)
    answer = client.post(f"/beheer/budgets/round/{round_.pk}/doe/abort/", {"reason": "De brieven kwamen niet aan."})
    assert answer.status_code == 302
    assert not Ballot.objects.exists()
    assert not BoxKey.objects.exists()
    assert not SealedBallot.objects.exists()
    assert "Er is niet geteld" in LogLine.objects.get().text
    html = client.get(f"{round_.get_absolute_url()}stembus/").content.decode()
    assert "De ronde is afgebroken" in html
    assert client.get(f"{round_.get_absolute_url()}stembus/stembus.csv").status_code == 404


def test_a_round_stopped_before_the_list_is_fixed_has_no_box(carla: User) -> None:
    from tests.factories import make_round

    round_ = make_round()
    abort(round_, by=carla, reason="Er komt geen geld.")
    assert not LogLine.objects.exists()


# --- Secrecy ----------------------------------------------------------------------------------------------------------
def values_of(table: str) -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {table}")  # noqa: S608 — our own tables
        columns = [column.name for column in cursor.description or ()]
        rows = cursor.fetchall()
    return {
        str(value)
        for row in rows
        for name, value in zip(columns, row, strict=True)
        if name not in {"id", "round_id", "place"} and value not in (None, "")
    }


def test_who_may_vote_and_what_was_voted_share_no_value() -> None:
    round_ = make_voting()
    make_voters(round_, 30)
    codes = issue(round_, number=10, batch="noord")
    locators = values_of("budgets_ballot")
    sealed(round_)
    rights, ballots = values_of("budgets_credential"), values_of("budgets_sealedballot")
    assert not rights & ballots
    assert not locators & rights
    receipts = set(SealedBallot.objects.values_list("receipt", flat=True))
    assert locators & ballots - receipts <= {"[1, 2, 3]", "[1, 1, 1]"}
    assert not any(code in " ".join(rights | ballots) for code in codes)
    columns = {field.attname for field in SealedBallot._meta.concrete_fields}
    assert columns == {"id", "round_id", "place", "choices", "points", "receipt"}
    assert {field.attname for field in Credential._meta.concrete_fields} == {
        *("id", "round_id", "by_way_of", "code_hmac", "person_id", "batch", "state", "used_on"),
    }


def test_the_order_in_the_box_is_not_that_of_casting() -> None:
    places: list[list[int]] = []
    for _time in range(6):
        round_ = make_voting()
        receipts = make_voters(round_, 12)
        sealed(round_)
        found = {row.receipt: row.place for row in SealedBallot.objects.filter(round=round_)}
        places.append([found[receipt] for receipt in receipts])
    assert len({tuple(row) for row in places}) == 6
    assert [sorted(row) for row in places] == [list(range(1, 13))] * 6


def test_nobody_at_the_desk_sees_ballots_or_how_many(client: Client, here: Platform, carla: User, els: User) -> None:
    """No list of ballots, rights or numbers at any desk, and none on a page, while people vote."""
    from django.contrib import admin

    for model in (Ballot, BoxKey, Credential, SealedBallot):
        assert not admin.site.is_registered(model)
    # So that no number of a row is that of the voters.
    round_ = make_voting(here, pk=100_000)
    receipts = make_voters(round_, 37)
    for user in (carla, els):
        sign_in_to_desk(client, user)
        for page in (
            f"/beheer/budgets/round/{round_.pk}/change/",
            f"/beheer/budgets/round/{round_.pk}/history/",
            "/beheer/budgets/paperentry/",
            round_.get_absolute_url(),
            f"{round_.get_absolute_url()}stembus/",
            f"{round_.get_absolute_url()}stembus/logboek.json",
        ):
            html = client.get(page).content.decode()
            assert not re.search(r"\b37\b", re.sub(r"<(head|svg)[\s>].*?</\1>", "", html, flags=re.DOTALL)), page
            assert not any(receipt in html for receipt in receipts)
    assert client.get(f"{round_.get_absolute_url()}stembus/stembus.csv").status_code == 404


# --- Published --------------------------------------------------------------------------------------------------------
def test_few_voters_show_counts_and_receipts_only(client: Client) -> None:
    round_ = make_voting(with_help=True)
    receipts = make_voters(round_, 3)
    sealed(round_)
    page = f"{round_.get_absolute_url()}stembus/"
    html = client.get(page).content.decode()
    assert all(receipt in html for receipt in receipts)
    assert "1. Plan nummer 1" in html
    text = client.get(f"{page}stembus.csv").content.decode()
    assert "plan,1,3,3" in text
    assert [line for line in text.splitlines() if line.startswith("ontvangstwoord")] == [
        f"ontvangstwoord,{receipt},," for receipt in sorted(receipts)
    ]
    found = client.post(page, {"woord": "", "word": receipts[0].upper().replace("-", " ")})
    assert "Je stem zit in de bus en is meegeteld" in found.content.decode()
    assert "staat niet in de bus" in client.post(page, {"word": "bakor-mikel-totas"}).content.decode()
    assert client.post(page, {"word": ""}).status_code == 422


def test_many_voters_show_every_ballot_and_anybody_can_recount(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(box, "WHOLE_FROM", 10)
    round_ = make_voting()
    receipts = [*make_voters(round_, 7, 1, 2, 3), *make_voters(round_, 5, 2, 4, 5)]
    sealed(round_)
    page = f"{round_.get_absolute_url()}stembus/"
    text = client.get(f"{page}stembus.csv").content
    rows = [line.split(",") for line in text.decode().splitlines()[1:]]
    assert {row[1] for row in rows} == set(receipts)
    votes = [number for row in rows for number in row[2].split()]
    assert {number: votes.count(number) for number in "12345"} == {"1": 7, "2": 12, "3": 7, "4": 5, "5": 5}
    html = client.get(page).content.decode()
    assert hashlib.sha256(text).hexdigest() in html
    assert hashlib.sha256(text).hexdigest() in LogLine.objects.order_by("-number")[0].text
    found = client.post(page, {"word": receipts[8]}).content.decode()
    assert "4. Plan nummer 4" in found


# --- The log ----------------------------------------------------------------------------------------------------------
def test_the_log_is_a_chain_that_anybody_can_check(client: Client, carla: User) -> None:
    round_ = make_voting()
    issue(round_, number=3, batch="noord")
    withdraw_codes(round_, by=carla, batch="noord", reason="Kwijt.")
    make_voters(round_, 2)
    sealed(round_)
    data: dict[str, Any] = json.loads(client.get(f"{round_.get_absolute_url()}stembus/logboek.json").content)
    before = data["first_previous"]
    for line in data["lines"]:
        said = {"number": line["number"], "on": line["on"], "round": data["round"], "text": line["text"]}
        text = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        assert line["sha256"] == hashlib.sha256((before + text).encode()).hexdigest()
        before = line["sha256"]
    assert len(data["lines"]) == 4


def test_a_line_changed_moved_or_left_out_shows() -> None:
    round_ = make_voting()
    lines = [write_line(round_, text) for text in ("een", "twee", "drie")]
    assert first_broken(round_, lines) is None
    assert first_broken(round_, [lines[0], lines[2]]) == 2
    assert first_broken(round_, [lines[1], lines[0], lines[2]]) == 1
    lines[1].text = "vier"
    assert first_broken(round_, lines) == 2
    with pytest.raises(Error, match="only added"), transaction.atomic():
        LogLine.objects.filter(pk=lines[0].pk).update(text="anders")


def test_check_box_says_what_is_wrong() -> None:
    round_ = make_voting()
    make_voters(round_, 4)
    out = StringIO()
    call_command("check_box", round_.slug, stdout=out)
    assert "4" not in out.getvalue()
    sealed(round_)
    call_command("check_box", round_.slug, stdout=out)
    assert "4 ballots" in out.getvalue()
    SealedBallot.objects.create(round=round_, place=5, choices=[1, 2, 3], points=[1, 1, 1], receipt="erbij")
    with pytest.raises(CommandError, match="issued − void − unused"):
        call_command("check_box", round_.slug, stdout=StringIO())


def test_the_hash_of_the_file_is_the_same_each_time() -> None:
    round_ = make_voting()
    make_voters(round_, 4)
    assert published(sealed(round_)) == published(round_)


def test_readings_of_paper_go_when_the_box_closes() -> None:
    from budgets.models import Voter

    round_ = make_voting()
    right = Credential.objects.create(round=round_, by_way_of=Voter.PAPER, code_hmac="a" * 64)
    code_for(round_)
    PaperEntry.objects.create(credential=right, sheet="7K3M", by=make_user(), choices=[1, 2, 3], points=[1, 1, 1])
    sealed(round_)
    assert not PaperEntry.objects.exists()
    assert any("niet meetellen: 1." in line.text for line in LogLine.objects.all())
