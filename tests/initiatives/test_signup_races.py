"""Everybody at once for too few places, over real connections; and without the lock, to show what it prevents."""

import os
import threading
from collections.abc import Callable
from queue import Empty, SimpleQueue

import pytest
from django.db import connection
from django.db.models.functions import Now

from coalitie.people.models import User
from initiatives.models import Activity, SignUp, SignUpStatus, sign_up
from initiatives.models.signup import places_left
from tests.factories import make_activity, make_user

pytestmark = pytest.mark.django_db(transaction=True)

PLACES, PEOPLE, CONNECTIONS = 20, 60, 12
# CROWD=10000 plays a whole city at once; takes minutes.
CROWD = int(os.environ.get("CROWD", PEOPLE))


def everybody(people: list[User], act: Callable[[User], object]) -> None:
    """All of them, in the order of the list but for whom overtakes whom between the connections."""
    line: SimpleQueue[User] = SimpleQueue()
    for person in people:
        line.put(person)
    together = threading.Barrier(CONNECTIONS)
    failed: list[Exception] = []

    def take_turns() -> None:
        try:
            with connection.cursor() as cursor:
                cursor.execute("SET lock_timeout = '30s'; SET statement_timeout = '30s'")
            together.wait(timeout=30)
            while True:
                act(line.get_nowait())
        except Empty:
            pass
        except Exception as error:
            failed.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=take_turns) for _number in range(CONNECTIONS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=120 + len(people) / 5)
    assert failed == []
    assert not any(thread.is_alive() for thread in threads)


def test_exactly_the_places_and_the_rest_in_order() -> None:
    activity = make_activity(places=PLACES)
    people = [make_user() for _number in range(CROWD)]
    everybody(people, lambda person: sign_up(activity, by=person))
    in_line = list(SignUp.objects.in_line())
    assert len(in_line) == CROWD
    assert [one.status for one in in_line] == ["coming"] * PLACES + ["waiting"] * (CROWD - PLACES)
    # The order of the list is the order in which they were written.
    assert [one.pk for one in in_line] == sorted(one.pk for one in in_line)
    assert len({one.asked_at for one in in_line}) == CROWD


def test_leaving_and_coming_at_once_keeps_places_and_line_right() -> None:
    activity = make_activity(places=PLACES)
    people = [make_user() for _number in range(PEOPLE)]
    for person in people[:40]:
        sign_up(activity, by=person, guests=person.pk % 3)

    def act(person: User) -> None:
        own = SignUp.objects.filter(activity=activity, person=person).select_related("activity__subject").first()
        if own is None:
            sign_up(activity, by=person, guests=person.pk % 2)
        elif person.pk % 2:
            own.leave(by=person)

    everybody(people, act)
    left = places_left(activity)
    assert left is not None
    assert left >= 0
    assert not SignUp.objects.waiting().filter(guests__lt=left).exists()


def test_control_without_the_lock_too_many_come() -> None:
    """The careless way: count, then write. This is what the tests above would see."""
    activity = make_activity(places=PLACES)
    people = [make_user() for _number in range(PEOPLE)]
    counted = threading.Barrier(CONNECTIONS)

    def careless(person: User) -> None:
        fresh = Activity.objects.get(pk=activity.pk)
        left = places_left(fresh)
        counted.wait(timeout=30)
        fits = left is not None and left > 0
        status = SignUpStatus.COMING if fits else SignUpStatus.WAITING
        SignUp.objects.create(activity=fresh, person=person, status=status, asked_at=Now())

    everybody(people, careless)
    assert SignUp.objects.coming().count() > PLACES
