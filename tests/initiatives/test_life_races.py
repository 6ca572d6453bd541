"""Two people at once around the key, the start and the question: by holding the initiative's row."""

from datetime import timedelta

import pytest
from django.utils import timezone

from coalitie.activity.models import Mail
from coalitie.people.models import User
from initiatives.models import EnergyCheck, EnergyRound, Initiative, Participation, Status, ask_to_pull, say_energy
from initiatives.models.energy import ask_again
from initiatives.models.handover import Kind
from platforms.models import Platform
from tests.factories import make_energy, make_initiative, make_participation, make_platform, make_user
from tests.initiatives.test_races import both

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def here() -> Platform:
    return make_platform("Hier", coordinator=make_user("carla@example.org"))


@pytest.fixture
def puller() -> User:
    return make_user("ibrahim@example.org")


@pytest.fixture
def garden(here: Platform, puller: User) -> Initiative:
    initiative = make_initiative(here, author=puller)
    make_participation(initiative, puller, "puller")
    return initiative


def pullers() -> set[int]:
    return set(Participation.objects.pulling().values_list("person_id", flat=True))


def test_two_accept_one_key_at_once(garden: Initiative, puller: User) -> None:
    one, two = (make_participation(garden).person for _number in range(2))
    first = ask_to_pull(garden, by=puller, person=one, kind=Kind.OVER)
    second = ask_to_pull(garden, by=puller, person=two, kind=Kind.OVER)
    assert both(lambda: first.accept(by=one), lambda: second.accept(by=two)) == ["done", "refused"]
    assert pullers() == {one.pk}


def test_control_without_the_lock_two_have_the_key(garden: Initiative, puller: User) -> None:
    """The careless way, to show that this race is really run: each looks at what it loaded."""
    one, two = (make_participation(garden).person for _number in range(2))

    def careless(person: User) -> None:
        Participation.objects.create(initiative=garden, person=person, role="puller")
        Participation.objects.filter(person=puller, role="puller").update(withdrawn_at=timezone.now())

    assert both(lambda: careless(one), lambda: careless(two)) == ["done", "done"]
    assert pullers() == {one.pk, two.pk}


def test_leaving_while_handing_over(garden: Initiative, puller: User) -> None:
    """With two who pull: one hands over while the other leaves. Somebody always has the key."""
    co_puller = make_participation(garden, role="puller")
    heir = make_participation(garden).person
    handover = ask_to_pull(garden, by=puller, person=heir, kind=Kind.OVER)
    said = both(lambda: handover.accept(by=heir), lambda: co_puller.withdraw(by=co_puller.person))
    assert said == ["done", "done"]
    assert pullers() == {heir.pk}


def test_both_pullers_leave_at_once(garden: Initiative, puller: User) -> None:
    other = make_participation(garden, role="puller")
    own = Participation.objects.get(person=puller, role="puller")
    assert both(lambda: own.withdraw(by=puller), lambda: other.withdraw(by=other.person)) == ["done", "refused"]
    assert pullers() == {other.person_id}


def test_leaving_while_the_try_out_begins(garden: Initiative, puller: User) -> None:
    """The try-out that begins waits for the doener who leaves, and then finds too few."""
    make_energy(garden, {"yes": [puller], "doers": 2})
    doer = Participation.objects.filter(role="doer")[0]
    fresh = Initiative.objects.get()
    today = timezone.localdate()
    said = both(
        lambda: doer.withdraw(by=doer.person),
        lambda: fresh.go_to(Status.TRYING, by=puller, try_from=today, try_until=today + timedelta(days=9)),
    )
    assert said == ["done", "refused"]
    assert Initiative.objects.get().status == Status.SEEKING


def test_two_first_answers_make_one_round(garden: Initiative, puller: User) -> None:
    doer = make_participation(garden).person
    said = both(
        lambda: say_energy(garden, by=puller, answer="yes"),
        lambda: say_energy(Initiative.objects.get(), by=doer, answer="bit"),
    )
    assert said == ["done", "done"]
    assert (EnergyRound.objects.count(), EnergyCheck.objects.count()) == (1, 2)


def test_two_workers_ask_once(garden: Initiative, puller: User) -> None:
    Initiative.objects.update(status=Status.RUNNING, staged_at=timezone.now() - timedelta(weeks=5))
    asked: list[bool] = []
    both(lambda: asked.append(ask_again(garden)), lambda: asked.append(ask_again(Initiative.objects.get())))
    assert sorted(asked) == [False, True]
    assert (EnergyRound.objects.count(), Mail.objects.count()) == (1, 1)
