"""A "no" is looked at again once, by a stranger; both sides hear the answer. And nobody waits unheard."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from freezegun import freeze_time

from coalitie.activity.models import Mail
from coalitie.lib.refused import Refused
from coalitie.people.erase import erase
from coalitie.people.models import User
from initiatives.models import Initiative, Objection, Outcome, Status, object_to
from platforms.models import Platform
from tests.factories import buurt, make_initiative, make_platform, make_user, sign_in, sign_in_to_desk

pytestmark = pytest.mark.django_db

OBJECT, DESK = "/initiatieven/moestuin/bezwaar/", "/beheer/initiatives/objection/"
WHY = "De tuin ligt aan jullie kant van de straat."


@pytest.fixture
def declined(here: Platform, ibrahim: User, carla: User) -> Initiative:
    return make_initiative(
        here,
        author=ibrahim,
        title="Moestuin",
        slug="moestuin",
        status=Status.DECLINED,
        reason="Niet onze buurt.",
        decided_by=carla,
        area=buurt(),
    )


@pytest.fixture
def objection(declined: Initiative, ibrahim: User) -> Objection:
    found = object_to(declined, by=ibrahim, text=WHY)
    Mail.objects.all().delete()
    return found


def test_objecting(client: Client, declined: Initiative, ibrahim: User, carla: User, els: User) -> None:
    near = make_user("buur@example.org")
    make_platform("Vlakbij", coordinator=near, areas=[buurt("AA03")])
    sign_in(client, ibrahim)
    assert "Niet onze buurt." in client.get(OBJECT).content.decode()
    assert client.post(OBJECT, {"text": ""}).status_code == 422
    for _time in range(2):
        assert client.post(OBJECT, {"text": WHY})["Location"] == "/initiatieven/moestuin/"
    assert Objection.objects.get().text == WHY
    assert {mail.to for mail in Mail.objects.all()} >= {els.email, near.email, carla.email}
    assert client.get(OBJECT).status_code == 302


def test_only_the_author_of_a_declined_one(
    client: Client, declined: Initiative, here: Platform, ibrahim: User, carla: User
) -> None:
    sign_in(client, carla)
    assert client.get(OBJECT).status_code == 403
    submitted = make_initiative(here, author=ibrahim, status=Status.SUBMITTED)
    sign_in(client, ibrahim)
    assert client.post(f"/initiatieven/{submitted.slug}/bezwaar/", {"text": WHY}).status_code == 403
    with pytest.raises(Refused):
        object_to(submitted, by=ibrahim, text=WHY)
    assert not Objection.objects.exists()


def test_once(objection: Objection, declined: Initiative, ibrahim: User) -> None:
    with pytest.raises(Refused):
        object_to(declined, by=ibrahim, text="Toch.")
    assert Objection.objects.count() == 1


def test_a_stranger_overturns_it(client: Client, objection: Objection, driss: User, ibrahim: User, carla: User) -> None:
    sign_in_to_desk(client, driss)
    assert "Moestuin" in client.get(DESK).content.decode()
    page = client.get(f"{DESK}{objection.pk}/change/").content.decode()
    assert WHY in page
    assert "Niet onze buurt." in page
    assert client.get("/initiatieven/moestuin/").status_code == 200
    review = f"{DESK}{objection.pk}/doe/review/"
    assert client.post(review, {"outcome": "overturned", "answer": ""}).status_code == 422
    assert client.post(review, {"outcome": "open", "answer": "x"}).status_code == 422
    assert client.post(review, {"outcome": "overturned", "answer": "De straat telt mee."}).status_code == 302
    objection.refresh_from_db()
    assert (objection.outcome, objection.answered_by) == (Outcome.OVERTURNED, driss)
    assert Client().get("/initiatieven/moestuin/").status_code == 200
    assert {mail.to: "De straat telt mee." in mail.text for mail in Mail.objects.all()} == {
        ibrahim.email: True,
        carla.email: True,
    }
    assert client.post(review, {"outcome": "upheld", "answer": "Toch niet."}).status_code == 403


def test_it_stays_a_no(objection: Objection, els: User, ibrahim: User) -> None:
    objection.settle(Outcome.UPHELD, by=els, answer="Het is echt een andere buurt.")
    assert Initiative.objects.get().status == Status.DECLINED
    assert "echt een andere buurt" in Mail.objects.get(to=ibrahim.email).text
    with pytest.raises(Refused):
        objection.settle(Outcome.OVERTURNED, by=els, answer="Of toch.")


def test_neither_the_platform_nor_who_said_no(client: Client, objection: Objection, carla: User) -> None:
    sign_in_to_desk(client, carla)
    assert "Moestuin" not in client.get(DESK).content.decode()
    assert client.get(f"{DESK}{objection.pk}/change/").status_code == 404
    assert client.post(f"{DESK}{objection.pk}/doe/review/", {"outcome": "upheld", "answer": "Nee."}).status_code == 404
    assert Objection.objects.open().exists()


# --- Reminders --------------------------------------------------------------------------------------------------------
def test_a_proposal_that_waits_is_brought_up_once(here: Platform, carla: User) -> None:
    initiative = make_initiative(here, status=Status.SUBMITTED, submitted_at=timezone.now() - timedelta(days=6))
    make_initiative(here, status=Status.SUBMITTED, submitted_at=timezone.now() - timedelta(days=4))
    for _time in range(2):
        call_command("remind_initiatives")
    assert [mail.to for mail in Mail.objects.all()] == [carla.email]
    initiative.refresh_from_db()
    assert initiative.reminded_at
    with freeze_time(timezone.now() + timedelta(days=2)):
        call_command("remind_initiatives")
    assert Mail.objects.count() == 2


def test_a_draft_goes_with_its_author(here: Platform, ibrahim: User) -> None:
    draft = make_initiative(here, author=ibrahim, status=Status.DRAFT)
    public = make_initiative(here, author=ibrahim)
    erase(ibrahim)
    call_command("remind_initiatives")
    assert list(Initiative.objects.all()) == [public]
    assert not Initiative.objects.filter(pk=draft.pk).exists()


def test_an_objection_that_waits_too(objection: Objection, els: User) -> None:
    Objection.objects.update(at=timezone.now() - timedelta(days=6))
    for _time in range(2):
        call_command("remind_initiatives")
    assert [mail.to for mail in Mail.objects.all()] == [els.email]
