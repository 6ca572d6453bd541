"""The key: shared and handed over with a yes, offered for what nobody carries, and never dropped on the way."""

from typing import Any

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.test import Client

from coalitie.activity.models import Event, Mail, Notice
from coalitie.lib.refused import Refused
from coalitie.people.erase import erase
from coalitie.people.models import User
from initiatives.mine import all_of
from initiatives.models import Handover, Initiative, Status, ask_to_pull, offer_to_pull
from initiatives.models.handover import Kind, Settled
from platforms.models import Platform
from tests.factories import make_initiative, make_participation, make_user, sign_in

pytestmark = pytest.mark.django_db

PAGE = "/initiatieven/moestuin/"
KEY = f"{PAGE}sleutel/"


@pytest.fixture
def garden(here: Platform, ibrahim: User, fatima: User) -> Initiative:
    """Ibrahim pulls it, Fatima does it."""
    initiative = make_initiative(here, author=ibrahim, title="Moestuin", slug="moestuin")
    make_participation(initiative, ibrahim, "puller", shows_name=True)
    make_participation(initiative, fatima)
    return initiative


def pullers(initiative: Initiative) -> set[User]:
    return {part.person for part in initiative.participations.pulling().select_related("person")}


def ask(initiative: Initiative, by: User, person: User, kind: str = Kind.OVER) -> Handover:
    return ask_to_pull(initiative, by=by, person=person, kind=kind)


@pytest.mark.parametrize(("kind", "stays"), [("over", False), ("together", True)])
def test_asked_and_accepted(
    kind: str, stays: bool, client: Client, garden: Initiative, ibrahim: User, fatima: User
) -> None:
    sign_in(client, ibrahim)
    form = {"person": fatima.pk, "kind": kind, "line": "Jij kunt dit."}
    for _time in range(2):
        client.post(KEY, form)
    handover = Handover.objects.get()
    mail = Mail.objects.get(to=fatima.email)
    assert f"{KEY}{handover.pk}/" in mail.text
    assert "Jij kunt dit." in mail.text
    assert pullers(garden) == {ibrahim}
    assert len(all_of(fatima).asked) == 2  # the energy, and the key

    sign_in(client, fatima)
    assert f"{KEY}{handover.pk}/" in client.get(PAGE).content.decode()
    assert "Ja, dat is goed" in client.get(f"{KEY}{handover.pk}/").content.decode()
    for _time in range(2):
        assert client.post(f"{KEY}{handover.pk}/", {"said": "ja"})["Location"] == PAGE
    words = "jullie trekken het nu samen" if stays else "jij hebt nu de sleutel"
    assert words in client.get(PAGE).content.decode()
    assert pullers(garden) == ({ibrahim, fatima} if stays else {fatima})
    assert Event.objects.get(verb=f"handover_{kind}", by=fatima).data == {}  # it outlives the accounts
    assert Mail.objects.filter(to=ibrahim.email).count() == 1
    page = client.get(PAGE).content.decode()
    assert ("De sleutel ging over" if kind == "over" else "Er kwam een trekker bij") in page
    assert "Leg stil" in page


def test_saying_no_changes_nothing(client: Client, garden: Initiative, ibrahim: User, fatima: User) -> None:
    handover = ask(garden, ibrahim, fatima)
    sign_in(client, fatima)
    assert client.post(f"{KEY}{handover.pk}/", {"said": "nee", "line": "Geen tijd."}).status_code == 302
    assert pullers(garden) == {ibrahim}
    assert "Geen tijd." in Mail.objects.get(to=ibrahim.email).text
    assert client.post(f"{KEY}{handover.pk}/", {"said": "ja"}).status_code == 409
    again = ask(garden, ibrahim, fatima)
    assert again.pk != handover.pk


