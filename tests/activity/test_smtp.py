"""The same over a real line: Django's SMTP mailer against a small mail server, which is sometimes not there."""

import socketserver
import threading
from collections.abc import Iterator
from typing import ClassVar

import pytest
from django.core.mail import EmailMultiAlternatives
from pytest_django import Settings

from coalitie.activity.models import Mail
from coalitie.activity.outbox import send_due

pytestmark = pytest.mark.django_db


class Postman(socketserver.StreamRequestHandler):
    """Takes mail as RFC 5321 has it; refuses who lives nowhere; hangs up in the middle of what says so."""

    taken: ClassVar[list[str]] = []

    def handle(self) -> None:
        self.say("220 here")
        while line := self.rfile.readline().decode().strip():
            match line.upper().split(" ")[0]:
                case "EHLO" | "HELO" | "MAIL" | "RSET":
                    self.say("250 ok")
                case "RCPT":
                    self.say("550 nobody there" if "nergens@" in line else "250 ok")
                case "DATA":
                    self.say("354 go on")
                    if not self.take():
                        return
                case "QUIT":
                    self.say("221 bye")
                    return
                case _:
                    self.say("500 what?")

    def take(self) -> bool:
        lines = []
        while (line := self.rfile.readline().decode().rstrip("\r\n")) != ".":
            lines.append(line)
        if any("ophangen" in line for line in lines):
            return False
        Postman.taken.append("\n".join(lines))
        self.say("250 taken")
        return True

    def say(self, answer: str) -> None:
        self.wfile.write(f"{answer}\r\n".encode())


class Office(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True


@pytest.fixture
def office(settings: Settings) -> Iterator[Office]:
    Postman.taken = []
    with Office(("127.0.0.1", 0), Postman) as office:
        settings.MAILERS = {
            "default": {"BACKEND": "coalitie.activity.outbox.OutboxBackend"},
            "wire": {
                "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
                "OPTIONS": {"host": "127.0.0.1", "port": office.server_address[1], "timeout": 5},
            },
        }
        threading.Thread(target=office.serve_forever, daemon=True).start()
        yield office
        office.shutdown()


def write(to: str, subject: str = "Hallo buurt") -> None:
    message = EmailMultiAlternatives(subject, "Dag! Wie komt er é?", to=[to])
    message.attach_alternative("<p>Dag!</p>", "text/html")
    message.send()


def test_what_waits_goes_over_one_line(office: Office) -> None:
    for name in ("alice", "bob", "carla"):
        write(f"{name}@example.org")
    assert send_due() == 3
    assert send_due() == 0
    for name, taken in zip(("alice", "bob", "carla"), Postman.taken, strict=True):
        assert f"To: {name}@example.org" in taken
    assert "multipart/alternative" in Postman.taken[0]


def test_one_refusal_or_broken_line_costs_the_others_nothing(office: Office) -> None:
    write("nergens@example.org")
    write("alice@example.org", "ophangen")
    write("bob@example.org")
    assert send_due() == 0
    assert send_due() == 1
    assert "To: bob@example.org" in Postman.taken[0]
    refused, cut = Mail.objects.get(to="nergens@example.org"), Mail.objects.get(to="alice@example.org")
    assert refused.given_up_at
    assert "550" in refused.last_error
    assert cut.sent_at is None
    assert cut.given_up_at is None
    assert cut.tries == 1


def test_nobody_home_changes_nothing(office: Office, settings: Settings) -> None:
    write("alice@example.org")
    port = settings.MAILERS["wire"]["OPTIONS"]["port"]
    settings.MAILERS["wire"]["OPTIONS"]["port"] = 9
    assert send_due() == 0
    assert Mail.objects.get().tries == 0
    settings.MAILERS["wire"]["OPTIONS"]["port"] = port
    assert send_due() == 1
    assert len(Postman.taken) == 1
