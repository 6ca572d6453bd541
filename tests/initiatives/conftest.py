"""The people of these tests, around two platforms: the one here, and one elsewhere whose coordinator is a stranger."""

import pytest
from django.contrib.auth.models import AnonymousUser
from pytest_django import Settings

from coalitie.people.models import Person, User
from platforms.models import Platform, Role
from tests.factories import buurt, make_membership, make_platform, make_team_member, make_user


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
    """Who wrote the proposals of these tests."""
    return make_user("ibrahim@example.org", "Ibrahim")


@pytest.fixture
def here(carla: User) -> Platform:
    return make_platform("Hier in de Buurt", coordinator=carla, areas=[buurt("AA01"), buurt("AA02")])


@pytest.fixture
def elsewhere(db: None) -> Platform:
    return make_platform("Ergens Anders", coordinator=make_user("driss@example.org", "Driss"), areas=[buurt("NA01")])


@pytest.fixture
def alice(here: Platform) -> User:
    """Member here."""
    return make_membership(here, make_user("alice@example.org", "Alice")).person


@pytest.fixture
def bob(here: Platform) -> User:
    """Trekker here."""
    return make_membership(here, make_user("bob@example.org", "Bob"), role=Role.PULLER).person


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
