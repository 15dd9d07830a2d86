"""The double against Mesos itself, as recorded: it tells nothing that Mesos does not, and counts as Mesos counts."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from dcos_upgrade.lab.wire import mesos_agent, mesos_master

CASES = Path(__file__).parents[2] / "cases" / "mesos"

RELEASES = {
    "1.4.3": "1.10.8",
    "1.5.3": "1.11.10",
    "1.7.3": "1.12.3",
    "1.8.1": "1.13.9",
    "1.9.0": "2.0.6",
    "1.10.0": "2.1.1",
    "1.11.0": "2.2.1",
}
"""Each recorded Mesos, and a release whose Mesos is of that minor."""

NOT_RECORDED = frozenset({".flags.zk", ".flags.quorum", ".flags.ip", ".flags.master"})
"""Flags that only a master or agent with ZooKeeper has."""

NODES = {"leader": "m1", "standby": "m2", "private agent": "a1", "public agent": "p1"}

SCALARS = {str: "text", bool: "bool", int: "number", float: "number", type(None): "null"}

Make = Callable[..., Any]


@cache
def recorded(mesos: str) -> dict[str, Any]:
    return dict(json.loads((CASES / f"answers-{mesos}.json").read_text()))


def ask(bench: Any, who: str, path: str) -> Any:
    node = NODES[who]
    return bench.ask(mesos_agent.answer if who.endswith("agent") else mesos_master.answer, node, path)


def unheard(ours: Any, theirs: Any, at: str = "") -> Iterator[str]:
    """Where the double has a field or a kind of value that was never recorded."""
    match ours:
        case dict() if isinstance(theirs, dict):
            for name, value in ours.items():
                if name in theirs:
                    yield from unheard(value, theirs[name], f"{at}.{name}")
                elif f"{at}.{name}" not in NOT_RECORDED:
                    yield f"{at}.{name}"
        case list() if isinstance(theirs, list):
            for value in ours if theirs else ():
                yield from unheard(value, theirs[0], f"{at}[]")
        case dict() | list():
            yield at
        case _:
            if SCALARS[type(ours)] not in str(theirs).split("|"):
                yield at


def differences(bench: Any, mesos: str) -> Iterator[str]:
    for question, theirs in recorded(mesos).items():
        who, _, path = question.rpartition(" ")
        ours = ask(bench, who, path)
        if isinstance(theirs, str):
            if f"status {ours.status}" != theirs:
                yield f"{question}: {ours.status} and not {theirs}"
            continue
        if ours.status != 200:
            yield f"{question}: {ours.status}"
            continue
        document = json.loads(ours.body)
        if path.endswith("/snapshot"):
            yield from (f"{question}: {name}" for name in document if name not in theirs)
        else:
            yield from (f"{question}: {where}" for where in unheard(document, theirs))


async def nothing(bench: Any) -> None:
    bench.wait(1)


async def an_agent_has_just_died(bench: Any) -> None:
    await bench.stop("a2")


async def an_agent_is_unreachable(bench: Any) -> None:
    await bench.stop("a2")
    bench.wait_real(16)


@pytest.mark.parametrize("happened", [nothing, an_agent_has_just_died, an_agent_is_unreachable])
@pytest.mark.parametrize("mesos", RELEASES)
async def test_the_double_tells_nothing_that_mesos_of_its_minor_does_not(
    make_bench: Make, mesos: str, happened: Callable[[Any], Any]
) -> None:
    bench = make_bench(release=RELEASES[mesos])
    await happened(bench)

    assert list(differences(bench, mesos)) == []


def test_an_invented_field_would_be_seen() -> None:
    theirs = {"slaves": [{"id": "text", "port": "number"}], "flags": {}}

    assert list(unheard({"slaves": [{"id": 3, "host": "a"}], "flags": {"zk": "x", "y": "z"}}, theirs)) == [
        ".slaves[].id",
        ".slaves[].host",
        ".flags.y",
    ]


# --- how Mesos counts -------------------------------------------------------------------------------------------------

COUNTED = (
    "slaves_active",
    "slaves_inactive",
    "slaves_disconnected",
    "slaves_unreachable",
    "slave_unreachable_scheduled",
    "slave_unreachable_completed",
    "slave_unreachable_canceled",
    "slave_removals",
    "slave_reregistrations",
)
"""Below master/ in the metrics; the same in 1.4.3, 1.7.3 and 1.9.0, of three agents here and of six there."""


def counted(bench: Any, master: str = "m1") -> dict[str, float]:
    metrics = bench.json(mesos_master.answer, master, "/metrics/snapshot")
    return {name: metrics[f"master/{name}"] for name in COUNTED}


def but(**changed: float) -> dict[str, float]:
    return {**dict.fromkeys(COUNTED, 0.0), "slaves_active": 3.0, **changed}


async def test_an_agent_that_dies_is_inactive_then_unreachable_and_its_return_is_a_reregistration(bench: Any) -> None:
    await bench.stop("a1")
    at_once = counted(bench)
    bench.wait_real(16)
    later = counted(bench)
    await bench.start("a1")
    bench.wait(400)

    assert at_once == but(slaves_active=2, slaves_inactive=1, slaves_disconnected=1)
    gone = {"slave_unreachable_scheduled": 1, "slave_unreachable_completed": 1, "slave_removals": 1}
    assert later == but(slaves_active=2, slaves_unreachable=1, **gone)
    assert counted(bench) == but(slave_reregistrations=1, **gone)


async def test_a_second_agent_whose_turn_has_not_come_is_scheduled_and_canceled_when_it_returns(bench: Any) -> None:
    """Up to 1.11 one agent in twenty minutes is given up."""
    await bench.stop("a1")
    await bench.stop("a2")
    bench.wait_real(16)
    waiting = counted(bench)
    await bench.start("a2")
    bench.wait(1300)

    assert (waiting["slave_unreachable_scheduled"], waiting["slave_unreachable_completed"]) == (2, 1)
    assert (counted(bench)["slave_unreachable_canceled"], counted(bench)["slave_unreachable_completed"]) == (1, 1)


async def elected(bench: Any) -> None:
    """Another master leads, and nobody has come to it yet."""
    await bench.stop("m1", "dcos-mesos-master")
    while bench.world.mesos.leader is None:
        bench.wait(0.05)


async def test_a_new_leader_counts_from_nothing_and_every_agent_comes_as_a_reregistration(bench: Any) -> None:
    await elected(bench)
    at_once = counted(bench, "m2")
    bench.wait(400)

    assert at_once == but(slaves_active=0)
    assert counted(bench, "m2") == but(slave_reregistrations=3)


async def test_a_new_leader_has_no_framework_before_one_subscribes_or_an_agent_brings_its_tasks(bench: Any) -> None:
    await elected(bench)

    assert bench.json(mesos_master.answer, "m2", "/frameworks")["frameworks"] == []
    assert bench.json(mesos_master.answer, "m2", "/state")["frameworks"] == []


async def test_to_a_new_leader_a_framework_is_registered_when_it_subscribes_and_not_reregistered(bench: Any) -> None:
    before = {one["id"]: one for one in bench.json(mesos_master.answer, "m1", "/frameworks")["frameworks"]}
    await elected(bench)
    elected_at = bench.world.now
    bench.wait(400)
    after = {one["id"]: one for one in bench.json(mesos_master.answer, "m2", "/frameworks")["frameworks"]}

    assert after.keys() == before.keys()
    for one in after.values():
        assert one["registered_time"] >= elected_at
        assert "reregistered_time" not in one
        assert (one["active"], one["recovered"]) == (True, False)


async def test_what_was_unreachable_to_the_old_leader_brings_the_new_one_no_tasks(bench: Any) -> None:
    await an_agent_is_unreachable(bench)
    state = bench.json(mesos_master.answer, "m1", "/state")
    await elected(bench)
    bench.wait(400)
    later = bench.json(mesos_master.answer, "m2", "/state")

    assert state["unreachable_slaves"] == later["unreachable_slaves"] == 1
    assert [task for one in later["frameworks"] for task in one["unreachable_tasks"]] == []


async def test_each_leaders_process_has_an_id_of_its_own_and_agents_keep_theirs(bench: Any) -> None:
    before = bench.json(mesos_master.answer, "m1", "/state")
    await elected(bench)
    bench.wait(400)
    after = bench.json(mesos_master.answer, "m2", "/state")

    assert before["id"] != after["id"] == after["leader_info"]["id"]
    assert {agent["id"] for agent in after["slaves"]} == {agent["id"] for agent in before["slaves"]}


@pytest.mark.parametrize("path", ["/version", "/metrics/snapshot"])
def test_what_other_processes_of_a_daemon_serve_has_no_prefix(bench: Any, path: str) -> None:
    assert ask(bench, "leader", path).status == ask(bench, "private agent", path).status == 200
    assert ask(bench, "leader", f"/master{path}").status == 404
    assert ask(bench, "private agent", f"/slave(1){path}").status == 404
