"""What platforms have, seek and offer, and the ruilmarkt between them."""

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from coalitie.activity.models import Event, Mail, Notice
from coalitie.people.models import Person, User
from platforms.access_registers import of_exchange, of_means
from platforms.models import Exchange, ExchangeStatus, Means, Platform
from platforms.models.exchange import respond
from platforms.models.means import put
from tests.factories import make_membership, make_platform, make_user, sign_in, sign_in_to_desk

pytestmark = pytest.mark.django_db


def today() -> date:
    return timezone.localdate()


def thing(platform: Platform, by: User, **changed: Any) -> Means:
    facts = {"kind": "means", "direction": "offers", "title": "Bakfiets", "words": "Doordeweeks.", **changed}
    return put(platform, by=by, form_key=uuid4(), **facts)


@pytest.fixture
def bike(here: Platform, carla: User) -> Means:
    return thing(here, carla)


@pytest.fixture
def asked(bike: Means, elsewhere: Platform, driss: User) -> Exchange:
    return respond(bike, platform=elsewhere, by=driss, words="Mogen wij hem zaterdag lenen?")


def filled(**changed: Any) -> dict[str, Any]:
    base = {"kind": "space", "direction": "needs", "title": "Een zaal", "words": "", "until": "", "sleutel": uuid4()}
    return {**base, **changed}


def own(platform: Platform, tail: str = "") -> str:
    return f"/platforms/{platform.slug}/middelen/{tail}"


def deal(row: Exchange, tail: str = "") -> str:
    return f"/ruilmarkt/afspraken/{row.pk}/{tail}"


# --- What a platform has ----------------------------------------------------------------------------------------------
def test_everybody_reads_the_four_means(client: Client, here: Platform, bike: Means) -> None:
    page = client.get(own(here)).content.decode()
    assert all(word in page for word in ("Middelen", "Ruimte", "Positie", "Onafhankelijke ondersteuning", "Bakfiets"))
    assert "means-dots__offers" in page
    assert "Wijzig" not in page


def test_a_coordinator_puts_something_on_and_pressed_twice_it_stands_once(
    client: Client, here: Platform, carla: User
) -> None:
    form = filled()
    sign_in(client, carla)
    assert [client.post(own(here, "nieuw/"), form).status_code for _ in range(2)] == [302, 302]
    assert Means.objects.get().title == "Een zaal"
    assert Event.objects.filter(subject=here.subject, verb="means_put").count() == 1


@pytest.mark.parametrize(
    "wrong", [{"title": ""}, {"kind": "goud"}, {"direction": "x"}, {"until": "2020-01-01"}, {"sleutel": ""}]
)
def test_what_cannot_be_right_comes_back(client: Client, here: Platform, carla: User, wrong: dict[str, Any]) -> None:
    assert sign_in(client, carla).post(own(here, "nieuw/"), filled(**wrong)).status_code == 422
    assert not Means.objects.exists()


def test_it_is_changed_and_taken_away(client: Client, here: Platform, bike: Means, carla: User) -> None:
    sign_in(client, carla)
    assert client.get(own(here, f"{bike.pk}/")).status_code == 200
    assert client.post(own(here, f"{bike.pk}/"), filled(title="Bakfiets met zeil")).status_code == 302
    assert "Bakfiets met zeil" in client.get(own(here)).content.decode()
    assert [client.post(own(here, f"{bike.pk}/weg/")).status_code for _ in range(2)] == [302, 409]
    assert "Bakfiets" not in client.get(own(here)).content.decode()
    assert "Bakfiets" not in client.get("/ruilmarkt/").content.decode()
    assert client.post(own(here, f"{bike.pk}/"), filled()).status_code == 409


@pytest.mark.parametrize("name", ["alice", "bob", "driss", "fatima"])
def test_others_do_not_touch_it(
    client: Client, here: Platform, bike: Means, people: dict[str, User], name: str
) -> None:
    sign_in(client, people[name])
    for tail in ("nieuw/", f"{bike.pk}/", f"{bike.pk}/weg/"):
        assert client.post(own(here, tail), filled()).status_code == 403
    bike.refresh_from_db()
    assert (bike.title, bike.ended_at) == ("Bakfiets", None)


