"""Plain functions that make things. Each takes what the test cares about and invents the rest."""

import time
from itertools import count
from typing import Any

from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.test import Client
from django.utils import timezone

from coalitie.people.models import User
from platforms.actions import start
from platforms.models import Area, Level, Membership, Platform, Role, Stage
from platforms.models import Status as MembershipStatus

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


def sign_in_to_desk(client: Client, user: User) -> Client:
    """As this person, who showed a second factor a moment ago, so that the admin opens."""
    sign_in(client, user)
    if not Authenticator.objects.filter(user=user).exists():
        TOTP.activate(user, generate_totp_secret())
    session = client.session
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [{"method": "mfa", "at": time.time()}]
    session.save()
    return client


# --- Platforms --------------------------------------------------------------------------------------------------------
def make_platform(name: str = "", *, coordinator: User | None = None, **fields: Any) -> Platform:
    """A buurtplatform that lets everybody in; with ``coordinator`` somebody who runs it."""
    fields.setdefault("stage", Stage.PLATFORM)
    areas, values = fields.pop("areas", []), fields.pop("values", [])
    platform = start(name or f"Platform {next(numbers)}", by=coordinator or make_team_member(), **fields)
    platform.areas.set(areas)
    platform.values.set(values)
    if coordinator is not None:
        make_membership(platform, coordinator, role=Role.COORDINATOR)
    return platform


def make_membership(
    platform: Platform, person: User | None = None, *, status: str = MembershipStatus.MEMBER, **fields: Any
) -> Membership:
    """Somebody at a platform, without mails; whoever becomes coordinator gets a desk."""
    person = person or make_user()
    if status == MembershipStatus.MEMBER:
        fields.setdefault("joined_at", timezone.now())
    if status == MembershipStatus.DECLINED:
        fields.setdefault("reason", "We zijn vol.")
    membership = Membership.objects.create(platform=platform, person=person, status=status, **fields)
    if membership.is_coordinator:
        person.open_desk()
    return membership


def buurt(code: str = "AA01") -> Area:
    """A real one: a migration fills in the city."""
    return Area.objects.get(level=Level.BUURT, code=code)
