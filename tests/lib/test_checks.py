"""Production refuses to start unready. Whole processes: what counts is what the person at the console reads."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from coalitie.lib import postgres
from tests.cluster import CLUSTER

ROOT = Path(__file__).resolve().parents[2]
NAMES = [
    "SECRET_KEY",
    "ALLOWED_HOSTS",
    "DATABASE_URL",
    "SITE_URL",
    "MAIL_HOST",
    "MAIL_FROM",
    "CONTACT_EMAIL",
    "MEDIA_ROOT",
]
MANAGE = [sys.executable, "manage.py", "check"]
WSGI = [sys.executable, "-c", "import coalitie.wsgi"]


@pytest.fixture
def ready(tmp_path: Path) -> dict[str, str]:
    """The environment of a production that may start."""
    (tmp_path / "static").mkdir()
    (tmp_path / "static" / "staticfiles.json").touch()
    return {
        "PATH": os.environ["PATH"],
        "SECRET_KEY": "a-sample-of-a-key-that-is-long-enough-0123456789-abcdefghijklm",
        "ALLOWED_HOSTS": "portal.example",
        "DATABASE_URL": postgres.address(CLUSTER),
        "SITE_URL": "https://portal.example",
        "MAIL_HOST": "mail.example",
        "MAIL_FROM": "Buurtplatformen <hallo@portal.example>",
        "CONTACT_EMAIL": "hallo@portal.example",
        "MEDIA_ROOT": str(tmp_path),
        "VAR_DIR": str(tmp_path),
    }


def run(command: list[str], surroundings: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, cwd=ROOT, env=surroundings, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("command", [MANAGE, WSGI], ids=["manage.py", "wsgi"])
def test_ready_it_starts(ready: dict[str, str], command: list[str]) -> None:
    done = run(command, ready)
    assert (done.returncode, "not ready" in done.stderr) == (0, False), done.stderr


@pytest.mark.parametrize("command", [MANAGE, WSGI], ids=["manage.py", "wsgi"])
def test_with_nothing_set_every_missing_thing_is_named_at_once(command: list[str], tmp_path: Path) -> None:
    done = run(command, {"PATH": os.environ["PATH"], "VAR_DIR": str(tmp_path / "none")})
    assert done.returncode != 0
    assert [name for name in NAMES if name not in done.stderr] == []
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("SECRET_KEY", "short", "E001"),
        ("SECRET_KEY", "x" * 60, "E001"),
        ("ALLOWED_HOSTS", "", "E002"),
        ("ALLOWED_HOSTS", "*", "E002"),
        ("DATABASE_URL", "", "E003"),
        ("SITE_URL", "http://portal.example", "E004"),
        ("MAIL_HOST", "", "E005"),
        ("MAIL_FROM", "Buurtplatformen", "E006"),
        ("CONTACT_EMAIL", "nowhere", "E007"),
        ("MEDIA_ROOT", "/nowhere/at/all", "E008"),
    ],
)
def test_one_thing_wrong_is_the_one_thing_named(ready: dict[str, str], name: str, value: str, code: str) -> None:
    done = run(WSGI, {**ready, name: value})
    assert done.returncode != 0
    assert f"coalitie.{code}  {name}" in done.stderr
    assert done.stderr.count("coalitie.E") == 1


@pytest.mark.parametrize("command", [MANAGE, WSGI], ids=["manage.py", "wsgi"])
def test_nonsense_gives_one_line_and_no_trace(ready: dict[str, str], command: list[str]) -> None:
    done = run(command, {**ready, "MAIL_PORT": "smtp"})
    assert done.returncode != 0
    assert done.stderr == "A setting cannot be meant: MAIL_PORT='smtp' is not a whole number\n"


def test_without_packed_styles_it_does_not_serve_but_can_be_prepared(ready: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "static" / "staticfiles.json").unlink()
    assert "coalitie.E009" in run(WSGI, ready).stderr
    assert run(MANAGE, ready).returncode == 0


def test_no_secret_is_told(ready: dict[str, str]) -> None:
    done = run(WSGI, {**ready, "SECRET_KEY": "hush-hush", "MAIL_PASSWORD": "hush", "MAIL_HOST": ""})
    assert "hush" not in done.stderr