def test_a_row_is_reached_through_its_own_platform_only(
    client: Client, bike: Means, elsewhere: Platform, driss: User
) -> None:
    assert sign_in(client, driss).post(own(elsewhere, f"{bike.pk}/weg/")).status_code == 404


def test_the_desk_changes_it_too(here: Platform, bike: Means, carla: User, driss: User) -> None:
    address = f"/beheer/platforms/means/{bike.pk}/change/"
    assert sign_in_to_desk(Client(), driss).get(address).status_code == 404
    desk = sign_in_to_desk(Client(), carla)
    form = {"kind": "means", "direction": "offers", "title": "Twee bakfietsen", "words": "", "until": ""}
    assert desk.post(address, form).status_code == 302
    assert desk.post(f"/beheer/platforms/means/{bike.pk}/doe/end/").status_code == 302
    bike.refresh_from_db()
    assert bike.title == "Twee bakfietsen"
    assert bike.ended_at is not None


# --- The ruilmarkt ----------------------------------------------------------------------------------------------------
def test_what_is_had_is_not_on_the_market(client: Client, here: Platform, carla: User) -> None:
    thing(here, carla, direction="has", title="Eigen keuken")
    assert "Eigen keuken" not in client.get("/ruilmarkt/").content.decode()


def test_after_its_last_day_it_drops_out_and_the_desk_may_renew_it(client: Client, here: Platform, carla: User) -> None:
    row = thing(here, carla, until=today())
    assert "Bakfiets" in client.get("/ruilmarkt/").content.decode()
    Means.objects.filter(pk=row.pk).update(until=today() - timedelta(days=1))
    assert "Bakfiets" not in client.get("/ruilmarkt/").content.decode()
    assert "Bakfiets" not in client.get(own(here)).content.decode()
    sign_in(client, carla)
    assert "Bakfiets" in client.get(own(here)).content.decode()
    new_day = (today() + timedelta(days=9)).isoformat()
    assert client.post(own(here, f"{row.pk}/"), filled(title="Bakfiets", until=new_day)).status_code == 302
    assert "Bakfiets" in Client().get("/ruilmarkt/").content.decode()


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("zoek=bakf", True),
        ("zoek=DOORDEWEEKS", True),
        ("zoek=zaal", False),
        ("wat=bieden", True),
        ("wat=zoeken", False),
        ("soort=means", True),
        ("soort=space", False),
        ("stadsdeel=centrum", True),
        ("stadsdeel=noord", False),
        ("soort=goud&wat=x&stadsdeel=rotterdam", True),
        ("pagina=999", True),
    ],
)
def test_filters_stand_in_the_address(client: Client, bike: Means, query: str, found: bool) -> None:
    assert ("Bakfiets" in client.get(f"/ruilmarkt/?{query}").content.decode()) == found


def test_as_many_questions_for_many_things(client: Client, carla: User, here: Platform) -> None:
    def questions() -> int:
        with CaptureQueriesContext(connection) as found:
            client.get("/ruilmarkt/")
        return len(found)

    thing(here, carla)
    one = questions()
    for _number in range(20):
        thing(make_platform(areas=list(here.areas.all())), carla)
    assert questions() == one


def test_a_hidden_platform_offers_nothing(client: Client, here: Platform, bike: Means, els: User, driss: User) -> None:
    here.hide(by=els, reason="Test")
    assert "Bakfiets" not in client.get("/ruilmarkt/").content.decode()
    assert sign_in(client, driss).get(f"/ruilmarkt/{bike.pk}/reageren/").status_code == 404


