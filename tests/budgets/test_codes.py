"""Stemcodes: readable, checked, kept as a fingerprint only, limited over all workers, taken back with a reason."""

import re
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from budgets.actions import codes
from budgets.actions.box import key_of, seal
from budgets.actions.codes import BadCode, TooManyTries, find, grouped, issue, new_code, read_code, withdraw_codes
from budgets.models import Credential, LogLine, Voter
from coalitie.lib.refused import Refused
from coalitie.people.models import User
from platforms.models import Platform
from tests.budgets.voting import close, code_for, make_voting
from tests.factories import make_user


# --- A code -----------------------------------------------------------------------------------------------------------
def test_a_code_is_read_as_people_type_it() -> None:
    code = new_code()
    assert len(code) == 12
    assert set(code) <= set(codes.SIGNS)
    for typed in (code, grouped(code), grouped(code).lower().replace(" ", "-"), f"  {code} "):
        assert read_code(typed) == code
    assert read_code("OIL" + "0" * 8 + codes.check_sign("011" + "0" * 8)) == "011" + "0" * 8 + codes.check_sign(
        "011" + "0" * 8
    )


@given(st.text(codes.SIGNS, min_size=11, max_size=11), st.integers(0, 11), st.sampled_from(codes.SIGNS))
def test_every_single_typing_error_is_found(drawn: str, place: int, sign: str) -> None:
    code = drawn + codes.check_sign(drawn)
    typed = code[:place] + sign + code[place + 1 :]
    if typed == code:
        assert read_code(typed) == code
    else:
        with pytest.raises(BadCode, match="typefout"):
            read_code(typed)


@pytest.mark.parametrize("typed", ["", "7K3M", "x" * 60, "é" * 12, "\x00" * 12, "👍" * 12, "٣" * 12])
def test_what_is_no_code_is_said_so(typed: str) -> None:
    with pytest.raises(BadCode):
        read_code(typed)


# --- Making them ------------------------------------------------------------------------------------------------------
def test_the_table_holds_no_code(db: None) -> None:
    round_, other = make_voting(), make_voting()
    made = issue(round_, number=20, batch="noord")
    rows = Credential.objects.filter(round=round_)
    assert rows.count() == len(set(made)) == 20
    kept = " ".join(str(value) for row in rows.values_list() for value in row)
    assert not any(code in kept for code in made)
    assert codes.fingerprint(made[0], round_.pk) != codes.fingerprint(made[0], other.pk)
    assert [line.text for line in LogLine.objects.all()] == ["Oplage ‘noord’ gedrukt: 20 stemcodes."]


def test_the_log_is_dutch_whoever_presses(db: None, els: User) -> None:
    round_ = make_voting()
    with override("en"):
        issue(round_, number=2, batch="noord")
        withdraw_codes(round_, by=els, reason="Verkeerd gedrukt.", batch="noord")
        seal(close(round_))
    lines = [line.text for line in LogLine.objects.order_by("pk")]
    assert lines[0] == "Oplage ‘noord’ gedrukt: 2 stemcodes."
    assert lines[1] == "De ongebruikte codes van oplage ‘noord’ ingetrokken. Reden: Verkeerd gedrukt."
    assert any(line.startswith("De stembus is dicht. ") for line in lines)
    assert any(line.startswith("De stembiljetten staan in willekeurige volgorde") for line in lines)


def test_the_order_of_the_rows_is_not_that_of_the_letters(db: None) -> None:
    round_ = make_voting()
    made = issue(round_, number=50, batch="noord")
    in_table = list(Credential.objects.order_by("pk").values_list("code_hmac", flat=True))
    assert in_table == sorted(in_table)
    assert in_table != [codes.fingerprint(code, round_.pk) for code in made]


def test_codes_are_made_between_the_list_and_the_close_and_once_per_batch(db: None) -> None:
    round_ = make_voting()
    issue(round_, number=1, batch="noord")
    for wrong in ({"batch": "noord"}, {"batch": ""}, {"batch": "zuid", "number": 0}, {"batch": "x", "number": 10**6}):
        with pytest.raises(Refused):
            issue(round_, **{"number": 1, **wrong})  # type: ignore[arg-type]
    for cannot in (make_voting(phase="counting"), make_voting(voters=[Voter.MEMBER])):
        with pytest.raises(Refused):
            issue(cannot, number=1, batch="noord")
    assert Credential.objects.count() == 1


