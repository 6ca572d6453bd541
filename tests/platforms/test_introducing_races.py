"""Two neighbours at once. Each race has a control: the same without the lock, which must show the fault."""

import pytest
from django.db import transaction

from coalitie.people.models import User
from platforms.introducing import answer, say_interest
from platforms.models import Answer, Area, Introduction, Invitation, Level, Nursery, Platform
from tests.factories import make_user
from tests.platforms.test_races import meanwhile

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def square() -> Area:
    """These tests begin without a city."""
    district = Area.objects.create(level=Level.STADSDEEL, code="Z", name="Deel", slug="deel")
    gebied = Area.objects.create(level=Level.GEBIED, code="ZG", name="Gebied", slug="gebied", parent=district)
    wijk = Area.objects.create(level=Level.WIJK, code="ZA", name="Wijk", slug="wijk", parent=district)
    return Area.objects.create(level=Level.BUURT, code="ZA01", name="Plein", slug="plein", parent=gebied, wijk=wijk)


@pytest.fixture
def three(square: Area) -> list[User]:
    people = [make_user() for _ in range(3)]
    for person in people:
        say_interest([square], by=person)
    return people


def without_lock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Nursery, "hold", classmethod(lambda cls: cls.now()))


def test_the_fourth_and_the_fifth_at_once_bring_one_question(three: list[User], square: Area) -> None:
    fourth, fifth = make_user(), make_user()
    with transaction.atomic():
        say_interest([square], by=fourth)
        thread, answers = meanwhile(lambda: say_interest([square], by=fifth))
        thread.join(timeout=0.5)
        assert thread.is_alive(), "the fifth should wait until the fourth is counted"
    thread.join(timeout=10)
    assert answers == [None]
    assert Introduction.objects.count() == 1
    assert Invitation.objects.count() == 5


def test_control_without_the_lock_nobody_would_be_asked(
    three: list[User], square: Area, monkeypatch: pytest.MonkeyPatch
) -> None:
    without_lock(monkeypatch)
    fourth, fifth = make_user(), make_user()
    with transaction.atomic():
        say_interest([square], by=fourth)
        thread, answers = meanwhile(lambda: say_interest([square], by=fifth))
        thread.join(timeout=10)
    assert answers == [None]
    assert not Introduction.objects.exists(), "five said so and each saw four"


@pytest.fixture
def one_yes(three: list[User], square: Area) -> list[User]:
    people = [*three, make_user(), make_user()]
    for person in people[3:]:
        say_interest([square], by=person)
    answer(Invitation.objects.get(person=people[0]), by=people[0], wants=Answer.YES)
    return people[1:]


def say_yes(person: User) -> Platform | None:
    return answer(Invitation.objects.get(person=person), by=person, wants=Answer.YES)


def test_the_second_and_the_third_yes_at_once_begin_one_group(one_yes: list[User]) -> None:
    with transaction.atomic():
        assert say_yes(one_yes[0]) is None
        thread, answers = meanwhile(lambda: say_yes(one_yes[1]))
        thread.join(timeout=0.5)
        assert thread.is_alive()
    thread.join(timeout=10)
    assert answers[0] is not None
    assert Platform.objects.get().memberships.current().count() == 3


def test_control_without_the_lock_the_group_would_not_begin(
    one_yes: list[User], monkeypatch: pytest.MonkeyPatch
) -> None:
    without_lock(monkeypatch)
    with transaction.atomic():
        assert say_yes(one_yes[0]) is None
        thread, answers = meanwhile(lambda: say_yes(one_yes[1]))
        thread.join(timeout=10)
    assert answers == [None]
    assert not Platform.objects.exists(), "three said yes and each saw two"
