"""Who joins is answered within the promised days, may be asked one question, and leaves without shame."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from coalitie.activity.models import Event, Mail, Subscription
from coalitie.activity.models.event import Reach
from coalitie.people.models import User
from initiatives.mine import all_of
from initiatives.models import PROMISE, Initiative, Participation, take_part
from platforms.models import Platform
from tests.factories import make_initiative, make_participation, sign_in

pytestmark = pytest.mark.django_db

PAGE = "/initiatieven/moestuin/"
LATE = PROMISE + timedelta(hours=1)


@pytest.fixture
def garden(here: Platform, ibrahim: User) -> Initiative:
    initiative = make_initiative(
        here, author=ibrahim, title="Moestuin", slug="moestuin", join_question="Op welke dagen kun je?"
    )
    make_participation(initiative, ibrahim, "puller", shows_name=True)
    return initiative


def address(part: Participation, word: str) -> str:
    return f"{PAGE}mensen/{part.pk}/{word}/"


def test_one_question_to_who_joins(client: Client, garden: Initiative, fatima: User, ibrahim: User) -> None:
    sign_in(client, fatima)
    page = client.get(f"{PAGE}meedoen/").content.decode()
    assert "Op welke dagen kun je?" in page
    assert "binnen 5 dagen" in page
    client.post(f"{PAGE}meedoen/", {"role": "doer", "answer": "Op zaterdag.", "line": "schep"})
    part = fatima.participations.get()
    assert part.answer == "Op zaterdag."
    assert "Op zaterdag." in Mail.objects.get(to=ibrahim.email).text
    assert "Op zaterdag." not in Client().get(PAGE).content.decode()
    assert Subscription.objects.get(person=fatima, subject=garden.subject).by_itself
    assert Event.objects.get(verb="participation_joined").reach == Reach.THING


def test_no_question_no_field(client: Client, garden: Initiative, fatima: User) -> None:
    Initiative.objects.update(join_question="")
    sign_in(client, fatima)
    assert 'name="answer"' not in client.get(f"{PAGE}meedoen/").content.decode()
    client.post(f"{PAGE}meedoen/", {"role": "doer", "answer": "Stiekem."})
    assert fatima.participations.get().answer == ""


def test_a_welcome_reaches_who_joined(client: Client, garden: Initiative, fatima: User, ibrahim: User) -> None:
    part = take_part(garden, by=fatima, role="doer", answer="Op zaterdag.")
    sign_in(client, ibrahim)
    assert "Wacht op jou" in client.get(f"{PAGE}mensen/").content.decode()
    assert "Op zaterdag." in client.get(address(part, "welkom")).content.decode()
    assert [row.url for row in all_of(ibrahim).waits] == [f"{PAGE}mensen/"]
    assert client.post(address(part, "welkom"), {}).status_code == 422
    for _time in range(2):
        assert client.post(address(part, "welkom"), {"line": "Tot zaterdag!"})["Location"] == f"{PAGE}mensen/"
    part.refresh_from_db()
    assert (part.reply, part.answered_by) == ("Tot zaterdag!", ibrahim)
    assert "Tot zaterdag!" in Mail.objects.get(to=fatima.email).text
    assert all_of(ibrahim).waits == []
    sign_in(client, fatima)
    assert "Tot zaterdag!" in client.get(PAGE).content.decode()
    assert "Tot zaterdag!" not in Client().get(PAGE).content.decode()


def test_only_who_pulls_it_reads_the_answer(client: Client, garden: Initiative, fatima: User, carla: User) -> None:
    """As the question says; who coordinates the platform may welcome, and reads the line."""
    part = take_part(garden, by=fatima, role="doer", answer="Op zaterdag.", line="Ik heb een schep.")
    page = sign_in(client, carla).get(address(part, "welkom"))
    assert page.status_code == 200
    assert "Ik heb een schep." in page.text
    assert "Op zaterdag." not in page.text
    assert "Op zaterdag." not in client.get(f"{PAGE}mensen/").text


def test_who_pulls_it_waits_for_nobody(garden: Initiative, ibrahim: User) -> None:
    assert take_part(garden, by=ibrahim, role="doer").answered_at
    assert not Participation.objects.waiting().exists()


def test_a_late_welcome_is_reminded_of_once(garden: Initiative, ibrahim: User) -> None:
    for _number in range(2):
        make_participation(garden, joined_at=timezone.now() - LATE)
    make_participation(garden, joined_at=timezone.now() - PROMISE + timedelta(hours=1))
    make_participation(garden, joined_at=timezone.now() - LATE, answered_at=timezone.now())
    for _time in range(2):
        call_command("tend_initiatives")
    mail = Mail.objects.get()
    assert mail.to == ibrahim.email
    assert mail.subject.startswith("2 mensen wachten")


def test_leaving_with_a_word(client: Client, garden: Initiative, fatima: User, ibrahim: User) -> None:
    make_participation(garden, fatima)
    sign_in(client, fatima)
    assert "Stoppen mag altijd" in client.get(f"{PAGE}stoppen/?rol=doer").content.decode()
    client.post(f"{PAGE}stoppen/", {"role": "doer", "line": "Ik ga verhuizen."})
    assert fatima.participations.get().parting == "Ik ga verhuizen."
    assert "Ik ga verhuizen." in Mail.objects.get(to=ibrahim.email).text


def test_leaving_without_a_word_mails_nobody(client: Client, garden: Initiative, fatima: User) -> None:
    make_participation(garden, fatima)
    sign_in(client, fatima)
    client.post(f"{PAGE}stoppen/", {"role": "doer"})
    assert not Mail.objects.exists()


def test_taking_leave_of_somebody(client: Client, garden: Initiative, fatima: User, ibrahim: User) -> None:
    part = make_participation(garden, fatima)
    sign_in(client, ibrahim)
    assert client.post(address(part, "afscheid"), {}).status_code == 422
    for _time in range(2):
        assert client.post(address(part, "afscheid"), {"line": "Dank voor je hulp."}).status_code == 302
    part.refresh_from_db()
    assert (part.ended_by, part.parting) == (ibrahim, "Dank voor je hulp.")
    mail = Mail.objects.get()
    assert (mail.to, "Dank voor je hulp." in mail.text) == (fatima.email, True)
    back = take_part(garden, by=fatima, role="doer")
    assert (back.pk, back.ended_by, back.parting, back.answered_at) == (part.pk, None, "", None)


def test_a_trekker_is_not_sent_away(client: Client, garden: Initiative, ibrahim: User, bob: User) -> None:
    part = garden.participations.get(person=ibrahim)
    sign_in(client, bob)
    assert client.post(address(part, "afscheid"), {"line": "Weg."})["Location"] == f"{PAGE}mensen/"
    part.refresh_from_db()
    assert part.withdrawn_at is None


def test_only_who_runs_it(client: Client, garden: Initiative, fatima: User, alice: User, driss: User) -> None:
    part = make_participation(garden, fatima)
    for person in (fatima, alice, driss):
        sign_in(client, person)
        for word in ("welkom", "afscheid"):
            assert client.post(address(part, word), {"line": "Hoi."}).status_code == 403
    elsewhere = make_participation(make_initiative(), fatima)
    sign_in(client, garden.participations.get(role="puller").person)
    assert client.post(address(elsewhere, "welkom"), {"line": "Hoi."}).status_code == 404


def test_the_database_holds_it_too(garden: Initiative, fatima: User) -> None:
    part = make_participation(garden, fatima)
    for wrong in ({"reply": "Hoi."}, {"parting": "Dag."}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Participation.objects.filter(pk=part.pk).update(**wrong)