def test_the_command_draws_a_letter_for_each_code(db: None, tmp_path: Path) -> None:
    round_ = make_voting()
    to = tmp_path / "brieven.pdf"
    call_command("make_codes", round_.slug, "--number", "3", "--batch", "noord", "--pdf", str(to))
    assert to.read_bytes().startswith(b"%PDF-")
    assert len(re.findall(rb"/Type /Page\b", to.read_bytes())) == 3
    assert to.stat().st_mode & 0o777 == 0o600
    assert Credential.objects.count() == 3
    with pytest.raises(CommandError, match="Cannot write"):
        call_command("make_codes", round_.slug, "--number", "3", "--batch", "zuid", "--pdf", str(to))
    with pytest.raises(CommandError):
        call_command("make_codes", round_.slug, "--number", "3", "--batch", "noord", "--pdf", str(tmp_path / "b.pdf"))
    assert not (tmp_path / "b.pdf").exists()
    assert Credential.objects.count() == 3


def test_nothing_is_kept_of_letters_that_could_not_be_drawn(
    db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*args: object) -> None:
        raise OSError("No space left on device")

    monkeypatch.setattr("budgets.letters.letters", full)
    with pytest.raises(OSError, match="space"):
        call_command(
            "make_codes", make_voting().slug, "--number", "3", "--batch", "noord", "--pdf", str(tmp_path / "a.pdf")
        )
    assert not Credential.objects.exists()
    assert not list(tmp_path.iterdir())


# --- Using one --------------------------------------------------------------------------------------------------------
def test_a_code_opens_its_own_round_only(db: None) -> None:
    round_, other = make_voting(), make_voting()
    code = code_for(round_)
    assert find(round_, grouped(code).lower(), network="1").round_id == round_.pk
    with pytest.raises(BadCode, match="hoort niet bij deze ronde"):
        find(other, code, network="1")


def test_guessing_stops_after_so_many_and_typing_errors_do_not_count(db: None) -> None:
    round_ = make_voting()
    code = code_for(round_)
    for _time in range(codes.MOST_WRONG + 5):
        with pytest.raises(BadCode, match="typefout"):
            find(round_, code[:-1] + codes.SIGNS[(codes.SIGNS.index(code[-1]) + 1) % 32], network="1")
        assert find(round_, code, network="1")
    for _time in range(codes.MOST_WRONG):
        with pytest.raises(BadCode, match="hoort niet"):
            find(round_, new_code(), network="1")
    with pytest.raises(TooManyTries):
        find(round_, code, network="1")
    assert find(round_, code, network="2")


def test_a_wrong_code_says_what_to_do_and_keeps_what_was_typed(client: Client, db: None) -> None:
    round_ = make_voting()
    answer = client.post(f"{round_.get_absolute_url()}stemmen/", {"code": "7K3M 9QTX"})
    assert answer.status_code == 422
    assert "twaalf" in answer.content.decode().lower()
    assert "7K3M 9QTX" in answer.content.decode()
    assert "12 letters en cijfers" in answer.content.decode()


# --- Taking back ------------------------------------------------------------------------------------------------------
def test_a_batch_is_taken_back_with_a_reason_but_no_vote(db: None) -> None:
    round_, carla = make_voting(), make_user()
    used, unused = issue(round_, number=2, batch="noord")
    other = code_for(round_, "zuid")
    key_of(round_)
    Credential.objects.filter(code_hmac=codes.fingerprint(used, round_.pk)).update(
        state="used", used_on=round_.voting_at.date() if round_.voting_at else None
    )
    withdraw_codes(round_, by=carla, batch="noord", reason="De doos is kwijt.")
    assert find(round_, used, network="1").state == "used"
    assert find(round_, other, network="1").state == "issued"
    with pytest.raises(BadCode, match="ingetrokken"):
        find(round_, unused, network="1")
    line = LogLine.objects.order_by("-number")[0].text
    assert "De doos is kwijt." in line
    assert "1" not in line.replace("noord", "")
    withdraw_codes(round_, by=carla, code=grouped(other), reason="Gevonden op straat.")
    with pytest.raises(BadCode, match="ingetrokken"):
        find(round_, other, network="1")
    for wrong in ({"code": used}, {"batch": "west"}, {"code": new_code()}):
        with pytest.raises(Refused):
            withdraw_codes(round_, by=carla, reason="x", **wrong)
    with pytest.raises(Refused, match="dicht"):
        withdraw_codes(close(round_), by=carla, batch="zuid", reason="Te laat.")


def test_the_desk_takes_back(client: Client, here: Platform, carla: User) -> None:
    from tests.factories import sign_in_to_desk

    round_ = make_voting(here)
    code = code_for(round_, "noord")
    sign_in_to_desk(client, carla)
    door = f"/beheer/budgets/round/{round_.pk}/doe/withdraw_codes/"
    assert client.post(door, {"reason": "x"}).status_code == 422
    assert client.post(door, {"reason": "x", "code": "onzin"}).status_code == 422
    assert client.post(door, {"reason": "Kwijt.", "batch": "noord"}).status_code == 302
    with pytest.raises(BadCode, match="ingetrokken"):
        find(round_, code, network="1")
