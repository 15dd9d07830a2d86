"""One hop with Mesos itself: the variable DCOS_UPGRADE_MESOS names the directory whose program ``node`` runs it."""

from __future__ import annotations

import json
import os
import urllib.request
from pathlib import Path
from typing import Any

import pytest
from conftest import Site
from fakes.command import Caller

PROGRAMS = os.environ.get("DCOS_UPGRADE_MESOS", "")

pytestmark = [
    pytest.mark.wire,
    pytest.mark.timeout(600),
    pytest.mark.skipif(not PROGRAMS, reason="DCOS_UPGRADE_MESOS names no program that runs Mesos"),
]


def known(leader: str) -> dict[str, Any]:
    """What the leading Mesos itself says: its version, agents by address, running tasks by id."""
    with urllib.request.urlopen(f"http://{leader}:5050/master/state", timeout=20) as answer:
        state = json.load(answer)
    tasks = {task["id"] for one in state["frameworks"] for task in one["tasks"] if task["state"] == "TASK_RUNNING"}
    return {
        "version": state["version"],
        "agents": {agent["hostname"]: agent["id"] for agent in state["slaves"] if agent["active"]},
        "versions": {agent["version"] for agent in state["slaves"]},
        "tasks": tasks,
    }


def test_a_hop_keeps_the_agents_and_tasks_of_mesos_itself(tmp_path: Path) -> None:
    lab = Caller(state=tmp_path / "lab-state")
    words = ("lab", "up", "--detach", "--mesos", PROGRAMS, "--release", "1.12.3", "--size", "3+2+1")
    up = lab(*words, seconds=200)
    try:
        assert up.exit == 0, up.stderr
        leader = next(node["address"] for node in up.json["nodes"] if node["id"] == "m1")
        before = known(leader)
        site = Site(up=up.json, call=Caller(state=tmp_path / "state"), folder=tmp_path)
        plan = site.plan("1.13.3", on="2020-06-10")

        done = site.call(*site.run_words(plan), seconds=400)

        assert done.exit == 0, done.stderr[-2000:]
        after = known(leader)
        assert (before["version"], after["version"], after["versions"]) == ("1.7.3", "1.8.1", {"1.8.1"})
        assert len(before["agents"]) == 3
        assert after["agents"] == before["agents"]
        assert before["tasks"]
        assert before["tasks"] <= after["tasks"]
    finally:
        assert lab("lab", "down").exit == 0
