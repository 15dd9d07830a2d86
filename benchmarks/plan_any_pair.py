"""Any pair of releases planned by a process of its own, and what an empty Python costs in the same run.

CPU seconds of the child processes (user and system, start-up included) count, as machines are shared. The floor is
``python -c pass``. All pairs are gone through in this process first, to find those that cost most (the entries that they read
count with what one costs); these are measured, and others drawn at random, each in the forms that ``plan`` has. The goal is
below 0.4 s for any of them.

    .venv/bin/python benchmarks/plan_any_pair.py [--pairs 60] [--worst 20] [--times 3] [--seed 0] [--on 2021-06-01]
"""

from __future__ import annotations

import argparse
import json
import os
import random
import statistics
import sys
import time
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import product
from pathlib import Path

from dcos_upgrade.catalog import Catalog, Release
from dcos_upgrade.core.plan import RoutePolicy
from dcos_upgrade.core.version import Version
from dcos_upgrade.planning.route import find_route

COMMAND = (str(Path(sys.executable).with_name("dcos-upgrade")), "plan")
EMPTY = (sys.executable, "-c", "pass")
FORMS: tuple[tuple[str, ...], ...] = ((), ("--policy", "matrix_final"), ("--explain",), ("--output", "json"))
ENVIRONMENT = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
"""As where the tool is installed: modules are compiled once, not at every call; each form is called once before any is measured."""
QUIET = [
    (os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0),
    (os.POSIX_SPAWN_OPEN, 2, os.devnull, os.O_WRONLY, 0),
]

Pair = tuple[Version, Version]


class Counting(Catalog):
    """Names the entries that were asked for; the entries themselves are kept from pair to pair."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: set[Version] = set()

    def release(self, version: Version) -> Release:
        self.asked.add(version)
        return super().release(version)


def cpu_of(command: Sequence[str]) -> float:
    """User and system seconds of one child; an exit code other than 0 and 3 (refused) is no measurement."""
    child = os.posix_spawn(command[0], command, ENVIRONMENT, file_actions=QUIET)
    _, status, used = os.wait4(child, 0)
    code = os.waitstatus_to_exitcode(status)
    if code not in (0, 3):
        raise SystemExit(f"{' '.join(command)} answered {code}")
    return used.ru_utime + used.ru_stime


def median_of(command: Sequence[str], times: int) -> float:
    return statistics.median(cpu_of(command) for _ in range(times))


def one_entry() -> float:
    """What it costs to read one release's entry, in seconds."""
    fresh = Catalog()
    begun = time.process_time()
    read = len(fresh.releases())
    return (time.process_time() - begun) / read


def dearest(on: date) -> list[tuple[float, Pair]]:
    """Every pair with its cost in this process under the dearest policy, the worst first."""
    known, entry = Counting(), one_entry()
    known.releases()
    found = [
        (max(_cost(known, pair, on, policy, entry) for policy in (None, RoutePolicy.MATRIX_FINAL)), pair)
        for pair in product(known.versions, repeat=2)
    ]
    return sorted(found, reverse=True)


def _cost(known: Counting, pair: Pair, on: date, policy: RoutePolicy | None, entry: float) -> float:
    known.asked.clear()
    begun = time.process_time()
    find_route(*pair, on=on, policy=policy, catalog=known)
    return time.process_time() - begun + entry * len(known.asked)


def calls(pairs: Sequence[Pair], on: date) -> Iterator[tuple[str, ...]]:
    for (source, target), form in product(pairs, FORMS):
        yield (*COMMAND, "--from", str(source), "--to", str(target), "--on", str(on), *form)


def measured(pairs: int, worst: int, times: int, seed: int, on: date) -> dict[str, object]:
    swept = dearest(on)
    chosen = [pair for _, pair in swept[:worst]]
    chosen += random.Random(seed).sample([pair for _, pair in swept[worst:]], max(0, pairs - worst))
    for form in FORMS:
        cpu_of((*COMMAND, "--from", "1.10.0", "--to", "2.1.2", "--on", str(on), *form))
    floor = median_of(EMPTY, 15)
    found = sorted((median_of(call, times), " ".join(call[1:])) for call in calls(chosen, on))
    costs = [cost for cost, _ in found]
    return {
        "pairs_swept_in_this_process": len(swept),
        "dearest_in_this_process_s": round(swept[0][0], 3),
        "pairs_measured": len(chosen),
        "calls_measured": len(costs),
        "times_each": times,
        "floor_cpu_s": round(floor, 3),
        "median_cpu_s": round(statistics.median(costs), 3),
        "worst_cpu_s": round(costs[-1], 3),
        "worst_call": found[-1][1],
        "median_over_floor": round(statistics.median(costs) / floor, 1),
        "worst_over_floor": round(costs[-1] / floor, 1),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--pairs", type=int, default=60)
    parser.add_argument("--worst", type=int, default=20, help="how many of the pairs are the dearest of all")
    parser.add_argument("--times", type=int, default=3, help="each call is measured this often; its median counts")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--on", type=date.fromisoformat, default=date(2021, 6, 1))
    options = parser.parse_args()
    print(json.dumps(measured(**vars(options)), indent=2), flush=True)


if __name__ == "__main__":
    main()
