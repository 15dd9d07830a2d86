"""Ten times kill -9 in one run over real SSH and HTTP, at random moments; each time the run goes on from where it was."""

from __future__ import annotations

import contextlib
import json
import os
import random
import signal
import sqlite3
import subprocess
import time
import urllib.request
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from conftest import Site
from fakes.command import kill_hard

from dcos_upgrade.adapters.journal import JournalStore
from dcos_upgrade.core.journal import Entry, RunResumed, StepStarted, broken_link

pytestmark = [pytest.mark.wire, pytest.mark.full, pytest.mark.timeout(900)]

SOURCE, TARGET = "1.9.9", "1.10.7"
NODES = ("m1", "m2", "m3", "a1", "a2", "p1")
KILLS = 10
ENTRIES = range(1, 70)
"""A run of this size in which nothing dies writes more entries than these; each death adds some."""

LONGEST_WAIT = 0.8
"""Seconds after the entry, at most, until the kill: it falls between two entries as well as right behind one."""


# --- ways to die ------------------------------------------------------------------------------------------------------


def process_alone(site: Site, process: subprocess.Popen[bytes]) -> str:
    process.kill()
    process.wait(10)
    return "the process alone"


def whole_group(site: Site, process: subprocess.Popen[bytes]) -> str:
    kill_hard(process)
    return "the whole group"


def sessions_first(site: Site, process: subprocess.Popen[bytes]) -> str:
    """The shells that sshd runs for the tool on the nodes die before it does; jobs in sessions of their own do not."""
    killed = kill_shells(site)
    kill_hard(process)
    return f"{killed} shells, then the tool"


def sessions_after(site: Site, process: subprocess.Popen[bytes]) -> str:
    """The tool dies first, and what it has said to the nodes dies a moment after it."""
    kill_hard(process)
    return f"the tool, then {kill_shells(site)} shells"


WAYS: tuple[Callable[[Site, subprocess.Popen[bytes]], str], ...] = (
    process_alone,
    whole_group,
    sessions_first,
    sessions_after,
)


def kill_shells(site: Site, *, seconds: float = 1.0) -> int:
    """How many. They live for moments only, so they are waited for."""
    end = time.monotonic() + seconds
    while not (shells := list(shells_of(site))) and time.monotonic() < end:
        pass
    for shell in shells:
        with contextlib.suppress(ProcessLookupError):
            os.kill(shell, signal.SIGKILL)
    return len(shells)


def shells_of(site: Site) -> Iterator[int]:
    """Every shell on a node that reads the tool's words from SSH: "sh -s" in the mounts of one of the lab's nodes."""
    nodes = {mounts for pid, words in processes() if holds_a_node(site, words) for mounts in mounts_of(pid)}
    for pid, words in processes():
        if words[1:2] == ["-s"] and nodes.intersection(mounts_of(pid)):
            yield pid


def processes() -> Iterator[tuple[int, list[str]]]:
    for path in Path("/proc").iterdir():
        if path.name.isdecimal():
            with contextlib.suppress(OSError):
                yield int(path.name), (path / "cmdline").read_bytes().decode(errors="replace").split("\0")


def mounts_of(pid: int) -> Iterator[str]:
    with contextlib.suppress(OSError):
        yield os.readlink(f"/proc/{pid}/ns/mnt")  # noqa: PTH115  # a name, not a path


def holds_a_node(site: Site, words: list[str]) -> bool:
    return words[0].endswith("bash") and any(str(tree) in words for tree in site.trees().values())


# --- the run ----------------------------------------------------------------------------------------------------------


def entries_written(state: Path) -> int:
    """0 before there is a journal."""
    with contextlib.suppress(sqlite3.Error), sqlite3.connect(f"file:{state}/journal.db?mode=ro", uri=True) as journal:
        return int(journal.execute("select count(*) from entries").fetchone()[0])
    return 0


