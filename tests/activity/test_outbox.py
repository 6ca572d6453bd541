"""Mail is written with what it tells and leaves later: once, whatever dies in between."""

import smtplib
from datetime import timedelta
from typing import Any, ClassVar

import pytest
from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend
from django.core.management import call_command
from django.db import transaction
from django.test import Client
from django.utils import timezone
from freezegun import freeze_time
from pytest_django import Settings

from coalitie.activity.models import Mail
from coalitie.activity.notices import notify
from coalitie.activity.outbox import LONGEST_WAIT, MOST_TRIES, send_due, send_next
from coalitie.lib.mail import compose
from tests.factories import make_user

pytestmark = pytest.mark.django_db

ALICE = "alice@example.org"


class Wire(BaseEmailBackend):
    """A mail server as a test wants it: `trouble` answers what to raise for a message, if anything."""

    taken: ClassVar[list[Any]] = []
    unreachable: ClassVar[bool] = False
    trouble: ClassVar[Any] = staticmethod(lambda message: None)

    def open(self) -> bool:
        if Wire.unreachable:
            raise ConnectionRefusedError("nobody listens")
        return True

    def send_messages(self, email_messages: Any) -> int:
        for message in email_messages:
            error = Wire.trouble(message)
            if error:
                raise error
            Wire.taken.append(message.message())
        return len(email_messages)


@pytest.fixture(autouse=True)
def wire(settings: Settings) -> type[Wire]:
    settings.MAILERS = {
        "default": {"BACKEND": "coalitie.activity.outbox.OutboxBackend"},
        "wire": {"BACKEND": "tests.activity.test_outbox.Wire"},
    }
    Wire.taken, Wire.unreachable, Wire.trouble = [], False, staticmethod(lambda message: None)
    return Wire


def write(to: str = ALICE, subject: str = "Hallo", **more: Any) -> Mail:
    EmailMultiAlternatives(subject, "Dag!", to=[to], **more).send()
    return Mail.objects.latest("pk")


def test_a_mail_is_a_row_until_the_worker_comes() -> None:
    write()
    assert not Wire.taken
    assert send_due() == 1
    assert Mail.objects.get().sent_at
    assert (Wire.taken[0]["To"], Wire.taken[0]["Subject"]) == (ALICE, "Hallo")


def test_it_shares_the_fate_of_what_it_tells() -> None:
    @transaction.atomic
    def fails() -> None:
        write()
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fails()
    assert not Mail.objects.exists()


def test_twice_sends_once() -> None:
    write()
    assert [send_due(), send_due()] == [1, 0]
    assert len(Wire.taken) == 1


def test_a_mail_server_that_is_down_loses_nothing_and_slows_nobody(client: Client) -> None:
    Wire.unreachable = True
    assert client.post("/aanmelden/", {"email": ALICE})["Location"] == "/aanmelden/code/"
    for _minute in range(200):
        assert send_due() == 0
    mail = Mail.objects.get()
    assert (mail.tries, mail.given_up_at) == (0, None)
    Wire.unreachable = False
    assert send_due() == 1
    assert send_due() == 0
    assert len(Wire.taken) == 1


