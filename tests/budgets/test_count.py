"""From the sealed box to the outcome: counted once, repeatable to the byte, and told to everybody."""

from datetime import timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone
from freezegun import freeze_time

from budgets.actions import count as counting
from budgets.actions.box import published
from budgets.actions.clock import advance_due, waits_for
from budgets.actions.count import count_again, count_round, draw_lot, election_of, needs_lot, newest
from budgets.actions.objections import object_to_count, settle_count
from budgets.models import Count, CountObjection, Phase, Round, SealedBallot, Status
from budgets.models.revision import sha256
from budgets.rules.report import WHOLE_FROM, as_json
from coalitie.activity.models import Event, Mail
from coalitie.lib.refused import Refused
from coalitie.people.models import User
from platforms.models import Platform
from tests.budgets.boxes import closed_round, fill, statuses
from tests.factories import make_user, sign_in_to_desk
from tests.together import together

pytestmark = pytest.mark.django_db
TIED: dict[str, Any] = {"plans": [("Bankje", "60"), ("Plein", "60")], "ballots": [[1], [1], [2], [2]]}


def mails(part: str) -> set[str]:
    return set(Mail.objects.filter(subject__contains=part).values_list("to", flat=True))


# --- What is counted --------------------------------------------------------------------------------------------------
def test_the_election_is_the_frozen_list_with_the_sealed_ballots() -> None:
    round_ = closed_round(ballots=[[2, 1], [1, 2], [2], []], groups={1: "plein"}, threshold=2)
    election = election_of(round_)
    assert [(plan.id, plan.name, plan.cost, plan.group) for plan in election.projects] == [
        ("1", "Bankje", Fraction(60), "plein"),
        ("2", "Plein", Fraction(40), ""),
    ]
    assert (election.voters, election.votes, election.budget, election.threshold) == (4, (2, 3), Fraction(100), 2)
    assert len(election.weights) == 2


def test_points_are_points_and_who_helps_steers_double() -> None:
    asked = closed_round(ballot_form="points")
    fill(asked, [[1, 2], [2]], points=[[7, 3], [10]])
    assert election_of(asked).score == (7, 13)
    helping = closed_round(with_help=True)
    fill(helping, [[1, 2]], points=[[2, 1]])
    election = election_of(helping)
    assert (election.score, election.steering) == ((1, 1), (2, 1))


# --- Counting ---------------------------------------------------------------------------------------------------------
def test_counted_once_with_statuses_mails_and_a_hash() -> None:
    plans = [("Bankje", "60"), ("Plein", "40"), ("Brug", "90"), ("Boom", "30"), ("Kas", "200"), ("Vijver", "10")]
    round_ = closed_round(plans=plans, ballots=[[1], [1], [1, 4], [2, 3], [2, 3], [5]])
    assert advance_due() == 1
    assert not count_round(round_)
    round_.refresh_from_db()
    assert round_.phase == Phase.PROVISIONAL
    assert statuses(round_) == {
        1: "chosen", 2: "chosen", 3: "reserve", 4: "reserve", 5: "not_chosen", 6: "not_chosen"
    }  # fmt: skip
    stored = Count.objects.get()
    assert stored.sha256 == sha256(as_json(stored.outcome))
    assert stored.box_sha256 == counting.box_sha256(round_)
    assert Event.objects.filter(subject=round_.subject, verb="round_phase", data__phase="provisional").count() == 1
    told = {mail.to: mail for mail in Mail.objects.all()}
    for plan in round_.requests.all():
        assert plan.author is not None
        assert plan.title in told[plan.author.email].subject
    reasons = dict(round_.requests.values_list("list_number", "reason"))
    assert reasons[1] == ""
    assert "meer dan het hele budget" in reasons[5]
    assert "Niemand stemde" in reasons[6]
    assert "Minder dan vijf mensen kozen dit plan." in reasons[3]


def test_nobody_voted() -> None:
    round_ = closed_round()
    assert count_round(round_)
    assert set(statuses(round_).values()) == {Status.NOT_CHOSEN}
    stored = newest(round_)
    assert stored is not None
    assert (stored.outcome["voters"], stored.outcome["endowment"]) == (0, None)


