"""The people of these tests, around two platforms: the one here, and one elsewhere whose coordinator is a stranger."""

import pytest
from pytest_django import Settings

from coalitie.people.models import User
from platforms.models import Membership, Platform, Role, Status, Welcome
from tests.factories import buurt, make_membership, make_platform, make_team_member, make_user


@pytest.fixture
def outbox(settings: Settings) -> None:
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
def driss(db: None) -> User:
    """Coordinator elsewhere."""
    return make_user("driss@example.org", "Driss")


@pytest.fixture
def els(db: None) -> User:
    """In the coalition team."""
    return make_team_member("els@example.org", "Els")


@pytest.fixture
def fatima(db: None) -> User:
    """A resident who belongs to no platform."""
    return make_user("fatima@example.org", "Fatima")


@pytest.fixture
def here(carla: User) -> Platform:
    return make_platform("Hier in de Buurt", coordinator=carla, areas=[buurt("AA01"), buurt("AA02")])


@pytest.fixture
def elsewhere(driss: User) -> Platform:
    return make_platform(
        "Ergens Anders",
        coordinator=driss,
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
