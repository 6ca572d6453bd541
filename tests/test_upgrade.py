"""Who has the portal already keeps everything: from the migrations of the last release to those of today, and back."""

import os
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db.migrations.loader import MigrationLoader
from psycopg import sql

from tests import cluster

HERE = Path(__file__).parent
RELEASES: dict[str, dict[str, str]] = tomllib.loads((HERE / "released.toml").read_text())


@pytest.fixture
def fresh() -> Iterator[str]:
    """The name of a database of today. One that a killed run left goes with the others of that run."""
    name = f"test_run_{os.environ[cluster.RUN]}_upgrade"
    with cluster.connect() as server:
        names = sql.Identifier(name), sql.Identifier(os.environ[cluster.MIGRATED])
        server.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(*names))
        yield name
        server.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def test_every_release_names_migrations_that_are_still_there() -> None:
    known = set(MigrationLoader(None).disk_migrations or {})
    for heads in RELEASES.values():
        assert set(heads.items()) <= known


def test_an_older_installation_comes_along_with_everything_in_it(fresh: str) -> None:
    heads = [f"{app}.{name}" for app, name in list(RELEASES.values())[-1].items()]
    done = subprocess.run(
        [sys.executable, "-m", "tests.upgrade", *heads],
        cwd=HERE.parent,
        env={
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "coalitie.settings",
            "COALITIE_MODE": "test",
            "DATABASE_URL": cluster.address(fresh),
            "STATEMENT_TIMEOUT_MS": "0",
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    assert done.stdout.strip().splitlines()[-1] == "all there"