# --- Answering --------------------------------------------------------------------------------------------------------
def test_another_platform_answers_and_only_platforms_are_named(
    client: Client, bike: Means, elsewhere: Platform, driss: User, carla: User
) -> None:
    sign_in(client, driss)
    assert client.get(f"/ruilmarkt/{bike.pk}/reageren/").status_code == 200
    form = {"platform": elsewhere.pk, "words": "Mogen wij hem zaterdag lenen?"}
    first = client.post(f"/ruilmarkt/{bike.pk}/reageren/", form)
    again = client.post(f"/ruilmarkt/{bike.pk}/reageren/", form)
    assert first["Location"] == again["Location"] == Exchange.objects.get().get_absolute_url()
    mail = Mail.objects.get(to=carla.email)
    assert "Ergens Anders" in mail.text
    assert "zaterdag lenen" in mail.text
    assert "driss" not in (mail.text + mail.subject).lower()
    assert "zaterdag" not in Notice.objects.get(person=carla).text
    page = sign_in(client, carla).get(first["Location"]).content.decode()
    assert "driss" not in page.lower()


@pytest.mark.parametrize("name", ["alice", "bob", "carla", "fatima", "els"])
def test_who_coordinates_no_other_platform_cannot_answer(
    client: Client, bike: Means, people: dict[str, User], name: str
) -> None:
    form = {"platform": bike.platform_id, "words": "Ja graag"}
    assert sign_in(client, people[name]).post(f"/ruilmarkt/{bike.pk}/reageren/", form).status_code == 403
    assert not Exchange.objects.exists()


def test_nobody_speaks_for_a_platform_of_others(client: Client, bike: Means, driss: User) -> None:
    other = make_platform("Derde", coordinator=make_user())
    for pk in (other.pk, bike.platform_id, "x"):
        form = {"platform": pk, "words": "Ja"}
        assert sign_in(client, driss).post(f"/ruilmarkt/{bike.pk}/reageren/", form).status_code == 422


def test_what_a_platform_only_has_is_not_to_be_asked(client: Client, here: Platform, carla: User, driss: User) -> None:
    row = thing(here, carla, direction="has")
    assert sign_in(client, driss).get(f"/ruilmarkt/{row.pk}/reageren/").status_code == 403


def test_both_say_it_was_done_and_then_everybody_sees_it(
    client: Client, asked: Exchange, carla: User, driss: User
) -> None:
    at_carla, at_driss = sign_in(Client(), carla), sign_in(Client(), driss)
    assert at_carla.post(deal(asked, "afspreken/"), {"answer": "Zaterdag om tien uur."}).status_code == 302
    assert "Zaterdag om tien uur." in at_driss.get(deal(asked)).content.decode()
    assert at_driss.post(deal(asked, "gelukt/"), {"day": today().isoformat()}).status_code == 302
    assert at_driss.post(deal(asked, "gelukt/"), {"day": today().isoformat()}).status_code == 409
    assert "hielp" not in client.get("/ruilmarkt/").content.decode()
    assert Notice.objects.filter(person=carla, kind="exchange_done").exists()
    assert at_carla.post(deal(asked, "gelukt/"), {"day": today().isoformat()}).status_code == 302
    asked.refresh_from_db()
    assert asked.status == ExchangeStatus.DONE
    page = client.get("/ruilmarkt/").content.decode()
    assert "Hier in de Buurt hielp Ergens Anders" in page
    assert "tien uur" not in page
    assert sign_in(client, make_user()).get(deal(asked)).status_code == 403
    assert at_carla.post(deal(asked, "afzeggen/"), {"reason": "Toch niet"}).status_code == 409


def test_a_day_that_has_not_come_is_not_done(asked: Exchange, carla: User) -> None:
    asked.agree(by=carla, answer="Goed.")
    tomorrow = (today() + timedelta(days=1)).isoformat()
    assert sign_in(Client(), carla).post(deal(asked, "gelukt/"), {"day": tomorrow}).status_code == 422


