"""The own account: what one sees, changes, takes along and erases."""

import json
from datetime import timedelta

import pytest
from django.apps import apps
from django.db import models
from django.test import Client
from django.utils import timezone
from freezegun import freeze_time

from coalitie.activity.models import Mail, Subject, record
from coalitie.people.actions import forget_stale
from coalitie.people.erase import declared, erase
from coalitie.people.models import Limit, Parked, Proof, User
from coalitie.people.personal import OF_LIBRARIES
from tests.factories import make_user, sign_in
from tests.people.mailbox import last_code, last_mail

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.people.trial")]

ALICE = "alice@example.org"
OWN_PAGES = [
    "/mijn/profiel/",
    "/mijn/adres/",
    "/mijn/gegevens/",
    "/mijn/weg/",
    "/mijn/bevestigen/",
    "/mijn/tweede-stap/",
]


def fresh(address: str = ALICE, **fields: object) -> Client:
    """Somebody who came in with a code just now."""
    make_user(address, "Alice", **fields)
    client = Client()
    client.post("/aanmelden/", {"email": address})
    client.post("/aanmelden/code/", {"code": last_code(address)})
    return client


@pytest.mark.parametrize("page", OWN_PAGES)
def test_a_visitor_signs_in_first(client: Client, page: str) -> None:
    assert client.get(page)["Location"].startswith("/aanmelden/?next=/mijn/")


def test_name_and_language_change() -> None:
    client = fresh()
    assert client.post("/mijn/profiel/", {"name": "  Ali \u202e ce ", "language": "en"}).status_code == 302
    user = User.objects.get()
    assert (user.display_name, user.language) == ("Ali ce", "en")


@pytest.mark.parametrize("bad", [{"name": "x" * 61, "language": "nl"}, {"name": "Alice", "language": "xx"}])
def test_bad_input_is_said_so(bad: dict[str, str]) -> None:
    client = fresh()
    assert client.post("/mijn/profiel/", bad).status_code == 422
    assert User.objects.get().display_name == "Alice"


def test_more_than_the_form_asks_is_not_taken() -> None:
    client = fresh()
    client.post(
        "/mijn/profiel/",
        {"name": "A", "language": "nl", "is_superuser": "1", "team_since": "2020-01-01", "email": "x@y.nl"},
    )
    user = User.objects.get()
    assert not user.is_staff
    assert user.email == ALICE


def test_another_address_after_its_code_and_the_old_one_is_told() -> None:
    client = fresh()
    phone = sign_in(Client(), User.objects.get())
    assert client.post("/mijn/adres/", {"email": "Nieuw@example.org"})["Location"] == "/mijn/adres/code/"
    assert User.objects.get().email == ALICE
    assert client.post("/mijn/adres/code/", {"code": last_code("nieuw@example.org")})["Location"] == "/mijn/profiel/"
    assert User.objects.get().email == "nieuw@example.org"
    told = last_mail(ALICE)
    assert "n•••@example.org" in told.text
    assert "nieuw@example.org" not in told.text
    assert client.get("/mijn/profiel/").status_code == 200, "This session goes on"
    assert phone.get("/mijn/profiel/").status_code == 302, "The others end"


def test_an_address_of_somebody_else_is_refused_only_to_who_reads_its_mail() -> None:
    make_user("bob@example.org")
    client = fresh()
    assert client.post("/mijn/adres/", {"email": "bob@example.org"})["Location"] == "/mijn/adres/code/"
    assert client.post("/mijn/adres/code/", {"code": last_code("bob@example.org")}).status_code == 409
    assert User.objects.filter(email=ALICE).exists()


@pytest.mark.parametrize(
    "page",
    [
        "/mijn/adres/",
        "/mijn/gegevens/",
        "/mijn/weg/",
        "/mijn/wachtwoord/nieuw/",
        "/mijn/passkeys/nieuw/",
        "/mijn/tweede-stap/app/",
    ],
)
def test_after_a_quarter_what_matters_asks_for_a_new_code(page: str) -> None:
    client = fresh()
    assert client.get(page).status_code == 200
    with freeze_time(timezone.now() + timedelta(minutes=16)):
        assert client.get(page)["Location"] == f"/mijn/bevestigen/?next={page.replace('/', '%2F')}"
        client.post("/mijn/bevestigen/", {"send": "1", "next": page})
        assert client.post("/mijn/bevestigen/", {"code": "00000000", "next": page}).status_code == 422
        assert client.post("/mijn/bevestigen/", {"code": last_code(ALICE), "next": page})["Location"] == page
        assert client.get(page).status_code == 200


def test_a_password_may_be_added_and_then_opens_the_door() -> None:
    client = fresh()
    word = "vier fietsen en een bankje"
    assert client.post("/mijn/wachtwoord/nieuw/", {"password1": "kort", "password2": "kort"}).status_code == 422
    assert client.post("/mijn/wachtwoord/nieuw/", {"password1": word, "password2": word}).status_code == 302
    assert "Je account heeft nu een wachtwoord" in last_mail(ALICE).subject
    assert Client().post("/aanmelden/wachtwoord/", {"login": ALICE, "password": word})["Location"] == "/mijn/"
    assert Client().post("/aanmelden/wachtwoord/", {"login": ALICE, "password": "fout"}).status_code == 422