def test_only_who_is_asked_answers(client: Client, garden: Initiative, people: dict[str, Any], ibrahim: User) -> None:
    handover = ask(garden, ibrahim, people["fatima"])
    seen = {"nobody": 302, "alice": 404, "bob": 404, "driss": 404, "carla": 403, "els": 403, "ibrahim": 403}
    for name, status in seen.items():
        visitor = sign_in(Client(), people[name]) if name != "nobody" else Client()
        assert visitor.post(f"{KEY}{handover.pk}/", {"said": "ja"}).status_code == status, name
    assert pullers(garden) == {ibrahim}
    sign_in(client, ibrahim)
    assert "Trek de vraag in" in client.get(f"{KEY}{handover.pk}/").content.decode()
    client.post(f"{KEY}{handover.pk}/", {"said": "terug"})
    sign_in(client, people["fatima"])
    assert client.post(f"{KEY}{handover.pk}/", {"said": "ja"}).status_code == 409


@pytest.mark.parametrize("said", ["", "misschien", "\x00"])
def test_no_other_answer(said: str, client: Client, garden: Initiative, ibrahim: User, fatima: User) -> None:
    handover = ask(garden, ibrahim, fatima)
    sign_in(client, fatima)
    assert client.post(f"{KEY}{handover.pk}/", {"said": said}).status_code == 422


def test_only_who_takes_part_can_be_asked(client: Client, garden: Initiative, ibrahim: User, alice: User) -> None:
    sign_in(client, ibrahim)
    assert client.post(KEY, {"person": alice.pk, "kind": "over"}).status_code == 422
    assert client.post(KEY, {"person": "\x00", "kind": "alles"}).status_code == 422
    for person in (alice, ibrahim):
        with pytest.raises(Refused):
            ask(garden, ibrahim, person)
    with pytest.raises(Refused):
        ask(garden, alice, garden.participations.get(role="doer").person)


def test_the_key_is_only_shared_by_who_has_it(client: Client, garden: Initiative, people: dict[str, Any]) -> None:
    for name in ("fatima", "bob", "carla", "els"):
        sign_in(client, people[name])
        assert client.get(KEY).status_code == 403, name


def test_the_last_trekker_does_not_just_leave(client: Client, garden: Initiative, ibrahim: User) -> None:
    sign_in(client, ibrahim)
    leave = f"{PAGE}stoppen/"
    assert "enige trekker" in client.get(f"{leave}?rol=puller").content.decode()
    answer = client.post(leave, {"role": "puller"})
    assert (answer.status_code, "Draag eerst de sleutel over" in answer.content.decode()) == (409, True)
    garden.go_to(Status.RESTING, by=ibrahim, reason="De winter.", thanks="Dank.")
    assert client.post(leave, {"role": "puller"}).status_code == 302
    assert pullers(garden) == set()


def test_leaving_takes_open_questions_back(garden: Initiative, ibrahim: User, fatima: User) -> None:
    make_participation(garden, role="puller")
    handover = ask(garden, ibrahim, fatima)
    garden.participations.get(person=ibrahim).withdraw(by=ibrahim)
    with pytest.raises(Refused):
        handover.accept(by=fatima)
    handover.refresh_from_db()
    assert handover.outcome == Settled.TAKEN_BACK


# --- What nobody carries ----------------------------------------------------------------------------------------------
def test_an_erased_trekker_leaves_it_adrift(
    client: Client, garden: Initiative, ibrahim: User, fatima: User, carla: User
) -> None:
    erase(ibrahim)
    Mail.objects.all().delete()
    assert "geen trekker meer" in Client().get(PAGE).content.decode()
    for _time in range(2):
        call_command("tend_initiatives")
    assert [mail.to for mail in Mail.objects.all()] == [carla.email]
    assert [row.what for row in all_of(carla).waits] == ["‘Moestuin’ heeft geen trekker meer"]

    sign_in(client, fatima)
    assert f"{KEY}aanbieden/" in client.get(PAGE).content.decode()
    for _time in range(2):
        assert client.post(f"{KEY}aanbieden/", {"line": "Ik doe het graag."}).status_code == 302
    offer = Handover.objects.get()
    assert client.post(f"{KEY}{offer.pk}/", {"said": "ja"}).status_code == 403
    sign_in(client, carla)
    page = client.get(f"{KEY}{offer.pk}/").content.decode()
    assert "Ik doe het graag." in page or "Fatima wil" in page
    for _time in range(2):
        assert client.post(f"{KEY}{offer.pk}/", {"said": "ja"}).status_code == 302
    assert pullers(garden) == {fatima}
    assert Mail.objects.filter(to=fatima.email).count() == 1
    assert "geen trekker meer" not in Client().get(PAGE).content.decode()


