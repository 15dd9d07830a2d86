"""A large /state into the model, beside its floor, the workbook's jq line and the standard library, in the same run.

The state is made in a temporary directory. Each way runs in a process of its own, as often as asked, the fastest counts; its memory is the
peak of that process, told in sizes of the file.

    .venv/bin/python benchmarks/parse_state.py [--agents 5000] [--tasks 100000] [--times 3] [--only ours,jq]
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from mesos_states import write_state

JQ_LINE = '.slaves[] | "\\(.hostname) \\(.active)"'
"""The workbook counts active agents with it (Health Checks, 'Cluster State'); its pipe is mended."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """Seconds of the clock and of the processor, bytes at the peak."""

    seconds: float
    cpu: float
    peak: int


def read_only(path: Path) -> object:
    return len(path.read_bytes())


def with_json(path: Path) -> object:
    state = json.loads(path.read_bytes())
    return len(state["slaves"]), sum(len(framework["tasks"]) for framework in state["frameworks"])


def ours(path: Path) -> object:
    from datetime import UTC, datetime

    from dcos_upgrade.core.probe import Answer
    from dcos_upgrade.probes import mesos_state

    answer = Answer(body=path.read_bytes(), status=200, source="file", time=datetime.now(UTC))
    state = mesos_state.PROBE.parse(answer)
    return len(state.slaves), sum(1 for _ in state.tasks())


WAYS: dict[str, Callable[[Path], object]] = {"read": read_only, "ours": ours, "json": with_json}


def commands(path: Path) -> dict[str, list[str]]:
    python = [sys.executable, str(Path(__file__).resolve()), "--file", str(path), "--way"]
    found = {"read": [*python, "read"], "start": [*python, "start"], "ours": [*python, "ours"]}
    if jq := shutil.which("jq"):
        found["jq"] = [jq, "-r", JQ_LINE, str(path)]
    else:
        print("jq is not here (Debian: apt install jq): no ratio to the workbook's line", file=sys.stderr)
    return {**found, "json": [*python, "json"]}


def measure(command: list[str]) -> Measured:
    """Of one process; what it prints goes nowhere. Raises SystemExit when it fails."""
    begun = time.perf_counter()
    silence = [(os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)]
    pid = os.posix_spawn(command[0], command, os.environ, file_actions=silence)
    _, status, usage = os.wait4(pid, 0)
    if status:
        raise SystemExit(f"{command} ended with {status}")
    return Measured(
        seconds=time.perf_counter() - begun, cpu=usage.ru_utime + usage.ru_stime, peak=usage.ru_maxrss * 1024
    )


def compared(path: Path, size: int, times: int, only: frozenset[str]) -> dict[str, Measured]:
    found: dict[str, Measured] = {}
    for name, command in commands(path).items():
        if only and name not in only | {"start"}:
            continue
        runs = [measure(command) for _ in range(times if name not in {"json", "jq"} else max(1, times - 1))]
        found[name] = min(runs, key=lambda each: each.seconds)
        one = found[name]
        print(
            f"{name:6} {one.seconds:7.2f} s  {one.cpu:7.2f} s CPU  {one.peak / 1e6:7.0f} MB  {one.peak / size:5.2f} x file"
        )
    return found


def told(found: dict[str, Measured], size: int) -> None:
    """``start`` is an interpreter with the parser and nothing to parse: its time and memory are in all of ours."""
    ours_, start = found.get("ours"), found["start"]
    if ours_ is None:
        return
    if "jq" in found:
        ratio = found["jq"].seconds / ours_.seconds
        net = found["jq"].seconds / (ours_.seconds - start.seconds)
        print(f"jq / ours: {ratio:.1f} x ({net:.1f} x without the start of the interpreter); wanted: 12 x")
    print(f"memory of ours: {ours_.peak / size:.2f} x the file; wanted: 1.50 x")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--agents", type=int, default=5_000)
    parser.add_argument("--tasks", type=int, default=100_000)
    parser.add_argument("--task-bytes", type=int, default=1_940)
    parser.add_argument("--times", type=int, default=3)
    parser.add_argument("--only", default="")
    parser.add_argument("--way", help=argparse.SUPPRESS)
    parser.add_argument("--file", type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.way == "start":
        from dcos_upgrade.probes import mesos_state  # noqa: F401
    elif asked.way:
        print(WAYS[asked.way](asked.file))
    else:
        with tempfile.TemporaryDirectory(prefix="dcos-upgrade-benchmark-") as folder:
            path = Path(folder) / "state.json"
            size = write_state(path, agents=asked.agents, tasks=asked.tasks, task_bytes=asked.task_bytes)
            print(f"/state of {asked.agents} agents and {asked.tasks} tasks: {size / 1e6:.0f} MB")
            told(compared(path, size, asked.times, frozenset(asked.only.split(",")) - {""}), size)


if __name__ == "__main__":
    main()
