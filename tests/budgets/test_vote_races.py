"""Two casts at once, the closing second, the seal, a worker that dies. With real threads and connections."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from budgets.actions.box import seal
from budgets.actions.clock import advance
from budgets.actions.codes import (
    MOST_WRONG,
    BadCode,
    find,
    fingerprint,
    new_code,
    withdraw_codes,
)
from budgets.actions.vote import BoxClosed, Withdrawn, cast
from budgets.models import Ballot, Credential, Round, SealedBallot
from tests.budgets.voting import close, code_for, make_right, make_voting, move_date, vote_for
from tests.factories import make_user
from tests.initiatives.test_races import both
from tests.together import together

pytestmark = pytest.mark.django_db(transaction=True)


NO = (BoxClosed, Withdrawn)


def test_twenty_casts_with_one_right_are_one_ballot() -> None:
    right = make_right(make_voting())
    acts = [partial(cast, right, vote_for(1, 2, 3 + n % 3), once=str(n)) for n in range(20)]
    assert len(set(together(*acts))) == 20
    assert Ballot.objects.count() == 1
    assert Credential.objects.get().state == "used"


def test_control_looking_before_writing_lets_several_in() -> None:
    """The same race against code that asks first and then adds: the test would catch it."""
    round_ = make_voting()
    looked = threading.Barrier(4)
    words = iter(["een", "twee", "drie", "vier"])

    def careless() -> None:
        if not Ballot.objects.filter(round=round_).exists():
            looked.wait()
            word = next(words)
            Ballot.objects.create(locator=word, round=round_, choices=[1], points=[1], receipt=word)

    together(*[careless] * 4)
    assert Ballot.objects.count() == 4


def test_a_cast_waits_for_the_one_before_it_and_writes_over_it() -> None:
    right = make_right(make_voting())

    def first() -> None:
        cast(right, vote_for(1, 2, 3), once="a")

    assert both(first, lambda: cast(right, vote_for(3, 4, 5), once="b")) == ["done", "done"]
    assert Ballot.objects.get().choices == [3, 4, 5]


def test_a_ballot_in_hand_at_the_closing_second_is_refused() -> None:
    """It began in time and waited: the clock of the database decides when it is written."""
    round_ = make_voting()
    right = make_right(round_)
    move_date(round_, counting_at=timezone.now() + timedelta(seconds=0.6))
    said: list[str] = []

    def slow() -> None:
        said.extend(together(lambda: cast(right, vote_for(1, 2, 3), once=""), no=NO))

    with transaction.atomic():
        Credential.objects.select_for_update().get(pk=right.pk)
        beside = threading.Thread(target=slow)
        beside.start()
        time.sleep(0.8)
    beside.join()
    assert said == ["BoxClosed"]
    assert not Ballot.objects.exists()
    assert Credential.objects.get().state == "issued"


def test_the_seal_waits_for_a_ballot_that_is_being_cast() -> None:
    round_ = make_voting()
    rights = [make_right(round_), make_right(round_)]
    cast(rights[0], vote_for(1, 2, 3), once="")

    def casting() -> None:
        cast(rights[1], vote_for(3, 4, 5), once="")
        close_now(round_)

    assert both(casting, lambda: seal(Round(pk=round_.pk))) == ["done", "done"]
    assert SealedBallot.objects.count() == 2
    assert not Ballot.objects.exists()


def close_now(round_: Round) -> None:
    """In the transaction of the caster, without the triggers that would need the table for themselves."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE budgets_round DISABLE TRIGGER budgets_rules_stand_still")
        Round.objects.filter(pk=round_.pk).update(counting_at=timezone.now() - timedelta(seconds=1))
        cursor.execute("ALTER TABLE budgets_round ENABLE TRIGGER budgets_rules_stand_still")


def test_a_cast_against_the_seal_is_in_the_box_or_refused_never_lost() -> None:
    for _time in range(5):
        round_ = make_voting()
        rights = [make_right(round_) for _voter in range(6)]
        move_date(round_, counting_at=timezone.now() + timedelta(seconds=0.15))
        acts: list[Callable[[], Any]] = [partial(slowly, right) for right in rights]

        def clock(pk: int = round_.pk) -> None:
            until = time.monotonic() + 5
            while not advance(pk) and time.monotonic() < until:
                time.sleep(0.01)

        said = together(*acts, clock, no=NO)
        used = Credential.objects.filter(round=round_, state="used").count()
        sealed = SealedBallot.objects.filter(round=round_).count()
        assert sealed == used == 6 - said.count("BoxClosed")
        assert len(said) == 7
        assert not Ballot.objects.filter(round=round_).exists()


def slowly(right: Credential) -> None:
    time.sleep(0.1 + right.pk % 6 * 0.02)
    cast(right, vote_for(1, 2, 3), once="")


def test_a_code_is_used_or_withdrawn_never_both() -> None:
    for _time in range(5):
        round_ = make_voting()
        code = code_for(round_)
        right = Credential.objects.get(code_hmac=fingerprint(code, round_.pk))
        carla = make_user()
        together(
            partial(cast, right, vote_for(1, 2, 3), once=""),
            partial(withdraw_codes, round_, by=carla, batch=right.batch, reason="Kwijt."),
            no=NO,
        )
        right.refresh_from_db()
        assert (right.state == "used") == Ballot.objects.filter(round=round_).exists()


def test_guesses_at_once_get_no_more_answers_than_one_after_another() -> None:
    round_ = make_voting()
    guess = partial(find, round_, network="1")
    told = together(*(partial(guess, new_code()) for _time in range(MOST_WRONG + 6)), no=(BadCode,))
    assert told.count("BadCode") == MOST_WRONG
    assert told.count("TooManyTries") == 6


VOTER = """
import django, sys
django.setup()
from budgets.actions.vote import Vote, cast
from budgets.models import Credential
for pk in sys.argv[1:]:
    word = cast(Credential.objects.get(pk=pk), Vote((1, 2, 3), (1, 1, 1)), once="")
    print(word, flush=True)
"""


def test_every_acknowledged_ballot_is_there_after_a_worker_is_killed() -> None:
    round_ = make_voting()
    rights = [str(make_right(round_).pk) for _voter in range(400)]
    database = connection.settings_dict["NAME"]
    address = os.environ["DATABASE_URL"].replace(f"run_{os.environ['COALITIE_TEST_RUN']}", str(database))
    env = {**os.environ, "DJANGO_SETTINGS_MODULE": "coalitie.settings", "DATABASE_URL": address}
    worker = subprocess.Popen(
        [sys.executable, "-c", VOTER, *rights], env=env, cwd=settings.BASE_DIR, stdout=subprocess.PIPE, text=True
    )
    with worker:
        assert worker.stdout is not None
        said = [worker.stdout.readline().strip() for _ballot in range(10)]
        os.kill(worker.pid, signal.SIGKILL)
        said += worker.stdout.read().split()
    assert 10 <= len(said) < 400
    deadline = time.monotonic() + 5
    while busy() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert set(said) <= set(Ballot.objects.values_list("receipt", flat=True))
    assert Ballot.objects.count() == Credential.objects.filter(state="used").count()
    seal(close(round_))
    assert SealedBallot.objects.count() == Credential.objects.filter(state="used").count()


def busy() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_clear_snapshot()")
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        return bool(cursor.fetchone()[0])
