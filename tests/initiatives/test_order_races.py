"""Two desks at once: a move is accepted once, and two that go into each other become one."""

import threading
from uuid import uuid4

import pytest
from django.db import connection, transaction

from coalitie.activity.models import Event, Mail
from coalitie.people.models import User
from initiatives.models import (
    Initiative,
    Result,
    Shift,
    Status,
    Update,
    ask_to_merge,
    ask_to_move,
    finish,
    post_update,
    take_part,
)
from platforms.models import Platform
from tests.factories import make_initiative, make_participation, make_platform, make_user
from tests.initiatives.test_races import Beside, attempt, both

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def carla() -> User:
    return make_user("carla@example.org")


@pytest.fixture
def here(carla: User) -> Platform:
    return make_platform("Hier", coordinator=carla)


@pytest.fixture
def garden(here: Platform) -> Initiative:
    return make_initiative(here, title="Moestuin", slug="moestuin", status=Status.RUNNING)


@pytest.fixture
def twin(here: Platform) -> Initiative:
    return make_initiative(here, title="Moestuintje", slug="moestuintje", status=Status.RUNNING)


def test_a_move_is_accepted_once(garden: Initiative, carla: User) -> None:
    there = make_platform("Daar", coordinator=make_user())
    ask_to_move(garden, to=there, by=carla, reason="Past daar.")
    mine, hers = Shift.objects.get(), Shift.objects.get()
    one, other = make_user(), make_user()
    assert both(lambda: mine.accept(by=one), lambda: hers.accept(by=other)) == ["done", "refused"]
    assert Event.objects.get(verb="initiative_moved").by == one
    assert Mail.objects.filter(to=carla.email).count() == 1


def test_accepted_and_declined_at_once(garden: Initiative, carla: User) -> None:
    there = make_platform("Daar", coordinator=make_user())
    ask_to_move(garden, to=there, by=carla, reason="Past daar.")
    mine, hers = Shift.objects.get(), Shift.objects.get()
    by = make_user()
    said = both(lambda: mine.decline(by=by, answer="Vol."), lambda: hers.accept(by=by))
    assert said == ["done", "refused"]
    garden.refresh_from_db()
    assert garden.platform.name == "Hier"


def test_merged_both_ways_at_once(garden: Initiative, twin: Initiative, carla: User) -> None:
    """Neither is left pointing at the other in a ring; and who waits does so in the same order."""
    said = both(
        lambda: ask_to_merge(garden, into=twin, by=carla, reason="Zelfde.", decides=True),
        lambda: ask_to_merge(twin, into=garden, by=carla, reason="Zelfde.", decides=True),
    )
    assert said == ["done", "refused"]
    assert [one.merged_into_id for one in Initiative.objects.order_by("slug")] == [twin.pk, None]


def test_control_without_the_locks_both_are_gone(garden: Initiative, twin: Initiative) -> None:
    """The careless way: look first, then write. Both looks come before both writes."""
    looked = threading.Barrier(2, timeout=10)

    def careless(gone: Initiative, stays: Initiative) -> None:
        with transaction.atomic():
            assert Initiative.objects.published().filter(pk__in=[gone.pk, stays.pk]).count() == 2
            looked.wait()
            Initiative.objects.filter(pk=gone.pk).update(status=Status.MERGED, merged_into=stays)

    threads = [Beside(lambda: careless(garden, twin)), Beside(lambda: careless(twin, garden))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=10)
    assert [thread.said for thread in threads] == ["done", "done"]
    assert Initiative.objects.filter(status=Status.MERGED).count() == 2, "nothing is left"


def test_the_real_one_from_two_threads_leaves_one(garden: Initiative, twin: Initiative, carla: User) -> None:
    start = threading.Barrier(2, timeout=10)

    def merge(gone: Initiative, stays: Initiative) -> None:
        start.wait()
        ask_to_merge(gone, into=stays, by=carla, reason="Zelfde.", decides=True)

    threads = [Beside(lambda: merge(garden, twin)), Beside(lambda: merge(twin, garden))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=20)
    assert sorted(thread.said for thread in threads) == ["done", "refused"]
    assert Initiative.objects.published().count() == 1


def test_joining_what_is_being_merged(garden: Initiative, twin: Initiative, carla: User) -> None:
    fatima = make_user()
    said = both(
        lambda: ask_to_merge(twin, into=garden, by=carla, reason="Zelfde.", decides=True),
        lambda: take_part(twin, by=fatima, role="doer"),
    )
    assert said == ["done", "refused"]


def test_a_message_sent_twice_at_once(garden: Initiative) -> None:
    writer, key = make_user(), uuid4()
    make_participation(garden, writer, "doer")

    def send() -> None:
        post_update(garden, by=writer, form_key=key, title="Nieuws", text="Het groeit.")

    assert both(send, send) == ["done", "done"]
    assert Update.objects.count() == 1


def test_finished_twice_at_once(garden: Initiative) -> None:
    mine, hers = Initiative.objects.get(), Initiative.objects.get()
    by = make_user()
    said = both(lambda: finish(mine, by=by, achieved="Veel."), lambda: finish(hers, by=by, achieved="Meer."))
    assert said == ["done", "done"]
    assert Result.objects.get().achieved == "Veel."
    assert Event.objects.filter(verb="initiative_done").count() == 1


def test_the_desk_is_told_plainly(garden: Initiative, twin: Initiative, carla: User) -> None:
    ask_to_merge(twin, into=garden, by=carla, reason="Zelfde.", decides=True)
    assert attempt(lambda: ask_to_merge(garden, into=twin, by=carla, reason="Terug.")) == "refused"
    assert not connection.in_atomic_block
