"""How a platform grows, rests and wakes: with a day and a reason, kept as it was written."""

from datetime import date, timedelta
from importlib import import_module

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from coalitie.activity.models import record
from coalitie.lib.refused import Refused
from coalitie.people.erase import erase
from coalitie.people.models import User
from platforms.models import Platform, Stage, StageChange
from tests.factories import make_platform, make_user

pytestmark = pytest.mark.django_db


def told(platform: Platform) -> list[tuple[str, str]]:
    return list(platform.stage_changes.in_order().values_list("before", "stage"))


def test_a_platform_begins_with_its_first_stage(els: User) -> None:
    platform = make_platform(stage=Stage.SIGNAL, since=date(2021, 5, 1))
    first = platform.stage_changes.get()
    assert (first.before, first.stage, first.since) == ("", Stage.SIGNAL, date(2021, 5, 1))
    platform.move_to(Stage.START_GROUP, by=els, reason="De eerste avond.", since=date(2022, 1, 1))
    platform.move_to(Stage.NURSERY, by=els, reason="Een maatje.")
    assert told(platform) == [("", "signal"), ("signal", "start_group"), ("start_group", "nursery")]
    last = platform.stage_changes.latest_first()[0]
    assert (last.since, last.reason, last.by) == (timezone.localdate(), "Een maatje.", els)


def test_resting_is_easily_undone(here: Platform, carla: User) -> None:
    here.rest(by=carla, reason="Even niets.")
    assert here.stage == Stage.RESTING
    with pytest.raises(Refused):
        here.rest(by=carla, reason="Nog eens.")
    here.wake(by=carla, reason="Er is weer zin.")
    assert here.stage == Stage.PLATFORM
    with pytest.raises(Refused):
        here.wake(by=carla, reason="Nog eens.")
    assert [stage for _, stage in told(here)] == ["platform", "resting", "platform"]


@pytest.mark.parametrize("days", [1, -1])
def test_a_day_that_cannot_be(here: Platform, carla: User, days: int) -> None:
    """Neither in the time to come, nor before the last change."""
    since = timezone.localdate() + timedelta(days=days)
    with pytest.raises(ValidationError), transaction.atomic():
        here.rest(by=carla, reason="Winter", since=since)
    here.refresh_from_db()
    assert here.stage == Stage.PLATFORM
    assert here.stage_changes.count() == 1


def test_what_was_written_stays(here: Platform) -> None:
    first = here.stage_changes.get()
    with pytest.raises(IntegrityError, match="written once"), transaction.atomic():
        StageChange.objects.filter(pk=first.pk).update(reason="Heel anders")
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    with pytest.raises(IntegrityError, match="written once"), transaction.atomic():
        first.delete()


def test_who_changed_it_is_forgotten_with_the_account(here: Platform, carla: User) -> None:
    person = make_user()
    here.rest(by=person, reason="Rust")
    erase(person)
    change = here.stage_changes.latest_first()[0]
    assert (change.by, change.reason) == (None, "Rust")


def test_platforms_from_before_get_their_history() -> None:
    """From the events there are; without events a platform always was what it is now."""
    els = make_user()
    grown = make_platform("Gegroeid", stage=Stage.SIGNAL)
    for stage, reason in (("start_group", "Begin."), ("nursery", ""), ("nursery", "Dubbel.")):
        record(grown.subject, "platform_stage", by=els, reason=reason, stage=stage)
    Platform.objects.filter(pk=grown.pk).update(stage=Stage.PLATFORM)
    old = make_platform("Oud", stage=Stage.PLATFORM, since=date(2019, 3, 4))
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE platforms_stagechange DISABLE TRIGGER USER")
        cursor.execute("DELETE FROM platforms_stagechange")
        cursor.execute("ALTER TABLE platforms_stagechange ENABLE TRIGGER USER")
        cursor.execute(import_module("platforms.migrations.0009_stage_changes").TELL)
    assert told(grown) == [
        ("", "signal"),
        ("signal", "start_group"),
        ("start_group", "nursery"),
        ("nursery", "platform"),
    ]
    assert [one.reason for one in grown.stage_changes.in_order()][1:3] == ["Begin.", "De reden is niet opgeschreven."]
    assert told(old) == [("", "platform")]
    assert old.stage_changes.get().since == date(2019, 3, 4)
