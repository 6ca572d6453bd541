"""Two people at once. Each race has a control: the same without the lock, which must show the fault."""

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction

from coalitie.lib.refused import Refused
from coalitie.people.erase import erase
from coalitie.people.models import User
from platforms.actions import remind_one
from platforms.models import Membership, Platform, Role, Status, join
from tests.factories import make_membership, make_platform, make_user

pytestmark = pytest.mark.django_db(transaction=True)


def meanwhile(act: Callable[[], Any]) -> tuple[threading.Thread, list[Any]]:
    """Run it in another thread with an own connection; its answer, or what it refused, comes in the list."""
    answers: list[Any] = []

    def run() -> None:
        try:
            answers.append(act())
        except Refused as refused:
            answers.append(refused)
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    return thread, answers


@pytest.fixture
def two() -> tuple[Platform, Membership, Membership]:
    platform = make_platform(coordinator=make_user())
    make_membership(platform, role=Role.COORDINATOR)
    first, second = Membership.objects.coordinating().filter(platform=platform).order_by("pk")
    return platform, first, second


def coordinators(platform: Platform) -> int:
    return Membership.objects.coordinating().filter(platform=platform).count()


def test_two_coordinators_cannot_both_leave(two: tuple[Platform, Membership, Membership]) -> None:
    platform, first, second = two
    with transaction.atomic():
        first.leave(by=first.person)
        thread, answers = meanwhile(lambda: second.leave(by=second.person))
        thread.join(timeout=0.5)
        assert thread.is_alive(), "the second should wait for the platform's row"
    thread.join(timeout=10)
    assert isinstance(answers[0], Refused)
    assert coordinators(platform) == 1
    assert User.objects.get(pk=second.person_id).is_staff


def test_control_without_the_lock_both_would_be_gone(
    two: tuple[Platform, Membership, Membership], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Membership, "_hold_platform", lambda self: None)
    platform, first, second = two
    with transaction.atomic():
        first.leave(by=first.person)
        thread, answers = meanwhile(lambda: second.leave(by=second.person))
        thread.join(timeout=10)
    assert answers == [None]
    assert coordinators(platform) == 0


def test_one_leaves_while_the_other_is_made_member(two: tuple[Platform, Membership, Membership]) -> None:
    platform, first, second = two
    by = make_user()
    with transaction.atomic():
        first.leave(by=first.person)
        thread, answers = meanwhile(lambda: second.give_role(Role.MEMBER, by=by))
        thread.join(timeout=0.5)
        assert thread.is_alive()
    thread.join(timeout=10)
    assert isinstance(answers[0], Refused)
    assert coordinators(platform) == 1


def test_one_erases_the_account_while_the_other_leaves(two: tuple[Platform, Membership, Membership]) -> None:
    platform, first, second = two
    with transaction.atomic():
        assert Membership.refuse_erasing(first.person) is None
        thread, answers = meanwhile(lambda: second.leave(by=second.person))
        thread.join(timeout=0.5)
        assert thread.is_alive(), "the second should wait until the first is gone"
        first.delete()
    thread.join(timeout=10)
    assert isinstance(answers[0], Refused)
    assert coordinators(platform) == 1


def test_erasing_waits_for_a_role_that_is_being_given(two: tuple[Platform, Membership, Membership]) -> None:
    """Both hold the platform before the person. The other way round each would wait for the other."""
    platform, first, second = two
    with transaction.atomic():
        Platform.objects.select_for_update(no_key=True).get(pk=platform.pk)
        thread, answers = meanwhile(lambda: erase(User.objects.get(pk=first.person_id)))
        thread.join(timeout=0.4)
        assert thread.is_alive()
        first.give_role(Role.PULLER, by=second.person)
    thread.join(timeout=10)
    assert answers == [None]
    assert not User.objects.filter(pk=first.person_id).exists()


def test_nobody_is_made_coordinator_while_leaving_the_site(two: tuple[Platform, Membership, Membership]) -> None:
    platform, first, _second = two
    member = make_membership(platform)
    with transaction.atomic():
        assert Membership.refuse_erasing(member.person) is None
        thread, _answers = meanwhile(lambda: member.give_role(Role.COORDINATOR, by=first.person))
        thread.join(timeout=0.4)
        assert thread.is_alive()
    thread.join(timeout=10)


def test_joining_from_two_tabs_is_joining_once() -> None:
    platform, person = make_platform(), make_user()
    with transaction.atomic():
        join(platform, by=person)
        thread, answers = meanwhile(lambda: join(platform, by=person))
        thread.join(timeout=0.5)
        assert thread.is_alive(), "the second should wait to know whether the row comes to be"
    thread.join(timeout=10)
    assert answers[0].status == Status.MEMBER
    assert Membership.objects.filter(person=person).count() == 1
    assert platform.subject.events.filter(verb="membership_joined").count() == 1


def test_accepting_and_declining_at_once_one_of_them_counts() -> None:
    platform = make_platform(coordinator=make_user())
    asked = make_membership(platform, status=Status.ASKED)
    other = Membership.objects.get(pk=asked.pk)
    by = make_user()
    with transaction.atomic():
        asked.accept(by=by)
        thread, answers = meanwhile(lambda: other.decline(by=by, reason="Vol"))
        thread.join(timeout=0.5)
        assert thread.is_alive()
    thread.join(timeout=10)
    assert isinstance(answers[0], Refused)
    asked.refresh_from_db()
    assert asked.status == Status.MEMBER


def test_two_workers_remind_once(monkeypatch: pytest.MonkeyPatch) -> None:
    platform = make_platform(coordinator=make_user())
    make_membership(platform, status=Status.ASKED)
    monkeypatch.setattr("platforms.actions.PATIENCE", timedelta(0))
    with transaction.atomic():
        assert remind_one(platform.pk)
        thread, answers = meanwhile(lambda: remind_one(platform.pk))
        thread.join(timeout=10)
        assert answers == [False], "the second passes by a row that is held"
    assert not remind_one(platform.pk)
