"""What the world does differently from era to era: units that end, checks, bootstrap's gate, the faces."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from dcos_upgrade.core.cluster import NodeId, Role
from dcos_upgrade.core.probe import Answer
from dcos_upgrade.lab.nodes.roster import packages_of
from dcos_upgrade.lab.wire import adminrouter, marathon, mesos_agent, mesos_master
from dcos_upgrade.lab.wire.reply import Ask
from dcos_upgrade.lab.world.release import BootstrapGate, bootstrap_gate, check_names
from dcos_upgrade.lab.world.timing import Timing
from dcos_upgrade.lab.world.unit import Active
from dcos_upgrade.probes import units

Make = Callable[..., Any]
CHECKS = "/system/checks/v1"


def roster(release: str, role: str) -> tuple[str, ...]:
    return tuple(unit for package in packages_of(release) for key in ("", role) for unit in package.units.get(key, ()))


def with_units(make_bench: Make, release: str) -> Any:
    """A bench whose nodes want what the release's real ones do."""
    bench = make_bench(release=release)
    for name, files in bench.files.items():
        role = {"m": "master", "a": "slave", "p": "slave_public"}[name[0]]
        files.units = roster(release, role)
    return bench


async def checks(bench: Any, node: str, *arguments: str) -> Any:
    return await bench.services.checks(NodeId(node), arguments)


async def restarted(bench: Any, node: str, *, wait: float = 400.0) -> None:
    await bench.stop(node)
    bench.wait(20)
    await bench.start(node)
    bench.wait(wait)


async def shown(bench: Any, node: str) -> units.Units:
    """The node's units as the product's own probe reads them."""
    blocks = []
    for name in bench.files[node].units:
        answer = await bench.services.systemctl(NodeId(node), ("show", name))
        blocks.append(f"[{name}]\n{answer.stdout}")
    body = "\n".join(blocks).encode()
    return units.PROBE.parse(Answer(body=body, status=0, source="lab", time=datetime.now(UTC)))


@pytest.mark.parametrize("release", ["1.9.10", "1.10.8", "1.11.10", "1.12.3", "1.13.9", "2.0.6", "2.1.1", "2.2.1"])
@pytest.mark.parametrize("node", ["m3", "a1", "p1"])
async def test_every_unit_of_a_restarted_node_is_well_and_some_of_them_have_ended(
    make_bench: Make, release: str, node: str
) -> None:
    bench = with_units(make_bench, release)
    for master in ("m1", "m2", "m3"):
        if release >= "1.13":
            await bench.start(master, "dcos-cockroach.service")
    await restarted(bench, node)

    seen = (await shown(bench, node)).units

    assert {name: str(unit) for name, unit in seen.items() if not unit.well} == {}
    assert {name for name, unit in seen.items() if unit.active == "inactive"} == {
        name for name, unit in bench.world.hosts[node].units.items() if unit.passing
    }


async def test_a_stopped_service_is_told_from_one_that_ended(make_bench: Make) -> None:
    bench = with_units(make_bench, "1.11.10")
    await restarted(bench, "a1")
    await bench.stop("a1", "dcos-rexray")
    bench.wait(20)

    seen = (await shown(bench, "a1")).units

    assert (seen["dcos-rexray.service"].active, seen["dcos-rexray.service"].well) == ("inactive", False)
    assert (seen["dcos-docker-gc.service"].active, seen["dcos-docker-gc.service"].well) == ("inactive", True)


async def test_the_check_runner_of_each_minute_fails_as_its_checks_do_and_recovers(make_bench: Make) -> None:
    bench = with_units(make_bench, "1.12.3")
    await bench.stop("a1", "dcos-mesos-slave")
    await bench.stop("a1", "dcos-checks-poststart")
    await bench.start("a1", "dcos-checks-poststart")
    bench.wait(20)
    failed = (await shown(bench, "a1")).units["dcos-checks-poststart.service"]

    await bench.start("a1")
    bench.wait(200)
    ended = (await shown(bench, "a1")).units["dcos-checks-poststart.service"]

    assert (failed.active, failed.well) == ("failed", False)
    assert (ended.active, ended.well) == ("inactive", True)


