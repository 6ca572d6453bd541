"""Ten thousand ballots through the real server: ``python -m tests.bench_voting [VOTERS]``.

Each voter brings a code to the door and casts, over one connection of several; every tenth changes the ballot. Then
the box is closed, and each last receipt must be in it, once. Times are of the whole answer, as a voter waits for it.
"""

import http.client
import os
import random
import re
import shutil
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import quantiles
from urllib.parse import urlencode, urlsplit

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
    with served(APPLICATION, os.environ["DATABASE_URL"]) as (address, _server):
        crowd = [Voter(address, round_.get_absolute_url(), codes[place::CONNECTIONS]) for place in range(CONNECTIONS)]
        begun = time.monotonic()
        for voter in crowd:
            voter.start()
        for voter in crowd:
            voter.join()
        seconds = time.monotonic() - begun
    tell(round_.pk, crowd, voters, seconds)


class Voter(threading.Thread):
    """Many voters, one after another, over one connection."""

    def __init__(self, address: str, round_: str, codes: list[str]) -> None:
        super().__init__()
        self.host, self.round, self.codes = urlsplit(address).netloc, round_, codes
        self.door_ms: list[float] = []
        self.cast_ms: list[float] = []
        self.receipts: list[str] = []
        self.wrong: list[str] = []
        self.chance = random.Random(codes[0])

    def run(self) -> None:
        self.line = http.client.HTTPConnection(self.host, timeout=30)
        self.line.request("GET", f"{self.round}stemmen/")
        answer = self.line.getresponse()
        page = answer.read().decode()
        self.cookie = (answer.headers["Set-Cookie"] or "").split(";")[0]
        self.token = re.findall(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)[0]
        for place, code in enumerate(self.codes):
            for word in self.vote(code, times=2 if place % AGAIN == 0 else 1):
                last = word
            self.receipts.append(last)

    def vote(self, code: str, *, times: int) -> Iterator[str]:
        for _time in range(times):
            headers, _page = self.post("stemmen/", [("code", code)], self.cookie, self.door_ms)
            right = next(each for each in headers.get_all("Set-Cookie") or () if each.startswith("stemrecht="))
            chosen = self.chance.sample(range(1, PLANS + 1), self.chance.randint(3, 8))
            fields = [*(("keuze", str(number)) for number in chosen), ("stem", "1")]
            _headers, page = self.post("stemmen/biljet/", fields, f"{self.cookie}; {right.split(';')[0]}", self.cast_ms)
            found = WORD.search(page)
            if not found:
                self.wrong.append(page[:300])
            yield found[1] if found else ""

    def post(
        self, path: str, fields: list[tuple[str, str]], cookie: str, times: list[float]
    ) -> tuple[http.client.HTTPMessage, str]:
        body = urlencode([*fields, ("csrfmiddlewaretoken", self.token)])
        headers = {"Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded"}
        begun = time.monotonic()
        self.line.request("POST", self.round + path, body, headers)
        answer = self.line.getresponse()
        page = answer.read().decode()
        times.append((time.monotonic() - begun) * 1000)
        return answer.headers, page


def tell(pk: int, crowd: list[Voter], voters: int, seconds: float) -> None:
    from budgets.actions.box import seal, tally
    from budgets.models import Round
    from tests.budgets.voting import close

    round_ = close(Round.objects.get(pk=pk))
    begun = time.monotonic()
    seal(round_)
    sealing = time.monotonic() - begun
    found = list(round_.ballots.values_list("receipt", flat=True))
    receipts = [word for voter in crowd for word in voter.receipts]
    casts = [each for voter in crowd for each in voter.cast_ms]
    doors = [each for voter in crowd for each in voter.door_ms]
    lost, double = len(set(receipts) - set(found)), len(found) - len(set(found)) + max(0, len(found) - voters)
    pace = voters / seconds * MOST_SECONDS
    print(f"{voters} voters, {len(casts)} ballots in {seconds:.1f} s: {pace:.0f} voters in {MOST_SECONDS} s")
    print(f"lost {lost}, double {double}, refused {sum(len(voter.wrong) for voter in crowd)}")
    for name, times in (("at the door", doors), ("casting", casts)):
        p95 = quantiles(times, n=20)[-1]
        print(f"{name}: p50 {quantiles(times, n=2)[0]:.0f} ms, p95 {p95:.0f} ms{'' if p95 <= MOST_MS else '  ← over'}")
    print(f"sealing took {sealing:.2f} s; the sum agrees: {tally(round_).agrees}")
    for page in [page for voter in crowd for page in voter.wrong][:3]:
        print(page, file=sys.stderr)
    if lost or double:
        sys.exit(1)


if __name__ == "__main__":
    main()
