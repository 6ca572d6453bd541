"""Browser tests: the system's Chromium against the real web server, in the mode of the demo.

Each xdist worker has one server and one database for the whole run: a copy, made in a tenth of a second, of one that is
filled once per run with the areas and the demo world by ``manage.py demo --prepare``. What tests do there is committed
and stays, so a test brings its own people and things and does not count what others made. Emptying and filling the
tables between tests would cost seconds each.

A test asks for ``page``, or for ``visit`` when it needs several people, a small screen or no JavaScript. In these
tests the ORM talks to that same database, so that a test can look at what a press of a button left behind.
"""

import fcntl
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol
from urllib.error import HTTPError, URLError

import pytest
from django.conf import settings
from django.db import connection
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright
from psycopg import sql
from pytest_django.plugin import DjangoDbBlocker

from coalitie.portal.management.commands.demo import web_server
from tests import cluster

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
NU = cluster.VAR / "vnu" / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker("browser")


# --- The site ---------------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Server:
    url: str
    database: str
    surroundings: dict[str, str]


@pytest.fixture(scope="session")
def server(worker_id: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Granian with this worker's site database. What it says is shown when it does not start."""
    database = f"test_run_{os.environ[cluster.RUN]}_site_{worker_id}"
    port = free_port()
    surroundings = {
        **os.environ,
        "COALITIE_MODE": "demo",
        "DJANGO_SETTINGS_MODULE": "coalitie.settings",
        "DATABASE_URL": cluster.address(database),
        "VAR_DIR": str(cluster.room()),
        "MEDIA_ROOT": str(tmp_path_factory.mktemp("media")),
        "SITE_URL": f"http://127.0.0.1:{port}",
    }
    make_site_database(database, surroundings)
    del surroundings["STATEMENT_TIMEOUT_MS"]
    log = tmp_path_factory.mktemp("server") / "server.log"
    with log.open("w") as said:
        process = subprocess.Popen(
            web_server(port), cwd=settings.BASE_DIR, env=surroundings, stdout=said, stderr=said, start_new_session=True
        )
    try:
        wait_until_it_answers(surroundings["SITE_URL"], process, log)
        yield Server(surroundings["SITE_URL"], database, surroundings)
    finally:
        process.terminate()
        process.wait(15)


@pytest.fixture
def site(server: Server, django_db_blocker: DjangoDbBlocker, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The address of the site. While a test has it, the ORM works on the database of that site."""
    # Playwright keeps an event loop in this thread, by which Django thinks that async code calls it.
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
    with django_db_blocker.unblock():
        connection.close()
        usual = connection.settings_dict["NAME"]
        connection.settings_dict["NAME"] = server.database
        try:
            yield server.url
        finally:
            connection.close()
            connection.settings_dict["NAME"] = usual


@pytest.fixture
def job(server: Server) -> Callable[..., None]:
    """``job("make_photos")`` does, as another process, what the worker does by itself beside the web server."""

    def job(*words: str) -> None:
        command = [sys.executable, "manage.py", *words]
        done = subprocess.run(
            command, cwd=settings.BASE_DIR, env=server.surroundings, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr

    return job


def make_site_database(name: str, surroundings: dict[str, str]) -> None:
    """Whichever worker comes first fills one database; each takes a copy of that."""
    filled = f"test_run_{os.environ[cluster.RUN]}_filled"
    # What the rows of it name, such as receipts, is copied with it.
    media = cluster.room() / "media"
    with (cluster.room() / "filled.lock").open("a") as lock, cluster.connect() as connected:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not connected.execute("SELECT 1 FROM pg_database WHERE datname = %s", [filled]).fetchone():
            half = f"{filled}_half"
            connected.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(half)))
            connected.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(half)))
            done = subprocess.run(
                [sys.executable, "manage.py", "demo", "--prepare"],
                cwd=settings.BASE_DIR,
                env={
                    **surroundings,
                    "DATABASE_URL": cluster.address(half),
                    "MEDIA_ROOT": str(media),
                    "STATEMENT_TIMEOUT_MS": "0",
                },
                capture_output=True,
                text=True,
                check=False,
            )
            if done.returncode:
                pytest.fail(f"The site for browser tests cannot be made:\n{done.stdout}\n{done.stderr}", pytrace=False)
            connected.execute(sql.SQL("ALTER DATABASE {} RENAME TO {}").format(*map(sql.Identifier, (half, filled))))
        connected.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(*map(sql.Identifier, (name, filled))))
    shutil.copytree(media, surroundings["MEDIA_ROOT"], dirs_exist_ok=True)


def wait_until_it_answers(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and process.poll() is None:
        try:
            urllib.request.urlopen(url, timeout=5).close()  # noqa: S310
            return
        except HTTPError:
            return
        except (URLError, ConnectionError, TimeoutError):
            time.sleep(0.1)
    pytest.fail(f"The web server for browser tests does not answer:\n{log.read_text()}", pytrace=False)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


# --- The browser ------------------------------------------------------------------------------------------------------
@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of the system's Chromium. Without one these tests fail; passing unseen would be worse."""
    for name in [os.environ.get("CHROMIUM", ""), *NAMES]:
        if name and (path := shutil.which(name)):
            return path
    pytest.fail(
        "No Chromium found. Install it: sudo apt-get install -y chromium   or name it: CHROMIUM=/path/to/chromium",
        pytrace=False,
    )


@pytest.fixture(scope="session")
def browser(chromium: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield browser
        browser.close()


class Visit(Protocol):
    """Open the site as somebody new, who has an own browser: own cookies, own screen."""

    def __call__(
        self, *, javascript: bool = True, width: int = 1280, height: int = 900, dark: bool = False
    ) -> Page: ...


@pytest.fixture
def visit(browser: Browser, site: str) -> Iterator[Visit]:
    """``visit(javascript=False, width=360, dark=True)`` gives a page whose ``goto("/…")`` starts at the site.

    After the test no page may have thrown, been refused something by the content security policy, or gone elsewhere.
    """
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def heard(message: ConsoleMessage) -> None:
        if message.type == "error" and "Content Security Policy" in message.text:
            complaints.append(message.text)

    def visit(*, javascript: bool = True, width: int = 1280, height: int = 900, dark: bool = False) -> Page:
        context = browser.new_context(
            base_url=site,
            java_script_enabled=javascript,
            viewport={"width": width, "height": height},
            color_scheme="dark" if dark else "light",
            locale="nl-NL",
            timezone_id="Europe/Amsterdam",
            reduced_motion="reduce",
        )
        context.set_default_timeout(10_000)
        context.on("console", heard)
        context.on("weberror", lambda error: complaints.append(str(error.error)))
        context.on(
            "request",
            lambda request: None if here(request.url, site) else complaints.append(f"went to {request.url}"),
        )
        contexts.append(context)
        return context.new_page()

    yield visit
    for context in contexts:
        context.close()
    assert complaints == []


def here(url: str, site: str) -> bool:
    return url.startswith((f"{site}/", "data:", "blob:"))


@pytest.fixture
def page(visit: Visit) -> Page:
    """The page of one visitor with an ordinary screen."""
    return visit()


# --- The HTML checker -------------------------------------------------------------------------------------------------
@pytest.fixture(scope="session")
def nu() -> Callable[[Sequence[Path]], str]:
    """``nu(files)`` gives what the Nu checker has against saved pages, one finding a line; nothing when all is well.

    It starts in seconds and reads files only, so save all pages first and call it once.
    """
    java = shutil.which("java")
    if java is None or not NU.is_file():
        pytest.fail(
            f"The HTML checker needs Java and {NU.relative_to(cluster.VAR.parent)}; .ci/run installs both", False
        )

    def check(files: Sequence[Path]) -> str:
        command = [str(java), "-Xss2m", "-jar", str(NU), "--errors-only", "--format", "gnu", *map(str, files)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        return done.stderr.strip() or ("" if done.returncode == 0 else f"vnu ended with {done.returncode}")

    return check