async def test_replication_is_missing_until_every_master_has_cockroachdb(make_bench: Make) -> None:
    bench = make_bench(release="1.13.9")
    seen = []
    for master in ("m1", "m2", "m3"):
        bench.files[master].units = (*bench.files[master].units, "dcos-cockroach.service")
        await bench.start(master, "dcos-cockroach.service")
        bench.wait(30)
        answer = await checks(bench, "m1", "check", "node-poststart")
        seen.append(json.loads(answer.stdout)["checks"]["cockroachdb_replication"]["status"])

    assert seen == [2, 2, 0]


@pytest.mark.parametrize(
    ("release", "has"),
    [("1.11.13", set()), ("1.12.0", {"ifconfig"}), ("1.13.0", {"docker", "cockroachdb_replication"})],
)
def test_names_of_checks_come_and_go(release: str, has: set[str]) -> None:
    of_eras = {"ifconfig", "docker", "cockroachdb_replication"}

    assert set(check_names(release, Role.MASTER)) & of_eras == has
    assert "cockroachdb_replication" not in check_names(release, Role.PRIVATE_AGENT)


async def test_a_runner_without_a_kind_shows_its_usage_and_a_wrong_kind_is_fatal(make_bench: Make) -> None:
    bench = make_bench(release="1.12.3")

    nothing, wrong = await checks(bench, "m1", "check"), await checks(bench, "m1", "check", "node")

    assert (nothing.status, nothing.stdout[:6]) == (0, "Usage:")
    assert (wrong.status, wrong.stdout) == (1, "")


@pytest.mark.parametrize("release", ["1.11.10", "1.12.3", "1.13.9"])
async def test_where_no_check_is_configured_names_are_not_looked_at(make_bench: Make, release: str) -> None:
    answer = await checks(make_bench(release=release), "m1", "check", "cluster", "no-such-check")

    assert (answer.status, json.loads(answer.stdout)) == (0, {"status": 0, "checks": {}})


@pytest.mark.parametrize(
    ("release", "gate"),
    [
        ("1.9.0", BootstrapGate.ALL_SERVING),
        ("1.13.9", BootstrapGate.ALL_SERVING),
        ("1.13.10", BootstrapGate.QUORUM_SERVING),
        ("2.0.0", BootstrapGate.ALL_SERVING),
        ("2.0.5", BootstrapGate.ALL_SERVING),
        ("2.0.6", BootstrapGate.QUORUM_SERVING),
        ("2.1.0", BootstrapGate.ALL_SERVING),
        ("2.1.1", BootstrapGate.LOCAL_ZOOKEEPER),
        ("2.2.1", BootstrapGate.LOCAL_ZOOKEEPER),
    ],
)
def test_bootstrap_waits_for_all_for_a_quorum_or_for_its_own_zookeeper(release: str, gate: BootstrapGate) -> None:
    assert bootstrap_gate(release) is gate


async def test_a_blocking_start_of_the_target_waits_for_every_first_start(make_bench: Make) -> None:
    bench = make_bench(release="2.2.1")
    await bench.stop("a1")
    bench.wait(20)

    answer = await bench.services.systemctl(NodeId("a1"), ("start", "dcos.target"))

    states = {unit.state for unit in bench.world.hosts["a1"].units.values()}
    assert (answer.status, states) == (0, {Active.ACTIVE})


@pytest.mark.parametrize(("release", "waits"), [("2.1.3", False), ("2.2.1", True)])
async def test_an_agent_waits_for_telegraf_from_2_2(make_bench: Make, release: str, waits: bool) -> None:
    bench = with_units(make_bench, release)
    await restarted(bench, "a1")
    await bench.stop("a1", "dcos-telegraf", "dcos-mesos-slave")
    bench.wait(20)
    await bench.start("a1", "dcos-mesos-slave")
    bench.wait(60)
    held = not bench.world.hosts["a1"].units["dcos-mesos-slave.service"].running

    await bench.start("a1", "dcos-telegraf")
    bench.wait(60)

    assert (held, bench.world.hosts["a1"].units["dcos-mesos-slave.service"].running) == (waits, True)


