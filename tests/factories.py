"""Plain functions that make things. Each takes what the test cares about and invents the rest."""

from itertools import count
from typing import Any

from django.test import Client
from django.utils import timezone

from coalitie.people.models import User

numbers = count(1)


def make_user(email: str = "", name: str = "", **fields: Any) -> User:
    """Somebody who signed in before: with a name, and 16 or older. ``sixteen_at=None`` makes a newcomer."""
    number = next(numbers)
    fields.setdefault("sixteen_at", timezone.now())
    return User.objects.create_user(
        email or f"mens{number}@example.org",
        fields.pop("password", None),
        display_name=name or f"Mens {number}",
        **fields,
    )


def make_team_member(email: str = "", name: str = "", **fields: Any) -> User:
    return make_user(email, name, team_since=timezone.now(), **fields)


def sign_in(client: Client, user: User) -> Client:
    """As this person, without a second factor; see sign_in_to_desk for the admin."""
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client