def test_a_no_has_a_reason_that_reaches_the_other(asked: Exchange, carla: User, driss: User) -> None:
    at_carla = sign_in(Client(), carla)
    assert at_carla.post(deal(asked, "nee/"), {"reason": ""}).status_code == 422
    assert at_carla.post(deal(asked, "nee/"), {"reason": "Hij is bij de smid."}).status_code == 302
    assert "Hij is bij de smid." in Mail.objects.get(to=driss.email).text
    assert at_carla.post(deal(asked, "afspreken/"), {"answer": "Toch"}).status_code == 409


def test_either_side_may_call_it_off(asked: Exchange, carla: User, driss: User) -> None:
    asked.agree(by=carla, answer="Goed.")
    answer = sign_in(Client(), driss).post(deal(asked, "afzeggen/"), {"reason": "We hebben er nu zelf een."})
    assert answer.status_code == 302
    asked.refresh_from_db()
    assert asked.status == ExchangeStatus.CALLED_OFF
    assert Notice.objects.filter(person=carla, kind="exchange_called_off").exists()


def test_who_answered_does_not_say_yes_for_the_other(asked: Exchange, driss: User) -> None:
    for tail, form in {"afspreken/": {"answer": "Ja"}, "nee/": {"reason": "Nee"}}.items():
        assert sign_in(Client(), driss).post(deal(asked, tail), form).status_code == 409
    asked.refresh_from_db()
    assert asked.is_open


def test_what_was_taken_away_meanwhile_is_not_answered(
    client: Client, bike: Means, carla: User, elsewhere: Platform, driss: User
) -> None:
    Means.objects.filter(pk=bike.pk).update(until=today() - timedelta(days=1))
    form = {"platform": elsewhere.pk, "words": "Ja"}
    assert sign_in(client, driss).post(f"/ruilmarkt/{bike.pk}/reageren/", form).status_code == 404


@pytest.mark.parametrize("name", ["nobody", "alice", "bob", "fatima"])
def test_what_is_said_stays_between_two(asked: Exchange, people: dict[str, Any], name: str) -> None:
    client = Client()
    if name != "nobody":
        sign_in(client, people[name])
    answer = client.get(deal(asked))
    assert answer.status_code == (302 if name == "nobody" else 404)


def test_who_may_read_it_sees_it(asked: Exchange, bike: Means, people: dict[str, Person], carla: User) -> None:
    gone = thing(bike.platform, carla, until=today())
    Means.objects.filter(pk=gone.pk).update(until=today() - timedelta(days=1))
    gone.refresh_from_db()
    for who in people.values():
        assert ("read" in of_exchange(who, asked)) == Exchange.objects.visible_to(who).filter(pk=asked.pk).exists()
        for row in (bike, gone):
            assert ("read" in of_means(who, row)) == Means.objects.visible_to(who).filter(pk=row.pk).exists()


def test_the_list_of_own_agreements(client: Client, asked: Exchange, driss: User, fatima: User) -> None:
    assert "Bakfiets" in sign_in(client, driss).get("/ruilmarkt/afspraken/").content.decode()
    assert "Nog niets afgesproken" in sign_in(client, fatima).get("/ruilmarkt/afspraken/").content.decode()


@pytest.mark.parametrize(
    "wrong",
    [{"status": "done"}, {"status": "declined"}, {"status": "agreed"}, {"words": ""}, {"status": "weg"}],
)
def test_the_database_refuses_what_cannot_be(asked: Exchange, wrong: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Exchange.objects.filter(pk=asked.pk).update(**wrong)


def test_a_coordinator_of_both_acts_for_each(bike: Means, elsewhere: Platform, carla: User, driss: User) -> None:
    make_membership(elsewhere, carla, role="coordinator")
    row = respond(bike, platform=elsewhere, by=carla, words="Voor ons andere platform.")
    client = sign_in(Client(), carla)
    assert client.post(deal(row, "afspreken/"), {"answer": "Ja"}).status_code == 302
    for _side in range(2):
        assert client.post(deal(row, "gelukt/"), {"day": today().isoformat()}).status_code == 302
    row.refresh_from_db()
    assert row.is_done
