"""One cluster through all eras by the real command: from 1.10 to 2.2, a plan and a run for each hop."""

from __future__ import annotations

import itertools
import json
import urllib.request
from collections.abc import Callable
from typing import Any

import pytest

pytestmark = [pytest.mark.wire, pytest.mark.full, pytest.mark.timeout(1500)]

ROUTE = ("1.10.8", "1.11.10", "1.12.3", "1.13.9", "2.1.1", "2.2.1")
"""One stop in each kind of era: real checks; void checks; a check runner of its own; CockroachDB; etcd; blocking stops."""

NODES = ("m1", "m2", "m3", "a1", "p1")


def answered(site: Any, port: int, path: str) -> Any:
    """What the first master says, or whoever it names as the leader."""
    address = next(node["address"] for node in site.up["nodes"] if node["id"] == "m1")
    with urllib.request.urlopen(f"http://{address}:{port}{path}", timeout=20) as answer:
        return json.load(answer)


def identities(site: Any) -> dict[str, set[str]]:
    """What must outlive every hop, as Mesos and Marathon tell it."""
    state = answered(site, 5050, "/state")
    apps = answered(site, 8080, "/v2/apps?embed=apps.tasks")["apps"]
    running = {task["id"] for framework in state["frameworks"] for task in framework["tasks"]}
    return {
        "agents": {agent["id"] for agent in state["slaves"] if agent["active"]},
        "frameworks": {framework["id"] for framework in state["frameworks"]},
        "tasks by Mesos": running,
        "tasks by Marathon": {task["id"] for app in apps for task in app["tasks"]},
    }


def checks_run(site: Any, node: str) -> dict[str, Any]:
    """The node's own checks through Admin Router, as a person would ask for them after the last hop."""
    address = next(one["address"] for one in site.up["nodes"] if one["id"] == node)
    url = f"http://{address}:{80 if node.startswith('m') else 61001}/system/checks/v1/node/"
    with urllib.request.urlopen(urllib.request.Request(url, method="POST"), timeout=20) as answer:
        return dict(json.load(answer))


def test_a_cluster_goes_from_1_10_to_2_2_and_keeps_its_tasks_and_agents(site_of: Callable[..., Any]) -> None:
    site = site_of(ROUTE[0], "3+1+1")
    before = identities(site)
    assert all(before.values())

    for target in ROUTE[1:]:
        plan = site.plan(target, on="2021-06-01", rules="matrix_final")
        done = site.call(*site.run_words(plan), seconds=400)

        assert done.exit == 0, (target, done.stderr[-2000:])
        assert set(site.releases().values()) == {target}
        assert identities(site) == before, target

    hops = [list(hop) for hop in itertools.pairwise(ROUTE)]
    assert {name: [line.split()[1:3] for line in lines] for name, lines in site.starts().items()} == dict.fromkeys(
        NODES, hops
    )
    assert {node: checks_run(site, node)["status"] for node in NODES} == dict.fromkeys(NODES, 0)
