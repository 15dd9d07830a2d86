from __future__ import annotations

from typing import Any

import pytest

from dcos_upgrade.core.error import Usage
from dcos_upgrade.lab.fault import Target, known_faults
from dcos_upgrade.lab.wire import exhibitor, marathon, mesos_master

STATUS = "/exhibitor/v1/cluster/status"


async def restart(bench: Any, node: str, *, patience: float = 300.0) -> None:
    await bench.stop(node)
    bench.wait(20)
    await bench.start(node)
    bench.wait(patience)


def agent_of(bench: Any, address: str) -> Any:
    listed = bench.json(mesos_master.answer, "m1", "/slaves")["slaves"]
    return next((agent for agent in listed if agent["hostname"] == address), None)


def test_every_fault_has_a_source_and_a_name_like_its_file() -> None:
    faults = known_faults()

    assert len(faults) >= 14
    assert all(fault.title and fault.source and fault.id == name for name, fault in faults.items())


async def test_a_fault_that_nobody_knows_is_refused_with_the_known_ones(bench: Any) -> None:
    with pytest.raises(Usage) as caught:
        await bench.board.set("gremlins", None)

    assert "no-answer" in caught.value.evidence


@pytest.mark.parametrize(
    ("name", "node"), [("no-answer", None), ("no-answer", "x9"), ("tasks-lost", "m1"), ("stale-exhibitor", "a1")]
)
async def test_a_fault_for_the_wrong_node_is_refused(bench: Any, name: str, node: str | None) -> None:
    with pytest.raises(Usage):
        await bench.board.set(name, node)

    assert bench.board.active == []


@pytest.mark.parametrize("name", sorted(known_faults()))
async def test_every_fault_can_be_set_twice_and_cleared_twice(bench: Any, name: str) -> None:
    node = {Target.NONE: None, Target.ANY: "m3", Target.MASTER: "m3", Target.AGENT: "a1"}[known_faults()[name].target]

    await bench.board.set(name, node)
    await bench.board.set(name, node)
    assert [(one.name, one.node) for one in bench.board.active] == [(name, node)]
    await bench.board.clear(None)
    await bench.board.clear(name)

    assert bench.board.active == []
    assert bench.world.setting.bends == set()


async def test_a_master_does_not_rejoin_after_its_next_restart(bench: Any) -> None:
    await bench.board.set("master-does-not-rejoin", "m1")
    assert bench.world.zookeeper.peers["m1"].serving

    await restart(bench, "m1")

    rows = bench.json(exhibitor.answer, "m2", STATUS)
    assert [row["description"] for row in rows] == ["not serving", "serving", "serving"]
    assert not bench.world.hosts["m1"].units["dcos-mesos-master.service"].running


async def test_the_master_rejoins_when_the_fault_is_cleared(bench: Any) -> None:
    await bench.board.set("master-does-not-rejoin", "m1")
    await restart(bench, "m1")
    await bench.board.clear("master-does-not-rejoin")
    bench.wait(200)

    assert [row["code"] for row in bench.json(exhibitor.answer, "m2", STATUS)] == [3, 3, 3]
    assert bench.world.mesos.masters["m1"].recovered


async def test_a_log_that_is_not_recovered_keeps_a_master_from_leading(bench: Any) -> None:
    await bench.board.set("replog-not-recovered", "m3")
    await restart(bench, "m3")
    assert bench.json(mesos_master.answer, "m3", "/metrics/snapshot")["registrar/log/recovered"] == 0.0

    await bench.stop("m2", "dcos-mesos-master")
    await bench.stop("m1", "dcos-mesos-master")
    bench.wait(30)
    assert bench.world.mesos.leader is None
    await bench.board.clear(None)
    bench.wait(30)

    assert bench.world.mesos.leader == "m3"


async def test_a_stale_exhibitor_never_sees_that_a_peer_went(bench: Any) -> None:
    await bench.board.set("stale-exhibitor", "m2")
    await bench.stop("m1", "dcos-exhibitor")
    bench.wait(120)

    assert [row["code"] for row in bench.json(exhibitor.answer, "m2", STATUS)] == [3, 3, 3]
    assert [row["code"] for row in bench.json(exhibitor.answer, "m3", STATUS)] == [1, 3, 3]


async def test_a_silent_master_is_down_to_its_peers_and_times_out_behind_marathon(bench: Any) -> None:
    await bench.board.set("no-answer", "m2")
    bench.wait(31)

    assert [row["code"] for row in bench.json(exhibitor.answer, "m1", STATUS)] == [3, 1, 3]
    assert bench.ask(marathon.answer, "m1", "/v2/apps").status == 504


