"""The coordinator's desk: judges by the same verbs, for the own platform only, through every door of the admin."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from coalitie.activity.models import Event, Mail
from coalitie.people.models import User
from initiatives.models import Initiative, Status
from platforms.models import Platform
from tests.factories import make_initiative, make_participation, sign_in, sign_in_to_desk

pytestmark = pytest.mark.django_db

DESK = "/beheer/initiatives/initiative/"


@pytest.fixture
def waiting(here: Platform, ibrahim: User) -> Initiative:
    return make_initiative(here, author=ibrahim, title="Moestuin", status=Status.SUBMITTED)


@pytest.fixture
def foreign(elsewhere: Platform) -> Initiative:
    return make_initiative(elsewhere, title="Vreemd", status=Status.SUBMITTED)


@pytest.fixture
def desk(client: Client, carla: User) -> Client:
    return sign_in_to_desk(client, carla)


def test_what_waits_longest_is_on_top(desk: Client, here: Platform, waiting: Initiative) -> None:
    make_initiative(here, title="Oud en wachtend", status="submitted", submitted_at=timezone.now() - timedelta(days=6))
    make_initiative(here, title="Al geplaatst", submitted_at=timezone.now() - timedelta(days=90))
    make_initiative(here, title="Andermans concept", status=Status.DRAFT)
    page = desk.get(DESK).content.decode()
    assert page.index("Oud en wachtend") < page.index("Moestuin") < page.index("Al geplaatst")
    assert "6 dagen" in page
    assert "Andermans concept" not in page


def test_publishing(desk: Client, waiting: Initiative, carla: User, ibrahim: User) -> None:
    address = f"{DESK}{waiting.pk}/change/"
    assert "Plaatsen" in desk.get(address).content.decode()
    assert desk.get(f"{DESK}{waiting.pk}/doe/publish/").status_code == 200
    waiting.refresh_from_db()
    assert waiting.status == Status.SUBMITTED
    assert desk.post(f"{DESK}{waiting.pk}/doe/publish/")["Location"] == address
    waiting.refresh_from_db()
    assert (waiting.status, waiting.decided_by) == (Status.IDEA, carla)
    assert Mail.objects.get().to == ibrahim.email
    assert desk.post(f"{DESK}{waiting.pk}/doe/publish/").status_code == 403
    assert Event.objects.filter(verb="initiative_published").count() == 1


@pytest.mark.parametrize(("verb", "status"), [("give_back", Status.RETURNED), ("decline", Status.DECLINED)])
def test_a_no_has_a_reason(verb: str, status: Status, desk: Client, waiting: Initiative, ibrahim: User) -> None:
    assert desk.post(f"{DESK}{waiting.pk}/doe/{verb}/", {"reason": "  "}).status_code == 422
    waiting.refresh_from_db()
    assert (waiting.status, Mail.objects.count()) == (Status.SUBMITTED, 0)
    desk.post(f"{DESK}{waiting.pk}/doe/{verb}/", {"reason": "Dit gaat over een andere buurt."})
    waiting.refresh_from_db()
    assert (waiting.status, waiting.reason) == (status, "Dit gaat over een andere buurt.")
    mail = Mail.objects.get(to=ibrahim.email)
    assert "Dit gaat over een andere buurt." in mail.text
    assert ("/bezwaar/" in mail.text) == (verb == "decline")


def test_the_fields_themselves_cannot_be_changed(desk: Client, waiting: Initiative) -> None:
    answer = desk.post(f"{DESK}{waiting.pk}/change/", {"status": "running", "title": "Van mij"})
    assert answer.status_code == 403
    waiting.refresh_from_db()
    assert (waiting.status, waiting.title) == (Status.SUBMITTED, "Moestuin")


def test_not_the_own_proposal(desk: Client, here: Platform, carla: User) -> None:
    own = make_initiative(here, author=carla, status=Status.SUBMITTED)
    assert "/doe/" not in desk.get(f"{DESK}{own.pk}/change/").content.decode()
    for verb in ("publish", "give_back", "decline"):
        assert desk.post(f"{DESK}{own.pk}/doe/{verb}/", {"reason": "x"}).status_code == 403
    desk.post(DESK, {"action": "publish_chosen", "_selected_action": [own.pk]})
    own.refresh_from_db()
    assert own.status == Status.SUBMITTED


def test_several_at_once(desk: Client, here: Platform, waiting: Initiative, foreign: Initiative, carla: User) -> None:
    own = make_initiative(here, author=carla, status=Status.SUBMITTED)
    draft = make_initiative(here, status=Status.DRAFT)
    chosen = [waiting.pk, foreign.pk, own.pk, draft.pk]
    page = desk.post(DESK, {"action": "publish_chosen", "_selected_action": chosen}, follow=True).content.decode()
    assert "1 voorstel geplaatst." in page
    states = dict(Initiative.objects.values_list("pk", "status"))
    assert [states[pk] for pk in chosen] == ["idea", "submitted", "submitted", "draft"]


DOORS = ["change/", "history/", "delete/", "doe/publish/", "doe/decline/", "doe/hide/", ""]


@pytest.mark.parametrize("door", DOORS)
def test_what_is_of_another_platform_does_not_exist(door: str, desk: Client, foreign: Initiative) -> None:
    for answer in (desk.get(f"{DESK}{foreign.pk}/{door}"), desk.post(f"{DESK}{foreign.pk}/{door}", {"reason": "x"})):
        assert answer.status_code == 404 or answer["Location"].endswith("/change/")
    foreign.refresh_from_db()
    assert foreign.status == Status.SUBMITTED


def test_searching_and_filtering_stay_inside(desk: Client, foreign: Initiative, elsewhere: Platform) -> None:
    for query in ("?q=Vreemd", f"?platform__id__exact={elsewhere.pk}", "?status__exact=submitted"):
        page = desk.get(f"{DESK}{query}").content.decode()
        assert "Vreemd</a>" not in page
        assert "Ergens Anders" not in page


def test_hiding_keeps_and_can_be_undone(desk: Client, here: Platform, ibrahim: User) -> None:
    initiative = make_initiative(here, author=ibrahim, title="Moestuin", slug="moestuin")
    desk.post(f"{DESK}{initiative.pk}/doe/hide/", {"rule": "advert", "reason": "Reclame."})
    assert Client().get("/initiatieven/moestuin/").status_code == 404
    assert "Reclame." in Mail.objects.get(to=ibrahim.email).text
    page = sign_in(Client(), ibrahim).get("/initiatieven/moestuin/").content.decode()
    assert "Verborgen" in page
    desk.post(f"{DESK}{initiative.pk}/doe/show/", {"reason": "Rechtgezet."})
    assert Client().get("/initiatieven/moestuin/").status_code == 200


def test_participants_are_shown_and_not_changed(desk: Client, here: Platform, fatima: User) -> None:
    initiative = make_initiative(here)
    make_participation(initiative, fatima, line="Ik heb een schep")
    page = desk.get(f"{DESK}{initiative.pk}/change/").content.decode()
    assert "Ik heb een schep" in page
    assert 'name="participations-0-line"' not in page


def test_without_desk_there_is_no_door(client: Client, waiting: Initiative, bob: User) -> None:
    for person in (None, bob):
        if person:
            sign_in_to_desk(client, person)
        assert client.get(DESK).status_code in {302, 403, 404}
        assert client.post(f"{DESK}{waiting.pk}/doe/publish/").status_code in {302, 403, 404}
    waiting.refresh_from_db()
    assert waiting.status == Status.SUBMITTED


def test_demoted_is_out_at_once(desk: Client, waiting: Initiative, here: Platform, carla: User) -> None:
    carla.memberships.update(role="member")
    carla.close_desk()
    assert desk.post(f"{DESK}{waiting.pk}/doe/publish/").status_code in {302, 403, 404}
    waiting.refresh_from_db()
    assert waiting.status == Status.SUBMITTED
