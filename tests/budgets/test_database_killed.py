"""PostgreSQL itself is killed, all of it at once, while people vote, while the box closes and while it is counted.

On a cluster of its own, with real processes beside it: what was acknowledged is there when it is back, nothing is half
done, and the count is the same to the byte.
"""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest

from coalitie.lib import postgres
from tests import cluster

VOTERS = 240
BEGIN = """
from budgets.models import Round
from tests.budgets.voting import make_right, make_voting
round_ = make_voting(cost="3000.00", lot=list("12345"))
tell({"round": round_.pk, "rights": [make_right(round_).pk for _voter in range(%d)]})
"""
VOTE = """
from budgets.actions.vote import Vote, cast
from budgets.models import Credential
for pk in args:
    number = pk % 3
    vote = Vote((1, 2, 3 + number), (1, 1, 1))
    print(cast(Credential.objects.get(pk=pk), vote, once=""), flush=True)
"""
CLOSE = """
from budgets.actions.clock import advance
from budgets.models import Round
from tests.budgets.voting import close
round_ = Round.objects.get(pk=args[0])
if round_.phase == "voting":
    if round_.takes_ballots:
        close(round_)
    print("closing", flush=True)
    advance(round_.pk)
"""
COUNT = """
from budgets.actions.count import count_round, outcome_of
from budgets.models import Round
from budgets.models.revision import sha256
from budgets.rules.report import as_json
round_ = Round.objects.get(pk=args[0])
print(sha256(as_json(outcome_of(round_))), flush=True)
def between():
    print("counting", flush=True)
    time.sleep(0.01)
count_round(round_, between=between)
"""
LOOK = """
from budgets.actions.box import tally
from budgets.actions.count import recount
from budgets.actions.log import first_broken
from budgets.models import Ballot, BoxKey, Credential, Round
from budgets.rules.report import as_json
round_ = Round.objects.get(pk=args[0])
counted = recount(round_) if round_.counts.exists() else None
tell({
    "phase": round_.phase,
    "open": sorted(Ballot.objects.values_list("receipt", flat=True)),
    "sealed": sorted(round_.ballots.values_list("receipt", flat=True)),
    "used": Credential.objects.filter(state="used").count(),
    "unused": list(Credential.objects.filter(state="issued").values_list("pk", flat=True)),
    "keys": BoxKey.objects.count(),
    "broken": first_broken(round_, round_.log.all()),
    "lines": round_.log.count(),
    "agrees": tally(round_).agrees,
    "counts": [each.sha256 for each in round_.counts.all()],
    "same": counted is not None and counted[1:] == (as_json(counted[0].outcome), counted[0].box_sha256),
})
"""
BEFORE = """
import django, json, sys, time
django.setup()
args = [int(each) for each in sys.argv[1:]]
def tell(found):
    print(json.dumps(found), flush=True)
"""


class Database:
    """A cluster with the tables of the portal, that can be killed."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.address = postgres.start(directory, durable=True)
        programs = postgres.programs()
        assert programs is not None
        dump: list[str | Path] = [programs / "pg_dump", "--no-owner", "--no-privileges", "--no-comments"]
        made = cluster.address(os.environ[cluster.MIGRATED])
        tables = subprocess.run([*dump, made], check=True, capture_output=True).stdout
        psql: list[str | Path] = [programs / "psql", "--quiet", "--set=ON_ERROR_STOP=1", self.address]
        subprocess.run(psql, input=tables, check=True, stdout=subprocess.DEVNULL)

    def run(self, code: str, *args: int) -> "subprocess.Popen[str]":
        env = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "coalitie.settings",
            "COALITIE_MODE": "test",
            "DATABASE_URL": self.address,
        }
        command = [sys.executable, "-c", BEFORE + code, *map(str, args)]
        quiet = subprocess.DEVNULL
        return subprocess.Popen(
            command, env=env, cwd=cluster.VAR.parent, stdout=subprocess.PIPE, stderr=quiet, text=True
        )

    def ask(self, code: str, *args: int) -> Any:
        with self.run(code, *args) as worker:
            said, _nothing = worker.communicate(timeout=120)
        assert worker.returncode == 0
        return json.loads(said)

    def kill(self) -> None:
        """The whole family with signal 9, none of it in time to write anything down."""
        family = [process for process in psutil.process_iter() if self._is_mine(process)]
        assert len(family) > 3
        for process in family:
            process.kill()
        psutil.wait_procs(family, timeout=10)
        postgres.start(self.directory, durable=True)

    def _is_mine(self, process: psutil.Process) -> bool:
        try:
            return process.name() == "postgres" and Path(process.cwd()) == self.directory
        except psutil.Error:
            return False


@pytest.fixture(scope="module")
def database() -> Iterator[Database]:
    with tempfile.TemporaryDirectory(prefix="killed ", dir=cluster.VAR) as room:
        # Run by root, another user must be able to pass.
        Path(room).chmod(0o711)
        directory = Path(room).resolve() / "cluster"
        try:
            yield Database(directory)
        finally:
            postgres.stop(directory)


def test_whatever_moment_the_database_dies_nothing_acknowledged_is_lost(database: Database) -> None:
    begun = database.ask(BEGIN % VOTERS)
    round_, rights = begun["round"], begun["rights"]

    # While people vote.
    workers = [database.run(VOTE, *rights[:120]), database.run(VOTE, *rights[120:])]
    words = [worker.stdout.readline().strip() for worker in workers for _ballot in range(10) if worker.stdout]
    database.kill()
    for worker in workers:
        words += worker.communicate(timeout=60)[0].split()
    found = database.ask(LOOK, round_)
    assert 20 <= len(words) < VOTERS
    assert set(words) <= set(found["open"])
    assert len(found["open"]) == found["used"]
    assert found["broken"] is None

    # It goes on where it was.
    with database.run(VOTE, *found["unused"][:20]) as worker:
        words += worker.communicate(timeout=60)[0].split()
    voted = database.ask(LOOK, round_)["open"]
    assert set(words) <= set(voted)

    # While the box closes: all of it or nothing.
    with database.run(CLOSE, round_) as worker:
        assert worker.stdout is not None
        assert worker.stdout.readline().strip() == "closing"
        database.kill()
    found = database.ask(LOOK, round_)
    if found["phase"] == "voting":
        assert (found["open"], found["sealed"], found["keys"], found["lines"]) == (voted, [], 1, 0)
    with database.run(CLOSE, round_) as worker:
        worker.communicate(timeout=60)
    found = database.ask(LOOK, round_)
    assert (found["phase"], found["open"], found["sealed"], found["keys"]) == ("counting", [], voted, 0)
    assert found["agrees"]
    assert found["broken"] is None

    # While it is counted.
    with database.run(COUNT, round_) as worker:
        assert worker.stdout is not None
        first = worker.stdout.readline().strip()
        assert worker.stdout.readline().strip() == "counting"
        database.kill()
    found = database.ask(LOOK, round_)
    assert (found["phase"], found["counts"]) == ("counting", [])
    with database.run(COUNT, round_) as worker:
        assert first == worker.communicate(timeout=60)[0].split()[0]
    found = database.ask(LOOK, round_)
    assert (found["phase"], found["counts"], found["same"]) == ("provisional", [first], True)
    assert found["sealed"] == voted
    assert found["broken"] is None
