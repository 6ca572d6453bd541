"""The steps of a group, the platform that goes along as its buddy, and going on with the buddy's word."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from coalitie.activity.models import Event, Notice
from coalitie.lib.refused import Refused
from coalitie.people.erase import erase
from coalitie.people.models import User
from platforms.actions import take_step
from platforms.introducing import ask_buddy, grow
from platforms.models import Buddy, Platform, Stage, Step, StepDone
from tests.factories import make_membership, make_platform, make_user, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def noor() -> User:
    """Coordinator of the group."""
    return make_user("noor@example.org", "Noor")


@pytest.fixture
def group(noor: User) -> Platform:
    return make_platform("Groei", stage=Stage.START_GROUP, coordinator=noor)


@pytest.fixture
def piet(group: Platform) -> User:
    """Member of the group."""
    return make_membership(group, make_user("piet@example.org", "Piet")).person


@pytest.fixture
def buddy(group: Platform, here: Platform, noor: User, carla: User) -> Buddy:
    """The platform ``here`` of carla goes along."""
    asked = ask_buddy(group, here, by=noor, line="Loop je mee?")
    asked.accept(by=carla)
    return asked


def step(place: int = 0) -> Step:
    return Step.objects.all()[place]


def mails(name: str) -> list[str]:
    return sorted(Notice.objects.filter(kind=name).values_list("person__email", flat=True))


# --- Steps ------------------------------------------------------------------------------------------------------------
def test_a_step_is_taken_once_however_often_it_is_sent(client: Client, group: Platform, piet: User) -> None:
    sign_in(client, piet)
    address, day = f"/platforms/groei/stappen/{step().pk}/", timezone.localdate() - timedelta(days=2)
    for note in ("Zes mensen.", "Zeven mensen."):
        answer = client.post(address, {"on": day, "note": note})
        assert (answer.status_code, answer["Location"]) == (302, "/platforms/groei/stappen/")
    done = StepDone.objects.get()
    assert (done.group, done.step, done.on, done.note, done.by) == (group, step(), day, "Zeven mensen.", piet)


@pytest.mark.parametrize("day", ["", "morgen", "31-02-2024", "2999-01-01"])
def test_a_day_that_cannot_be_comes_back_with_the_form(client: Client, group: Platform, piet: User, day: str) -> None:
    answer = sign_in(client, piet).post(f"/platforms/groei/stappen/{step().pk}/", {"on": day, "note": "Blijft staan."})
    assert answer.status_code == 422
    assert "Blijft staan." in answer.text
    assert not StepDone.objects.exists()


def test_the_database_keeps_one_of_each(group: Platform, noor: User) -> None:
    take_step(group, step(), by=noor, on=timezone.localdate())
    with pytest.raises(IntegrityError, match="stepdone_once"), transaction.atomic():
        StepDone.objects.create(group=group, step=step(), on=timezone.localdate())


def test_open_again_twice_changes_nothing(client: Client, group: Platform, piet: User) -> None:
    take_step(group, step(), by=piet, on=timezone.localdate())
    sign_in(client, piet)
    for _ in range(2):
        assert client.post(f"/platforms/groei/stappen/{step().pk}/open/").status_code == 302
    assert not StepDone.objects.exists()
    assert Event.objects.filter(verb="step_reopened").count() == 1


def test_who_wrote_a_step_down_is_for_the_group(client: Client, group: Platform, piet: User, fatima: User) -> None:
    take_step(group, step(), by=piet, on=timezone.localdate(), note="Met thee.")
    for person, named in ((None, False), (fatima, False), (piet, True)):
        page = (sign_in(Client(), person) if person else client).get("/platforms/groei/stappen/").text
        assert "Met thee." in page
        assert ("Piet" in page) == named
    erase(piet)
    done = StepDone.objects.get()
    assert (done.by, done.note) == (None, "Met thee.")


def test_a_step_of_nowhere_and_a_platform_that_grows_no_more(client: Client, group: Platform, piet: User) -> None:
    sign_in(client, piet)
    assert client.get("/platforms/groei/stappen/32000/").status_code == 404
    Platform.objects.filter(pk=group.pk).update(stage=Stage.PLATFORM)
    assert client.post(f"/platforms/groei/stappen/{step().pk}/", {"on": timezone.localdate()}).status_code == 403


def test_many_groups_and_steps_take_no_more_questions(client: Client, group: Platform, noor: User) -> None:
    counts = []
    for _ in range(2):
        for address in ("/kweekvijver/", "/platforms/groei/stappen/"):
            client.get(address)
            with CaptureQueriesContext(connection) as asked:
                client.get(address)
            counts.append(len(asked))
        for place in range(5):
            take_step(group, step(place), by=noor, on=timezone.localdate())
            make_platform(stage=Stage.NURSERY)
    assert counts[:2] == counts[2:]


def test_a_hidden_group_is_nowhere_in_the_pond(client: Client, group: Platform, els: User) -> None:
    assert "Groei" in client.get("/kweekvijver/").text
    group.hide(by=els, reason="Test")
    assert "Groei" not in client.get("/kweekvijver/").text
    asleep = make_platform("Slaapt", stage=Stage.RESTING)
    assert "Slaapt" in client.get("/kweekvijver/").text
    asleep.hide(by=els, reason="Test")
    assert "Slaapt" not in client.get("/kweekvijver/").text


# --- The buddy --------------------------------------------------------------------------------------------------------
def test_a_member_asks_and_the_coordinators_of_the_other_hear_it(
    client: Client, group: Platform, here: Platform, piet: User, carla: User
) -> None:
    sign_in(client, piet)
    sent = {"platform": here.slug, "line": "Kom je kijken?"}
    assert client.post("/platforms/groei/maatje/", {"platform": "nergens", "line": ""}).status_code == 422
    assert client.post("/platforms/groei/maatje/", sent).status_code == 302
    assert client.post("/platforms/groei/maatje/", sent).status_code == 409, "one at a time"
    asked = Buddy.objects.get()
    assert (asked.status, asked.asked_by, asked.platform) == ("asked", piet, here)
    assert mails("buddy_asked") == [carla.email]


def test_only_a_platform_that_stands_and_is_shown_can_be_asked(
    client: Client, group: Platform, piet: User, els: User
) -> None:
    make_platform("Rust uit", stage=Stage.RESTING)
    make_platform("Groeit ook", stage=Stage.NURSERY)
    make_platform("Verstopt").hide(by=els, reason="Test")
    sign_in(client, piet)
    page = client.get("/platforms/groei/maatje/?zoek=").text
    for name, slug in (("Rust uit", "rust-uit"), ("Groeit ook", "groeit-ook"), ("Verstopt", "verstopt")):
        assert name not in page
        assert client.post("/platforms/groei/maatje/", {"platform": slug, "line": "Ja?"}).status_code == 422
    assert client.post("/platforms/groei/maatje/", {"platform": group.slug, "line": "Wij?"}).status_code == 422
    assert not Buddy.objects.exists()


def test_the_coordinator_who_is_asked_reads_the_question_and_answers(
    client: Client, group: Platform, here: Platform, noor: User, carla: User, alice: User
) -> None:
    asked = ask_buddy(group, here, by=noor, line="Loop je mee?")
    assert sign_in(Client(), alice).get("/platforms/groei/maatje/").status_code == 403, "members do not answer"
    sign_in(client, carla)
    assert "Loop je mee?" in client.get("/platforms/groei/maatje/").text
    assert client.post("/platforms/groei/maatje/nee/", {"reason": " "}).status_code == 422
    assert client.post("/platforms/groei/maatje/ja/").status_code == 302
    asked.refresh_from_db()
    assert (asked.status, asked.answered_by) == ("accepted", carla)
    assert client.post("/platforms/groei/maatje/nee/", {"reason": "Toch niet."}).status_code == 403


def test_what_was_refused_is_for_the_two(
    client: Client, group: Platform, here: Platform, noor: User, carla: User, piet: User, fatima: User
) -> None:
    asked = ask_buddy(group, here, by=noor, line="Loop je mee?")
    sign_in(client, carla).post("/platforms/groei/maatje/nee/", {"reason": "Wij verhuizen."})
    asked.refresh_from_db()
    assert (asked.status, asked.reason) == ("declined", "Wij verhuizen.")
    assert "Wij verhuizen." in sign_in(Client(), piet).get("/platforms/groei/maatje/").text
    assert "Wij verhuizen." not in Client().get("/platforms/groei/stappen/").text
    assert sign_in(Client(), fatima).get("/platforms/groei/maatje/").status_code == 403
    assert ask_buddy(group, here, by=noor, line="En nu?").status == "asked", "asking again may"


def test_the_group_takes_its_question_back(client: Client, group: Platform, here: Platform, piet: User) -> None:
    ask_buddy(group, here, by=piet, line="Loop je mee?")
    sign_in(client, piet)
    assert client.post("/platforms/groei/maatje/stoppen/", {"reason": "Vergissing."}).status_code == 302
    assert Buddy.objects.get().status == "ended"
    assert client.post("/platforms/groei/maatje/stoppen/", {"reason": "Vergissing."}).status_code == 409


def test_a_hidden_buddy_is_not_named(client: Client, group: Platform, buddy: Buddy, els: User) -> None:
    assert buddy.platform.name in client.get("/platforms/groei/stappen/").text
    buddy.platform.hide(by=els, reason="Test")
    assert buddy.platform.name not in client.get("/platforms/groei/stappen/").text


# --- Growing ----------------------------------------------------------------------------------------------------------
def test_nobody_grows_without_a_word(client: Client, group: Platform, buddy: Buddy, noor: User) -> None:
    with pytest.raises(Refused), transaction.atomic():
        grow(group, by=noor, reason="Wij willen.")
    address = "/platforms/groei/fase/groeien/"
    assert sign_in(client, noor).post(address, {"reason": "Wij willen."}).status_code == 403
    group.refresh_from_db()
    assert group.stage == Stage.START_GROUP


def test_the_buddy_gives_its_word_and_the_group_decides(
    client: Client, group: Platform, buddy: Buddy, noor: User, piet: User, carla: User
) -> None:
    word = {"word": "Ze vergaderen korter dan wij."}
    assert sign_in(Client(), noor).post("/platforms/groei/maatje/woord/", word).status_code == 403
    sign_in(client, carla)
    assert client.post("/platforms/groei/maatje/woord/", {"word": ""}).status_code == 422
    assert [client.post("/platforms/groei/maatje/woord/", word).status_code for _ in range(2)] == [302, 403]
    group.refresh_from_db()
    assert group.stage == Stage.START_GROUP, "a word alone changes nothing"
    assert "korter dan wij" in sign_in(Client(), piet).get("/platforms/groei/stappen/").text
    address, why = "/platforms/groei/fase/groeien/", {"reason": "De buurt weet ons te vinden."}
    assert sign_in(Client(), piet).post(address, why).status_code == 403
    assert sign_in(Client(), carla).post(address, why).status_code == 403
    ours = sign_in(Client(), noor)
    assert ours.post(address, {"reason": ""}).status_code == 422
    assert [ours.post(address, why).status_code for _ in range(2)] == [302, 403], "one word, one stage"
    group.refresh_from_db()
    assert group.stage == Stage.NURSERY
    last = group.stage_changes.latest_first()[0]
    assert (last.before, last.stage, last.by, last.reason) == ("start_group", "nursery", noor, why["reason"])


def test_a_word_of_who_stopped_no_longer_counts(group: Platform, buddy: Buddy, noor: User, carla: User) -> None:
    buddy.give_word(by=carla, word="Klaar.")
    buddy.end(by=carla, reason="We verhuizen.")
    with pytest.raises(Refused), transaction.atomic():
        grow(group, by=noor, reason="Wij willen.")


def test_a_word_is_for_one_stage_and_none_follows_the_last(group: Platform, buddy: Buddy, noor: User) -> None:
    by = buddy.answered_by
    assert by is not None
    for expected in (Stage.NURSERY, Stage.PLATFORM):
        buddy.give_word(by=by, word="Klaar.")
        with pytest.raises(ValidationError), transaction.atomic():
            grow(group, by=noor, reason="Te vroeg.", since=timezone.localdate() - timedelta(days=1))
        group.refresh_from_db()
        grow(group, by=noor, reason="Nu.")
        group.refresh_from_db()
        assert group.stage == expected
        buddy = Buddy.objects.get(pk=buddy.pk)
    with pytest.raises(Refused), transaction.atomic():
        buddy.give_word(by=by, word="Nog verder?")