@pytest.mark.parametrize(("release", "status"), [("1.11.10", 404), ("1.12.3", 200)])
def test_admin_router_leads_to_the_checks_from_1_12(make_bench: Make, release: str, status: int) -> None:
    bench = with_units(make_bench, release)
    bench.world.settle()

    assert bench.ask(adminrouter.answer, "m1", f"{CHECKS}/node/").status == status


def test_checks_are_listed_by_get_and_run_by_post(make_bench: Make) -> None:
    bench = with_units(make_bench, "1.12.3")
    bench.world.settle()

    def asked(method: str, path: str) -> Any:
        reply = adminrouter.answer(bench.world, NodeId("a1"), Ask(path=path, method=method))
        return json.loads(reply.body) if reply.status == 200 else reply.status

    assert asked("GET", f"{CHECKS}/node/")["components_agent"]["timeout"] == "30s"
    assert asked("POST", f"{CHECKS}/node/")["checks"]["components_agent"]["status"] == 0
    assert asked("POST", f"{CHECKS}/cluster/") == {"status": 0, "checks": {}}
    assert (asked("GET", f"{CHECKS}/node-poststart/"), asked("GET", f"{CHECKS}/node")) == (404, 301)


@pytest.mark.parametrize(("release", "status"), [("1.12.5", 200), ("1.13.0", 404), ("2.2.1", 404)])
def test_json_names_of_mesos_are_gone_with_1_13_and_the_prefix_stays(
    make_bench: Make, release: str, status: int
) -> None:
    bench = make_bench(release=release)

    assert bench.ask(mesos_master.answer, "m1", "/state.json").status == status
    assert bench.ask(mesos_agent.answer, "a1", "/state.json").status == status
    assert bench.ask(mesos_master.answer, "m1", "/master/state").status == 200


@pytest.mark.parametrize(("release", "says"), [("1.9.4", False), ("1.13.9", False), ("2.0.0", True)])
def test_a_leader_says_from_2_0_on_whether_an_agent_was_taken_out(make_bench: Make, release: str, says: bool) -> None:
    slave = make_bench(release=release).json(mesos_master.answer, "m1", "/slaves")["slaves"][0]

    assert ("deactivated" in slave) is says


@pytest.mark.parametrize(("release", "there"), [("1.9.4", False), ("1.10.7", True)])
def test_the_size_of_the_log_s_ensemble_is_told_from_1_10(make_bench: Make, release: str, there: bool) -> None:
    metrics = make_bench(release=release).json(mesos_master.answer, "m1", "/metrics/snapshot")

    assert ("registrar/log/ensemble_size" in metrics) is there


@pytest.mark.parametrize(("version", "status"), [("1.6.567", 404), ("1.7.216", 200), ("1.11.23", 200)])
def test_marathon_speaks_prometheus_from_1_7(make_bench: Make, version: str, status: int) -> None:
    bench = make_bench()
    bench.world.marathons.instances["m2"].process.components["marathon"] = version

    reply = bench.ask(marathon.answer, "m2", "/metrics/prometheus")

    assert reply.status == status
    assert (b"marathon_apps_active_gauge 4\n" in reply.body) is (status == 200)


async def test_how_fast_agents_are_given_up_is_the_leader_s_affair(make_bench: Make) -> None:
    def given_up(bench: Any) -> int:
        bench.wait_real(60)
        return len(bench.world.book.unreachable)

    slow, fast = make_bench(release="1.11.10"), make_bench(release="1.11.10")
    leader = fast.world.mesos.masters["m1"]
    leader.process = replace(leader.process, release="1.12.3")
    for bench in (slow, fast):
        bench.world.setting.timing = Timing(factor=0.1)
        await bench.stop("a1", "dcos-mesos-slave")
        await bench.stop("a2", "dcos-mesos-slave")

    assert (given_up(slow), given_up(fast)) == (1, 2)
