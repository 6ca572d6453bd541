"""How fast the counting is, on one core: ``python -m tests.bench_counting [FOLDER]``.

The folder holds ``.pb`` files, in the layout of the tests' data; without it only the made election is counted. Times
are of the processor, complete with completion. Where pabutools is installed, it counts the same election beside, for
two minutes at most: it counts anew for each euro more, and the first time alone takes it a quarter of a minute.
"""

import importlib.util
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import numpy as np

from budgets.rules.elections import Election, Project
from budgets.rules.equal_shares import EqualShares
from budgets.rules.pabulib import read
from budgets.rules.ties import TieBreak

DATA = Path(os.environ.get("PB_DATA") or Path(__file__).resolve().parents[2] / "shared" / "pb")
LODZ = "edge-nonmonotone/Poland_Lodz_2022.pb"
TIES = TieBreak(file_order=True)
PATIENCE = 120


def main() -> None:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else DATA
    print(f"{'what':44} {'seconds':>8} {'at most':>8}")
    made = distinct(100_000, 150)
    row("made election, 100,000 ballots × 150 plans", timed(lambda: EqualShares().count(made, TIES)), 2)
    if not folder.is_dir():
        print(f"{folder} is not there: the real elections are left out")
        return
    lodz = folder / LODZ
    row("Łódź 2022, reading 90,494 ballots", timed(lambda: read(lodz).election()), 1)
    election = read(lodz).election()
    ours = timed(lambda: EqualShares().count(election, TIES))
    row("Łódź 2022, counting", ours, 1)
    dutch = [read(path).election() for path in sorted((folder / "netherlands").glob("*.pb"))]
    row(f"{len(dutch)} Dutch elections together", timed(lambda: [EqualShares().count(one, TIES) for one in dutch]), 5)
    print(f"memory of Łódź 2022, read and counted: {memory(lodz)} MB, at most 400")
    if importlib.util.find_spec("pabutools"):
        theirs, ended = beside(lodz)
        said = "" if ended else "stopped; more than "
        print(f"pabutools on Łódź 2022: {theirs:.1f} s, {said}{theirs / ours:.0f} times as long (at least 50)")
    else:
        print("pabutools is not installed, so nothing is counted beside")


def row(name: str, seconds: float, most: float) -> None:
    print(f"{name:44} {seconds:8.3f} {most:8} {'' if seconds <= most else '← over'}", flush=True)


def timed(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


def distinct(voters: int, plans: int) -> Election:
    """Every ballot another: between three and fifteen plans, some much more loved than others."""
    random = np.random.default_rng(4)
    love = random.pareto(1.5, plans) + 0.2
    keys = random.random((voters, plans)) ** (1.0 / (love / love.sum()))
    order = np.argsort(-keys, axis=1)[:, :15].tolist()
    sizes = random.integers(3, 16, voters).tolist()
    ballots: dict[tuple[tuple[int, int], ...], int] = {}
    for chosen, size in zip(order, sizes, strict=True):
        ballots[tuple((index, 1) for index in sorted(chosen[:size]))] = 1
    costs = (random.integers(1, 120, plans) * 5_000).tolist()
    projects = [Project(f"plan-{index}", Fraction(cost)) for index, cost in enumerate(costs)]
    return Election.of(8_000_000, projects, ballots)


def memory(path: Path) -> int:
    """Peak of a process that does nothing else, in MB."""
    code = (
        "import sys; from pathlib import Path\n"
        "from budgets.rules.equal_shares import EqualShares; from budgets.rules.pabulib import read\n"
        "from budgets.rules.ties import TieBreak\n"
        "EqualShares().count(read(Path(sys.argv[1])).election(), TieBreak(file_order=True))\n"
        "print(Path('/proc/self/status').read_text())"
    )
    status = subprocess.run([sys.executable, "-c", code, str(path)], check=True, capture_output=True, text=True).stdout
    return next(int(line.split()[1]) // 1024 for line in status.splitlines() if line.startswith("VmHWM"))


def beside(path: Path) -> tuple[float, bool]:
    """Seconds of the processor that pabutools took, reading left out, and whether it came to an end."""
    reading = spent(f"from pabutools.election import parse_pabulib; parse_pabulib({str(path)!r})")
    counting = spent(
        f"from pathlib import Path; from tests.bench_counting import pabutools; pabutools(Path({str(path)!r}))"
    )
    return counting[0] - reading[0], counting[1]


def spent(code: str) -> tuple[float, bool]:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    try:
        subprocess.run([sys.executable, "-c", code], check=True, timeout=PATIENCE)
        ended = True
    except subprocess.TimeoutExpired:
        ended = False
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, ended


def pabutools(path: Path) -> object:
    from pabutools.election import Cost_Sat, parse_pabulib
    from pabutools.rules import (
        completion_by_rule_combination,
        exhaustion_by_budget_increase,
        greedy_utilitarian_welfare,
        method_of_equal_shares,
    )
    from pabutools.tiebreaking import min_cost_tie_breaking

    instance, profile = parse_pabulib(str(path))
    instance.budget_limit = instance.budget_limit // len(profile) * len(profile)
    shares = {"sat_class": Cost_Sat, "tie_breaking": min_cost_tie_breaking}
    return completion_by_rule_combination(
        instance,
        profile.as_multiprofile(),
        [exhaustion_by_budget_increase, greedy_utilitarian_welfare],
        [
            {"rule": method_of_equal_shares, "rule_params": shares, "budget_step": len(profile)},
            {"sat_class": Cost_Sat, "tie_breaking": min_cost_tie_breaking},
        ],
    )


if __name__ == "__main__":
    main()
