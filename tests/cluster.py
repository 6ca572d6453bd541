"""The database server of a test run: one cluster for the checkout, with databases of its own for each run.

Runs may overlap. Each holds a shared lock; whoever leaves last, and so can have the lock alone, stops the server.
"""

import fcntl
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any, TextIO

import psycopg
from psycopg import sql

from coalitie.lib import postgres

VAR = Path(__file__).resolve().parent.parent / "var"
CLUSTER = VAR / "postgres-test"
RUN = "COALITIE_TEST_RUN"

_held: list[TextIO] = []


def join() -> None:
    """Start or find the server and give this run its database name. xdist's workers inherit what this sets."""
    if RUN in os.environ:
        return
    VAR.mkdir(exist_ok=True)
    lock = CLUSTER.with_name("postgres-test.users").open("a")
    fcntl.flock(lock, fcntl.LOCK_SH)
    _held.append(lock)
    postgres.start(CLUSTER, durable=False)
    _clear(lambda pid: not _alive(pid))
    os.environ[RUN] = str(os.getpid())
    os.environ["DATABASE_URL"] = address(f"run_{os.getpid()}")
    room().mkdir()


def address(database: str) -> str:
    return postgres.address(CLUSTER).replace(f"/{postgres.DATABASE}?", f"/{database}?")


def connect() -> psycopg.Connection[tuple[Any, ...]]:
    """To the server itself, for making and dropping databases."""
    return psycopg.connect(postgres.address(CLUSTER), autocommit=True)


def room() -> Path:
    """A folder for the files of this run."""
    return VAR / f"test-run-{os.environ[RUN]}"


def leave() -> None:
    """Let go of the server; the last run stops it. Does nothing in a worker."""
    if not _held:
        return
    with _held.pop() as lock:
        _clear(lambda pid: pid == os.getpid())
        fcntl.flock(lock, fcntl.LOCK_UN)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return
        postgres.stop(CLUSTER)


def _clear(ended: Callable[[int], bool]) -> None:
    """Remove databases and folders of runs that ended, or were killed."""
    with connect() as connected:
        names = connected.execute(r"SELECT datname FROM pg_database WHERE datname LIKE 'test\_run\_%'").fetchall()
        for (name,) in names:
            if ended(int(name.split("_")[2])):
                connected.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
    for folder in VAR.glob("test-run-*"):
        if ended(int(folder.name.rsplit("-", 1)[1])):
            shutil.rmtree(folder)


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
