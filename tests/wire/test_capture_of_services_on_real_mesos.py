"""`capture --mesos` against Mesos itself: the variable DCOS_UPGRADE_MESOS names the directory whose program ``run`` starts it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from fakes.command import Caller

PROGRAMS = os.environ.get("DCOS_UPGRADE_MESOS", "")
PORT = 15450
LEADER = f"http://127.0.0.1:{PORT}"
STANDBYS = (f"http://127.0.0.2:{PORT}", f"http://127.0.0.3:{PORT}")
OF_AGENTS = {"MESOS_AGENT_PING_TIMEOUT": "1secs", "MESOS_MAX_AGENT_PING_TIMEOUTS": "3"}

pytestmark = [
    pytest.mark.wire,
    pytest.mark.full,
    pytest.mark.timeout(600),
    pytest.mark.skipif(not PROGRAMS, reason="DCOS_UPGRADE_MESOS names no program that runs Mesos"),
]


@pytest.fixture
def call(tmp_path: Path) -> Caller:
    return Caller(state=tmp_path / "state")


def said(path: str) -> dict[str, Any]:
    with urllib.request.urlopen(f"{LEADER}{path}", timeout=20) as answer:
        found = json.load(answer)
    assert isinstance(found, dict)
    return found


@contextmanager
def mesos(version: str, root: Path, **more: str) -> Iterator[Path]:
    """A cluster of four agents and two masters that do not lead, until the block ends."""
    environment = {**os.environ, **OF_AGENTS, "REALMESOS_ROOT": str(root), **more}
    words = [f"{PROGRAMS}/run", version, str(PORT), "4", "2"]
    with subprocess.Popen(
        words, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        assert process.stdout is not None
        try:
            while not (line := process.stdout.readline()).startswith("http"):
                assert line or process.poll() is None, "Mesos does not start"
            yield root
        finally:
            process.send_signal(signal.SIGTERM)


def until(holds: Any) -> None:
    end = time.monotonic() + 120
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.3)


def capture(call: Caller, folder: Path, *urls: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """(the counts, the facts of the cluster by probe)"""
    words = [word for url in urls for word in ("--mesos", url)]
    done = call("capture", *words, "--out", folder)
    assert done.exit == 0, done.stderr
    shown = call("snapshot", "show", folder).json
    return shown["snapshot"], {(each["probe"], each["subject"]): each["value"] for each in shown["facts"]}


def picture() -> tuple[Any, Any]:
    """What changes when a task begins or ends, or an agent comes or goes."""
    state, listed = said("/state"), said("/slaves")
    tasks = {each["id"]: sorted(task["id"] for task in each["tasks"]) for each in state["frameworks"]}
    return tasks, [(each["id"], each["active"], sorted(each["reserved_resources"])) for each in listed["slaves"]]


def compared(call: Caller, folder: Path, *urls: str) -> dict[str, Any]:
    """The counts of a capture during which Mesos itself did not move, after everything in it was held against Mesos."""
    for number in range(10):
        before = picture()
        counts, facts = capture(call, folder / str(number), *urls)
        if picture() == before:
            agrees(counts, facts)
            return counts
    raise AssertionError("Mesos moved during each of ten captures")


def agrees(counts: dict[str, Any], facts: dict[tuple[str, str], Any]) -> None:
    """Everything that Mesos says of agents, frameworks, tasks, reservations and metrics is what was captured."""
    state, listed = said("/state"), said("/slaves")
    assert counts["agents"] == {
        "active": sum(each["active"] for each in listed["slaves"]),
        "inactive": sum(not each["active"] for each in listed["slaves"]),
        "unreachable": state["unreachable_slaves"],
        "recovered": len(listed["recovered_slaves"]),
    }
    known = facts["mesos-state", "cluster"]
    assert known["leader"] == state["leader"]
    assert {each["id"]: {task["id"] for task in each["tasks"]} for each in known["frameworks"]} == {
        each["id"]: {task["id"] for task in each["tasks"]} for each in state["frameworks"]
    }
    agents = facts["mesos-slaves", "cluster"]["slaves"]
    assert {each["id"]: set(each.get("reserved_resources", {})) for each in agents} == {
        each["id"]: set(each["reserved_resources"]) for each in listed["slaves"]
    }
    assert {each["id"]: each["version"] for each in agents} == {
        each["id"]: each["version"] for each in listed["slaves"]
    }
    metrics = said("/metrics/snapshot")
    assert facts["mesos-metrics", "127.0.0.1"]["master/elected"] == metrics["master/elected"] == 1
    assert facts["mesos-metrics", "127.0.0.1"]["master/slaves_active"] == metrics["master/slaves_active"]


@pytest.mark.parametrize("version", ["1.4.3", "1.7.3", "1.9.0", "1.11.0"])
def test_a_capture_by_masters_that_do_not_lead_is_what_mesos_says(version: str, tmp_path: Path, call: Caller) -> None:
    with mesos(version, tmp_path / "mesos") as root:
        counts = compared(call, tmp_path / "before", *STANDBYS)
        assert (counts["masters"], counts["agents"]["active"]) == (3, 4)
        assert counts["versions"][f"mesos {version}"] == 7

        os.kill(int((root / "127.0.1.1" / "pid").read_text()), signal.SIGKILL)
        until(lambda: said("/state")["unreachable_slaves"] == 1)
        counts = compared(call, tmp_path / "killed", LEADER, *STANDBYS)
        assert (counts["agents"]["active"], counts["agents"]["unreachable"]) == (3, 1)

        os.kill(int((root / "127.0.0.1" / "pid").read_text()), signal.SIGKILL)
        words = [f"{PROGRAMS}/node", version, "master", f"127.0.0.1:{PORT}"]
        environment = {**os.environ, **OF_AGENTS, "REALMESOS_ROOT": str(root)}
        with subprocess.Popen(words, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as leader:
            try:
                until(lambda: answers("/slaves"))
                counts, _ = capture(call, tmp_path / "recovered", LEADER)
                assert counts["agents"]["active"] + counts["agents"]["recovered"] >= 3
                until(lambda: sum(each["active"] for each in said("/slaves")["slaves"]) >= 3)
                counts, _ = capture(call, tmp_path / "after", LEADER)
                assert (counts["agents"]["active"], counts["masters"]) == (3, 1)
            finally:
                leader.kill()


def answers(path: str) -> bool:
    try:
        return bool(said(path))
    except OSError:
        return False


def test_agents_of_another_version_are_counted_by_their_version(tmp_path: Path, call: Caller) -> None:
    with mesos("1.11.0", tmp_path / "mesos", AGENT_VERSION="1.9.0"):
        counts = compared(call, tmp_path / "mixed", LEADER, *STANDBYS)

        assert counts["versions"]["mesos 1.9.0"] == 4
        assert counts["versions"]["mesos 1.11.0"] == 3
