"""Finishing: what came of it stands with the end, both or neither; numbers say how they were counted."""

from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from coalitie.activity.models import Event, Mail
from coalitie.people.models import User
from initiatives.models import Counting, Initiative, Photo, Result, Status, finish
from initiatives.notices import record as notices
from platforms.models import Platform
from tests.factories import make_initiative, make_participation, sign_in
from tests.initiatives.test_updates import photo_file

pytestmark = pytest.mark.django_db

HOME = "/initiatieven/moestuin/"
FINISH, CORRECT = f"{HOME}afronden/", f"{HOME}resultaat/"


def told(**more: Any) -> dict[str, Any]:
    return {
        "achieved": "Twintig bakken, en buren die elkaar kennen.",
        "people": "120",
        "hours": "",
        "cost": "1.250,50",
        "counting": "estimated",
        "learned": "Begin met koffie.",
        **more,
    }


@pytest.fixture
def garden(here: Platform, ibrahim: User, fatima: User) -> Initiative:
    initiative = make_initiative(here, author=ibrahim, title="Moestuin", slug="moestuin", status=Status.RUNNING)
    make_participation(initiative, ibrahim, "puller")
    make_participation(initiative, fatima, "doer")
    return initiative


def test_finishing(client: Client, garden: Initiative, ibrahim: User, fatima: User) -> None:
    sign_in(client, ibrahim)
    assert client.get(FINISH).status_code == 200
    answer = client.post(FINISH, told(foto_1=photo_file(), alt_1="De bakken in bloei"))
    assert answer["Location"] == HOME
    garden.refresh_from_db()
    result = garden.result
    assert garden.status == Status.DONE
    assert (result.people, result.hours, result.cost) == (120, None, Decimal("1250.50"))
    assert Photo.objects.get().result == result
    assert Event.objects.filter(subject=garden.subject, verb="initiative_done").count() == 1
    assert [mail.to for mail in Mail.objects.all()] == [fatima.email]
    assert "Dankjewel" in Mail.objects.get().text
    client.logout()
    page = client.get(HOME).content.decode()
    for words in ("Wat er bereikt is", "Twintig bakken", "1.250,50", "geschat door de trekkers", "Begin met koffie"):
        assert words in page
    assert "uur gegeven" not in page, "what is not known is not nought"


def test_sent_twice_is_finished_once(client: Client, garden: Initiative, ibrahim: User) -> None:
    sign_in(client, ibrahim)
    for _ in range(2):
        assert client.post(FINISH, told())["Location"] == HOME
    assert (Result.objects.count(), Mail.objects.count()) == (1, 1)
    assert Event.objects.filter(verb="initiative_done").count() == 1


def test_both_or_neither(garden: Initiative, ibrahim: User, monkeypatch: pytest.MonkeyPatch) -> None:
    def breaks(*_: object, **__: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(notices, "finished", breaks)
    with pytest.raises(RuntimeError):
        finish(garden, by=ibrahim, achieved="Veel.")
    garden.refresh_from_db()
    assert garden.status == Status.RUNNING
    assert not Result.objects.exists()
    assert not Event.objects.filter(verb="initiative_done").exists()


@pytest.mark.parametrize(
    ("field", "typed"),
    [("people", "-1"), ("people", "9999999999"), ("cost", "-5"), ("cost", "1,234"), ("cost", "NaN"), ("achieved", "")],
)
def test_nonsense_is_said_and_kept(client: Client, garden: Initiative, ibrahim: User, field: str, typed: str) -> None:
    answer = sign_in(client, ibrahim).post(FINISH, told(**{field: typed}))
    assert answer.status_code == 422
    assert "Begin met koffie" in answer.content.decode()
    garden.refresh_from_db()
    assert garden.status == Status.RUNNING


@pytest.mark.parametrize(
    ("who", "status"), [("fatima", 403), ("alice", 403), ("driss", 403), ("bob", 200), ("els", 200)]
)
def test_who_may(client: Client, garden: Initiative, people: dict[str, Any], who: str, status: int) -> None:
    assert sign_in(client, people[who]).get(FINISH).status_code == status


def test_not_from_an_idea(client: Client, here: Platform, ibrahim: User) -> None:
    idea = make_initiative(here, author=ibrahim, slug="idee", status=Status.IDEA)
    make_participation(idea, ibrahim, "puller")
    assert sign_in(client, ibrahim).post("/initiatieven/idee/afronden/", told()).status_code == 403


def test_correcting_says_why_and_keeps_what_stood_there(client: Client, garden: Initiative, ibrahim: User) -> None:
    sign_in(client, ibrahim)
    client.post(FINISH, told())
    assert client.post(CORRECT, told(people="80")).status_code == 422
    assert client.post(CORRECT, told(people="80", reason="We telden dubbel.", counting="counted"))["Location"] == HOME
    result = Result.objects.get()
    assert (result.people, result.counting) == (80, Counting.COUNTED)
    event = Event.objects.get(verb="result_corrected")
    assert event.data == {"was": {"people": "120", "counting": "estimated"}}
    client.logout()
    page = client.get(HOME).content.decode()
    assert "Aangepast." in page
    assert "We telden dubbel." in page


def test_taken_up_again_it_is_finished_again(client: Client, garden: Initiative, ibrahim: User, fatima: User) -> None:
    first = finish(garden, by=ibrahim, achieved="Veel bloemen.", people=10)
    Initiative.objects.filter(pk=garden.pk).update(status=Status.RUNNING)
    sign_in(client, ibrahim)
    page = client.get(FINISH)
    assert page.status_code == 200
    assert "Veel bloemen." in page.text
    assert client.post(FINISH, told(achieved="Nog meer bloemen."))["Location"] == HOME
    assert client.post(FINISH, told(achieved="Nog meer bloemen."))["Location"] == HOME
    garden.refresh_from_db()
    assert garden.status == Status.DONE
    result = Result.objects.get()
    assert (result.pk, result.achieved, result.people) == (first.pk, "Nog meer bloemen.", 120)
    assert Event.objects.get(verb="result_corrected").data["was"]["people"] == "10"
    assert Event.objects.filter(verb="initiative_done").count() == 2
    assert Mail.objects.filter(to=fatima.email).count() == 2
    assert "opnieuw afgerond" in client.get(HOME).text


def test_begun_again_it_stands_below_no_more(client: Client, garden: Initiative, ibrahim: User) -> None:
    finish(garden, by=ibrahim, achieved="Veel bloemen.")
    garden.go_to(Status.SEEKING, by=ibrahim)
    assert "Veel bloemen." not in client.get(HOME).content.decode()
