"""How fast and how big the pages are: ``make bench``.

Makes a demo world in a database of its own, serves it with the production server on two workers, and asks every page
as a visitor and as a member; then once more at a hundred times the size. Needs wrk (Debian: ``apt-get install wrk``).
Prints a table and keeps it in ``var/bench.json``. Figures are read by people; no test depends on them.
"""

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from importlib.util import find_spec
from itertools import product
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psutil

ROOT = Path(__file__).resolve().parent.parent
SECONDS = int(os.environ.get("BENCH_SECONDS", "2"))
TIMES = int(os.environ.get("BENCH_TIMES", "100"))
MOST_QUERIES = {"visitor": 8, "member": 12}
MOST_BYTES = 50_000
MOST_GROWTH = 1.3
MOST_MEMORY_MB = 150
APPLICATION = "coalitie.wsgi:application"
ROUNDS = int(os.environ.get("BENCH_ROUNDS", "3"))
HELD = {True: "", False: "  ← over"}

# By who asks, by page, by the name of the figure.
Figures = dict[str, dict[str, dict[str, float]]]


def main() -> None:
    if not shutil.which("wrk"):
        sys.exit("make bench needs wrk. On Debian: apt-get install wrk")
    from coalitie.lib import postgres

    os.environ["COALITIE_MODE"] = "demo"
    os.environ["VAR_DIR"] = str(ROOT / "var" / "bench")
    os.environ["DJANGO_SETTINGS_MODULE"] = "coalitie.settings"
    cluster = ROOT / "var" / "bench" / "postgres"
    shutil.rmtree(cluster.parent, ignore_errors=True)
    cluster.parent.mkdir(parents=True)
    os.environ["DATABASE_URL"] = postgres.start(cluster, durable=True)
    os.environ["STATEMENT_TIMEOUT_MS"] = "600000"
    try:
        results = measure()
    finally:
        postgres.stop(cluster)
    # What is measured apart: building the digests of a city, counting its votes.
    for other in filter(find_spec, ("tests.bench_digest", "tests.bench_counting")):
        subprocess.run([sys.executable, "-m", other], cwd=ROOT, check=False)
    (ROOT / "var" / "bench.json").write_text(json.dumps(results, indent=1))


def measure() -> dict[str, object]:
    """{"x1" or "x100": {who: {page: figures}}}. Both worlds are asked in turn, so a machine that is busy now and then
    slows both alike; of several rounds the quickest counts."""
    import django
    from django.core.management import call_command

    django.setup()
    for command in ("migrate", "collectstatic", "seed_demo"):
        call_command(command, verbosity=0, **({"interactive": False} if command == "collectstatic" else {}))
    cookies = {"visitor": "", "member": sign_in()}
    asked = [*product(cookies, pages()), *(("member", path) for path in OWN)]
    sizes = {"x1": os.environ["DATABASE_URL"], f"x{TIMES}": copied()}
    worlds: dict[str, Figures] = {
        size: {who: {path: {} for one, path in asked if one == who} for who in cookies} for size in sizes
    }
    with using(sizes[f"x{TIMES}"]):
        call_command("seed_scale", TIMES)
    for size, address in sizes.items():
        with using(address):
            for who, path in asked:
                worlds[size][who][path]["queries"] = count_queries(path, who == "member")
    with served("tests.bench_bare:application", sizes["x1"]) as (bare, _):
        base = load(bare, "/", "")
    with ExitStack() as running:
        sites = {size: running.enter_context(served(APPLICATION, address)) for size, address in sizes.items()}
        for who, path in asked:
            for size in [*sites] * ROUNDS:
                row, site = worlds[size][who][path], sites[size][0]
                row["bytes"] = first_view(site, path, cookies[who])
                again = load(site, path, cookies[who])
                if again["p50"] < row.get("p50", 1e9):
                    row |= again | {"of bare": again["requests/s"] / base["requests/s"]}
                worlds[size][who][path] = row
            print(".", end="", flush=True)
        base["memory MB"] = max(memory(server) for _, server in sites.values())
    table(base, worlds["x1"], worlds[f"x{TIMES}"])
    return {"cpus": os.cpu_count(), "seconds": SECONDS, "bare": base, **worlds}


