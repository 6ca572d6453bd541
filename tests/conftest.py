"""What every test stands on. Things are made by tests/factories.py; the people are here, around two platforms: the one
here, and one elsewhere whose coordinator is a stranger.
"""

import socket

import pytest
from django.contrib.auth.models import AnonymousUser
from pytest_django import DjangoDbBlocker, Settings

from coalitie.pages.frame import around
from coalitie.people.models import Person, User
from platforms.models import Membership, Platform, Role, Status, Welcome
from tests import cluster
from tests.factories import buurt, make_membership, make_platform, make_team_member, make_user


def pytest_unconfigure() -> None:
    cluster.leave()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    with django_db_blocker.unblock():
        around()


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing leaves this machine: sockets of the file system and of this machine itself are all a test gets."""
    connect = socket.socket.connect

    def connect_here(self: socket.socket, address: object) -> None:
        if self.family in {socket.AF_INET, socket.AF_INET6} and address[0] not in {"127.0.0.1", "::1", "localhost"}:  # type: ignore[index]
            raise AssertionError(f"A test tried to reach the network: {address}")
        connect(self, address)  # type: ignore[arg-type]

    monkeypatch.setattr(socket.socket, "connect", connect_here)


@pytest.fixture(autouse=True)
def mail_through_the_outbox(settings: Settings) -> None:
    """Test runners swap every mailer for one in memory; here the outbox itself is what matters."""
    settings.MAILERS = {
        "default": {"BACKEND": "coalitie.activity.outbox.OutboxBackend"},
        "wire": {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"},
    }


@pytest.fixture
def carla(db: None) -> User:
    """Coordinator here."""
    return make_user("carla@example.org", "Carla")


@pytest.fixture
def driss(elsewhere: Platform) -> User:
    """Coordinator elsewhere."""
    return User.objects.get(email="driss@example.org")


@pytest.fixture
def els(db: None) -> User:
    """In the coalition team."""
    return make_team_member("els@example.org", "Els")


@pytest.fixture
def fatima(db: None) -> User:
    """A resident who belongs to no platform."""
    return make_user("fatima@example.org", "Fatima")


@pytest.fixture
def ibrahim(db: None) -> User:
    """A resident who writes proposals."""
    return make_user("ibrahim@example.org", "Ibrahim")


@pytest.fixture
def here(carla: User) -> Platform:
    return make_platform("Hier in de Buurt", coordinator=carla, areas=[buurt("AA01"), buurt("AA02")])


@pytest.fixture
def elsewhere(db: None) -> Platform:
    return make_platform(
        "Ergens Anders",
        coordinator=make_user("driss@example.org", "Driss"),
        areas=[buurt("NA01")],
        welcome=Welcome.MEET_FIRST,
        welcome_question="Wat doe je graag?",
    )


@pytest.fixture
def alice(here: Platform) -> User:
    """Member here, her name not shown."""
    return make_membership(here, make_user("alice@example.org", "Alice")).person


@pytest.fixture
def bob(here: Platform) -> User:
    """Trekker here, his name shown."""
    return make_membership(here, make_user("bob@example.org", "Bob"), role=Role.PULLER, shows_name=True).person


@pytest.fixture
def asking(elsewhere: Platform) -> Membership:
    """Gijs waits for an answer elsewhere."""
    return make_membership(
        elsewhere, make_user("gijs@example.org", "Gijs"), status=Status.ASKED, answer="Ik bak graag taart."
    )


@pytest.fixture
def people(
    carla: User, driss: User, els: User, fatima: User, ibrahim: User, alice: User, bob: User
) -> dict[str, Person]:
    return {
        "nobody": AnonymousUser(),
        "fatima": fatima,
        "ibrahim": ibrahim,
        "alice": alice,
        "bob": bob,
        "carla": carla,
        "driss": driss,
        "els": els,
    }
