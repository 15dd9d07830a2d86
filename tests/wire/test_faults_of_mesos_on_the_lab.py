"""What happens to Mesos in a run, on the lab's double and on Mesos itself: the tool does the same on both."""

from __future__ import annotations

import json
import os
import sqlite3
import time
import urllib.request
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path
from subprocess import Popen
from typing import Any

import pytest
from conftest import Site
from fakes.command import Caller

PROGRAMS = os.environ.get("DCOS_UPGRADE_MESOS", "")

pytestmark = [pytest.mark.wire, pytest.mark.full, pytest.mark.timeout(600)]

SOURCE, TARGET, DAY = "1.12.3", "1.13.3", "2020-06-10"

Lab = Callable[[], Site]


@pytest.fixture(
    params=[
        "double",
        pytest.param(
            "real",
            marks=pytest.mark.skipif(not PROGRAMS, reason="DCOS_UPGRADE_MESOS names no program that runs Mesos"),
        ),
    ]
)
def lab_of(request: pytest.FixtureRequest, site_of: Callable[..., Site]) -> Lab:
    """Six nodes whose Mesos is the double, and once more Mesos itself."""
    return partial(site_of, SOURCE, "3+2+1", mesos=PROGRAMS if request.param == "real" else "")


def answered(site: Site, path: str) -> Any:
    """What the first master says, or whoever it names as the leader."""
    address = next(node["address"] for node in site.up["nodes"] if node["id"] == "m1")
    with urllib.request.urlopen(f"http://{address}:5050{path}", timeout=20) as answer:
        return json.load(answer)


def known(site: Site) -> dict[str, Any]:
    state = answered(site, "/master/state")
    return {
        "agents": {agent["hostname"]: agent["id"] for agent in state["slaves"] if agent["active"]},
        "frameworks": {one["id"] for one in state["frameworks"]},
        "tasks": {
            task["id"] for one in state["frameworks"] for task in one["tasks"] if task["state"] == "TASK_RUNNING"
        },
    }


def leading_master(site: Site) -> str:
    hostname = answered(site, "/master/state")["leader_info"]["hostname"]
    return str(next(node["id"] for node in site.up["nodes"] if node["address"] == hostname))


def canary_of(plan: Path) -> str:
    (hop,) = json.loads(plan.read_text())["hops"]
    (stage,) = (stage for stage in hop["stages"] if stage["name"] == "private-agents")
    return str(stage["waves"][0]["steps"][0]["node"])


def events(site: Site, kind: str) -> list[dict[str, Any]]:
    """Of one kind, as the journal holds them now."""
    with suppress(sqlite3.Error), sqlite3.connect(f"file:{site.call.state}/journal.db?mode=ro", uri=True) as journal:
        return [
            json.loads(body)
            for (body,) in journal.execute("select body from entries where kind = ? order by seq", [kind])
        ]
    return []


def wait_for(happened: Callable[[], object], process: Popen[bytes]) -> None:
    end = time.monotonic() + 200
    while not happened():
        assert process.poll() is None, "the run ended by itself"
        assert time.monotonic() < end
        time.sleep(0.05)


def starts(site: Site) -> set[int]:
    return {len(lines) for lines in site.starts().values()}


def test_an_agent_that_is_refused_by_its_own_checkpoint_becomes_unreachable_halts_the_run_and_comes_back_as_it_was(
    lab_of: Lab, lab_call: Caller
) -> None:
    site = lab_of()
    before = known(site)
    plan = site.plan(TARGET, on=DAY, policy={"gate_timeout": 20, "failure_budget": 0})
    canary = canary_of(plan)
    assert lab_call("lab", "fault", "set", "agent-does-not-return", "--node", canary).exit == 0

    halted = site.call(*site.run_words(plan))
    status = site.call("status").json
    unreachable = answered(site, "/master/state")["unreachable_slaves"]
    said = site.by_hand(canary, "sudo journalctl -u dcos-mesos-slave -n 20 --no-pager")
    assert lab_call("lab", "fault", "clear").exit == 0

    assert halted.exit == 4, halted.stderr
    assert (status["halted_by"]["node"], "gate" in status["halted_by"]) == (canary, True)
    assert unreachable == 1
    assert "Incompatible agent info detected" in said
    resumed = site.call("resume")

    back = known(site)
    assert back["agents"] == before["agents"]
    lost = before["tasks"] - back["tasks"]  # Marathon, which only the double has, replaces them while the agent is away
    assert resumed.exit == (4 if lost else 0), (resumed.stdout, resumed.stderr[-2000:])
    if lost:
        assert any(task in resumed.json["halted_by"]["reason"] for task in lost)
        go_on_without_them(site)
    assert set(site.releases().values()) == {TARGET}
    assert starts(site) == {1}


def go_on_without_them(site: Site) -> None:
    """As the halt says: the run is given up, and the next one begins where the cluster stands."""
    assert "dcos-upgrade abort" in site.call("status").json["next"]
    assert site.call("abort", "--reason", "Marathon has replaced its tasks").exit == 0
    rest = site.folder / "rest.json"
    assert site.call("capture", "--cluster", site.cluster_file, "--out", site.folder / "rest").exit == 0
    words = ("--to", TARGET, "--on", DAY, "--out", rest)
    assert site.call("plan", "--snapshot", site.folder / "rest", *words).exit == 0
    done = site.call(*site.run_words(rest))
    assert done.exit == 0, (done.stdout, done.stderr[-2000:])


def test_a_leader_that_is_killed_in_the_soak_is_waited_for_and_no_agent_is_touched_without_one(lab_of: Lab) -> None:
    site = lab_of()
    before = known(site)
    process = site.call.start(*site.run_words(site.plan(TARGET, on=DAY, policy={"master_soak": 0, "agent_soak": 3})))

    wait_for(lambda: [each for each in events(site, "SoakStarted") if each["stage"] == "private-agents"], process)
    begun = len(events(site, "StepStarted"))
    site.by_hand(leading_master(site), "sudo systemctl kill -s KILL dcos-mesos-master.service")
    while process.poll() is None and not all_agents_are_back(site, before):
        assert len(events(site, "StepStarted")) == begun
    process.wait(300)

    assert (process.returncode, site.call("status").json["state"]) == (0, "done")
    assert known(site) == before
    assert starts(site) == {1}


def all_agents_are_back(site: Site, before: dict[str, Any]) -> bool:
    """As a leader says that has been there for a moment."""
    with suppress(OSError):
        return bool(known(site)["agents"] == before["agents"])
    return False
