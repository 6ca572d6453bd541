"""The database server of a test run: one cluster for the checkout, with databases of its own for each run.

Runs may overlap. Each holds a shared lock; whoever leaves last, and so can have the lock alone, stops the server.
Databases are copies of one that was migrated before, kept until a migration or what it loads changes.
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, TextIO

import psycopg
from psycopg import sql

from coalitie.lib import postgres

VAR = Path(__file__).resolve().parent.parent / "var"
CLUSTER = VAR / "postgres-test"
RUN = "COALITIE_TEST_RUN"
MIGRATED = "COALITIE_TEST_MIGRATED"
KEPT = 5  # runs on other branches may be using them
# What migrations consist of and load.
MADE_FROM = (
    "**/migrations/*.py",
    "platforms/data/*",
    "platforms/facts.py",
    "coalitie/pages/texts/**/*.*",
    "requirements/*",
)

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
    os.environ[MIGRATED] = migrated()


def migrated() -> str:
    """The name of a database with every migration applied. The first run that needs it makes it."""
    made = hashlib.sha256(sys.version.encode())
    for path in sorted({path for pattern in MADE_FROM for path in VAR.parent.glob(pattern)}):
        if path.is_file() and ".venv" not in path.parts:
            made.update(path.read_bytes())
    name = f"migrated_{made.hexdigest()[:16]}"
    with (VAR / "postgres-test.migrated").open("a") as lock, connect() as connected:
        fcntl.flock(lock, fcntl.LOCK_EX)
        rows = connected.execute(r"SELECT datname FROM pg_database WHERE datname LIKE 'migrated\_%' ORDER BY oid")
        known = [row[0] for row in rows]
        if name not in known:
            for old in known[:-KEPT]:
                connected.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(old)))
            half = f"test_run_{os.environ[RUN]}_half"
            connected.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(half)))
            connected.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(half)))
            subprocess.run(
                [sys.executable, "manage.py", "migrate", "--verbosity=0", "--skip-checks"],
                cwd=VAR.parent,
                env={
                    **os.environ,
                    "DJANGO_SETTINGS_MODULE": "coalitie.settings",
                    "COALITIE_MODE": "test",
                    "DATABASE_URL": address(half),
                    "STATEMENT_TIMEOUT_MS": "0",
                },
                check=True,
            )
            rename = sql.SQL("ALTER DATABASE {} RENAME TO {}")
            connected.execute(rename.format(sql.Identifier(half), sql.Identifier(name)))
    return name


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