def wait_for(moment: int, state: Path, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + 200
    while entries_written(state) < moment and process.poll() is None:
        assert time.monotonic() < end, (moment, entries_written(state))
        time.sleep(0.02)


def goes_on(site: Site, plan: Path) -> tuple[str | Path, ...]:
    """What a person would say next: the run's own word. A run that died before it had an entry is begun anew."""
    status = site.call("status").json
    if status.get("run") is None:
        return site.run_words(plan)
    halted = status["halted_by"]
    return ("retry", halted["node"]) if halted and "dcos-upgrade retry" in status["next"] else ("resume",)


def journal_of(site: Site) -> tuple[Entry, ...]:
    store = JournalStore(site.call.state)
    try:
        (run,) = store.all_runs()
        return store.open_run(run).entries()
    finally:
        store.close()


def known_to_mesos(site: Site) -> dict[str, set[str]]:
    master = next(node["address"] for node in site.up["nodes"] if node["id"] == "m1")
    with urllib.request.urlopen(f"http://{master}:5050/state", timeout=20) as answer:
        state: dict[str, Any] = json.load(answer)
    return {
        "agents": {agent["id"] for agent in state["slaves"] if agent["active"]},
        "tasks": {task["id"] for framework in state["frameworks"] for task in framework["tasks"]},
    }


def test_a_run_that_is_killed_ten_times_ends_well_and_runs_each_script_once(
    site_of: Callable[..., Site], capsys: pytest.CaptureFixture[str]
) -> None:
    seed = int(os.environ.get("DCOS_UPGRADE_SEED") or random.SystemRandom().randrange(10**6))
    chance = random.Random(seed)
    moments = sorted(chance.sample(ENTRIES, KILLS))
    site = site_of(SOURCE, "3+2+1")
    before = known_to_mesos(site)
    plan = site.plan(TARGET)
    deaths = []

    for moment in moments:
        process = site.call.start(*goes_on(site, plan))
        wait_for(moment, site.call.state, process)
        time.sleep(chance.uniform(0, LONGEST_WAIT))
        assert process.poll() is None, (seed, moment, site.call("status").stdout)
        died = chance.choice(WAYS)(site, process)
        deaths.append(f"{died} at entry {entries_written(site.call.state)}")
    with capsys.disabled():
        print(f"\nDCOS_UPGRADE_SEED={seed}: {'; '.join(deaths)}")
    done = site.call(*goes_on(site, plan))

    assert done.exit == 0, (seed, done.stdout, done.stderr[-2000:])
    assert site.call("status").json["state"] == "done"
    assert set(site.releases().values()) == {TARGET}
    assert {name: len(lines) for name, lines in site.starts().items()} == dict.fromkeys(NODES, 1), seed
    assert known_to_mesos(site) == before
    assert_the_journal_holds(journal_of(site))
    assert_nothing_is_left(site)
    assert_the_report_tells_it(site)


def assert_the_journal_holds(entries: tuple[Entry, ...]) -> None:
    """The chain is whole, no step was begun twice under one attempt, and each process that came back has an epoch of its own."""
    assert broken_link(entries) is None
    epochs = [entry.epoch for entry in entries]
    assert epochs == sorted(epochs)
    assert len([entry for entry in entries if isinstance(entry.event, RunResumed)]) == len(set(epochs)) - 1
    begun = Counter(
        (entry.event.node, entry.event.attempt) for entry in entries if isinstance(entry.event, StepStarted)
    )
    assert {node for node, _ in begun} == set(NODES)
    assert set(begun.values()) == {1}


def assert_nothing_is_left(site: Site) -> None:
    """But for halves of files, where a shell died as it wrote them; the audit names what takes those away."""
    audit = site.call("leftovers").json
    assert audit["unknown"] == []
    assert {each["kind"] for each in audit["leftovers"] if each["verdict"] != "expected"} <= {"partial-file"}, audit
    assert not any((tree / "var/lib/dcos-upgrade/owner").exists() for tree in site.trees().values())


def assert_the_report_tells_it(site: Site) -> None:
    file = site.folder / "report.html"
    assert site.call("report", "--out", file).exit == 0
    text = file.read_text()
    assert all(node in text for node in NODES)
