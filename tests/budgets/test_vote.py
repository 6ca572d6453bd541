"""Voting through the pages: every form of ballot, who may, what is wrong is said and kept, nothing is left behind."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from budgets.actions.box import key_of, shuffled
from budgets.actions.codes import fingerprint, withdraw_codes
from budgets.actions.vote import admit, cast
from budgets.models import Assessment, Ballot, Credential, Request, Status, Voter
from coalitie.activity.models import Event
from coalitie.lib.refused import Refused
from coalitie.people.erase import erase
from coalitie.people.models import User
from platforms.models import Platform
from tests.budgets.voting import at_the_ballot, close, code_for, make_voters, make_voting, move_date, vote_for
from tests.factories import buurt, make_round, make_user, sign_in

pytestmark = pytest.mark.django_db
HIDDEN = re.compile(r'<input type="hidden" name="([\w-]+)" value="([^"]*)">')


def fields_of(html: str) -> dict[str, list[str]]:
    """What a browser without JavaScript would send back."""
    found: dict[str, list[str]] = {}
    for name, value in HIDDEN.findall(html):
        if name != "csrfmiddlewaretoken":
            found.setdefault(name, []).append(value)
    return found


def choose(client: Client, address: str, **filled: Any) -> Any:
    return client.post(address, {**filled, "controleer": "1"})


def put_in(client: Client, address: str, **filled: Any) -> Any:
    """Choose, look at it, cast."""
    looked = choose(client, address, **filled)
    assert looked.status_code == 200, looked.content.decode()
    return client.post(address, {**fields_of(looked.content.decode()), "stem": "1"})


def receipt_in(answer: Any) -> str:
    found = re.search(r"</span>([a-z]{5}-[a-z]{5}-[a-z]{5})</p>", answer.content.decode())
    assert found
    return found[1]


# --- Each form of ballot ----------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("fields", "filled", "choices", "points"),
    [
        ({}, {"keuze": ["1", "3", "5"]}, [1, 3, 5], [1, 1, 1]),
        ({"with_help": True}, {"keuze": ["1", "3", "5"], "help": ["3"]}, [1, 3, 5], [1, 2, 1]),
        ({"with_help": True}, {"keuze": ["1", "3"], "help": ["5"]}, [1, 3, 5], [1, 1, 2]),
        ({"ballot_form": "approval_max", "most_choices": 2}, {"keuze": ["4", "2"]}, [2, 4], [1, 1]),
        ({"ballot_form": "knapsack", "amount": 2000}, {"keuze": ["2", "4"]}, [2, 4], [1, 1]),
        ({"ballot_form": "points"}, {"punten-1": "5", "punten-2": "3", "punten-4": "2"}, [1, 2, 4], [5, 3, 2]),
    ],
)
def test_a_ballot_goes_into_the_box(
    client: Client, fields: dict[str, Any], filled: dict[str, Any], choices: list[int], points: list[int]
) -> None:
    round_ = make_voting(**fields)
    address = at_the_ballot(client, round_, code_for(round_))
    assert client.get(address).status_code == 200
    done = put_in(client, address, **filled)
    assert done.status_code == 200
    ballot = Ballot.objects.get()
    assert (ballot.choices, ballot.points, ballot.receipt) == (choices, points, receipt_in(done))
    assert Credential.objects.get().state == "used"


@pytest.mark.parametrize(
    ("fields", "filled", "words"),
    [
        ({}, {"keuze": ["1", "2"]}, "Kies ten minste 3 plannen. Je koos er 2."),
        ({}, {}, "Kies ten minste 3 plannen."),
        ({}, {"keuze": ["1", "2", "99"]}, "Plan ‘99’ staat niet op deze lijst."),
        ({}, {"keuze": ["1", "2", "2", "3"]}, "Plan 2 staat er twee keer in."),
        ({}, {"keuze": ["1", "2", "1e309"]}, "Plan ‘1e309’ staat niet op deze lijst."),
        ({}, {"keuze": ["1", "2", "-3"]}, "staat niet op deze lijst."),
        ({}, {"keuze": ["1", "2", "٣"]}, "staat niet op deze lijst."),
        ({}, {"keuze": ["1", "2", "9" * 4000]}, "staat niet op deze lijst."),
        ({"with_help": True}, {"keuze": ["1"], "help": ["1", "2", "3", "4"]}, "bij hooguit 3 plannen meehelpen"),
        ({"ballot_form": "approval_max", "most_choices": 2}, {"keuze": ["1", "2", "3"]}, "Kies hooguit 2 plannen."),
        ({"ballot_form": "approval_max", "most_choices": 2}, {}, "Kies ten minste één plan."),
        (
            {"ballot_form": "knapsack", "amount": 2000},
            {"keuze": ["1", "2", "3"]},
            "Samen kosten je plannen €\xa03.000.",
        ),
        ({"ballot_form": "points"}, {"punten-1": "9", "punten-2": "1"}, "ten minste 3 plannen"),
        ({"ballot_form": "points"}, {"punten-1": "5", "punten-2": "5", "punten-3": "5"}, "precies 10 punten"),
        ({"ballot_form": "points"}, {"punten-1": "8,5", "punten-2": "1", "punten-3": "1"}, "heel aantal punten"),
        ({"ballot_form": "points"}, {"punten-1": "-1", "punten-2": "10", "punten-3": "1"}, "heel aantal punten"),
        ({"ballot_form": "points"}, {"punten-1": ["5", "3"], "punten-2": "1", "punten-3": "1"}, "twee keer"),
        ({"ballot_form": "points"}, {"punten-77": "5", "punten-2": "4", "punten-3": "1"}, "staat niet op deze lijst"),
    ],
)
@pytest.mark.parametrize("button", ["controleer", "stem"])
def test_what_is_wrong_is_said_and_nothing_is_lost(
    client: Client, fields: dict[str, Any], filled: dict[str, Any], words: str, button: str
) -> None:
    round_ = make_voting(**fields)
    address = at_the_ballot(client, round_, code_for(round_))
    answer = client.post(address, {**filled, button: "1"})
    html = answer.content.decode()
    assert answer.status_code == 422
    assert words in html
    assert not Ballot.objects.exists()
    for number in {"1", "2"} & set(filled.get("keuze", [])):
        assert re.search(rf'name="keuze" value="{number}" data-cost="[\d.]+" checked', html)
    if "punten-2" in filled:
        assert f'name="punten-2" value="{filled["punten-2"]}"' in html


def test_a_short_list_asks_for_no_more_than_it_has(client: Client) -> None:
    round_ = make_voting(plans=2)
    assert put_in(client, at_the_ballot(client, round_, code_for(round_)), keuze=["1", "2"]).status_code == 200


def test_a_plan_of_another_round_and_one_taken_back_are_no_choice(client: Client) -> None:
    round_, other = make_voting(), make_voting(plans=8)
    address = at_the_ballot(client, round_, code_for(round_))
    foreign = other.requests.get(list_number=8)
    for typed in ("8", str(foreign.pk), foreign.slug):
        assert choose(client, address, keuze=["1", "2", "3", typed]).status_code == 422
    round_.requests.filter(list_number=2).update(status=Status.WITHDRAWN, reason="Het lukt niet.")
    answer = choose(client, address, keuze=["1", "2", "3"])
    assert answer.status_code == 422
    assert "Plan 2 is ingetrokken" in answer.content.decode()
    assert put_in(client, address, keuze=["1", "3", "4"]).status_code == 200


def test_the_running_total_comes_from_the_server_too(client: Client) -> None:
    round_ = make_voting(ballot_form="knapsack", amount=2500)
    address = at_the_ballot(client, round_, code_for(round_))
    answer = client.post(address, {"keuze": ["1", "2"], "reken": "1"})
    assert answer.status_code == 200
    assert "Je koos 2 plannen. Samen vragen ze €\xa02.000. Je hebt nog €\xa0500 te verdelen." in answer.content.decode()
    answer = client.post(address, {"keuze": ["1", "2", "3"], "reken": "1"})
    assert "Dat is €\xa0500 te veel." in answer.content.decode()
    assert not Ballot.objects.exists()


# --- Order, and voting again ------------------------------------------------------------------------------------------
def test_the_order_is_stable_for_a_voter_and_differs_between_voters(client: Client) -> None:
    round_ = make_voting(plans=12)
    orders = []
    for _voter in range(3):
        address = at_the_ballot(client, round_, code_for(round_))
        seen = [re.findall(r'id="plan-(\d+)"', client.get(address).content.decode()) for _time in range(2)]
        assert seen[0] == seen[1]
        orders.append(seen[0])
    assert len({tuple(order) for order in orders}) == 3
    assert all(sorted(map(int, order)) == list(range(1, 13)) for order in orders)


def test_each_plan_comes_first_as_often_as_another() -> None:
    round_ = make_voting()
    key = key_of(round_)
    first = [shuffled(key, Credential(pk=pk), [1, 2, 3, 4, 5])[0] for pk in range(2000)]
    assert all(330 < first.count(number) < 470 for number in range(1, 6))


def test_the_last_ballot_counts_and_has_a_new_word(client: Client) -> None:
    round_ = make_voting()
    code = code_for(round_)
    first = put_in(client, at_the_ballot(client, round_, code), keuze=["1", "2", "3"])
    again = put_in(client, at_the_ballot(client, round_, code), keuze=["3", "4", "5"])
    ballot = Ballot.objects.get()
    assert ballot.choices == [3, 4, 5]
    assert ballot.receipt == receipt_in(again) != receipt_in(first)


def test_the_same_form_twice_is_one_ballot_with_the_same_word(client: Client) -> None:
    round_ = make_voting()
    address = at_the_ballot(client, round_, code_for(round_))
    form = {**fields_of(choose(client, address, keuze=["1", "2", "3"]).content.decode()), "stem": "1"}
    words = {receipt_in(client.post(address, form)) for _time in range(3)}
    assert len(words) == Ballot.objects.count() == 1


# --- What stays behind ------------------------------------------------------------------------------------------------
def test_a_code_leaves_nothing_on_the_server_or_in_the_browser(client: Client) -> None:
    round_ = make_voting()
    address = at_the_ballot(client, round_, code_for(round_))
    kept = client.cookies["stemrecht"]
    assert (kept["path"], kept["httponly"]) == (f"{round_.get_absolute_url()}stemmen/", True)
    done = put_in(client, address, keuze=["1", "2", "3"])
    assert not Session.objects.exists()
    assert client.cookies["stemrecht"].value == ""
    assert "no-store" in done["Cache-Control"]
    assert client.get(address).status_code == 302


def test_the_session_of_a_person_holds_nothing_of_the_vote(client: Client, here: Platform, alice: User) -> None:
    round_ = make_voting(here)
    sign_in(client, alice)
    before = dict(client.session.items())
    client.post(f"{round_.get_absolute_url()}stemmen/account/")
    put_in(client, f"{round_.get_absolute_url()}stemmen/biljet/", keuze=["1", "2", "3"])
    assert dict(client.session.items()) == before
    assert not Event.objects.filter(by=alice, verb__contains="vot").exists()
    assert Event.objects.filter(by=alice).count() == 0


def test_casting_takes_few_questions_and_no_more_with_a_full_box(client: Client) -> None:
    round_ = make_voting()
    asked = []
    for _time in range(2):
        address = at_the_ballot(client, round_, code_for(round_))
        form = {**fields_of(choose(client, address, keuze=["1", "2", "3"]).content.decode()), "stem": "1"}
        with CaptureQueriesContext(connection) as captured:
            assert client.post(address, form).status_code == 200
        queries = [each["sql"] for each in captured if not re.match(r"(RELEASE )?SAVEPOINT|BEGIN|COMMIT", each["sql"])]
        asked.append(len(queries))
        make_voters(round_, 30)
    assert asked[0] == asked[1] <= 6, "\n".join(queries)


# --- Who --------------------------------------------------------------------------------------------------------------
def test_a_member_votes_with_an_account_once(client: Client, here: Platform, alice: User) -> None:
    round_ = make_voting(here, voters=[Voter.MEMBER])
    sign_in(client, alice)
    door = f"{round_.get_absolute_url()}stemmen/"
    assert "Je mag in deze ronde stemmen." in client.get(door).content.decode()
    for _time in range(2):
        address = client.post(f"{door}account/")["Location"]
        assert put_in(client, address, keuze=["1", "2", "3"]).status_code == 200
    assert Credential.objects.get().person == alice
    assert Ballot.objects.count() == 1


def test_who_is_no_member_hears_so(client: Client, here: Platform, fatima: User) -> None:
    round_ = make_voting(here, voters=[Voter.MEMBER])
    sign_in(client, fatima)
    door = f"{round_.get_absolute_url()}stemmen/"
    assert "Je bent nog geen lid" in client.get(door).content.decode()
    assert client.post(f"{door}account/").status_code == 409
    assert client.get(f"{door}biljet/")["Location"] == door
    assert client.post(f"{door}biljet/", {"keuze": ["1", "2", "3"], "stem": "1"})["Location"] == door
    assert not Credential.objects.exists()


def test_a_resident_says_to_live_here_and_that_is_not_kept(client: Client, here: Platform, fatima: User) -> None:
    round_ = make_voting(here, voters=[Voter.BUURT])
    sign_in(client, fatima)
    door = f"{round_.get_absolute_url()}stemmen/"
    assert buurt("AA01").name in client.get(door).content.decode()
    for wrong in ({}, {"buurt": "AA01"}, {"buurt": "NA01", "honest": "on"}):
        assert client.post(f"{door}account/", wrong).status_code == 422
    assert client.post(f"{door}account/", {"buurt": "AA01", "honest": "on"}).status_code == 302
    right = Credential.objects.get()
    assert (right.by_way_of, right.person) == (Voter.BUURT, fatima)
    assert "AA01" not in str(Credential.objects.values().get())
    assert put_in(client, f"{door}biljet/", keuze=["1", "2", "3"]).status_code == 200


def test_a_round_for_codes_only_takes_no_account(client: Client, here: Platform, alice: User) -> None:
    round_ = make_voting(here, voters=[Voter.CODE])
    sign_in(client, alice)
    assert client.post(f"{round_.get_absolute_url()}stemmen/account/").status_code == 409
    other = make_voting(here, voters=[Voter.MEMBER])
    assert client.post(f"{other.get_absolute_url()}stemmen/", {"code": "x"}).status_code == 422


def test_a_blocked_person_casts_nothing(client: Client, here: Platform, alice: User, els: User) -> None:
    round_ = make_voting(here, voters=[Voter.MEMBER])
    sign_in(client, alice)
    address = client.post(f"{round_.get_absolute_url()}stemmen/account/")["Location"]
    looked = choose(client, address, keuze=["1", "2", "3"])
    alice.block(by=els, reason="Test")
    assert client.post(address, {"keuze": ["1", "2", "3"], "stem": "1"}).status_code == 302
    assert client.post(address, {**fields_of(looked.content.decode()), "stem": "1"}).status_code == 302
    assert not Ballot.objects.exists()


def test_who_erases_the_account_and_comes_back_has_the_same_right(here: Platform, fatima: User) -> None:
    round_ = make_voting(here, voters=[Voter.BUURT])
    first = admit(round_, by=fatima, lives_here=True)
    cast(first, vote_for(1, 2, 3), once="")
    address = fatima.email
    erase(fatima)
    again = make_user(address.upper())
    right = admit(round_, by=again, lives_here=True)
    assert (right.pk, right.person) == (first.pk, again)
    cast(right, vote_for(3, 4, 5), once="")
    assert Ballot.objects.get().choices == [3, 4, 5]
    assert admit(round_, by=make_user(), lives_here=True).pk != first.pk


def test_an_address_that_went_to_another_account_brings_no_second_right(here: Platform, fatima: User) -> None:
    round_ = make_voting(here, voters=[Voter.BUURT])
    admit(round_, by=fatima, lives_here=True)
    address, fatima.email = fatima.email, "elders@example.org"
    fatima.save()
    with pytest.raises(Refused):
        admit(round_, by=make_user(address), lives_here=True)
    assert Credential.objects.count() == 1


def test_a_code_of_another_round_or_a_forged_form_opens_nothing(client: Client) -> None:
    round_, other = make_voting(), make_voting()
    code = code_for(other)
    assert client.post(f"{round_.get_absolute_url()}stemmen/", {"code": code}).status_code == 422
    address = at_the_ballot(client, other, code)
    proof = fields_of(client.get(address).content.decode())["bewijs"][0]
    stranger = Client()
    for typed in (proof, proof[:-1], "1", "", "x" * 5000):
        answer = stranger.post(
            f"{round_.get_absolute_url()}stemmen/biljet/", {"bewijs": typed, "keuze": ["1", "2", "3"], "stem": "1"}
        )
        assert answer.status_code == 302
    assert not Ballot.objects.exists()


# --- When -------------------------------------------------------------------------------------------------------------
def test_after_the_second_of_closing_a_ballot_is_refused_and_kept_on_the_page(client: Client) -> None:
    round_ = make_voting()
    address = at_the_ballot(client, round_, code_for(round_))
    form = {**fields_of(choose(client, address, keuze=["1", "2", "3"]).content.decode()), "stem": "1"}
    close(round_)
    answer = client.post(address, form)
    assert answer.status_code == 422
    assert "De stembus is dicht. Deze stem is niet meer meegeteld." in answer.content.decode()
    assert 'value="2" data-cost="1000.00" checked' in answer.content.decode()
    assert not Ballot.objects.exists()
    assert Credential.objects.get().state == "issued"
    door = f"{round_.get_absolute_url()}stemmen/"
    assert "De stembus is dicht" in client.get(door).content.decode()
    assert client.post(door, {"code": "7K3M9QTX02FB"}).status_code == 409


def test_a_code_taken_back_meanwhile_casts_nothing(client: Client) -> None:
    round_ = make_voting()
    code = code_for(round_)
    address = at_the_ballot(client, round_, code)
    withdraw_codes(round_, by=make_user(), code=code, reason="Gevonden.")
    answer = client.post(address, {"keuze": ["1", "2", "3"], "stem": "1"})
    assert answer.status_code == 422
    assert "ingetrokken" in answer.content.decode()
    assert Credential.objects.get(code_hmac=fingerprint(code, round_.pk)).state == "void"
    assert not Ballot.objects.exists()


def test_before_the_first_second_the_door_says_when(client: Client) -> None:
    early = make_voting(phase="listed")
    move_date(early, voting_at=timezone.now() + timedelta(hours=1))
    answer = client.get(f"{early.get_absolute_url()}stemmen/")
    assert "Stemmen kan nog niet" in answer.content.decode()
    assert client.post(f"{early.get_absolute_url()}stemmen/", {"code": code_for(early)}).status_code == 409


def test_the_page_of_the_round_leads_to_the_door_while_it_is_open(client: Client) -> None:
    round_ = make_voting()
    assert "Stem mee" in client.get(round_.get_absolute_url()).content.decode()
    close(round_)
    assert "Stem mee" not in client.get(round_.get_absolute_url()).content.decode()


def test_there_is_no_door_where_nobody_votes(client: Client, here: Platform, fatima: User) -> None:
    for closed in (make_round(here, kind="platform", phase="running"), make_round(here, phase="draft")):
        for page in ("stemmen/", "stemmen/biljet/", "stembus/"):
            assert client.get(f"{closed.get_absolute_url()}{page}").status_code == 404


# --- What stands on it ------------------------------------------------------------------------------------------------
def test_costs_lines_and_tests_are_on_the_ballot(client: Client, els: User) -> None:
    round_ = make_voting()
    plan: Request = round_.requests.get(list_number=3)
    Assessment.objects.create(
        request=plan,
        assessor=els,
        assessor_name="Els",
        verdict="feasible",
        cost=900,
        reason="De grond is van de stad.",
        done_at=timezone.now(),
        sent_at=timezone.now(),
    )
    html = client.get(at_the_ballot(client, round_, code_for(round_))).content.decode()
    for words in ("€\xa01.000", "Hout", "De grond is van de stad.", "Getoetst door Els", plan.summary):
        assert words in html


def test_the_ballot_asks_no_more_for_more_plans(client: Client) -> None:
    asked = []
    for plans in (3, 21):
        round_ = make_voting(plans=plans)
        address = at_the_ballot(client, round_, code_for(round_))
        with CaptureQueriesContext(connection) as captured:
            client.get(address)
        asked.append(len(captured))
    assert asked[0] == asked[1] <= 10
