"""Joining is a role to take; leaving is one press; names are shown to who runs it, and to others when one chose so."""

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from coalitie.activity.models import Event, Mail, Notice, Subscription, follow
from coalitie.people.erase import forget
from coalitie.people.models import User
from initiatives.models import OPEN, PUBLIC, Initiative, Participation, Status, take_part
from platforms.models import Platform
from tests.factories import make_initiative, make_participation, make_user, sign_in
from tests.people.mailbox import last_code, last_link

pytestmark = pytest.mark.django_db


@pytest.fixture
def garden(here: Platform, ibrahim: User) -> Initiative:
    initiative = make_initiative(here, author=ibrahim, title="Moestuin", slug="moestuin", needs={"doer": 2})
    make_participation(initiative, ibrahim, "puller", shows_name=True)
    return initiative


JOIN, LEAVE, PEOPLE = (
    "/initiatieven/moestuin/meedoen/",
    "/initiatieven/moestuin/stoppen/",
    "/initiatieven/moestuin/mensen/",
)


def test_joining(client: Client, garden: Initiative, fatima: User, ibrahim: User) -> None:
    sign_in(client, fatima)
    assert 'value="thinker" checked' in client.get(f"{JOIN}?rol=thinker").content.decode()
    answer = client.post(JOIN, {"role": "doer", "line": "Ik heb een schep", "shows_name": ""})
    assert answer["Location"] == "/initiatieven/moestuin/"
    part = fatima.participations.get()
    assert (part.role, part.line, part.shows_name, part.withdrawn_at) == ("doer", "Ik heb een schep", False, None)
    mail = Mail.objects.get()
    assert (mail.to, "Ik heb een schep" in mail.text, "Fatima" in mail.text) == (ibrahim.email, True, False)
    assert "Je doet mee als" in client.get("/initiatieven/moestuin/").content.decode()


def test_it_says_who_answers(client: Client, garden: Initiative, fatima: User, ibrahim: User) -> None:
    def pressed(user: User, role: str) -> str:
        sign_in(client, user)
        return client.post(JOIN, {"role": role}, follow=True).content.decode()

    assert "De trekker weet ervan" in pressed(fatima, "doer")
    assert "De trekker weet ervan" not in pressed(ibrahim, "doer"), "who pulls it waits for nobody"
    garden.participations.pulling().update(withdrawn_at=timezone.now())
    assert "Er is nu geen trekker: het platform zoekt er een" in pressed(make_user(), "doer")


def test_pressing_twice_is_once_and_changes_the_line(client: Client, garden: Initiative, fatima: User) -> None:
    sign_in(client, fatima)
    for line in ("een", "twee"):
        client.post(JOIN, {"role": "doer", "line": line})
    assert fatima.participations.get().line == "twee"
    assert Event.objects.filter(verb="participation_joined").count() == Mail.objects.count() == 1


def test_what_somebody_wrote_stays_out_of_the_inbox_of_others(garden: Initiative, fatima: User, ibrahim: User) -> None:
    """The line goes with the account; a copy in the inbox of who pulls it would stay."""
    Initiative.objects.update(join_question="Wat kun je?")
    garden.refresh_from_db()
    take_part(garden, by=fatima, role="doer", line="Ik heb een schep", answer="Spitten")
    mail = Mail.objects.get(to=ibrahim.email)
    assert "Ik heb een schep" in mail.text
    assert "Wat kun je?\nSpitten" in mail.text
    notice = Notice.objects.get(person=ibrahim)
    assert "schep" not in notice.text
    assert "Wat kun je?" not in notice.text
    forget(fatima)
    assert not Mail.objects.filter(to=ibrahim.email).exists()


def test_on_another_device_the_page_says_what_was_typed(client: Client, garden: Initiative) -> None:
    typed = {"role": "doer", "line": "Ik kom met een kraan.", "shows_name": "on", "bijzonder": "Een eigen veld"}
    client.post("/initiatieven/moestuin/meedoen/", typed)
    client.post("/aanmelden/", {"email": "nieuw@example.org"})
    page = Client().get(last_link("nieuw@example.org")).content.decode()
    for words in ("Hoe doe je mee?", "Doener", "Ik kom met een kraan.", "Zet mijn naam bij wie", "Een eigen veld"):
        assert words in page


def test_a_visitor_joins_with_the_code(client: Client, garden: Initiative) -> None:
    assert client.get(JOIN).status_code == 200
    assert client.post(JOIN, {"role": "stuff", "line": "planken"})["Location"] == "/aanmelden/"
    assert not Participation.objects.filter(role="stuff").exists()
    client.post("/aanmelden/", {"email": "nieuw@example.org"})
    client.post("/aanmelden/code/", {"code": last_code("nieuw@example.org")})
    client.post("/welkom/", {"name": "Nieuw", "sixteen": "on"})
    assert Participation.objects.get(role="stuff").line == "planken"


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ({}, "verplicht"),
        ({"role": "puller"}, "puller"),
        ({"role": "baas"}, "baas"),
        ({"role": "doer\x00"}, "Selecteer"),
        ({"role": "doer", "line": "w" * 301}, "301"),
        ({"role": "doer", "line": "w" * 10_000}, "10000"),
        ({"role": "doer", "line": "a " * 40 + "b" * 210}, "200"),
    ],
)
def test_bad_input(form: dict[str, str], words: str, client: Client, garden: Initiative, fatima: User) -> None:
    sign_in(client, fatima)
    answer = client.post(JOIN, form)
    assert answer.status_code == 422
    assert "Er klopt nog iets niet" in answer.content.decode()
    assert form.get("line", "")[:50] in answer.content.decode()
    assert not fatima.participations.exists()


