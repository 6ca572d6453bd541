"""Two devices, many workers: what is counted is counted exactly, what happens once happens once.

Each race has a control: the same test against the careless way, which must show the fault. So the race is really run.
"""

import threading
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from allauth.core import context
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.db.models import F
from django.test import Client, RequestFactory
from django.utils import timezone

from coalitie.activity.models import Event
from coalitie.people.actions import account_of, send_code
from coalitie.people.forms import SECOND_STEP_TRIES, SecondStepForm
from coalitie.people.models import Limit, Parked, Proof, User
from coalitie.people.models.proof import MOST_TRIES, Purpose
from tests.factories import make_user
from tests.people.mailbox import last_code
from tests.together import together

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.urls("tests.people.trial")]

MANY = 12


def at_once(act: Callable[[], Any], times: int = MANY) -> list[Any]:
    """Run it in as many threads, each with an own database connection, all let go at the same moment."""
    answers = together(*[act] * times)
    assert len(answers) == times, "A thread failed"
    return answers


def test_a_limit_lets_exactly_so_many_through() -> None:
    taken = at_once(lambda: Limit.take("test", "alice", most=5, per=timedelta(hours=1)))
    assert sum(taken) == 5


def test_control_a_limit_that_reads_and_then_writes_lets_more_through() -> None:
    row = Limit.objects.create(key="careless", starts_at=timezone.now(), taken=0)
    everybody_has_read = threading.Barrier(MANY)

    def take() -> bool:
        taken = Limit.objects.get(pk=row.pk).taken
        everybody_has_read.wait(timeout=20)
        Limit.objects.filter(pk=row.pk).update(taken=taken + 1)
        return taken < 5

    assert sum(at_once(take)) > 5


def test_a_code_is_compared_five_times_over_all_workers(monkeypatch: pytest.MonkeyPatch) -> None:
    proof = send_code(Purpose.SIGN_IN, "alice@example.org", network="")
    compared: list[int] = []

    def compare(typed: str, kept: str) -> bool:
        compared.append(1)
        return False

    monkeypatch.setattr("coalitie.people.models.proof.constant_time_compare", compare)
    at_once(lambda: Proof.objects.get(pk=proof.pk).try_code("00000000"))
    assert len(compared) == MOST_TRIES
    assert Proof.objects.get().tries == MOST_TRIES


def test_control_asking_first_and_counting_later_compares_more() -> None:
    proof = send_code(Purpose.SIGN_IN, "alice@example.org", network="")
    Proof.objects.update(tries=MOST_TRIES - 1)
    everybody_has_asked = threading.Barrier(MANY)
    compared: list[int] = []

    def careless() -> None:
        alive = Proof.objects.get(pk=proof.pk).code_is_alive
        everybody_has_asked.wait(timeout=20)
        if alive:
            compared.append(1)
            Proof.objects.filter(pk=proof.pk, tries__lt=MOST_TRIES).update(tries=F("tries") + 1)

    at_once(careless)
    assert len(compared) > 1


def by_code_of(user: User, right: str = "") -> Callable[[], bool]:
    """A try with the second step, as the page does it: by a form, for a request."""

    def try_one() -> bool:
        request = RequestFactory().post("/aanmelden/tweede-stap/", REMOTE_ADDR=f"198.51.100.{user.pk % 250}")
        with context.request_context(request):
            return SecondStepForm({"code": right or "000000"}, user=user).is_valid()

    return try_one


class Tries(list[str]):
    def note(self, code: str) -> bool:
        self.append(code)
        return False


def test_a_second_step_is_compared_five_times_over_all_workers(monkeypatch: pytest.MonkeyPatch) -> None:
    user, compared = make_user(), Tries()
    TOTP.activate(user, generate_totp_secret())
    monkeypatch.setattr(TOTP, "validate_code", lambda self, code: compared.note(code))
    assert not any(at_once(by_code_of(user)))
    assert len(compared) == SECOND_STEP_TRIES


def test_control_the_count_of_the_library_alone_compares_as_often_as_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    user, compared = make_user(), Tries()
    TOTP.activate(user, generate_totp_secret())
    monkeypatch.setattr(TOTP, "validate_code", lambda self, code: compared.note(code))
    monkeypatch.setattr(Limit, "take", lambda *args, **kwargs: True)
    at_once(by_code_of(user))
    assert len(compared) > SECOND_STEP_TRIES


def test_one_code_of_an_app_opens_one_door() -> None:
    user, secret = make_user(), generate_totp_secret()
    TOTP.activate(user, secret)
    code = format_hotp_value(hotp_value(secret, int(time.time()) // 30))
    assert sum(at_once(by_code_of(user, code), SECOND_STEP_TRIES)) == 1


def test_the_right_code_typed_everywhere_at_once_opens_one_door() -> None:
    proof = send_code(Purpose.SIGN_IN, "alice@example.org", network="")
    code = last_code("alice@example.org")
    assert sum(at_once(lambda: Proof.objects.get(pk=proof.pk).try_code(code), 5)) == 1


def test_one_address_proven_on_many_devices_makes_one_account() -> None:
    made = at_once(lambda: account_of("alice@example.org").pk)
    assert len(set(made)) == 1
    assert User.objects.count() == 1


def devices_with_the_same_choice() -> list[Client]:
    make_user("alice@example.org")
    first = Client()
    first.post("/proef/", {"word": "platform"})
    devices = [first, Client()]
    parked = Parked.objects.get()
    for client in devices:
        session = client.session
        session["parked"] = parked.pk
        session["proof"] = send_code(Purpose.SIGN_IN, "alice@example.org", network="", parked=parked).pk
        session["code"] = last_code("alice@example.org")
        session.save()
    return devices


def both_enter(devices: list[Client]) -> None:
    queue = list(devices)

    def enter() -> int:
        client = queue.pop()
        return client.post("/aanmelden/code/", {"code": client.session["code"]}).status_code

    assert at_once(enter, 2) == [302, 302]


def test_two_devices_carry_the_same_choice_out_once() -> None:
    both_enter(devices_with_the_same_choice())
    assert Event.objects.count() == 1


def test_control_without_the_claim_it_would_happen_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Parked, "claim", lambda self, by: True)
    both_enter(devices_with_the_same_choice())
    assert Event.objects.count() == 2