def copied() -> str:
    """A copy of the database, for the large world: its address."""
    from django.db import connection
    from psycopg import sql

    small = connection.settings_dict["NAME"]
    connection.close()
    with connection._nodb_cursor() as cursor:
        names = sql.Identifier(f"{small}_large"), sql.Identifier(small)
        cursor.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(*names))
    address = urlsplit(os.environ["DATABASE_URL"])
    return urlunsplit(address._replace(path=f"{address.path}_large"))


@contextmanager
def using(address: str) -> Iterator[None]:
    """The ORM works on another database for a while."""
    from django.db import connection

    usual = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = urlsplit(address).path.lstrip("/")
    yield
    connection.close()
    connection.settings_dict["NAME"] = usual


def pages() -> list[str]:
    from initiatives.models import ChangeIdea, Initiative, Question
    from platforms.models import Area, Platform

    platform = Platform.objects.get(slug="het-dapper-verbond")
    growing = Platform.objects.filter(stage="nursery", hidden_at=None).order_by("pk")[0]
    initiative = Initiative.objects.get(slug="geveltuinen-in-de-pieter-vlamingstraat")
    running = Initiative.objects.get(slug="bankjes-die-je-kunt-draaien")
    result = Initiative.objects.get(slug="de-nacht-van-het-omgedraaide-bankje")
    area = Area.objects.filter(level="buurt", platforms=platform).order_by("code")[0]
    update = initiative.updates.all()[0]
    activity = initiative.activities.order_by("-starts_at")[0]
    return [
        "/",
        "/buurten/",
        area.get_absolute_url(),
        "/platforms/",
        platform.get_absolute_url(),
        "/kaart/",
        "/kaart/?jaar=2023",
        "/kweekvijver/",
        f"{growing.get_absolute_url()}stappen/",
        "/initiatieven/",
        "/initiatieven/?q=mensen",
        initiative.get_absolute_url(),
        running.get_absolute_url(),
        update.get_absolute_url(),
        result.get_absolute_url(),
        "/agenda/",
        "/agenda/?week=nu",
        activity.get_absolute_url(),
        f"{platform.get_absolute_url()}agenda/",
        f"{activity.get_absolute_url()}agenda.ics",
        f"{platform.get_absolute_url()}agenda.ics",
        "/agenda/agenda.ics",
        f"{platform.get_absolute_url()}nieuws.atom",
        "/initiatieven/nieuws.atom",
        "/waarden/zorg/",
        "/visie/",
        "/over-ons/",
        "/nieuws/",
        "/documenten/",
        "/wat-het-oplevert/",
        f"{platform.get_absolute_url()}wat-het-oplevert/",
        "/wachten-op-antwoord/",
        Question.objects.filter(status="answered", hidden_at=None).order_by("pk")[0].get_absolute_url(),
        "/veranderideeen/",
        ChangeIdea.objects.filter(hidden_at=None).order_by("pk")[0].get_absolute_url(),
        "/buurtbudget/",
        *(f"/buurtbudget/fluisterfonds-de-pijp/{tab}" for tab in ("", "uitslag/", "uitslag/stappen/", "stembus/")),
        "/buurtbudget/pekgeld-samen-aan-de-slag/kasboek/",
    ]


# Pages of somebody's own: only as a member.
OWN = ["/mijn/", "/mijn/volgen/", "/mijn/berichten/", "/mijn/agenda/"]


def member() -> object:
    from coalitie.people.models import User

    return User.objects.get(email="trekker@demo.example")


def sign_in() -> str:
    """The Cookie header of a signed-in member."""
    from django.conf import settings
    from django.test import Client

    client = Client()
    client.force_login(member(), "allauth.account.auth_backends.AuthenticationBackend")  # type: ignore[arg-type]
    return f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"


def count_queries(path: str, signed_in: bool) -> int:
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client = Client(headers={"host": "127.0.0.1"})
    if signed_in:
        client.force_login(member(), "allauth.account.auth_backends.AuthenticationBackend")  # type: ignore[arg-type]
    # Once before: the map of the city is drawn once in each process.
    client.get(path)
    with CaptureQueriesContext(connection) as captured:
        response = client.get(path)
    assert response.status_code == 200, f"{path} answers {response.status_code}"
    return len(captured)