def test_everything_is_affordable() -> None:
    round_ = closed_round(amount=Decimal(100_000), ballots=[[1, 2], [2]])
    assert count_round(round_)
    assert set(statuses(round_).values()) == {Status.CHOSEN}


def test_the_last_plan_in_part_is_chosen() -> None:
    round_ = closed_round(
        plans=[("Bankje", "60"), ("Plein", "60")], ballots=[[1, 2], [1]], rule="most_votes", too_dear="part"
    )
    assert count_round(round_)
    assert statuses(round_) == {1: "chosen", 2: "chosen"}


@pytest.mark.parametrize("ballot", [[7], [1, 1]])
def test_a_box_that_cannot_be_counted_holds_up_no_other_round(ballot: list[int]) -> None:
    broken, whole = closed_round(ballots=[ballot]), closed_round(ballots=[[1]])
    assert advance_due() == 1
    assert [Round.objects.get(pk=each.pk).phase for each in (broken, whole)] == ["counting", "provisional"]


@pytest.mark.django_db(transaction=True)
def test_two_workers_give_one_outcome() -> None:
    round_ = closed_round(ballots=[[1], [2]])
    assert sorted(together(*[lambda: count_round(round_)] * 4)) == [False, False, False, True]
    assert Count.objects.count() == 1
    assert Event.objects.filter(verb="round_counted").count() == 1
    assert Mail.objects.count() == 2


# --- Proof ------------------------------------------------------------------------------------------------------------
def test_a_recount_is_the_same_to_the_byte(capsys: pytest.CaptureFixture[str]) -> None:
    round_ = closed_round(ballots=[[1], [2], [1, 2]])
    count_round(round_)
    call_command("recount", round_.slug)
    assert "the same outcome to the byte" in capsys.readouterr().out


def test_a_recount_of_another_box_is_told() -> None:
    round_ = closed_round(ballots=[[1], [2], [1, 2]])
    count_round(round_)
    SealedBallot.objects.create(round=round_, place=4, choices=[2], points=[1], receipt="later")
    with pytest.raises(CommandError, match="the box is another"):
        call_command("recount", round_.slug)
    with pytest.raises(CommandError, match="no round"):
        call_command("recount", "nergens")
    with pytest.raises(CommandError, match="nog geen uitslag"):
        call_command("recount", closed_round().slug)


def test_the_hash_of_the_box_is_that_of_the_file_everybody_may_download() -> None:
    round_ = closed_round(ballots=[[1 + voter % 2] for voter in range(WHOLE_FROM)])
    assert counting.box_sha256(round_) == sha256(published(round_))


def test_a_small_box_has_no_hash_by_which_to_guess_its_ballots() -> None:
    """The same counts and receipts, otherwise spread over the ballots."""
    one, other = closed_round(ballots=[[1, 2], [1]]), closed_round(ballots=[[1], [1, 2]])
    assert counting.box_sha256(one) == counting.box_sha256(other)


# --- A tie and its lot ------------------------------------------------------------------------------------------------
def test_a_tie_waits_for_a_lot_and_the_desk_hears_it_once(here: Platform, carla: User) -> None:
    round_ = closed_round(here, **TIED)
    assert advance_due() == advance_due() == 0
    assert needs_lot(round_) == [1, 2]
    assert mails("geloot") == {carla.email}
    assert Mail.objects.count() == 1
    draw_lot(round_, by=carla, order=[2, 1], reason="In het buurthuis, met tien mensen erbij.")
    assert needs_lot(round_) == []
    assert advance_due() == 1
    assert statuses(round_) == {1: "reserve", 2: "chosen"}
    assert Count.objects.get().outcome["ties"] == [{"by": "lot", "first": "2", "plans": ["1", "2"]}]


def test_a_lot_before_the_count_asks_nothing(here: Platform, carla: User) -> None:
    round_ = closed_round(here, phase="listed", **TIED)
    draw_lot(round_, by=carla, order=[1, 2], reason="Op het plein.")
    draw_lot(round_, by=carla, order=[2, 1], reason="Verkeerd overgenomen.")
    assert Event.objects.filter(subject=round_.subject, verb="round_lot").count() == 2
    Round.objects.filter(pk=round_.pk).update(phase="counting")
    assert advance_due() == 1
    assert statuses(round_)[2] == "chosen"


