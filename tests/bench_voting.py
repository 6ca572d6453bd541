"""Ten thousand ballots through the real server: ``python -m tests.bench_voting [VOTERS]``.

First everybody comes in through the door with a code, each over a connection of their own, a number of them at a time;
then all cast, and every tenth changes the ballot. Then the box is closed, and each last receipt must be in it, once.
Times are of the whole answer, as a voter waits for it; on a busy machine the processor's time of the server's workers
says more.
"""

import gzip
import http.client
import os
import random
import re
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from statistics import quantiles
from urllib.parse import urlencode, urlsplit

import psutil

VOTERS = 10_000
PLANS = 20
CONNECTIONS = 8
MOST_SECONDS = 60
MOST_MS = 100
AGAIN = 10
WORD = re.compile(r"</span>([a-z]{5}-[a-z]{5}-[a-z]{5})</p>")


def main() -> None:
    from coalitie.lib import postgres

    voters = int(sys.argv[1]) if len(sys.argv) > 1 else VOTERS
    place = Path(tempfile.mkdtemp(prefix="bench-voting-"))
    os.environ |= {
        "COALITIE_MODE": "demo",
        "VAR_DIR": str(place),
        "DJANGO_SETTINGS_MODULE": "coalitie.settings",
        "DATABASE_URL": postgres.start(place / "postgres", durable=True),
        "STATEMENT_TIMEOUT_MS": "600000",
    }
    try:
        measure(voters)
    finally:
        postgres.stop(place / "postgres")
        shutil.rmtree(place, ignore_errors=True)


def measure(voters: int) -> None:
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    from django.db import connection

    from budgets.actions.codes import MOST_PRINTED, issue
    from tests.bench import APPLICATION, served
    from tests.budgets.voting import make_voting

    round_ = make_voting(plans=PLANS)
    codes: list[str] = []
    while len(codes) < voters:
        codes += issue(round_, number=min(MOST_PRINTED, voters - len(codes)), batch=f"oplage {len(codes)}")
    connection.close()
    with served(APPLICATION, os.environ["DATABASE_URL"]) as (address, server):
        crowd = [Crowd(address, round_.get_absolute_url(), codes[place::CONNECTIONS]) for place in range(CONNECTIONS)]
        doors = timed(crowd, Crowd.come_in, server)
        casts = timed(crowd, Crowd.cast, server)
    tell(round_.pk, crowd, voters, doors, casts)


def timed(crowd: list["Crowd"], part: Callable[["Crowd"], list[float]], server: int) -> "Burst":
    begun, used = time.monotonic(), cpu_of(server)
    with ThreadPoolExecutor(len(crowd)) as pool:
        ms = [each for times in pool.map(part, crowd) for each in times]
    return Burst(ms, time.monotonic() - begun, cpu_of(server) - used)


def cpu_of(server: int) -> float:
    """Seconds of a processor that its workers used."""
    return sum(sum(worker.cpu_times()[:2]) for worker in psutil.Process(server).children())


@dataclass(frozen=True)
class Burst:
    """Milliseconds of each answer, and seconds of it all: by the clock, and of a processor."""

    ms: list[float]
    seconds: float
    cpu: float


class Crowd:
    """Many voters, one after another. Each has a connection of their own, or one of them all would meet one worker."""

    def __init__(self, address: str, round_: str, codes: list[str]) -> None:
        self.round, self.codes = round_, codes
        self.place = urlsplit(address).netloc
        self.rights: list[str] = []
        self.receipts: list[str] = []
        self.wrong: list[str] = []
        self.chance = random.Random(codes[0])

    def come_in(self) -> list[float]:
        line = http.client.HTTPConnection(self.place, timeout=30)
        line.request("GET", f"{self.round}stemmen/")
        answer = line.getresponse()
        page = answer.read().decode()
        line.close()
        self.cookie = (answer.headers["Set-Cookie"] or "").split(";")[0]
        self.token = re.findall(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)[0]
        times: list[float] = []
        for code in self.codes:
            headers, _page = self.post("stemmen/", [("code", code)], self.cookie, times)
            right = next(each for each in headers.get_all("Set-Cookie") or () if each.startswith("stemrecht="))
            self.rights.append(right.split(";")[0])
        return times

    def cast(self) -> list[float]:
        times: list[float] = []
        for place, right in enumerate(self.rights):
            for _time in range(2 if place % AGAIN == 0 else 1):
                chosen = self.chance.sample(range(1, PLANS + 1), self.chance.randint(3, 8))
                fields = [*(("keuze", str(number)) for number in chosen), ("stem", "1")]
                _headers, page = self.post("stemmen/biljet/", fields, f"{self.cookie}; {right}", times)
                found = WORD.search(page)
                if not found:
                    self.wrong.append(page[:300])
            self.receipts.append(found[1] if found else "")
        return times

    def post(
        self, path: str, fields: list[tuple[str, str]], cookie: str, times: list[float]
    ) -> tuple[http.client.HTTPMessage, str]:
        body = urlencode([*fields, ("csrfmiddlewaretoken", self.token)])
        headers = {"Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded"}
        headers["Accept-Encoding"] = "gzip"
        begun = time.monotonic()
        line = http.client.HTTPConnection(self.place, timeout=30)
        line.request("POST", self.round + path, body, headers)
        answer = line.getresponse()
        page = answer.read()
        line.close()
        times.append((time.monotonic() - begun) * 1000)
        if answer.headers["Content-Encoding"] == "gzip":
            page = gzip.decompress(page)
        return answer.headers, page.decode()


def tell(pk: int, crowd: list[Crowd], voters: int, doors: Burst, casts: Burst) -> None:
    from budgets.actions.box import seal, tally
    from budgets.models import Round
    from tests.budgets.voting import close

    round_ = close(Round.objects.get(pk=pk))
    begun = time.monotonic()
    seal(round_)
    sealing = time.monotonic() - begun
    found = list(round_.ballots.values_list("receipt", flat=True))
    receipts = [word for each in crowd for word in each.receipts]
    lost, double = len(set(receipts) - set(found)), len(found) - len(set(found)) + max(0, len(found) - voters)
    print(f"lost {lost}, double {double}, refused {sum(len(each.wrong) for each in crowd)}")
    for name, burst in (("at the door", doors), ("ballots cast", casts)):
        number, p50, p95 = len(burst.ms), quantiles(burst.ms, n=2)[0], quantiles(burst.ms, n=20)[-1]
        pace = number / burst.seconds * MOST_SECONDS
        print(
            f"{name}: {number} in {burst.seconds:.1f} s, {pace:.0f} in {MOST_SECONDS} s; "
            f"{burst.cpu / number * 1000:.1f} ms of the workers' CPU each; "
            f"p50 {p50:.0f} ms, p95 {p95:.0f} ms{'' if p95 <= MOST_MS else '  ← over'}"
        )
    print(f"sealing took {sealing:.2f} s; the sum agrees: {tally(round_).agrees}")
    for page in [page for each in crowd for page in each.wrong][:3]:
        print(page, file=sys.stderr)
    if lost or double:
        sys.exit(1)


if __name__ == "__main__":
    main()
