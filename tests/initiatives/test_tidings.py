"""What those who come hear when an activity changes or is called off: by the worker, each once, whenever it dies."""

from collections import Counter
from datetime import timedelta
from unittest.mock import patch

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from coalitie.activity.models import Mail, Notice, Silence
from coalitie.people.models import User
from initiatives.models import Activity, SignUp, Tidings, agenda, sign_up, tell_next, tidings
from platforms.models import Platform
from tests.factories import make_activity, make_user, tell_all

pytestmark = pytest.mark.django_db

CALLED_OFF = "Gaat niet door"


def crowd(activity: Activity, number: int) -> list[User]:
    people = [make_user() for _number in range(number)]
    SignUp.objects.bulk_create(SignUp(activity=activity, person=person, status="coming") for person in people)
    return people


def told() -> Counter[str]:
    return Counter(Mail.objects.filter(subject__startswith=CALLED_OFF).values_list("to", flat=True))


def test_the_request_asks_as_much_for_many_as_for_one(here: Platform, carla: User) -> None:
    counts = []
    for number in (1, 40):
        activity = make_activity(here)
        crowd(activity, number)
        with CaptureQueriesContext(connection) as asked:
            agenda.call_off(activity, by=carla, reason="Storm")
        counts.append(len(asked))
    assert counts[0] == counts[1]
    assert not told()
    assert Tidings.objects.count() == 2


def test_the_worker_asks_as_much_for_many_as_for_one(here: Platform, carla: User) -> None:
    counts = []
    for number in (1, 40):
        activity = make_activity(here)
        people = crowd(activity, number)
        agenda.call_off(activity, by=carla, reason="Storm")
        with CaptureQueriesContext(connection) as asked:
            assert tell_next()
        counts.append(len(asked))
        assert {person.email for person in people} <= told().keys()
    assert counts[0] == counts[1]
    assert not tell_next()


def test_killed_in_the_middle_nobody_hears_twice_and_nobody_is_missed(here: Platform, carla: User) -> None:
    activity = make_activity(here)
    people = crowd(activity, 25)
    agenda.call_off(activity, by=carla, reason="Storm")
    with patch.object(tidings, "PEOPLE", 10):
        assert tell_next()
        with patch.object(Tidings.objects, "filter", side_effect=KeyboardInterrupt), pytest.raises(KeyboardInterrupt):
            tell_next()
        assert sum(told().values()) == 10, "what was half done is undone"
        tell_all()
    assert told() == {person.email: 1 for person in people}
    assert Notice.objects.filter(kind="activity_cancelled").count() == 25
    assert not Tidings.objects.exists()


def test_who_signs_up_later_or_has_left_or_did_it_hears_nothing(here: Platform, carla: User) -> None:
    activity = make_activity(here)
    (left, stays) = crowd(activity, 2)
    sign_up(activity, by=carla)
    begin = activity.starts_at + timedelta(hours=1)
    agenda.change(activity, by=carla, starts_at=begin, ends_at=begin + timedelta(hours=2))
    SignUp.objects.get(person=left).leave(by=left)
    sign_up(activity, by=make_user("later@example.org"))
    tell_all()
    changed = Mail.objects.filter(subject=f"Veranderd: {activity.title}")
    assert [mail.to for mail in changed] == [stays.email]


def test_it_says_what_it_was_and_what_it_became_then(here: Platform, carla: User) -> None:
    activity = make_activity(here, place="De Hoek")
    crowd(activity, 1)
    for place in ("De Spil", "De Pont"):
        agenda.change(activity, by=carla, place=place)
    tell_all()
    first, second = Mail.objects.filter(subject__startswith="Veranderd").order_by("pk").values_list("text", flat=True)
    assert first.index("De Spil") < first.index("De Hoek")
    assert second.index("De Pont") < second.index("De Spil")


def test_who_wants_no_such_mail_finds_it_in_the_inbox(here: Platform, carla: User) -> None:
    activity = make_activity(here)
    quiet, blocked = crowd(activity, 2)
    Silence.objects.create(person=quiet, kind="activity_cancelled")
    User.objects.filter(pk=blocked.pk).update(blocked_at=timezone.now(), blocked_reason="Dreigde")
    agenda.call_off(activity, by=carla, reason="Storm")
    tell_all()
    assert not told()
    assert [notice.person for notice in Notice.objects.filter(kind="activity_cancelled")] == [quiet]
