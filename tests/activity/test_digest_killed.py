"""A worker killed in the middle of the digests: whoever goes on gives everybody exactly one."""

import os
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest
from django.db import connection

from coalitie.activity.digest import PEOPLE
from coalitie.activity.models import Digest, Edition, Mail, Reach, Reader, Subscription, record
from coalitie.activity.outbox import send_due
from coalitie.people.models import User
from tests import cluster
from tests.activity.test_outbox import Wire, wire
from tests.factories import make_initiative, make_user

pytestmark = pytest.mark.django_db(transaction=True)

__all__ = ["wire"]

ROOT = Path(__file__).resolve().parents[2]


def digests() -> "subprocess.Popen[bytes]":
    env = {
        **os.environ,
        "DATABASE_URL": cluster.address(str(connection.settings_dict["NAME"])),
        "COALITIE_MODE": "test",
    }
    env |= {"DJANGO_SETTINGS_MODULE": "coalitie.settings"}
    command = [sys.executable, "manage.py", "digest", "--now"]
    return subprocess.Popen(command, cwd=ROOT, env=env, stdout=subprocess.DEVNULL)


def nobody_else_writes() -> None:
    """The server goes on with what a killed worker asked last: on a busy machine its commit comes after the kill."""
    others = (
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
        " AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
    )
    until = time.monotonic() + 30
    with connection.cursor() as cursor:
        while cursor.execute(others).fetchone()[0]:
            assert time.monotonic() < until, "the server lets go of a worker that is gone"
            time.sleep(0.01)


def a_crowd(number: int) -> None:
    here = make_initiative(title="Buurttuin")
    crowd = User.objects.bulk_create(
        User(email=f"mens{n}@example.net", display_name=f"Mens {n}", password="!") for n in range(number)
    )
    Subscription.objects.bulk_create(Subscription(person=one, subject=here.subject) for one in crowd)
    record(here.subject, "participation_joined", by=make_user(), reach=Reach.AROUND)


def test_killed_in_the_middle_and_run_again_each_gets_exactly_one() -> None:
    number = 4 * PEOPLE
    a_crowd(number)
    worker = digests()
    while Digest.objects.count() < PEOPLE and worker.poll() is None:
        time.sleep(0.01)
    worker.kill()
    worker.wait(timeout=20)
    nobody_else_writes()
    half = Digest.objects.count()
    assert 0 < half < number, "it was in the middle"
    assert half == Mail.objects.filter(bulk=True).count() == Reader.objects.count(), "all of a batch, or nothing"
    assert Edition.objects.get().built_at is None
    assert digests().wait(timeout=60) == 0
    got = Counter(Mail.objects.filter(bulk=True).values_list("to", flat=True))
    assert len(got) == number
    assert set(got.values()) == {1}
    assert digests().wait(timeout=60) == 0
    assert Mail.objects.filter(bulk=True).count() == number


def test_a_mail_server_that_is_down_ten_minutes_loses_no_digest_and_doubles_none(wire: type[Wire]) -> None:
    a_crowd(120)
    assert digests().wait(timeout=60) == 0
    Wire.unreachable = True
    for _try in range(10 * 60 // 2):  # the worker looks every two seconds
        assert send_due() == 0
    assert Mail.objects.waiting().count() == 120
    Wire.unreachable = False
    while send_due():
        pass
    assert Counter(message["To"] for message in Wire.taken) == {f"mens{n}@example.net": 1 for n in range(120)}


def test_a_code_does_not_wait_behind_the_digests_of_a_city(wire: type[Wire]) -> None:
    a_crowd(50)
    assert digests().wait(timeout=60) == 0
    Mail(to="haast@example.org", from_email="x@example.org", subject="Je code", text="1", message_id="<x@x>").save()
    send_due(limit=1)
    assert [message["To"] for message in Wire.taken] == ["haast@example.org"]
