"""The embedded server, with real clusters: what it survives and when it stays away."""

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psutil
import psycopg
import pytest

from coalitie.lib import postgres
from tests.cluster import VAR


@pytest.fixture(scope="module")
def room() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="it's a room ", dir=VAR) as name:
        # Run by root, another user must be able to pass.
        Path(name).chmod(0o711)
        yield Path(name)


@pytest.fixture(scope="module")
def cluster(room: Path) -> Iterator[Path]:
    yield room / "cluster"
    postgres.stop(room / "cluster")


def postmaster(directory: Path) -> psutil.Process:
    return psutil.Process(int((directory / "postmaster.pid").read_text().splitlines()[0]))


def lives(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def test_a_new_one_speaks_utf8_and_has_what_the_migrations_need(cluster: Path) -> None:
    with psycopg.connect(postgres.start(cluster, durable=False)) as connection:
        connection.execute("CREATE EXTENSION pg_trgm; CREATE EXTENSION unaccent; CREATE EXTENSION btree_gist")
        row = connection.execute("SELECT lower('É'), unaccent('Één'), getdatabaseencoding(), current_user").fetchone()
    assert row == ("é", "Een", "UTF8", "coalitie")


def test_the_owner_of_the_site_is_no_superuser(cluster: Path) -> None:
    with psycopg.connect(postgres.start(cluster, durable=False)) as connection:
        assert connection.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user").fetchone() == (False,)


def test_it_listens_on_no_network(cluster: Path) -> None:
    postgres.start(cluster, durable=False)
    assert [c for c in postmaster(cluster).net_connections("inet") if c.status == "LISTEN"] == []


def test_a_running_one_is_left_alone(cluster: Path) -> None:
    postgres.start(cluster, durable=False)
    before = postmaster(cluster).pid
    postgres.start(cluster, durable=False)
    assert postmaster(cluster).pid == before


def test_after_kill_9_the_next_start_ends_the_orphans_and_keeps_the_data(cluster: Path) -> None:
    url = postgres.start(cluster, durable=False)
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 1 AS one")
        backend = connection.info.backend_pid
        # Stopped, a child cannot notice that its parent is gone: the worst one there can be.
        os.kill(backend, signal.SIGSTOP)
        killed = postmaster(cluster)
        killed.kill()
        psutil.wait_procs([killed], timeout=5)
        assert psutil.pid_exists(backend)

        postgres.start(cluster, durable=False)

        assert not lives(backend)
    with psycopg.connect(url) as connection:
        assert connection.execute("SELECT one FROM kept").fetchone() == (1,)


def test_a_pid_file_that_names_another_process_is_not_believed(cluster: Path) -> None:
    postgres.start(cluster, durable=False)
    postgres.stop(cluster)
    (cluster / "postmaster.pid").write_text(f"{os.getpid()}\n{cluster}\n")
    postgres.start(cluster, durable=False)
    assert postmaster(cluster).pid != os.getpid()


def test_two_starts_at_once_give_one_server(cluster: Path) -> None:
    postgres.start(cluster, durable=False)
    postgres.stop(cluster)
    code = (
        "import sys, pathlib; from coalitie.lib import postgres as p; p.start(pathlib.Path(sys.argv[1]), durable=False)"
    )

    def start(_: int) -> int:
        return subprocess.run([sys.executable, "-c", code, str(cluster)], check=False).returncode

    with ThreadPoolExecutor(3) as pool:
        assert list(pool.map(start, range(3))) == [0, 0, 0]


def test_a_half_made_one_is_made_again_and_a_long_path_gets_a_short_socket(room: Path) -> None:
    directory = room / ("long" * 30) / "cluster"
    directory.parent.mkdir(mode=0o711)
    half = directory.with_name("cluster.new")
    half.mkdir()
    (half / "PG_VERSION").write_text("18\n")
    try:
        with psycopg.connect(postgres.start(directory, durable=False)) as connection:
            assert connection.execute("SELECT 1").fetchone() == (1,)
        assert len(postgres.address(directory)) < 100
    finally:
        postgres.stop(directory)


def test_files_of_somebody_else_are_not_touched(room: Path) -> None:
    (room / "mine").mkdir()
    (room / "mine" / "letter.txt").write_text("dear")
    with pytest.raises(postgres.NoServer, match="holds files but no database"):
        postgres.start(room / "mine", durable=False)
    assert (room / "mine" / "letter.txt").read_text() == "dear"


def test_stopping_takes_moments_and_twice_is_harmless(cluster: Path) -> None:
    postgres.start(cluster, durable=False)
    family = [process.pid for process in [postmaster(cluster), *postmaster(cluster).children()]]
    before = time.monotonic()
    postgres.stop(cluster)
    postgres.stop(cluster)
    assert time.monotonic() - before < 5
    assert not any(lives(pid) for pid in family)


@pytest.mark.parametrize(
    ("surroundings", "arguments"),
    [
        ({"COALITIE_MODE": "production"}, ["migrate"]),
        ({}, ["migrate"]),
        ({"COALITIE_MODE": "test"}, ["migrate"]),
        ({"COALITIE_MODE": "demo", "DATABASE_URL": "postgresql://here/there"}, ["migrate"]),
        ({"COALITIE_MODE": "demo"}, ["collectstatic"]),
        ({"COALITIE_MODE": "demo"}, ["migrate", "--help"]),
        ({"COALITIE_MODE": "demo"}, []),
    ],
)
def test_nobody_gets_a_server_who_did_not_ask(
    monkeypatch: pytest.MonkeyPatch, surroundings: dict[str, str], arguments: list[str]
) -> None:
    monkeypatch.setattr(os, "environ", dict(surroundings))
    monkeypatch.setattr(postgres, "start", lambda *_, **__: pytest.fail("started"))
    postgres.offer_embedded(arguments)
    assert os.environ == surroundings


def test_without_the_package_nothing_happens(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "environ", {"COALITIE_MODE": "demo"})
    monkeypatch.setattr(postgres, "programs", lambda: None)
    postgres.offer_embedded(["migrate"])
    assert "DATABASE_URL" not in os.environ


def test_demo_and_development_are_given_the_embedded_one(monkeypatch: pytest.MonkeyPatch) -> None:
    started = []

    def start(directory: Path, *, durable: bool) -> str:
        started.append((directory, durable))
        return "an address"

    monkeypatch.setattr(os, "environ", {"COALITIE_MODE": "dev", "VAR_DIR": "/somewhere"})
    monkeypatch.setattr(postgres, "start", start)
    postgres.offer_embedded(["migrate"])
    assert started == [(Path("/somewhere/postgres"), True)]
    assert os.environ["DATABASE_URL"] == "an address"
