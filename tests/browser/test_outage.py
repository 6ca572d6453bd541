"""The database goes away under the running server, and comes back: 503 in no time, and no restart."""

import time
import urllib.request
from urllib.error import HTTPError

from psycopg import sql

from tests import cluster
from tests.browser.conftest import Server


def ask(address: str) -> tuple[int, str | None, float]:
    began = time.monotonic()
    try:
        with urllib.request.urlopen(address, timeout=10) as answer:  # noqa: S310
            return answer.status, None, time.monotonic() - began
    except HTTPError as error:
        return error.code, error.headers["Retry-After"], time.monotonic() - began


def test_without_its_database_the_site_says_when_to_come_back(server: Server) -> None:
    pages = [f"{server.url}{page}" for page in ("/platforms/", "/", "/bestaat-niet/", "/platforms/", "/initiatieven/")]
    assert ask(pages[0])[0] == 200
    door = sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS {}")
    with cluster.connect() as connected:
        connected.execute(door.format(sql.Identifier(server.database), sql.SQL("false")))
        try:
            connected.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [server.database]
            )
            away = [ask(page) for page in pages]
        finally:
            connected.execute(door.format(sql.Identifier(server.database), sql.SQL("true")))
    assert [(status, after) for status, after, _seconds in away] == [(503, "30")] * len(pages)
    assert max(seconds for _status, _after, seconds in away) < 3
    back = [ask(page)[0] for page in (pages[0], pages[1], pages[4], pages[0])]
    assert back == [200] * 4