async def test_empty_slaves_is_an_empty_list_in_every_document(bench: Any) -> None:
    await bench.board.set("empty-slaves", None)

    assert bench.json(mesos_master.answer, "m1", "/slaves") == {"slaves": [], "recovered_slaves": []}
    assert bench.json(mesos_master.answer, "m1", "/state")["slaves"] == []
    assert bench.json(mesos_master.answer, "m1", "/metrics/snapshot")["master/slaves_active"] == 3.0


async def test_an_agent_with_a_new_id_has_lost_its_tasks(bench: Any) -> None:
    before, tasks = agent_of(bench, "127.9.9.21")["id"], {task.id for task in bench.world.tasks.on("a1")}
    await bench.board.set("agent-new-id", "a1")
    await restart(bench, "a1", patience=90)

    assert agent_of(bench, "127.9.9.21")["id"] != before
    assert not tasks & set(bench.world.tasks.live)


async def test_lost_tasks_have_new_ids_although_the_agent_kept_its_own(bench: Any) -> None:
    before, tasks = agent_of(bench, "127.9.9.21")["id"], {task.id for task in bench.world.tasks.on("a1")}
    await bench.board.set("tasks-lost", "a1")
    await restart(bench, "a1", patience=120)

    assert agent_of(bench, "127.9.9.21")["id"] == before
    assert not tasks & set(bench.world.tasks.live)
    assert len(bench.world.tasks.of_app("/web")) == 3


async def test_slow_executors_give_their_tasks_two_real_seconds(bench: Any) -> None:
    tasks = {task.id for task in bench.world.tasks.on("a1")}
    await bench.board.set("executors-too-slow", "a1")
    await bench.stop("a1")
    await bench.start("a1")
    while bench.world.agents.agents["a1"].process is None:
        bench.wait(0.1)

    bench.wait_real(1.9)
    assert tasks <= set(bench.world.tasks.live)
    bench.wait_real(0.2)

    assert not tasks & set(bench.world.tasks.live)


async def test_an_agent_that_does_not_return_becomes_unreachable_and_returns_when_mended(bench: Any) -> None:
    await bench.board.set("agent-does-not-return", "a1")
    await restart(bench, "a1", patience=60)
    bench.wait_real(16)
    assert agent_of(bench, "127.9.9.21") is None

    await bench.board.clear(None)
    bench.wait(120)

    assert agent_of(bench, "127.9.9.21")["active"] is True


async def test_without_a_marathon_leader_every_instance_says_so(bench: Any) -> None:
    await bench.board.set("marathon-no-leader", None)
    bench.wait(120)
    answers = {bench.ask(marathon.answer, master, "/v2/info").status for master in ("m1", "m2", "m3")}

    await bench.board.clear(None)
    bench.wait(30)

    assert answers == {502}
    assert bench.ask(marathon.answer, "m1", "/v2/leader").status == 200


async def test_a_deployment_is_shown_until_it_is_cleared(bench: Any) -> None:
    await bench.board.set("deployment-starts", None)
    during = bench.json(marathon.answer, "m1", "/v2/deployments")
    app = bench.json(marathon.answer, "m1", "/v2/apps")["apps"][0]

    await bench.board.clear("deployment-starts")

    assert [one["affectedApps"] for one in during] == [["/web"]]
    assert app["deployments"] == [{"id": during[0]["id"]}]
    assert bench.json(marathon.answer, "m1", "/v2/deployments") == []


@pytest.mark.parametrize(
    ("name", "node", "calls"),
    [
        ("ssh-refused", "a1", ["unplug a1", "plug a1"]),
        ("host-key-changed", "a1", ["change_host_key a1", "restore_host_key a1"]),
        ("bootstrap-down", None, ["stop_bootstrap", "start_bootstrap"]),
        ("package-404", None, ["withhold_packages mesos--*", "release_packages"]),
        ("power-lost", "a1", ["power_off a1", "power_on a1"]),
    ],
)
async def test_faults_of_machines_are_done_to_the_nodes_and_undone(
    bench: Any, name: str, node: str | None, calls: list[str]
) -> None:
    await bench.board.set(name, node)
    await bench.board.clear(name)

    assert bench.nodes.calls == calls


async def test_power_brings_everything_back(bench: Any) -> None:
    await bench.board.set("power-lost", "m1")
    bench.wait(30)
    assert bench.world.mesos.leader in ("m2", "m3")
    await bench.board.clear(None)
    bench.wait(300)

    assert all(unit.running for unit in bench.world.hosts["m1"].units.values())
