"""Who may do what, as a table; and the one rule of visibility, asked in both ways."""

from itertools import product

import pytest
from django.contrib.auth.models import AnonymousUser

from coalitie.people.models import Person, User
from platforms.access import allowed
from platforms.models import Membership, Platform, Role, Status
from tests.factories import make_membership, make_platform, make_team_member, make_user

pytestmark = pytest.mark.django_db

DESK = {"edit", "see_members", "answer", "give_role", "rest"}


SHOWN: dict[str, set[str]] = {
    "nobody": {"read", "join"},
    "fatima": {"read", "join"},
    "alice": {"read", "leave", "set_out"},
    "bob": {"read", "leave", "set_out"},
    "carla": {"read", "leave", "set_out"} | DESK,
    "driss": {"read", "join"},
    "els": {"read", "join", "move", "appoint", "hide"} | DESK,
}
HIDDEN: dict[str, set[str]] = {
    "nobody": set(),
    "fatima": set(),
    "alice": {"leave"},
    "bob": {"leave"},
    "carla": {"read", "leave", "set_out"} | DESK,
    "driss": set(),
    "els": {"read", "move", "appoint", "show"} | DESK,
}


@pytest.mark.parametrize("name", SHOWN)
def test_a_platform(name: str, here: Platform, elsewhere: Platform, people: dict[str, Person], els: User) -> None:
    assert allowed(people[name], here) == SHOWN[name]
    here.hide(by=els, reason="Ruzie")
    here.refresh_from_db()
    assert allowed(people[name], here) == HIDDEN[name]


MEMBERSHIPS: dict[str, dict[str, set[str]]] = {
    "nobody": {Status.MEMBER: set(), Status.ASKED: set()},
    "fatima": {Status.MEMBER: set(), Status.ASKED: set()},
    "alice": {Status.MEMBER: set(), Status.ASKED: set()},
    "bob": {Status.MEMBER: set(), Status.ASKED: set()},
    "carla": {Status.MEMBER: {"read", "give_role"}, Status.ASKED: {"read", "answer"}},
    "driss": {Status.MEMBER: set(), Status.ASKED: set()},
    "els": {Status.MEMBER: {"read", "give_role"}, Status.ASKED: {"read", "answer"}},
}


@pytest.mark.parametrize("name", MEMBERSHIPS)
def test_somebody_elses_membership(name: str, here: Platform, elsewhere: Platform, people: dict[str, Person]) -> None:
    for status, may in MEMBERSHIPS[name].items():
        assert allowed(people[name], make_membership(here, status=status)) == may


def test_nobody_judges_or_raises_themselves(here: Platform, carla: User, els: User) -> None:
    own = Membership.objects.get(person=carla)
    assert allowed(carla, own) == {"read", "leave", "set_out"}
    asks = make_membership(here, els, status=Status.ASKED)
    assert allowed(els, asks) == {"read", "leave", "set_out"}
    assert "answer" in allowed(carla, asks)


def test_a_coordinator_keeps_away_from_the_accounts_of_the_team(here: Platform, carla: User) -> None:
    for account in (make_team_member(), make_user(is_superuser=True)):
        membership = make_membership(here, account)
        assert "give_role" not in allowed(carla, membership)
        assert "give_role" in allowed(make_team_member(), membership)


def test_a_coordinator_who_steps_down_has_no_desk_at_the_next_request(here: Platform, carla: User, els: User) -> None:
    make_membership(here, role=Role.COORDINATOR)
    Membership.objects.get(person=carla).give_role(Role.MEMBER, by=els)
    assert allowed(carla, here) == {"read", "leave", "set_out"}
    assert not User.objects.get(pk=carla.pk).is_staff


def test_reading_and_visible_to_are_one_rule_for_platforms(
    here: Platform, elsewhere: Platform, people: dict[str, Person], els: User
) -> None:
    hidden = [make_platform(), here]
    for platform in hidden:
        platform.hide(by=els, reason="Ruzie")
    seen = set()
    for user, platform in product(people.values(), Platform.objects.all()):
        reads = "read" in allowed(user, platform)
        seen.add(reads)
        assert reads == Platform.objects.visible_to(user).filter(pk=platform.pk).exists()
    assert seen == {True, False}


def test_reading_and_visible_to_are_one_rule_for_memberships(
    here: Platform, elsewhere: Platform, people: dict[str, Person], els: User
) -> None:
    for platform, status, shown in product([here, elsewhere, make_platform()], Status.values, [True, False]):
        make_membership(platform, status=status, shows_name=shown)
    make_membership(elsewhere, people["alice"], status=Status.DECLINED)  # type: ignore[arg-type]
    for hidden in (False, True):
        if hidden:
            here.hide(by=els, reason="Ruzie")
        for user, membership in product(people.values(), Membership.objects.select_related("platform", "person")):
            reads = "read" in allowed(user, membership)
            assert reads == Membership.objects.visible_to(user).filter(pk=membership.pk).exists(), (user, membership)


def test_a_desk_holds_the_own_platform_only(here: Platform, elsewhere: Platform, carla: User, els: User) -> None:
    assert set(Platform.objects.moderated_by(carla)) == {here}
    assert set(Platform.objects.moderated_by(els)) == {here, elsewhere}
    assert not Platform.objects.moderated_by(AnonymousUser()).exists()
    assert not Platform.objects.moderated_by(make_user()).exists()
