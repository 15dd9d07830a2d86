"""A soak over real SSH, HTTP and four-letter words: disturbed for too long it halts the run, mended it is gone on with."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from fakes.command import Caller

pytestmark = [pytest.mark.wire, pytest.mark.timeout(240)]


def wait_for_start(state: Path, process: object, seconds: float = 60) -> None:
    """Until the first step is started: the baseline was taken before."""
    end = time.monotonic() + seconds
    while time.monotonic() < end and process.poll() is None:  # type: ignore[attr-defined]  # a Popen
        for file in (*state.rglob("*.sqlite*"), *state.rglob("*.db")):
            try:
                with sqlite3.connect(f"file:{file}?mode=ro", uri=True) as journal:
                    if journal.execute("select count(*) from entries where kind = 'StepStarted'").fetchone()[0]:
                        return
            except sqlite3.Error:
                continue
        time.sleep(0.05)
    raise AssertionError("no step was started")


def test_errors_and_descriptors_of_a_soak_halt_the_run_by_their_nodes_and_a_resume_completes_it(
    site_of: Callable, lab_call: Caller
):
    site = site_of("1.9.9", "3+1+0")
    plan = site.plan("1.10.7", policy={"soak_stable": 1.5, "soak_retry": 3})
    process = site.call.start(*site.run_words(plan))
    wait_for_start(site.call.state, process)
    assert lab_call("lab", "fault", "set", "descriptors-run-out", "--node", "m1").exit == 0
    assert lab_call("lab", "fault", "set", "journal-errors", "--node", "m2").exit == 0

    exit_code = process.wait(120)

    halted = site.call("status").json["halted_by"]
    assert exit_code == 4
    assert (halted["gate"], halted["node"]) == ("soak-health", "cluster")
    assert "m1: ZooKeeper has 4093 of 4096 descriptors open" in halted["reason"]
    assert "m2: new errors in the journal" in halted["reason"]
    assert "Could not write state N: read-only file system" in halted["reason"]
    assert halted["evidence"]
    assert sum(map(len, site.starts().values())) == 1

    assert lab_call("lab", "fault", "clear").exit == 0
    resumed = site.call("resume")

    assert resumed.exit == 0, resumed.stderr
    assert all(len(lines) == 1 for lines in site.starts().values())
    report = site.folder / "report.md"
    assert site.call("report", "--format", "md", "--out", report).exit == 0
    assert "Could not write state N" in report.read_text()
