"""An event is written once; only the name on it may be forgotten."""

import pytest
from django.db import DatabaseError, transaction

from coalitie.activity.models import Event, Subject, record
from tests.factories import make_user

pytestmark = pytest.mark.django_db


def make_subject() -> Subject:
    return Subject.objects.create(kind="platform")


def test_what_happened_is_kept_with_who_why_and_what() -> None:
    subject, alice = make_subject(), make_user()
    record(subject, "join", by=alice, reason="Ik doe mee", role="lid")
    event = Event.objects.about(subject).get()
    assert (event.verb, event.by, event.reason, event.data) == ("join", alice, "Ik doe mee", {"role": "lid"})


@pytest.mark.parametrize("change", [{"verb": "leave"}, {"reason": "Anders"}, {"data": {"role": "trekker"}}])
def test_the_database_refuses_to_rewrite_it(change: dict[str, object]) -> None:
    event = record(make_subject(), "join", by=make_user())
    with pytest.raises(DatabaseError, match="written once"), transaction.atomic():
        Event.objects.filter(pk=event.pk).update(**change)


def test_nor_to_put_another_name_on_it() -> None:
    event = record(make_subject(), "join", by=make_user())
    with pytest.raises(DatabaseError, match="written once"), transaction.atomic():
        Event.objects.filter(pk=event.pk).update(by=make_user())


def test_the_name_goes_when_the_person_goes() -> None:
    alice = make_user()
    event = record(make_subject(), "join", by=alice)
    alice.delete()
    event.refresh_from_db()
    assert event.by is None
    assert event.verb == "join"
