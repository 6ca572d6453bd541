"""The whole portal on this machine with one command: database, sample people, web server, mail worker.

``make demo`` runs it with the server and the behaviour of production, ``make dev`` (DEBUG) with one that reloads.
"""

import fcntl
import hashlib
import http.client
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import BaseCommand, CommandError, CommandParser, call_command

from coalitie.lib import env, postgres
from coalitie.lib.catalogue import compile_stale
from coalitie.portal.demo import people_to_sign_in_as

HOST = "127.0.0.1"
STOP = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
# In the environment of every process a demo starts: a later demo knows those that outlived a killed one by it.
MARK = "COALITIE_DEMO_IN"
FILLS = {
    "load_areas": "Loading the buurten",
    "load_pages": "Loading the pages, in every language",
    "seed_demo": "Loading the sample people and their initiatives",
}


class Command(BaseCommand):
    help = "Run the portal with sample people, here, to try it out."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--prepare", action="store_true", help="make everything ready, and serve nothing")

    def handle(self, *args: object, **options: object) -> None:
        if settings.MODE not in {"demo", "dev"}:
            raise CommandError("Sample people belong in no real portal: this runs with COALITIE_MODE=demo only.")
        if options["prepare"]:
            self._prepare()
        else:
            self._run(env.number("PORT", 8000))

    def _run(self, port: int) -> None:
        for number in STOP:
            signal.signal(number, _interrupt)
        processes: dict[str, subprocess.Popen[bytes]] = {}
        with _the_only_one():
            try:
                _end_left_behind()
                _demand_free(port)
                self._prepare()
                _start(processes, port)
                _wait_for_answer(processes, port)
                self._welcome(port)
                _watch(processes)
            except KeyboardInterrupt:
                self.stdout.write("\nStopping")
            finally:
                for number in STOP:
                    signal.signal(number, signal.SIG_IGN)
                for process in processes.values():
                    _end(process)
                if os.environ.get("DATABASE_URL") == postgres.address(postgres.home()):
                    postgres.stop(postgres.home())
        self.stdout.write("Stopped: web server, mail worker and database.")

    def _prepare(self) -> None:
        compile_stale()
        self.stdout.write("Bringing the database up to date")
        call_command("migrate", verbosity=0)
        settings.MEDIA_ROOT.mkdir(parents=True, exist_ok=True)
        for name, what in FILLS.items():
            self.stdout.write(what)
            call_command(name, stdout=self.stdout)
        if not settings.DEBUG:
            self._pack()

    def _pack(self) -> None:
        """Hash and compress static files, unless those of last time are still right: brotli takes its seconds."""
        stamp = settings.VAR_DIR / "static.stamp"
        now = _fingerprint()
        if settings.STATIC_ROOT.is_dir() and stamp.is_file() and stamp.read_text() == now:
            return
        self.stdout.write("Packing styles, scripts and pictures")
        stamp.unlink(missing_ok=True)
        shutil.rmtree(settings.STATIC_ROOT, ignore_errors=True)
        call_command("collectstatic", interactive=False, verbosity=0)
        stamp.write_text(now)

    def _welcome(self, port: int) -> None:
        self.stdout.write(self.style.SUCCESS(f"\nThe portal is open at http://{HOST}:{port}/"))
        for line in people_to_sign_in_as():
            self.stdout.write(f"  {line}")
        self.stdout.write("Ctrl-C stops it.\n")
        self.stdout.flush()


def web_server(port: int) -> list[str]:
    """The command that serves the portal here, the same as in production (README, "For real")."""
    if settings.DEBUG:
        return [sys.executable, "manage.py", "runserver", f"{HOST}:{port}"]
    options = ["--workers=2", "--blocking-threads=2", "--no-ws", "--respawn-failed-workers", "--log-level=warning"]
    program = [sys.executable, "-m", "granian", "--interface=wsgi", "coalitie.wsgi:application"]
    return [*program, f"--host={HOST}", f"--port={port}", "--workers-kill-timeout=3", *options]


# --- Not twice, and not over what a killed one left -------------------------------------------------------------------
@contextmanager
def _the_only_one() -> Iterator[None]:
    settings.VAR_DIR.mkdir(parents=True, exist_ok=True)
    with (settings.VAR_DIR / "demo.lock").open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            raise CommandError(f"The demo of this folder runs already ({file.read().strip()}).") from None
        file.truncate(0)
        file.write(f"process {os.getpid()}, http://{HOST}:{env.number('PORT', 8000)}/")
        file.flush()
        yield
        file.truncate(0)


def _end_left_behind() -> None:
    """After ``kill -9`` of a demo its web workers live on, with the port; the lock says that theirs is gone."""
    import psutil

    left = []
    for process in psutil.process_iter():
        with suppress(psutil.Error):
            if process.environ().get(MARK) == str(settings.VAR_DIR):
                process.kill()
                left.append(process)
    psutil.wait_procs(left, timeout=5)


def _demand_free(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            raise CommandError(
                f"Port {port} is not free ({error.strerror}). Take another one: PORT={port + 1} make {settings.MODE}"
            ) from None


# --- The processes ----------------------------------------------------------------------------------------------------
def _start(processes: dict[str, subprocess.Popen[bytes]], port: int) -> None:
    surroundings = {**os.environ, MARK: str(settings.VAR_DIR)}
    surroundings.setdefault("SITE_URL", f"http://{HOST}:{port}")
    # Commands may take their time (manage.py), pages may not.
    surroundings.pop("STATEMENT_TIMEOUT_MS", None)
    commands = {"web server": web_server(port), "mail worker": [sys.executable, "manage.py", "worker"]}
    for name, command in commands.items():
        # A session of its own: Ctrl-C reaches this process alone, which then ends the others in order.
        processes[name] = subprocess.Popen(command, cwd=settings.BASE_DIR, env=surroundings, start_new_session=True)


def _wait_for_answer(processes: dict[str, subprocess.Popen[bytes]], port: int) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        _demand_alive(processes)
        try:
            connection = http.client.HTTPConnection(HOST, port, timeout=10)
            connection.request("GET", "/")
            connection.getresponse().read()
            return
        except OSError:
            time.sleep(0.1)
    raise CommandError("The web server does not answer within a minute.")


def _watch(processes: dict[str, subprocess.Popen[bytes]]) -> None:
    while True:
        _demand_alive(processes)
        time.sleep(0.5)


def _demand_alive(processes: dict[str, subprocess.Popen[bytes]]) -> None:
    for name, process in processes.items():
        if process.poll() is not None:
            raise CommandError(f"The {name} ended by itself ({process.returncode}); the rest is stopped too.")


def _end(process: subprocess.Popen[bytes]) -> None:
    """Kindly first; then whatever is left of it and of the processes that it started."""
    process.terminate()
    with suppress(subprocess.TimeoutExpired):
        process.wait(10)
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _interrupt(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _fingerprint() -> str:
    """Changes with every static file, and with the packages that bring some."""
    files = hashlib.sha256()
    for finder in get_finders():
        for name, storage in finder.list([]):
            found = Path(storage.path(name)).stat()
            files.update(f"{name} {found.st_mtime_ns} {found.st_size}\n".encode())
    return files.hexdigest()
