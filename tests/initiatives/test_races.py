"""Two people at once: one judgement counts, and nobody joins what is being closed. By holding the row's lock."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection, transaction

from coalitie.activity.models import Event, Mail
from coalitie.lib.refused import Refused
from coalitie.people.models import User
from initiatives.models import Initiative, Objection, Outcome, Participation, Status, object_to, propose, take_part
from platforms.models import Platform
from tests.factories import make_initiative, make_platform, make_user

pytestmark = pytest.mark.django_db(transaction=True)

WAITS = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"


@pytest.fixture
def here() -> Platform:
    return make_platform("Hier", coordinator=make_user("carla@example.org"))


def attempt(act: Callable[[], Any]) -> str:
    try:
        act()
    except Refused:
        return "refused"
    return "done"


class Beside(threading.Thread):
    """Something in a connection of its own."""

    def __init__(self, act: Callable[[], Any]) -> None:
        super().__init__()
        self.act, self.said = act, ""

    def run(self) -> None:
        try:
            self.said = attempt(self.act)
        finally:
            connection.close()


@contextmanager
def waiting_beside(act: Callable[[], Any]) -> Iterator[Beside]:
    """Start it while this transaction holds its lock, and go on once it is seen waiting."""
    beside = Beside(act)
    beside.start()
    for _time in range(200):
        with connection.cursor() as cursor:
            # Within a transaction PostgreSQL shows what it saw first, unless told to look again.
            cursor.execute("SELECT pg_stat_clear_snapshot()")
            cursor.execute(WAITS)
            if cursor.fetchone()[0]:
                break
        beside.join(timeout=0.02)
    else:
        pytest.fail("It did not wait")
    yield beside


def both(first: Callable[[], Any], second: Callable[[], Any]) -> list[str]:
    """The second comes while the first is not yet committed."""
    with transaction.atomic():
        said = attempt(first)
        with waiting_beside(second) as beside:
            pass
    beside.join(timeout=10)
    return [said, beside.said]


def test_published_and_declined_at_once(here: Platform) -> None:
    initiative = make_initiative(here, status=Status.SUBMITTED)
    carla, dora = make_user(), make_user()
    mine, hers = Initiative.objects.get(), Initiative.objects.get()
    said = both(lambda: mine.publish(by=carla), lambda: hers.decline(by=dora, reason="Nee."))
    assert said == ["done", "refused"]
    initiative.refresh_from_db()
    assert (initiative.status, initiative.reason, initiative.decided_by) == (Status.IDEA, "", carla)
    assert [event.verb for event in Event.objects.filter(subject=initiative.subject)] == ["initiative_published"]
    assert Mail.objects.count() <= 1


def test_control_without_the_condition_the_last_one_wins(here: Platform) -> None:
    """The careless way, to show that this race is really run."""
    make_initiative(here, status=Status.SUBMITTED)

    def careless(status: Status) -> None:
        initiative = Initiative.objects.get()
        initiative.status, initiative.reason = status, "Nee."
        initiative.save(update_fields=["status", "reason"])

    said = both(lambda: careless(Status.RETURNED), lambda: careless(Status.DECLINED))
    assert said == ["done", "done"]
    assert Initiative.objects.get().status == Status.DECLINED


def test_joining_while_it_closes(here: Platform) -> None:
    initiative = make_initiative(here)
    fatima = make_user()
    said = both(
        lambda: initiative.go_to(Status.STOPPED, by=fatima, reason="Verhuisd.", thanks="Bedankt."),
        lambda: take_part(initiative, by=fatima, role="doer"),
    )
    assert said == ["done", "refused"]
    assert not Participation.objects.exists()


def test_closing_waits_for_who_is_joining(here: Platform) -> None:
    initiative = make_initiative(here)
    fatima = make_user()
    said = both(
        lambda: take_part(initiative, by=fatima, role="doer"),
        lambda: initiative.go_to(Status.RESTING, by=fatima, reason="De winter.", thanks="Dank."),
    )
    assert said == ["done", "done"]
    assert Participation.objects.count() == 1


def test_two_joins_of_one_person_are_one(here: Platform) -> None:
    initiative = make_initiative(here)
    fatima = make_user()

    def join() -> None:
        take_part(initiative, by=fatima, role="doer")

    assert both(join, join) == ["done", "done"]
    assert Participation.objects.count() == 1
    assert Event.objects.filter(verb="participation_joined").count() == 1


def test_two_answers_to_one_objection(here: Platform) -> None:
    initiative = make_initiative(here, status=Status.DECLINED)
    assert initiative.author
    object_to(initiative, by=initiative.author, text="Kijk nog eens.")
    els, driss = make_user(), make_user()
    one, other = Objection.objects.get(), Objection.objects.get()
    said = both(
        lambda: one.settle(Outcome.UPHELD, by=els, answer="Nee."),
        lambda: other.settle(Outcome.OVERTURNED, by=driss, answer="Ja."),
    )
    assert said == ["done", "refused"]
    assert Initiative.objects.get().status == Status.DECLINED


def test_the_same_form_twice_at_once_is_one_draft(here: Platform) -> None:
    fatima: User = make_user()
    key = uuid4()
    words = {"summary": "Zin", "story": "Verhaal", "platform": here}

    def begin() -> None:
        propose(by=fatima, form_key=key, title="Bankje", **words)

    assert both(begin, begin) == ["done", "done"]
    assert Initiative.objects.count() == 1


def test_two_titles_at_once_get_two_addresses(here: Platform) -> None:
    words = {"summary": "Zin", "story": "Verhaal", "platform": here}

    def begin(person: User) -> Callable[[], Initiative]:
        return lambda: propose(by=person, form_key=uuid4(), title="Bankje", **words)

    assert both(begin(make_user()), begin(make_user())) == ["done", "done"]
    assert set(Initiative.objects.values_list("slug", flat=True)) == {"bankje", "bankje-2"}
