"""That the ground of the browser tests is firm: the real server, its packed styles, its database."""

import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from django.conf import settings
from django.db import connection
from playwright.sync_api import Browser, Page

from tests.browser.conftest import Server, Visit


def test_the_site_is_served_as_in_production(page: Page) -> None:
    answer = page.goto("/")
    assert answer is not None
    assert answer.headers["x-frame-options"] == "DENY"
    assert "default-src 'none'" in answer.headers["content-security-policy"]


def test_the_orm_sees_what_the_site_sees(site: str, server: Server) -> None:
    assert connection.settings_dict["NAME"] == server.database
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_database(), count(*) FROM django_migrations GROUP BY 1")
        name, migrations = cursor.fetchone()
    assert name == server.database
    assert migrations > 0


def test_two_visitors_share_no_cookies_and_may_lack_javascript(visit: Visit) -> None:
    first, second = visit(), visit(javascript=False, width=360, dark=True)
    first.goto("/")
    first.context.add_cookies([{"name": "mine", "value": "1", "url": first.url}])
    second.goto("/")
    assert [cookie for cookie in second.context.cookies() if cookie["name"] == "mine"] == []
    assert second.viewport_size == {"width": 360, "height": 900}


def test_without_chromium_these_tests_fail_and_say_how_to_get_it(tmp_path: Path) -> None:
    surroundings = {**os.environ, "PATH": str(tmp_path), "CHROMIUM": ""}
    for name in list(surroundings):
        if name.startswith("PYTEST_"):
            del surroundings[name]
    test = "tests/browser/test_ground.py::test_the_browser_starts"
    command = [sys.executable, "-m", "pytest", "-q", "-n0", "-p", "no:cacheprovider", test]
    done = subprocess.run(command, cwd=settings.BASE_DIR, env=surroundings, capture_output=True, text=True, check=False)
    assert done.returncode == 1, done.stdout
    assert "No Chromium found. Install it: sudo apt-get install -y chromium" in done.stdout


def test_the_browser_starts(browser: Browser) -> None:
    assert browser.is_connected()


def test_the_html_checker_finds_what_is_wrong_and_nothing_else(
    nu: Callable[[Sequence[Path]], str], tmp_path: Path
) -> None:
    good, bad = tmp_path / "good.html", tmp_path / "bad.html"
    good.write_text('<!doctype html><html lang="nl"><title>Goed</title><p>Dag</p></html>')
    bad.write_text('<!doctype html><html lang="nl"><title>Fout</title><p><div>Dag</div></p></html>')
    assert nu([good]) == ""
    assert "bad.html" in nu([good, bad])
