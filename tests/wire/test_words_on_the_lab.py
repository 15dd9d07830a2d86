"""What people say to a run, by the real command over real SSH and HTTP: an agent fails, the run goes on, it is taken back."""

from __future__ import annotations

import contextlib
import json
import sqlite3
import time
from collections.abc import Callable
from pathlib import Path
from subprocess import Popen

import pytest
from fakes.command import Caller

pytestmark = [pytest.mark.wire, pytest.mark.timeout(420)]

ONE_MAY_FAIL = {"failure_budget": 1, "rack_budget": 1, "run_budget": 1}


def wait_for(entries: int, state: Path, process: Popen[bytes], seconds: float = 120) -> None:
    """Until the journal holds so many entries."""
    end = time.monotonic() + seconds
    while time.monotonic() < end and process.poll() is None:
        with (
            contextlib.suppress(sqlite3.Error),
            sqlite3.connect(f"file:{state}/journal.db?mode=ro", uri=True) as journal,
        ):
            if journal.execute("select count(*) from entries").fetchone()[0] >= entries:
                return
        time.sleep(0.05)


def private_agents(plan: Path) -> list[str]:
    """In the order of the plan's waves: the canary first."""
    stages = json.loads(plan.read_text())["hops"][0]["stages"]
    return [
        step["node"]
        for stage in stages
        if stage["name"] == "private-agents"
        for wave in stage["waves"]
        for step in wave["steps"]
    ]


def test_one_failed_agent_is_set_aside_and_the_run_ends_without_it_with_exit_2(site_of: Callable, lab_call: Caller):
    site = site_of("1.9.9", "3+3+1")
    plan = site.plan("1.10.7", policy=ONE_MAY_FAIL)
    canary, victim, _ = private_agents(plan)

    early = site.call(*site.run_words(plan), "--only", victim)
    assert early.exit == 3, early.stderr
    assert site.call("status").json["run"] is None

    masters = site.call(*site.run_words(plan), "--only", f"stage=masters,{canary}")
    assert masters.exit == 0, masters.stderr
    assert masters.json["state"] == "idle"
    assert victim in masters.json["left"]

    assert lab_call("lab", "fault", "set", "package-404").exit == 0
    failed = site.call("resume", "--only", victim)
    assert lab_call("lab", "fault", "clear").exit == 0
    assert failed.exit == 0, failed.stderr
    assert failed.json["nodes"]["quarantined"] == 1
    refused = site.call("quarantine", "m1", "--reason", "no")
    done = site.call("resume")

    assert refused.exit == 3
    assert done.exit == 2, done.stderr
    assert done.json["state"] == "done"
    [aside] = [node for node in done.json["node_list"] if node["where"] == "quarantined"]
    assert aside["id"] == victim
    assert aside["signature"]
    assert {name for name, release in site.releases().items() if release == "1.9.9"} == {victim}
    assert site.call("status").exit == 0


def test_the_second_hop_waits_for_a_readmission_and_then_takes_the_agent_along(site_of: Callable, lab_call: Caller):
    site = site_of("1.9.9", "3+1+1")
    plan = site.plan("1.11.3", policy=ONE_MAY_FAIL)
    assert site.call(*site.run_words(plan), "--until", "private-agents").exit == 0
    assert lab_call("lab", "fault", "set", "package-404").exit == 0

    halted = site.call("resume")
    assert lab_call("lab", "fault", "clear").exit == 0

    assert halted.exit == 4, halted.stderr
    assert halted.json["halted_by"]["node"] == "p1"
    assert "readmit p1" in halted.json["next"]
    assert not any(line for line in site.starts()["m1"] if "1.11.3" in line)

    back = site.call("readmit", "p1", "--reason", "the mirror has the package now")
    assert back.exit == 0, back.stderr
    assert back.json["nodes"]["quarantined"] == 0
    resumed = site.call("resume")

    assert resumed.exit == 0, resumed.stderr
    assert set(site.releases().values()) == {"1.11.3"}
    assert resumed.json["state"] == "done"


def test_an_agent_is_set_aside_and_taken_back_while_the_run_is_at_work(site_of: Callable):
    site = site_of("1.9.9", "3+2+0")
    plan = site.plan("1.10.7")
    victim = private_agents(plan)[-1]
    process = site.call.start(*site.run_words(plan))
    wait_for(4, site.call.state, process)

    aside = site.call("quarantine", victim, "--reason", "its disk is being changed")
    meanwhile = site.call("status").json
    back = site.call("readmit", victim, "--reason", "done")
    process.wait(240)

    assert aside.exit == 0, aside.stderr
    assert meanwhile["state"] == "running"
    assert meanwhile["nodes"]["quarantined"] == 1
    assert back.exit == 0, back.stderr
    assert process.returncode == 0
    assert set(site.releases().values()) == {"1.10.7"}
    assert all(len(lines) == 1 for lines in site.starts().values())