def test_a_worker_killed_between_sending_and_writing_repeats_that_one_mail_under_the_same_id(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    write(subject="een")
    write(subject="twee")
    with monkeypatch.context() as patch:
        patch.setattr(Mail, "save", killed)
        with pytest.raises(KeyboardInterrupt):
            send_due()
    assert send_due() == 2
    assert [message["Subject"] for message in Wire.taken] == ["een", "een", "twee"]
    assert Wire.taken[0]["Message-ID"] == Wire.taken[1]["Message-ID"]


def killed(*args: object, **kwargs: object) -> None:
    raise KeyboardInterrupt


def test_an_address_the_server_will_never_take_is_given_up_and_kept() -> None:
    write("weg@example.org")
    write()
    Wire.trouble = staticmethod(
        lambda message: (
            smtplib.SMTPRecipientsRefused({"weg@example.org": (550, b"unknown")})
            if message.to == ["weg@example.org"]
            else None
        )
    )
    assert send_due() == 1
    assert "550" in Mail.objects.get(given_up_at__isnull=False).last_error
    assert not Mail.objects.waiting().exists()


def test_not_now_is_tried_again_later_and_later() -> None:
    Wire.trouble = staticmethod(lambda message: smtplib.SMTPDataError(451, b"try later"))
    mail = write()
    waits = []
    for _try in range(MOST_TRIES):
        send_due()
        mail.refresh_from_db()
        waits.append(mail.next_try_at - timezone.now())
        Mail.objects.update(next_try_at=timezone.now())
    assert waits[0] < timedelta(minutes=1) < waits[2] < waits[-1] <= LONGEST_WAIT
    assert mail.given_up_at


def test_it_waits_for_its_time() -> None:
    write()
    Mail.objects.update(next_try_at=timezone.now() + timedelta(minutes=5))
    assert send_due() == 0
    with freeze_time(timezone.now() + timedelta(minutes=6)):
        assert send_due() == 1


def test_a_line_that_breaks_stops_the_round_and_the_mail_lets_others_go_first() -> None:
    write(subject="breekt")
    write(subject="heel")
    Wire.trouble = staticmethod(
        lambda message: smtplib.SMTPServerDisconnected("gone") if message.subject == "breekt" else None
    )
    assert send_due() == 0
    assert send_due() == 1
    assert Wire.taken[0]["Subject"] == "heel"
    assert Mail.objects.waiting().get().tries == 1


def test_a_mail_that_cannot_be_written_down_does_not_stop_the_others() -> None:
    write()
    Mail.objects.update(headers={"Bad header": "x\ny"})
    write("bob@example.org")
    assert send_due() == 1
    assert Mail.objects.get(to=ALICE).given_up_at


@pytest.mark.parametrize(
    "evil", ["Hallo\r\nBcc: all@example.org", "Hallo\nX-Evil: 1", "Hallo\rContent-Type: text/html", "a\u2028b\u0085c"]
)
def test_a_line_break_starts_no_header(evil: str) -> None:
    write(subject=evil, headers={"X-Reden": evil})
    write(to="alice@example.org\r\nBcc: all@example.org")
    send_due()
    for message in Wire.taken:
        assert message["Bcc"] is None
        assert message["X-Evil"] is None
        assert "\n" not in str(message["Subject"])


def test_each_person_gets_an_own_mail() -> None:
    EmailMessage("Hallo", "Dag!", to=[ALICE, "bob@example.org"]).send()
    assert send_due() == 2
    assert {message["To"] for message in Wire.taken} == {ALICE, "bob@example.org"}


def test_copies_and_files_are_refused_loudly() -> None:
    with pytest.raises(ValueError, match="no copies"):
        EmailMessage("Hallo", "Dag!", to=[ALICE], cc=["bob@example.org"]).send()


def test_both_parts_arrive() -> None:
    compose("erased", to=ALICE, context={}, reason="dit een proef is").send()
    send_due()
    plain, html = Wire.taken[0].get_body(["plain"]), Wire.taken[0].get_body(["html"])
    assert "Je krijgt deze mail omdat dit een proef is." in plain.get_content()
    assert "<p>" in html.get_content()


def test_what_somebody_typed_is_text_in_a_mail_and_no_link() -> None:
    typed = "<script>alert(1)</script> https://evil.example/"
    compose(
        "account_changed", to=ALICE, context={"what": typed, "link": "http://127.0.0.1:8000/mijn/"}, reason="x"
    ).send()
    mail = Mail.objects.get()
    assert "<script>" not in mail.html
    assert 'href="https://evil' not in mail.html
    assert '<a href="http://127.0.0.1:8000/mijn/">' in mail.html
    assert "<script>" in mail.text


def test_a_notice_goes_to_one_person_but_not_to_who_is_blocked() -> None:
    alice = make_user(ALICE)
    notify(alice, "account_changed", {"what": "Iets"}, reason="dit je account is")
    alice.block(by=make_user(), reason="Schelden")
    notify(alice, "account_changed", {"what": "Nog iets"}, reason="dit je account is")
    assert Mail.objects.get().subject == "Iets"


def test_old_mail_is_forgotten_but_never_what_still_waits() -> None:
    write(subject="weg")
    send_due()
    write(subject="wacht")
    with freeze_time(timezone.now() + timedelta(days=31)):
        call_command("retention", verbosity=0)
        call_command("retention", verbosity=0)
    assert Mail.objects.get().subject == "wacht"


@pytest.mark.django_db(transaction=True)
def test_two_workers_pass_each_other_by() -> None:
    """While one worker holds a mail, another takes the next and does not wait."""
    import threading

    from django.db import connection

    write(subject="een")
    write(subject="twee")
    first_has_it, second_is_done = threading.Event(), threading.Event()

    class Slow(Wire):
        def send_messages(self, email_messages: Any) -> int:
            first_has_it.set()
            assert second_is_done.wait(timeout=10)
            return super().send_messages(email_messages)

    def first() -> None:
        send_next(Slow())
        connection.close()

    thread = threading.Thread(target=first)
    thread.start()
    assert first_has_it.wait(timeout=10)
    assert send_due() == 1
    second_is_done.set()
    thread.join(timeout=10)
    assert [message["Subject"] for message in Wire.taken] == ["twee", "een"]
    assert not Mail.objects.waiting().exists()


def test_what_a_mail_said_is_forgotten_when_it_left(wire: type[Wire]) -> None:
    mail = write()
    assert send_due() == 1
    mail.refresh_from_db()
    assert (mail.text, mail.html, mail.subject) == ("", "", "Hallo")
    assert "Dag!" in str(Wire.taken[0])
