"""The database server of a test run: one cluster for the checkout, with databases of its own for each run.

Runs may overlap. Each holds a shared lock; whoever leaves last, and so can have the lock alone, stops the server.
"""

import fcntl
import os
from pathlib import Path
from typing import TextIO

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
    url = postgres.start(CLUSTER, durable=False)
    _drop_left_behind(url)
    os.environ[RUN] = str(os.getpid())
    os.environ["DATABASE_URL"] = url.replace(f"/{postgres.DATABASE}?", f"/run_{os.getpid()}?")


def leave() -> None:
    """Let go of the server; the last run stops it. Does nothing in a worker."""
    if not _held:
        return
    lock = _held.pop()
    fcntl.flock(lock, fcntl.LOCK_UN)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return
    postgres.stop(CLUSTER)
    lock.close()


def _drop_left_behind(url: str) -> None:
    """Drop the databases of runs that were killed."""
    with psycopg.connect(url, autocommit=True) as connection:
        names = connection.execute(r"SELECT datname FROM pg_database WHERE datname LIKE 'test\_run\_%'").fetchall()
        for (name,) in names:
            if not _alive(int(name.split("_")[2])):
                connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
