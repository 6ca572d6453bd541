"""Letters that several platforms sign: each decides for itself, and what was sent is fixed."""

from datetime import timedelta
from functools import partial
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.utils import timezone

from coalitie.activity.models import Notice, Within
from coalitie.lib.refused import Refused
from coalitie.people.models import User
from initiatives.access import of_signature
from initiatives.models import Question, Signature, SignatureStatus, invite
from platforms.models import Platform
from tests.factories import make_platform, make_question, make_user, sign_in

pytestmark = pytest.mark.django_db


def as_(user: User) -> Client:
    return sign_in(Client(), user)


@pytest.fixture
def letter(here: Platform) -> Question:
    return make_question(here, status="ready", title="Samen")


@pytest.fixture
def signature(letter: Question, elsewhere: Platform, carla: User) -> Signature:
    return invite(letter, [elsewhere], by=carla)[0]


def url(signature: Signature) -> str:
    return f"{signature.question.get_absolute_url()}meetekenen/{signature.pk}/"


def send(letter: Question, by: User) -> None:
    Question.objects.get(pk=letter.pk).send(by=by, asked_on=timezone.localdate() - timedelta(days=2), way="letter")


def test_ask_sign_send(client: Client, letter: Question, elsewhere: Platform, carla: User, driss: User) -> None:
    answer = as_(carla).post(f"{letter.get_absolute_url()}meetekenen/", {"platforms": [elsewhere.slug]})
    assert answer.status_code == 302
    signature = Signature.objects.get()
    assert Notice.objects.filter(person=driss, kind="question_sign_asked").exists()
    for _ in range(2):
        assert as_(driss).post(url(signature), {"besluit": "sign"}).status_code in (302, 422)
    assert Notice.objects.filter(person=carla, kind="question_signed").count() == 1
    send(letter, carla)
    assert "Ergens Anders" in client.get(letter.get_absolute_url()).content.decode()
    theirs = client.get(f"{elsewhere.get_absolute_url()}wachten-op-antwoord/").content.decode()
    assert "Samen" in theirs
    assert Within.objects.filter(part=letter.subject, whole=elsewhere.subject).exists()
    assert Notice.objects.filter(person=driss, kind="question_sent").exists()


def test_a_no_has_a_reason_that_reaches_who_asked(
    client: Client, signature: Signature, carla: User, driss: User
) -> None:
    assert as_(driss).post(url(signature), {"besluit": "refuse"}).status_code == 422
    assert as_(driss).post(url(signature), {"besluit": "refuse", "reason": "Past niet bij ons."}).status_code == 302
    assert "Past niet bij ons." in Notice.objects.get(person=carla, kind="question_signed").text
    send(signature.question, carla)
    assert "Past niet bij ons." not in client.get(signature.question.get_absolute_url()).content.decode()


def test_a_yes_can_be_taken_back_until_it_is_sent(signature: Signature, carla: User, driss: User) -> None:
    signature.sign(by=driss)
    assert as_(driss).post(url(signature), {"besluit": "withdraw", "reason": "Toch niet."}).status_code == 302
    signature.refresh_from_db()
    assert signature.status == SignatureStatus.WITHDRAWN
    signature.sign(by=driss)
    send(signature.question, carla)
    assert as_(driss).post(url(signature), {"besluit": "withdraw", "reason": "Te laat."}).status_code == 409
    with pytest.raises(Refused):
        signature.withdraw(by=driss, reason="Te laat.")


def test_the_database_freezes_who_signed(signature: Signature, elsewhere: Platform, carla: User, driss: User) -> None:
    signature.sign(by=driss)
    send(signature.question, carla)
    frozen = Signature.objects.filter(pk=signature.pk)
    for change in (lambda: frozen.update(status="no", reason="Nee"), frozen.delete):
        with pytest.raises(IntegrityError, match="fixed when it is sent"), transaction.atomic():
            change()
    with pytest.raises(IntegrityError, match="fixed when it is sent"), transaction.atomic():
        Signature.objects.create(question=signature.question, platform=make_platform(), status="yes")
    with pytest.raises(Refused):
        invite(signature.question, [make_platform()], by=carla)


def test_who_did_not_decide_is_not_on_it(signature: Signature, carla: User, driss: User) -> None:
    send(signature.question, carla)
    signature.refresh_from_db()
    assert signature.status == SignatureStatus.LATE
    assert Notice.objects.filter(person=driss, kind="question_sent_without").exists()


def test_another_text_asks_anew(signature: Signature, carla: User, driss: User) -> None:
    signature.sign(by=driss)
    letter = Question.objects.get()
    letter.take_back(by=carla)
    signature.refresh_from_db()
    assert signature.status == SignatureStatus.OPEN
    with pytest.raises(Refused):
        signature.sign(by=driss)
    letter.describe(by=carla, text="Iets anders")
    letter.offer(by=carla)
    assert Notice.objects.filter(person=driss, kind="question_sign_asked").count() == 2
    with pytest.raises(Refused):
        letter.describe(by=carla, text="Nog iets")


def test_who_decides(signature: Signature, people: dict[str, Any]) -> None:
    """Only the coordinators of that platform: not who asks, not even the team."""
    assert {name for name, who in people.items() if "sign" in of_signature(who, signature)} == {"driss"}
    for who in ("fatima", "carla", "els", "bob"):
        assert as_(people[who]).post(url(signature), {"besluit": "sign"}).status_code in (403, 404)
    signature.refresh_from_db()
    assert signature.status == SignatureStatus.OPEN


def test_a_signature_of_another_question_is_not_found(signature: Signature, here: Platform, driss: User) -> None:
    other = make_question(here, status="asked")
    assert (
        as_(driss).post(f"{other.get_absolute_url()}meetekenen/{signature.pk}/", {"besluit": "sign"}).status_code == 404
    )


def test_one_asks_neither_oneself_nor_twice(
    signature: Signature, elsewhere: Platform, here: Platform, carla: User
) -> None:
    assert invite(signature.question, [elsewhere, here], by=carla) == []
    address = f"{signature.question.get_absolute_url()}meetekenen/"
    for slug in (elsewhere.slug, here.slug, "bestaat-niet"):
        assert as_(carla).post(address, {"platforms": [slug]}).status_code == 422


@pytest.mark.django_db(transaction=True)
def test_of_sending_and_signing_at_once_one_comes_first(here: Platform, elsewhere: Platform) -> None:
    """Either it stands under the letter, or it is refused: never a yes that is not on it."""
    carla, driss = (one.memberships.coordinating().get().person for one in (here, elsewhere))
    for _ in range(4):
        letter = make_question(here, status="ready", author=make_user())
        (signature,) = invite(letter, [elsewhere], by=carla)
        barrier = Barrier(2)
        refused: list[str] = []

        def run(verb: Any, barrier: Barrier = barrier, refused: list[str] = refused) -> None:
            barrier.wait()
            try:
                verb()
            except Refused:
                refused.append("no")
            finally:
                connection.close()

        yes = Signature.objects.get(pk=signature.pk)
        verbs = (partial(send, letter, carla), partial(yes.sign, by=driss))
        threads = [Thread(target=run, args=[verb]) for verb in verbs]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        signature.refresh_from_db()
        assert signature.status == ("late" if refused else "yes")
