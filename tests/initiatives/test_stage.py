"""The stage of an initiative: who runs it changes it, resting and stopping have a reason, the page tells the story."""

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from coalitie.activity.models import Event
from coalitie.lib.refused import Refused
from coalitie.people.models import User
from initiatives.models import Initiative, Status
from platforms.models import Platform
from tests.factories import make_initiative, sign_in

pytestmark = pytest.mark.django_db

STAGE = "/initiatieven/moestuin/fase/"


@pytest.fixture
def garden(here: Platform, ibrahim: User) -> Initiative:
    return make_initiative(here, author=ibrahim, title="Moestuin", slug="moestuin")


def test_another_stage(client: Client, garden: Initiative, bob: User) -> None:
    sign_in(client, bob)
    assert client.get(STAGE).status_code == 200
    for _time in range(2):
        assert client.post(STAGE, {"stage": "running"})["Location"] == "/initiatieven/moestuin/"
    garden.refresh_from_db()
    assert garden.status == Status.RUNNING
    event = Event.objects.get(verb="initiative_stage")
    assert (event.by, event.data) == (bob, {"stage": "running"})
    assert "Loopt" in client.get("/initiatieven/moestuin/").content.decode()


@pytest.mark.parametrize("stage", ["resting", "stopped"])
def test_resting_and_stopping_say_why(stage: str, client: Client, garden: Initiative, ibrahim: User) -> None:
    sign_in(client, ibrahim)
    answer = client.post(STAGE, {"stage": stage})
    assert (answer.status_code, "Schrijf waarom" in answer.content.decode()) == (422, True)
    assert client.post(STAGE, {"stage": stage, "reason": "De winter komt."}).status_code == 302
    assert "De winter komt." in client.get("/initiatieven/moestuin/").content.decode()
    with pytest.raises(IntegrityError), transaction.atomic():
        Initiative.objects.update(reason="")


@pytest.mark.parametrize("stage", ["", "draft", "submitted", "onzin", "\x00"])
def test_no_other_state_can_be_reached(stage: str, client: Client, garden: Initiative, ibrahim: User) -> None:
    sign_in(client, ibrahim)
    assert client.post(STAGE, {"stage": stage, "reason": "x"}).status_code == 422
    garden.refresh_from_db()
    assert garden.status == Status.SEEKING


def test_not_for_others(client: Client, garden: Initiative, fatima: User, driss: User) -> None:
    assert client.get(STAGE).status_code == 302
    for person in (fatima, driss):
        sign_in(client, person)
        assert client.get(STAGE).status_code == 403
        assert client.post(STAGE, {"stage": "done"}).status_code == 403
    garden.refresh_from_db()
    assert garden.status == Status.SEEKING


def test_a_stale_page_is_refused(garden: Initiative, ibrahim: User) -> None:
    stale = Initiative.objects.get()
    garden.go_to(Status.DONE, by=ibrahim)
    with pytest.raises(Refused):
        stale.go_to(Status.DONE, by=ibrahim)
    assert Event.objects.filter(verb="initiative_stage").count() == 1