@contextmanager
def served(application: str, database: str) -> Iterator[tuple[str, int]]:
    """The production server on two workers: its address and process id."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    env = {**os.environ, "DATABASE_URL": database, "STATEMENT_TIMEOUT_MS": "2000"}
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port)]
    command += ["--workers", "2", "--blocking-threads", "2", "--no-ws", "--log-level", "warning", application]
    server = subprocess.Popen(command, env=env, cwd=ROOT)
    try:
        address = f"http://127.0.0.1:{port}"
        for _ in range(100):
            try:
                urllib.request.urlopen(address, timeout=5).read()
                break
            except OSError:
                time.sleep(0.1)
        yield address, server.pid
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(15)


def load(address: str, path: str, cookie: str) -> dict[str, float]:
    command = ["wrk", "-t2", "-c4", f"-d{SECONDS}s", "--latency"]
    command += ["-H", f"Cookie: {cookie}"] if cookie else []
    urllib.request.urlopen(address + path, timeout=30).read()  # noqa: S310
    said = subprocess.run([*command, address + path], capture_output=True, text=True, check=True).stdout
    bad = re.search(r"Non-2xx or 3xx responses: (\d+)", said)
    if bad:
        print(f"  {path}: {bad[1]} answers were errors", file=sys.stderr)
    return {
        "requests/s": float(re.search(r"Requests/sec:\s+([\d.]+)", said)[1]),  # type: ignore[index]
        "p50": milliseconds(re.search(r"^ +50%\s+(\S+)", said, re.M)[1]),  # type: ignore[index]
        "p99": milliseconds(re.search(r"^ +99%\s+(\S+)", said, re.M)[1]),  # type: ignore[index]
    }


def milliseconds(text: str) -> float:
    number, unit = re.fullmatch(r"([\d.]+)(us|ms|s|m)", text).groups()  # type: ignore[union-attr]
    return float(number) * {"us": 0.001, "ms": 1, "s": 1000, "m": 60_000}[unit]


def first_view(address: str, path: str, cookie: str) -> int:
    """Compressed bytes of the page with its style and scripts, as a browser with an empty cache gets them."""

    def get(url: str) -> tuple[bytes, bytes]:
        request = urllib.request.Request(url, headers={"Accept-Encoding": "br, gzip", "Cookie": cookie})  # noqa: S310
        with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310
            raw = answer.read()
            return raw, unpacked(raw, answer.headers.get("Content-Encoding", ""))

    raw, html = get(address + path)
    urls = set(re.findall(r'(?:href|src)="(/static/[^"]+\.(?:css|js))"', html.decode()))
    return len(raw) + sum(len(get(address + url)[0]) for url in urls)


def unpacked(raw: bytes, encoding: str) -> bytes:
    if encoding == "br":
        import brotli

        return brotli.decompress(raw)
    if encoding == "gzip":
        import gzip

        return gzip.decompress(raw)
    return raw


def memory(server: int) -> float:
    """The largest worker's own share of memory (PSS) in MB."""
    return max(worker.memory_full_info().pss for worker in psutil.Process(server).children()) / 1e6


def table(base: dict[str, float], small: "Figures", large: "Figures") -> None:
    print(f"\nbare view: {base['requests/s']:.0f} requests/s, p50 {base['p50']:.1f} ms")
    print(f"{'':8} {'page':54}   req/s     p50     p99  × bare queries      kB  growth ×{TIMES}")
    for who, path in ((who, path) for who, rows in small.items() for path in rows):
        row, grown = small[who][path], large[who][path]
        growth = grown["p50"] / row["p50"]
        held = (
            max(row["queries"], grown["queries"]) <= MOST_QUERIES[who]
            and row["queries"] == grown["queries"]
            and max(row["bytes"], grown["bytes"]) <= MOST_BYTES
            and growth <= MOST_GROWTH
        )
        print(
            f"{who:8} {path:54} {row['requests/s']:7.0f} {row['p50']:7.1f} {row['p99']:7.1f} {row['of bare']:7.3f} "
            f"{row['queries']:3.0f}/{grown['queries']:3.0f} {row['bytes'] / 1000:7.1f} {growth:7.2f}{HELD[held]}"
        )
    print(f"largest worker: {base['memory MB']:.0f} MB{HELD[base['memory MB'] <= MOST_MEMORY_MB]}")


if __name__ == "__main__":
    main()
