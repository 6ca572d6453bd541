"""A choice made before signing in is carried out once, by who made it, on whichever device; nothing typed is lost."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from freezegun import freeze_time

from coalitie.activity.models import Event
from coalitie.people.models import Parked, User
from tests.factories import make_user, sign_in
from tests.people.mailbox import last_code, last_link

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.people.trial")]

ALICE = "alice@example.org"


def press(client: Client, word: str = "platform", **data: str) -> None:
    assert client.post("/proef/?why=zomaar", {"word": word, **data})["Location"] == "/aanmelden/"


def ask(client: Client, address: str = ALICE) -> None:
    assert client.post("/aanmelden/", {"email": address}).status_code == 302


def by_code(client: Client, address: str = ALICE):  # type: ignore[no-untyped-def]
    return client.post("/aanmelden/code/", {"code": last_code(address)})


def test_it_is_carried_out_with_the_code(client: Client) -> None:
    alice = make_user(ALICE)
    press(client)
    assert "Lid worden van Buurtplatform De Proef" in client.get("/aanmelden/").content.decode()
    ask(client)
    assert not Event.objects.exists()
    assert by_code(client)["Location"] == "/proef/klaar/"
    event = Event.objects.get()
    assert (event.by, event.subject.kind, event.reason) == (alice, "platform", "zomaar")
    assert Parked.objects.get().user == alice


def test_for_somebody_new_after_the_name_and_the_tick(client: Client) -> None:
    press(client)
    ask(client)
    assert by_code(client)["Location"] == "/welkom/"
    assert not Event.objects.exists()
    assert "Buurtplatform De Proef" in client.get("/welkom/").content.decode()
    assert client.post("/welkom/", {"sixteen": "on"})["Location"] == "/proef/klaar/"
    assert Event.objects.get().by == User.objects.get()


def test_for_somebody_signed_in_without_the_tick(client: Client) -> None:
    sign_in(client, make_user(sixteen_at=None))
    assert client.post("/proef/", {"word": "platform"})["Location"] == "/welkom/"
    assert client.post("/welkom/", {"sixteen": "on"})["Location"] == "/proef/klaar/"


def test_on_another_device_through_the_link_after_reading_what_it_does(client: Client) -> None:
    make_user(ALICE)
    press(client)
    ask(client)
    phone = Client()
    assert "Lid worden van Buurtplatform De Proef" in phone.get(last_link(ALICE)).content.decode()
    assert not Event.objects.exists()
    assert phone.post(last_link(ALICE), {"press": "enter"})["Location"] == "/proef/klaar/"
    assert Event.objects.count() == 1


def test_what_a_stranger_typed_is_read_before_the_press(client: Client) -> None:
    """Anybody may have a link mailed to anybody: no word goes out that was not shown, on no way in."""
    make_user(ALICE)
    press(client, more="Ik haat <b>iedereen</b>.")
    ask(client)
    link, victim = last_link(ALICE), Client()
    words = "Ik haat &lt;b&gt;iedereen&lt;/b&gt;."
    page = victim.get(link).content.decode()
    assert words in page
    assert "Nee, dit was ik niet" in page
    with freeze_time(timezone.now() + timedelta(hours=2)):
        assert words in victim.get(link).content.decode()
        victim.post(link, {"press": "again"})
        assert words in victim.get("/aanmelden/code/").content.decode()
    assert not Event.objects.exists()


def test_the_mail_does_not_tell_it_because_a_stranger_may_have_it_sent(client: Client) -> None:
    press(client)
    ask(client)
    from tests.people.mailbox import last_mail

    assert "Proef" not in last_mail(ALICE).text


def test_twice_does_it_once(client: Client) -> None:
    make_user(ALICE)
    press(client)
    ask(client)
    first_link = last_link(ALICE)
    client.post("/aanmelden/code/opnieuw/")
    assert by_code(client)["Location"] == "/proef/klaar/"
    assert Client().post(first_link, {"press": "enter"})["Location"] == "/mijn/"
    assert Event.objects.count() == 1


def test_after_48_hours_it_is_gone(client: Client) -> None:
    make_user(ALICE)
    press(client)
    ask(client)
    link = last_link(ALICE)
    with freeze_time(timezone.now() + timedelta(hours=48, seconds=1)):
        assert Client().get(link).status_code == 410
        late = Client()
        late.post(link, {"press": "again"})
        assert by_code(late)["Location"] == "/mijn/"
    assert not Event.objects.exists()


def test_after_two_hours_the_link_offers_a_new_code_and_the_choice_is_kept(client: Client) -> None:
    make_user(ALICE)
    press(client)
    ask(client)
    link, phone = last_link(ALICE), Client()
    with freeze_time(timezone.now() + timedelta(hours=2)):
        assert "Lid worden van Buurtplatform De Proef" in phone.get(link).content.decode()
        phone.post(link, {"press": "again"})
        assert by_code(phone)["Location"] == "/proef/klaar/"


def test_refusing_drops_it(client: Client) -> None:
    press(client)
    ask(client)
    Client().post(last_link(ALICE), {"press": "refuse"})
    assert Parked.objects.get().refused_at
    assert by_code(client).status_code == 422
    ask(client)
    by_code(client)
    assert client.post("/welkom/", {"sixteen": "on"})["Location"] == "/mijn/"
    assert not Event.objects.exists()


def test_with_somebody_else_signed_in_it_is_done_by_who_the_mail_was_for(client: Client) -> None:
    alice, bob = make_user(ALICE), make_user()
    press(client)
    ask(client)
    shared = sign_in(Client(), bob)
    shared.post(last_link(ALICE), {"press": "enter"})
    assert Event.objects.get().by == alice


def test_what_was_typed_comes_back_when_the_view_finds_it_wrong(client: Client) -> None:
    make_user(ALICE)
    press(client, word="", more="Een heel verhaal over een bankje")
    ask(client)
    response = by_code(client)
    assert response.status_code == 422
    assert "Een heel verhaal over een bankje" in response.content.decode()


def test_a_refusal_is_told_and_the_choice_goes_on_waiting(client: Client) -> None:
    make_user(ALICE)
    press(client, word="dicht")
    ask(client)
    response = by_code(client)
    assert response.status_code == 409
    assert "neemt nu geen leden aan" in response.content.decode()
    assert Parked.objects.get().done_at is None
    assert client.session.get("_auth_user_id")


def test_by_password_too(client: Client) -> None:
    make_user(ALICE, password="een heel lang wachtwoord")
    press(client)
    response = client.post("/aanmelden/wachtwoord/", {"login": ALICE, "password": "een heel lang wachtwoord"})
    assert response["Location"] == "/proef/klaar/"


def test_the_id_is_not_guessable_and_nobody_elses_session_reaches_it(client: Client) -> None:
    make_user(ALICE)
    press(client)
    assert len(Parked.objects.get().pk) >= 32
    other = Client()
    ask(other)
    assert by_code(other)["Location"] == "/mijn/"
    assert not Event.objects.exists()


def test_a_page_for_people_with_an_account_brings_them_back_to_it(client: Client) -> None:
    make_user(ALICE)
    assert client.get("/proef/voorstel/")["Location"] == "/aanmelden/?next=/proef/voorstel/"
    client.post("/aanmelden/", {"email": ALICE, "next": "/proef/voorstel/"})
    assert by_code(client)["Location"] == "/proef/voorstel/"


def test_also_somebody_new(client: Client) -> None:
    client.post("/aanmelden/", {"email": ALICE, "next": "/proef/voorstel/"})
    by_code(client)
    assert client.post("/welkom/", {"sixteen": "on"})["Location"] == "/proef/voorstel/"


def test_files_are_not_kept_and_the_person_is_told(client: Client) -> None:
    client.post("/proef/", {"word": "platform", "picture": SimpleUploadedFile("foto.jpg", b"x")})
    assert "picture" not in Parked.objects.get().form
    assert "Kies het straks opnieuw" in client.get("/aanmelden/").content.decode()


def test_the_form_token_is_not_kept(client: Client) -> None:
    client.post("/proef/", {"word": "platform", "csrfmiddlewaretoken": "geheim"})
    assert "geheim" not in Parked.objects.get().form


def test_a_forged_form_parks_nothing() -> None:
    strict = Client(enforce_csrf_checks=True)
    assert strict.post("/proef/", {"word": "platform"}).status_code == 403
    assert not Parked.objects.exists()


def test_strange_signs_survive(client: Client) -> None:
    make_user(ALICE)
    press(client, word="bankje", more="é \u202e \x00 😀 & = %00")
    assert Parked.objects.get().data["more"] == "é \u202e \x00 😀 & = %00"


def test_a_flood_from_one_place_is_refused(client: Client) -> None:
    for _time in range(60):
        client.post("/proef/", {"word": "platform"})
    assert client.post("/proef/", {"word": "platform"}).status_code == 429


def test_also_somebody_signed_in_without_the_tick(client: Client) -> None:
    sign_in(client, make_user(sixteen_at=None))
    welcome = client.get("/proef/voorstel/?q=a")["Location"]
    assert welcome == "/welkom/?next=/proef/voorstel/%3Fq%3Da"
    assert 'value="/proef/voorstel/?q=a"' in client.get(welcome).content.decode()
    assert (
        client.post("/welkom/", {"sixteen": "on", "next": "/proef/voorstel/?q=a"})["Location"] == "/proef/voorstel/?q=a"
    )
