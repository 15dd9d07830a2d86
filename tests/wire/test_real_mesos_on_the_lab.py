"""Runs with Mesos itself: the variable DCOS_UPGRADE_MESOS names the directory whose program ``node`` runs it."""

from __future__ import annotations

import itertools
import json
import os
import subprocess
import time
import urllib.request
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from conftest import Site
from fakes.command import Called, kill_hard

PROGRAMS = os.environ.get("DCOS_UPGRADE_MESOS", "")

ROUTE = {"1.10.8": "1.4", "1.11.10": "1.5", "1.12.3": "1.7", "1.13.9": "1.8", "2.1.1": "1.10", "2.2.1": "1.11"}
"""Every stop with the minor of its Mesos."""

KILLED_WITH = {"1.12.3": "m1", "1.13.9": "a2", "2.2.1": "p2"}
"""In the hop to this release the tool dies while this node's step is under way: the leading master, a private and a public agent."""

pytestmark = [
    pytest.mark.wire,
    pytest.mark.timeout(600),
    pytest.mark.skipif(not PROGRAMS, reason="DCOS_UPGRADE_MESOS names no program that runs Mesos"),
]


def known(leader: str) -> dict[str, Any]:
    """What the leading Mesos itself says: its version, agents by address, frameworks, running tasks by id."""
    with urllib.request.urlopen(f"http://{leader}:5050/master/state", timeout=20) as answer:
        state = json.load(answer)
    tasks = {task["id"] for one in state["frameworks"] for task in one["tasks"] if task["state"] == "TASK_RUNNING"}
    return {
        "version": state["version"],
        "agents": {agent["hostname"]: agent["id"] for agent in state["slaves"] if agent["active"]},
        "versions": {agent["version"] for agent in state["slaves"]},
        "frameworks": {one["name"]: one["id"] for one in state["frameworks"]},
        "tasks": tasks,
    }


def versions_of_processes(site: Site) -> dict[str, str]:
    """The minor that each node's own Mesos process tells, asked on its own port."""
    found = {}
    for node in site.up["nodes"]:
        port = 5050 if node["role"] == "master" else 5051
        with urllib.request.urlopen(f"http://{node['address']}:{port}/version", timeout=20) as answer:
            found[node["id"]] = minor(json.load(answer)["version"])
    return found


def elections_of_mesos(site: Site) -> int:
    """By the leader's own log, from the lab's start on. The other masters cannot be elected."""
    log = Path(site.cluster_file).parent / "mesos" / leader_of(site) / "log"
    return log.read_text(errors="replace").count("Elected as the leading master!")


def minor(version: str) -> str:
    return version.rpartition(".")[0]


def leader_of(site: Site) -> str:
    return str(next(node["address"] for node in site.up["nodes"] if node["id"] == "m1"))


@pytest.fixture
def real_site(site_of: Callable[..., Site]) -> Callable[[str, str], Site]:
    """``real_site(release, size)``: a lab whose Mesos is real; it is taken down when the test ends."""
    return partial(site_of, mesos=PROGRAMS)


def most_elections_of_marathon(plan: Path) -> int:
    """One where old Marathons are held back; else one of them may lead between the old leader and the first new one."""
    (hop,) = json.loads(plan.read_text())["hops"]
    return 1 if any(stage.get("hold_back") for stage in hop["stages"]) else 2


def run_to_the_end(site: Site, target: str) -> Called:
    """A plan and its run; where the tool is killed in between, the resume."""
    plan = site.plan(target, on="2021-06-01", rules="matrix_final")
    if target not in KILLED_WITH:
        return site.call(*site.run_words(plan), seconds=400)
    log = site.trees()[KILLED_WITH[target]] / "var/lib/dcos/lab-upgrade.log"
    process = site.call.start(*site.run_words(plan))
    wait_for_the_start(log, process)
    kill_hard(process)
    return site.call("resume", seconds=400)


def wait_for_the_start(log: Path, process: subprocess.Popen[bytes]) -> None:
    """The vendor's script was started once more on the node whose record this is."""
    before, end = lines(log), time.monotonic() + 300
    while lines(log) == before:
        assert process.poll() is None, "the run ended by itself"
        assert time.monotonic() < end
        time.sleep(0.05)


def lines(log: Path) -> int:
    return len(log.read_text().splitlines()) if log.exists() else 0


def test_a_hop_keeps_the_agents_and_tasks_of_mesos_itself(real_site: Callable[[str, str], Site]) -> None:
    site = real_site("1.12.3", "3+2+1")
    before = known(leader_of(site))
    plan = site.plan("1.13.3", on="2020-06-10")

    done = site.call(*site.run_words(plan), seconds=400)

    assert done.exit == 0, done.stderr[-2000:]
    after = known(leader_of(site))
    assert (before["version"], after["version"], after["versions"]) == ("1.7.3", "1.8.1", {"1.8.1"})
    assert len(before["agents"]) == 3
    assert after["agents"] == before["agents"]
    assert before["tasks"]
    assert before["tasks"] <= after["tasks"]


@pytest.mark.full
@pytest.mark.timeout(1800)
def test_from_1_10_to_2_2_mesos_itself_keeps_every_agent_framework_and_task(
    real_site: Callable[[str, str], Site],
) -> None:
    first, *targets = ROUTE
    site = real_site(first, "3+3+2")
    before = known(leader_of(site))
    assert len(before["agents"]) == 5
    assert before["tasks"]
    assert minor(before["version"]) == ROUTE[first]

    nodes = [node["id"] for node in site.up["nodes"]]
    assert versions_of_processes(site) == dict.fromkeys(nodes, ROUTE[first])

    for number, target in enumerate(targets, start=1):
        done = run_to_the_end(site, target)

        assert done.exit == 0, (target, done.stderr[-2000:])
        after = known(leader_of(site))
        assert versions_of_processes(site) == dict.fromkeys(nodes, ROUTE[target]), target
        assert {minor(one) for one in (after["version"], *after["versions"])} == {ROUTE[target]}, target
        assert elections_of_mesos(site) == 1 + number, target
        (counted,) = site.call("status").json["elections"]
        assert counted["mesos"] == 0, target  # the same master leads before and after
        assert counted["marathon"] <= most_elections_of_marathon(site.folder / f"plan-{target}.json"), target
        for kind in ("agents", "frameworks", "tasks"):
            assert after[kind] == before[kind], target

    hops = [list(hop) for hop in itertools.pairwise(ROUTE)]
    assert {name: [line.split()[1:3] for line in lines] for name, lines in site.starts().items()} == dict.fromkeys(
        nodes, hops
    )