def test_what_was_drawn_stays_in_front_while_people_count(here: Platform, carla: User) -> None:
    round_ = closed_round(here, **TIED, lot=["2"])
    advance_due()
    with pytest.raises(Refused, match="blijft vooraan"):
        draw_lot(round_, by=carla, order=[1, 2], reason="Liever zo.")
    draw_lot(round_, by=carla, order=[2, 1], reason="De rest erbij getrokken.")
    assert advance_due() == 1


@pytest.mark.parametrize(("order", "why"), [([3, 1], "staat niet op de lijst"), ([1, 1], "twee keer")])
def test_a_lot_names_each_plan_of_the_list_once(carla: User, order: list[int], why: str) -> None:
    with pytest.raises(Refused, match=why):
        draw_lot(closed_round(), by=carla, order=order, reason="Op het plein.")


def test_there_is_no_lot_after_the_outcome(carla: User) -> None:
    with pytest.raises(Refused, match="niets om te loten"):
        draw_lot(closed_round(phase="provisional"), by=carla, order=[1], reason="Te laat.")


def test_the_lot_is_entered_at_the_own_desk(client: Client, carla: User, here: Platform, elsewhere: Platform) -> None:
    mine, theirs = closed_round(here, **TIED), closed_round(elsewhere, **TIED)
    sign_in_to_desk(client, carla)
    address = f"/beheer/budgets/round/{mine.pk}/doe/draw_lot/"
    assert client.get(address).status_code == 200
    assert client.post(address, {"order": "2, x", "reason": "Op het plein."}).status_code == 422
    assert client.post(address, {"order": "2, 1", "reason": "Op het plein."}).status_code == 302
    mine.refresh_from_db()
    assert mine.lot == ["2", "1"]
    assert client.get(f"/beheer/budgets/round/{theirs.pk}/doe/draw_lot/").status_code == 404


# --- Objections -------------------------------------------------------------------------------------------------------
@pytest.fixture
def provisional(here: Platform) -> Round:
    """Whose date has passed."""
    now = timezone.now()
    dates: dict[str, Any] = {
        "voting_at": now - timedelta(19),
        "counting_at": now - timedelta(2),
        "final_at": now - timedelta(1),
    }
    round_ = closed_round(here, ballots=[[1], [2]], **dates)
    count_round(round_)
    round_.refresh_from_db()
    return round_


def a_day_later() -> int:
    """After the count, which is as long as this round leaves for objections."""
    with freeze_time(timezone.now() + timedelta(days=1, hours=1)):
        return advance_due()


def test_a_late_count_leaves_as_long_for_objections(provisional: Round) -> None:
    assert advance_due() == 0
    assert a_day_later() == 1


def test_an_open_objection_holds_the_outcome(
    provisional: Round, fatima: User, driss: User, carla: User, els: User
) -> None:
    objection = object_to_count(provisional, by=fatima, text="Mijn stembiljet staat er niet bij.")
    assert object_to_count(provisional, by=fatima, text="Nog een keer.").pk == objection.pk
    assert mails("Bezwaar tegen") == {carla.email}
    assert els.email in mails("Kijk jij mee")
    assert a_day_later() == 0
    assert mails("wacht op jullie") == {carla.email}
    settle_count(objection, by=els, outcome="upheld", answer="Het staat er wel, bij nummer 2.")
    assert fatima.email in mails("Antwoord op het bezwaar")
    assert a_day_later() == 1


def test_who_may_look_is_reminded_once_after_five_days(provisional: Round, fatima: User, els: User) -> None:
    objection = object_to_count(provisional, by=fatima, text="Dit klopt niet.")
    call_command("remind_budgets")
    assert mails("wacht nog") == set()
    CountObjection.objects.filter(pk=objection.pk).update(at=timezone.now() - timedelta(6))
    call_command("remind_budgets")
    call_command("remind_budgets")
    assert els.email in mails("wacht nog")
    assert Mail.objects.filter(subject__contains="wacht nog", to=els.email).count() == 1