def test_my_data_is_a_file_with_everything_about_me_and_nobody_else() -> None:
    client = fresh()
    alice, bob = User.objects.get(), make_user(name="Bob")
    subject = Subject.objects.create(kind="platform")
    record(subject, "join", by=alice, reason="Ik doe mee")
    record(subject, "join", by=bob, reason="Ik ook")
    response = client.get("/mijn/gegevens/")
    assert response["Content-Disposition"].startswith("attachment")
    assert "no-store" in response["Cache-Control"]
    data = json.loads(response.content)
    assert data["account"]["email"] == ALICE
    assert [row["reason"] for row in data["Wat je deed"]] == ["Ik doe mee"]
    assert data["Mails aan jou"]
    assert "Bob" not in response.content.decode()
    assert "password" not in response.content.decode()


def test_each_way_from_a_table_to_a_person_is_declared() -> None:
    """A new foreign key to a user fails here until its model says what happens to it."""
    said = {(model._meta.label, name) for model, name, _mine in declared()}
    ways = {
        (model._meta.label, field.name)
        for model in apps.get_models(include_auto_created=False)
        for field in model._meta.get_fields()
        if isinstance(field, models.ForeignKey | models.OneToOneField) and field.related_model is User
    }
    assert ways - said == set()


def test_what_is_declared_exists_and_can_be_emptied() -> None:
    for model, name, mine in declared():
        field = model._meta.get_field(name)
        for shown in mine.fields:
            assert hasattr(model, shown) or model._meta.get_field(shown), f"{model.__name__}.{shown}"
        assert mine.erase == "delete" or field.null, f"{model.__name__}.{name} cannot be kept without a name"
    labels = {f"{model._meta.label}.{name}" for model, name, _mine in declared()}
    assert set(OF_LIBRARIES) <= labels


def test_the_preview_counts_what_goes_and_what_stays() -> None:
    client = fresh()
    record(Subject.objects.create(kind="platform"), "join", by=User.objects.get())
    page = " ".join(client.get("/mijn/weg/").content.decode().split())
    assert "Wat je deed</th><td>1</td><td>blijft staan, zonder je naam" in page
    assert "Verstuurde codes</th>" in page
    assert User.objects.exists()


def test_erasing_is_real() -> None:
    client = fresh()
    alice = User.objects.get()
    bob = make_user("bob@example.org")
    bob.block(by=alice, reason="Schelden")
    event = record(Subject.objects.create(kind="platform"), "join", by=alice)
    Parked.objects.create(path="/proef/", sentence="Lid worden", user=alice)
    assert client.post("/mijn/weg/", {}).status_code == 422
    assert client.post("/mijn/weg/", {"sure": "on"})["Location"] == "/tot-ziens/"
    event.refresh_from_db()
    bob.refresh_from_db()
    assert list(User.objects.all()) == [bob]
    assert event.by is None
    assert bob.blocked_reason == "Schelden"
    assert bob.blocked_by is None
    assert not Proof.objects.exists()
    assert not Parked.objects.exists()
    assert [mail.subject for mail in Mail.objects.filter(to=ALICE)] == ["Je account is weg"]
    assert client.get("/mijn/profiel/").status_code == 302
    assert client.get("/tot-ziens/").status_code == 200


def test_who_holds_something_up_is_told_what_must_happen_first(monkeypatch: pytest.MonkeyPatch) -> None:
    client = fresh()
    sentence = "Je bent de enige coördinator van De Proef. Wijs eerst een ander aan."
    monkeypatch.setattr(Subject, "refuse_erasing", classmethod(lambda cls, user: sentence), raising=False)
    page = client.get("/mijn/weg/").content.decode()
    assert sentence in page
    response = client.post("/mijn/weg/", {"sure": "on"})
    assert response.status_code == 409
    assert sentence in response.content.decode()
    assert User.objects.exists()


def test_erasing_twice_at_once_is_once() -> None:
    alice = make_user(ALICE)
    same = User.objects.get()
    erase(alice)
    erase(same)
    assert Mail.objects.filter(to=ALICE).count() == 1


def test_who_came_in_once_and_never_took_part_is_forgotten_after_a_month() -> None:
    make_user("nooit@example.org", sixteen_at=None)
    make_user("wel@example.org")
    make_user("team@example.org", sixteen_at=None, team_since=timezone.now())
    forget_stale()
    assert User.objects.count() == 3
    with freeze_time(timezone.now() + timedelta(days=31)):
        forget_stale()
        forget_stale()
    assert not User.objects.filter(email="nooit@example.org").exists()
    assert User.objects.count() == 2


def test_what_had_its_time_is_forgotten_and_the_rest_stays() -> None:
    client = Client()
    client.post("/proef/", {"word": "platform"})
    client.post("/aanmelden/", {"email": ALICE})
    forget_stale()
    assert (Proof.objects.count(), Parked.objects.count()) == (1, 1)
    assert Limit.objects.exists()
    with freeze_time(timezone.now() + timedelta(hours=49)):
        assert forget_stale() > 0
        assert forget_stale() == 0
    assert not Proof.objects.exists()
    assert not Parked.objects.exists()
    assert not Limit.objects.exists()