@pytest.mark.parametrize("status", [status for status in PUBLIC if status not in OPEN])
def test_where_it_is_over_nobody_joins(status: Status, client: Client, garden: Initiative, fatima: User) -> None:
    Initiative.objects.update(status=status, reason="Daarom.", thanks="Bedankt.")
    sign_in(client, fatima)
    page = client.get(JOIN)
    assert (page.status_code, "zoekt nu geen mensen" in page.content.decode()) == (200, True)
    answer = client.post(JOIN, {"role": "doer"})
    assert (answer.status_code, "zoekt nu geen mensen" in answer.content.decode()) == (409, True)
    assert not fatima.participations.exists()
    assert "Je kunt je nu niet aanmelden" in client.get("/initiatieven/moestuin/").content.decode()


def test_what_is_not_public_cannot_be_joined(client: Client, here: Platform, fatima: User) -> None:
    initiative = make_initiative(here, status=Status.SUBMITTED)
    sign_in(client, fatima)
    assert client.post(f"/initiatieven/{initiative.slug}/meedoen/", {"role": "doer"}).status_code == 404


def test_leaving_is_one_press_and_coming_back_is_welcome(client: Client, garden: Initiative, fatima: User) -> None:
    sign_in(client, fatima)
    client.post(JOIN, {"role": "doer", "line": "schep"})
    for _time in range(2):
        assert client.post(LEAVE, {"role": "doer"})["Location"] == "/initiatieven/moestuin/"
    assert fatima.participations.get().withdrawn_at
    assert Event.objects.filter(verb="participation_withdrawn").count() == 1
    client.post(JOIN, {"role": "doer", "line": "hark"})
    assert fatima.participations.get().withdrawn_at is None


def test_with_the_last_role_goes_the_news_that_came_with_it(garden: Initiative, fatima: User, ibrahim: User) -> None:
    doer, thinker = (take_part(garden, by=fatima, role=role) for role in ("doer", "thinker"))
    followed = Subscription.objects.on().filter(person=fatima, subject=garden.subject)
    doer.withdraw(by=fatima)
    assert followed.exists()
    thinker.end(by=ibrahim, line="Dank je.")
    assert not followed.exists()
    follow(garden.subject, by=fatima)
    take_part(garden, by=fatima, role="doer").withdraw(by=fatima)
    assert followed.exists(), "chosen on purpose"


def test_leaving_for_somebody_else_or_in_no_role_is_not_possible(
    client: Client, garden: Initiative, fatima: User
) -> None:
    make_participation(garden, fatima)
    assert client.post(LEAVE, {"role": "doer"})["Location"] == "/aanmelden/"
    sign_in(client, fatima)
    assert client.get(LEAVE).status_code == 404
    assert client.post(LEAVE, {"role": "thinker"}).status_code == 404
    assert client.post(LEAVE, {"role": "\x00"}).status_code == 404
    assert not Participation.objects.filter(withdrawn_at__isnull=False).exists()


def test_leaving_what_was_hidden(client: Client, garden: Initiative, fatima: User, els: User) -> None:
    make_participation(garden, fatima)
    garden.hide(by=els, reason="Reclame.")
    sign_in(client, fatima)
    assert client.post(LEAVE, {"role": "doer"})["Location"] == "/mijn/"
    assert fatima.participations.get().withdrawn_at


def test_who_runs_it_sees_who(client: Client, garden: Initiative, fatima: User, people: dict[str, User]) -> None:
    make_participation(garden, fatima, line="Ik heb een schep")
    answers = {}
    for name, person in people.items():
        visitor = sign_in(Client(), person) if name != "nobody" else Client()
        answers[name] = visitor.get(PEOPLE)
    assert {name: answer.status_code for name, answer in answers.items()} == {
        "nobody": 302,
        "fatima": 403,
        "alice": 403,
        "driss": 403,
        "ibrahim": 200,
        "bob": 200,
        "carla": 200,
        "els": 200,
    }
    assert "Ik heb een schep" in answers["ibrahim"].content.decode()
    assert "trekt" in answers["fatima"].content.decode()


def test_others_see_counts_and_shown_names(client: Client, garden: Initiative, fatima: User, alice: User) -> None:
    make_participation(garden, fatima, line="geheim")
    make_participation(garden, alice, shows_name=True)
    page = client.get("/initiatieven/moestuin/").content.decode()
    assert "2 doeners" in page
    assert "Alice" in page
    assert "Fatima" not in page
    assert "geheim" not in page


def test_the_page_costs_the_same_for_many(
    client: Client, garden: Initiative, carla: User, django_assert_max_num_queries: Any
) -> None:
    for _time in range(30):
        make_participation(garden, shows_name=True)
    with django_assert_max_num_queries(9):
        client.get("/initiatieven/moestuin/")
    sign_in(client, carla)
    with django_assert_max_num_queries(12):
        client.get("/initiatieven/moestuin/")


def test_the_poster(client: Client, garden: Initiative) -> None:
    page = client.get("/initiatieven/moestuin/poster/").content.decode()
    assert "2 doeners" in page
    assert "<svg" in page
    assert "/initiatieven/moestuin/" in page
    garden.status = Status.SUBMITTED
    garden.save()
    assert client.get("/initiatieven/moestuin/poster/").status_code == 404