def test_a_no_to_an_offer_says_why(client: Client, garden: Initiative, ibrahim: User, fatima: User, els: User) -> None:
    garden.participations.pulling().delete()
    offer = offer_to_pull(garden, by=fatima)
    sign_in(client, els)
    answer = client.post(f"{KEY}{offer.pk}/", {"said": "nee"})
    assert (answer.status_code, "Schrijf waarom" in answer.content.decode()) == (422, True)
    assert client.post(f"{KEY}{offer.pk}/", {"said": "nee", "line": "We praten eerst."}).status_code == 302
    assert "We praten eerst." in Mail.objects.get(to=fatima.email).text


@pytest.mark.parametrize(("kind", "stays"), [(Kind.OVER, False), (Kind.OFFER, True)])
def test_a_reason_stays_and_a_word_between_neighbours_does_not(
    kind: Kind, stays: bool, garden: Initiative, ibrahim: User, fatima: User, carla: User
) -> None:
    if kind == Kind.OFFER:
        garden.participations.pulling().delete()
        asked, answers, hears = offer_to_pull(garden, by=fatima), carla, fatima
    else:
        asked, answers, hears = ask(garden, ibrahim, fatima), fatima, ibrahim
    asked.decline(by=answers, line="Dit wordt hem niet.")
    assert "Dit wordt hem niet." in Mail.objects.filter(to=hears.email).latest("pk").text
    notice = Notice.objects.get(person=hears, kind="handover_declined")
    assert ("Dit wordt hem niet." in notice.text) is stays


def test_who_does_not_take_part_cannot_offer(client: Client, garden: Initiative, alice: User, fatima: User) -> None:
    with pytest.raises(Refused):
        offer_to_pull(garden, by=fatima)  # there is a trekker
    garden.participations.pulling().delete()
    with pytest.raises(Refused):
        offer_to_pull(garden, by=alice)
    sign_in(client, alice)
    assert client.post(f"{KEY}aanbieden/", {}).status_code == 403


def test_nobody_says_yes_to_the_own_offer(client: Client, garden: Initiative, carla: User) -> None:
    garden.participations.pulling().delete()
    make_participation(garden, carla)
    offer = offer_to_pull(garden, by=carla)
    sign_in(client, carla)
    assert client.post(f"{KEY}{offer.pk}/", {"said": "ja"}).status_code == 403


def test_one_yes_ends_the_other_offers(garden: Initiative, fatima: User, carla: User) -> None:
    garden.participations.pulling().delete()
    other = make_participation(garden).person
    offers = [offer_to_pull(garden, by=person) for person in (fatima, other)]
    offers[0].accept(by=carla)
    with pytest.raises(Refused):
        offers[1].accept(by=carla)
    assert pullers(garden) == {fatima}


def test_the_database_holds_it_too(garden: Initiative, ibrahim: User, fatima: User) -> None:
    ask(garden, ibrahim, fatima)
    someone = make_user()
    for wrong in (
        {"person": fatima, "by": ibrahim, "kind": "together"},
        {"person": someone, "by": someone, "kind": "over"},
        {"person": someone, "by": ibrahim, "kind": "offer"},
        {"person": someone, "by": ibrahim, "kind": "steal"},
        {"person": someone, "by": ibrahim, "kind": "over", "outcome": "accepted"},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Handover.objects.create(initiative=garden, **wrong)
