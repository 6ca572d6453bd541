"""Two reports, two decisions, two presses at once: each counts once, and the third report hides."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from unittest.mock import patch
from uuid import uuid4

import pytest
from django.db import transaction

from coalitie.activity.models import Event, Mail
from coalitie.discussion.models import Kind
from coalitie.people.models import User
from initiatives.models import Case, Comment, Decision, Report, report, write
from initiatives.models import case as cases
from initiatives.models.topic import Thing
from platforms.models import Platform
from tests.factories import make_initiative, make_platform, make_user
from tests.initiatives.test_races import Beside, both
from tests.initiatives.test_talk import LONG_AGO

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def here() -> Platform:
    return make_platform("Hier", coordinator=make_user("carla@example.org"))


@pytest.fixture
def rude(here: Platform) -> Comment:
    return write(make_initiative(here), by=make_user(), text="Wat een sukkels.", form_key=uuid4())


def neighbour() -> User:
    return make_user(joined_at=LONG_AGO)


def reports(thing: Comment) -> None:
    report(thing, by=neighbour(), rule="person")


@contextmanager
def without_the_lock() -> Iterator[None]:
    """As the site would be if nobody held the row while counting."""

    def look(thing: Thing) -> Thing:
        found: Thing = type(thing)._default_manager.get(pk=thing.pk)
        return found

    with patch.object(cases, "hold", look), patch.object(cases.Case, "open_about", opened):
        yield


def opened(thing: Thing, *, by: User) -> Case:
    return Case.objects.about(thing).get()


def test_the_second_and_the_third_report_at_once(rude: Comment) -> None:
    reports(rude)
    assert both(lambda: reports(rude), lambda: reports(rude)) == ["done", "done"]
    rude.refresh_from_db()
    assert rude.hidden_at is not None
    assert Event.objects.filter(verb="comment_hidden").count() == 1


def test_without_the_lock_neither_would_see_the_other(rude: Comment) -> None:
    """The negative control: what the test above would miss."""
    reports(rude)
    with without_the_lock(), transaction.atomic():
        reports(rude)
        beside = Beside(lambda: reports(rude))
        beside.start()
        beside.join(timeout=10)
    assert beside.said == "done"
    assert Report.objects.count() == 3
    rude.refresh_from_db()
    assert rude.hidden_at is None


def test_the_third_and_the_fourth_at_once_hide_it_once(rude: Comment) -> None:
    reports(rude)
    reports(rude)
    both(lambda: reports(rude), lambda: reports(rude))
    assert Report.objects.count() in {3, 4}
    assert Event.objects.filter(verb="comment_hidden").count() == 1


def test_one_person_reports_twice_at_once(rude: Comment) -> None:
    person = neighbour()
    report_it = partial(report, rude, by=person, rule="person")
    assert both(report_it, report_it) == ["done", "done"]
    assert Report.objects.count() == 1


def test_two_coordinators_decide_at_once(rude: Comment, here: Platform) -> None:
    reports(rude)
    one, other = Case.objects.get(), Case.objects.get()
    carla, dirk = make_user(), make_user()
    said = both(
        lambda: one.decide(Kind.FINE, by=carla, reason="Kan best."),
        lambda: other.decide(Kind.WARN, by=dirk, reason="Nee.", rule="person"),
    )
    assert said == ["done", "refused"]
    assert Decision.objects.count() == 1


def test_deleted_while_it_is_judged(rude: Comment) -> None:
    reports(rude)
    case, author = Case.objects.get(), rude.author
    assert author
    said = both(
        lambda: rude.forget(by=author), lambda: case.decide(Kind.HIDE, by=make_user(), reason="Grof.", rule="person")
    )
    assert said == ["done", "refused"]
    assert not Decision.objects.exists()


def test_the_same_form_twice_at_once_is_one_comment(here: Platform) -> None:
    topic, person, key = make_initiative(here), make_user(), uuid4()
    say = partial(write, topic, by=person, text="Dubbel.", form_key=key)
    assert both(say, say) == ["done", "done"]
    assert Comment.objects.count() == 1


def test_two_comments_at_once_are_one_mail(here: Platform) -> None:
    """The second waits for the first, and finds that the mail of this hour is written."""
    puller = make_user()
    topic = make_initiative(here, author=puller)

    def say() -> None:
        write(topic, by=make_user(), text="Hoi.", form_key=uuid4())

    assert both(say, say) == ["done", "done"]
    assert Mail.objects.filter(to=puller.email).count() == 1