def test_a_count_that_was_wrong_stops_the_clock_and_is_counted_again(
    provisional: Round, fatima: User, els: User, carla: User
) -> None:
    with pytest.raises(Refused):
        count_again(provisional, by=carla, reason="Zomaar.")
    objection = object_to_count(provisional, by=fatima, text="De loting was anders.")
    settle_count(objection, by=els, outcome="overturned", answer="De loting is verkeerd overgenomen.")
    provisional.refresh_from_db()
    assert (provisional.phase, provisional.held_at is not None) == ("provisional", True)
    draw_lot(provisional, by=carla, order=[2, 1], reason="Zoals getrokken.")
    count_again(provisional, by=carla, reason="Met de goede loting.")
    assert set(statuses(provisional).values()) == {Status.LISTED}
    assert count_round(provisional)
    with pytest.raises(Refused):
        count_again(provisional, by=carla, reason="Nog een keer.")
    with pytest.raises(Refused):
        draw_lot(provisional, by=carla, order=[1, 2], reason="Toch andersom.")


def test_an_outcome_that_was_wrong_does_not_become_final_by_letting_the_clock_run(
    provisional: Round, fatima: User, els: User, carla: User
) -> None:
    objection = object_to_count(provisional, by=fatima, text="De loting was anders.")
    settle_count(objection, by=els, outcome="overturned", answer="Dat klopt.")
    provisional.refresh_from_db()
    provisional.go_on(by=carla)
    assert a_day_later() == 0
    assert any("opnieuw tellen" in why for why in waits_for(provisional, Phase.FINAL))
    count_again(provisional, by=carla, reason="Met dezelfde bus.")
    assert count_round(provisional)
    assert a_day_later() == 1


def test_the_first_outcome_can_come_back(here: Platform, carla: User, fatima: User, els: User, driss: User) -> None:
    """Counted by lot one way, the other way, and the first way again: what stands is what was counted last."""
    round_ = closed_round(here, plans=[("Bankje", "60"), ("Plein", "60")], ballots=[[1], [2]], lot=["1", "2"])
    assert count_round(round_)
    for by, order in ((fatima, [2, 1]), (driss, [1, 2])):
        objection = object_to_count(round_, by=by, text="De loting was anders.")
        settle_count(objection, by=els, outcome="overturned", answer="Dat klopt.")
        draw_lot(round_, by=carla, order=order, reason="Zoals getrokken.")
        count_again(round_, by=carla, reason="Met de goede loting.")
        assert count_round(round_)
    assert statuses(round_)[1] == Status.CHOSEN
    stands = counting.newest(round_)
    assert stands is not None
    assert [plan["chosen"] for plan in stands.outcome["plans"]] == [True, False]


def test_who_may_look_at_it(provisional: Round, people: dict[str, User]) -> None:
    object_to_count(provisional, by=people["fatima"], text="Dit klopt niet.")
    may = {name for name, user in people.items() if CountObjection.objects.reviewable_by(user).exists()}
    assert may == {"driss", "els"}


def test_it_is_answered_at_a_desk_of_elsewhere(
    client: Client, provisional: Round, driss: User, fatima: User, carla: User
) -> None:
    objection = object_to_count(provisional, by=fatima, text="Dit klopt niet.")
    address = f"/beheer/budgets/countobjection/{objection.pk}/doe/review/"
    sign_in_to_desk(client, driss)
    assert client.get(address).status_code == 200
    assert client.post(address, {"outcome": "upheld"}).status_code == 422
    assert client.post(address, {"outcome": "upheld", "answer": "De telling klopt."}).status_code == 302
    objection.refresh_from_db()
    assert (objection.outcome, objection.answered_by) == ("upheld", driss)
    sign_in_to_desk(client, carla)
    assert client.get(address).status_code == 404


def test_nobody_objects_before_or_after(fatima: User) -> None:
    make_user()
    for phase in ("counting", "final"):
        with pytest.raises(Refused, match="geen bezwaar"):
            object_to_count(closed_round(phase=phase), by=fatima, text="Dit klopt niet.")
