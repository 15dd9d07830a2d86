"""What both fronts of the lab's world do behind the same ports: memory on virtual time, and the wire."""

from __future__ import annotations

import asyncio
import hashlib
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

import msgspec
import pytest
from fakes.fronts import SOURCE, TARGET, Front, memory_front, wire_front

from dcos_upgrade import probes
from dcos_upgrade.core.cluster import CLUSTER, Inventory, Leaders, NodeId, Role
from dcos_upgrade.core.error import Owned, Refused, Unreachable
from dcos_upgrade.core.probe import Command, Service
from dcos_upgrade.core.read_only import changes
from dcos_upgrade.core.snapshot import Snapshot
from dcos_upgrade.core.step import NodeState, StepLook, StepOrder, classify
from dcos_upgrade.probes.mesos_slaves import MesosSlaves
from dcos_upgrade.probes.units import Units
from dcos_upgrade.usecases.capture import capture, questions
from dcos_upgrade.usecases.discovering import discover
from dcos_upgrade.usecases.relied_on import leaders, relied_on

PATIENCE = 300


pytestmark = pytest.mark.xdist_group("fronts")
"""The tests of a front share one lab."""


@pytest.fixture(scope="module", params=["memory", pytest.param("wire", marks=pytest.mark.wire)])
def front(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Front]:
    """One cluster for all tests of a front; tests that change a node have that node to themselves."""
    if request.param == "memory":
        yield memory_front()
        return
    with wire_front(tmp_path_factory.mktemp("front")) as wire:
        yield wire


@pytest.fixture(scope="module")
def fresh(front: Front) -> Snapshot:
    """Everything, captured before any test has changed anything: this fixture is asked for first."""
    return front.run(captured(front))


async def captured(front: Front) -> Snapshot:
    return await capture(
        inventory=front.inventory,
        probes=probes.discover(),
        shell=front.shell,
        api=front.api,
        words=front.words,
        evidence=front.evidence,
        clock=front.clock,
    )


# --- facts ------------------------------------------------------------------------------------------------------------

NOT_COMPARED = frozenset({"boot-id", "clock", "os-release", "docker-version", "disk-space", "programs"})
"""Facts that are another one at every time, or that on the wire are the machine's under the lab."""
TIMES = frozenset(
    {
        "registered_time",
        "reregistered_time",
        "slave/uptime_secs",
        "master/uptime_secs",
        "start_time",
        "elected_time",
        "timestamp",
        "zxid",
        "znode_count",
        "open_files",
        "newest",
        "uptime",
        "leads_for",
    }
)


SEALED = re.compile(r"hmac:[0-9a-f]{12}:[0-9a-f]{32}")
"""Each front hides secrets by a key of its own."""


def plain(fact: object) -> object:
    """The fact without what only says when; of units, which there are and that they are well, as timers come and go."""
    if isinstance(fact, Units):
        return {name: unit.loaded for name, unit in fact.units.items()}
    return _without_times(msgspec.to_builtins(fact))


def _without_times(value: object) -> object:
    if isinstance(value, dict):
        return {key: _without_times(inner) for key, inner in value.items() if key not in TIMES}
    if isinstance(value, list | tuple):
        return [_without_times(inner) for inner in value]
    return SEALED.sub("sealed", value) if isinstance(value, str) else value


def test_every_fact_of_a_fresh_cluster_is_known(fresh: Snapshot):
    assert list(fresh.unknowns()) == []


def test_every_probe_makes_the_same_fact_on_both_fronts(front: Front, fresh: Snapshot):
    zone = front.inventory.nodes[0].address.rpartition(".")[0]
    other = memory_front(zone)
    twin = other.run(captured(other))

    compared = {key for key in fresh.facts if key[0] not in NOT_COMPARED}

    assert {probe for probe, _ in fresh.facts} == set(probes.discover())
    assert set(twin.facts) == set(fresh.facts)
    differences = {
        key: (plain(fresh.facts[key].value), plain(twin.facts[key].value))
        for key in compared
        if plain(fresh.facts[key].value) != plain(twin.facts[key].value)
    }
    assert differences == {}


def test_what_a_plan_relies_on_is_there_and_three_masters_lead(front: Front, fresh: Snapshot):
    facts = relied_on(fresh)

    assert {facts[f"release of {node.id}"] for node in front.inventory.nodes} == {SOURCE}
    assert facts["role of p1"] == "public_agent"
    assert leaders(fresh) == Leaders(mesos=NodeId("m1"), marathon=NodeId("m2"), zookeeper=NodeId("m3"))
    slaves = fresh.facts["mesos-slaves", CLUSTER].value
    assert isinstance(slaves, MesosSlaves)
    assert {agent.address for agent in slaves.slaves} == {agent.address for agent in front.inventory.agents}


# --- answers and the lack of them -------------------------------------------------------------------------------------


def test_a_master_that_does_not_lead_points_to_the_one_that_does(front: Front, fresh: Snapshot):
    answer = front.run(front.api.get(front.node("m3"), Service.MESOS_MASTER, "/slaves"))

    assert answer.status == 307
    assert answer.headers["location"].startswith(f"//{front.node('m1').address}:5050/")


def test_a_port_where_nobody_listens_is_unreachable(front: Front, fresh: Snapshot):
    with pytest.raises(Unreachable):
        front.run(front.api.get(front.node("a1"), Service.MARATHON, "/v2/info"))
    with pytest.raises(Unreachable):
        front.run(front.words.ask(front.node("a1"), "srvr"))


def test_a_script_that_is_not_served_is_an_answer_and_no_error(front: Front):
    missing = front.script_url.replace(TARGET, "9.9.9")

    assert front.run(front.api.get_url(missing)).status == 404


def test_a_node_whose_services_are_silent_is_unreachable_and_its_shell_answers(front: Front, fresh: Snapshot):
    node = front.node("m3")
    front.set_fault("no-answer", "m3")
    try:
        with pytest.raises(Unreachable):
            front.run(front.api.get(node, Service.EXHIBITOR, "/exhibitor/v1/cluster/status"))
        with pytest.raises(Unreachable):
            front.run(front.words.ask(node, "srvr"))
        said = front.run(front.shell.ask(node, {"version": Command(text="cat /opt/mesosphere/etc/dcos-version.json")}))
    finally:
        front.clear_fault("no-answer")

    assert said["version"].status == 0


def test_a_node_whose_ssh_is_refused_is_unreachable_to_all_that_log_in(front: Front, fresh: Snapshot):
    node = front.node("a3")
    front.set_fault("ssh-refused", "a3")
    try:
        for call in (
            front.shell.ask(node, {"true": Command(text="true")}),
            front.nodes.observe_step(node, TARGET),
            front.owners.claim(node, cluster="lab", run="r", epoch=1),
        ):
            with pytest.raises(Unreachable):
                front.run(call)
    finally:
        front.clear_fault("ssh-refused")


def test_a_changed_host_key_is_refused(front: Front, fresh: Snapshot):
    front.set_fault("host-key-changed", "a3")
    try:
        with pytest.raises(Refused, match="host key"):
            front.run(front.nodes.observe_step(front.node("a3"), TARGET))
    finally:
        front.clear_fault("host-key-changed")


def test_a_command_that_a_node_does_not_know_ends_with_127(front: Front):
    said = front.run(front.shell.ask(front.node("a3"), {"no": Command(text="no-such-command-anywhere")}))

    assert said["no"].status == 127


# --- owners -----------------------------------------------------------------------------------------------------------


def test_an_owner_file_lets_no_other_run_and_no_earlier_epoch_in(front: Front):
    master, owners = front.node("m2"), front.owners

    front.run(owners.claim(master, cluster="lab", run="ours", epoch=2))
    front.run(owners.claim(master, cluster="lab", run="ours", epoch=3))
    with pytest.raises(Owned, match="ours"):
        front.run(owners.claim(master, cluster="lab", run="theirs", epoch=9))
    with pytest.raises(Owned):
        front.run(owners.claim(master, cluster="lab", run="ours", epoch=2))
    with pytest.raises(Owned):
        front.run(owners.claim(master, cluster="another", run="ours", epoch=3))

    front.run(owners.release(master, run="theirs"))
    with pytest.raises(Owned):
        front.run(owners.claim(master, cluster="lab", run="theirs", epoch=9))
    front.run(owners.release(master, run="ours"))
    front.run(owners.claim(master, cluster="lab", run="theirs", epoch=1))
    front.run(owners.release(master, run="theirs"))


# --- steps ------------------------------------------------------------------------------------------------------------


async def order_for(front: Front, node: str, **changed: Any) -> StepOrder:
    script = await front.api.get_url(front.script_url)
    order = {
        "node": NodeId(node),
        "run": "r1",
        "epoch": 1,
        "attempt": 1,
        "source": SOURCE,
        "target": TARGET,
        "script_url": front.script_url,
        "script_sha256": hashlib.sha256(script.body).hexdigest(),
    }
    return StepOrder(**{**order, **changed})


async def settled(front: Front, node: str) -> StepLook:
    for _ in range(PATIENCE):
        look = await front.nodes.observe_step(front.node(node), TARGET)
        if look.begun is not None and not look.alive:
            return look
        await front.clock.sleep(0.3)
    raise AssertionError("the step does not end")


def test_a_step_that_is_started_three_times_runs_once(front: Front, fresh: Snapshot):
    async def steps() -> tuple[StepLook, list[StepLook], StepLook]:
        before = await front.nodes.observe_step(front.node("a1"), TARGET)
        order = await order_for(front, "a1")
        later = await order_for(front, "a1", run="r2", attempt=4)
        looks = [await front.nodes.start_step(order)]
        looks += await asyncio.gather(front.nodes.start_step(order), front.nodes.start_step(later))
        return before, looks, await settled(front, "a1")

    before, looks, after = front.run(steps())

    assert (before.begun, before.alive, before.exit, before.in_doubt) == (None, False, None, False)
    assert (before.version, before.install_progress, before.active_present) == (SOURCE, None, True)
    assert classify(before, source=SOURCE, target=TARGET, package_ids=()) is NodeState.OLD_CLEAN
    assert all(look.alive and look.begun is not None and look.begun.run == "r1" for look in looks)
    assert (after.exit, after.version, after.in_doubt, after.rebooted) == (0, TARGET, False, False)
    assert (after.install_progress, after.active_present, after.new_generation) == (None, True, False)
    assert set(after.active) <= set(after.stored)
    assert "Upgrading DC/OS" in after.log_tail
    assert front.starts("a1") == 1


def test_a_step_is_not_set_aside_while_its_job_lives_and_does_not_come_back_afterwards(front: Front, fresh: Snapshot):
    node, nodes = front.node("p1"), front.nodes

    async def begin() -> StepOrder:
        order = await order_for(front, "p1")
        await nodes.start_step(order)
        return order

    order = front.run(begin())
    with pytest.raises(Refused, match="lives"):
        front.run(nodes.retire_step(node, TARGET, 1))
    front.run(settled(front, "p1"))
    with pytest.raises(Refused):
        front.run(nodes.retire_step(node, TARGET, 2))
    front.run(nodes.retire_step(node, TARGET, 1))
    front.run(nodes.retire_step(node, TARGET, 1))

    look = front.run(nodes.observe_step(node, TARGET))
    with pytest.raises(Refused, match="set aside"):
        front.run(nodes.start_step(order))
    with pytest.raises(Refused, match="another release"):
        front.run(nodes.start_step(front.run(order_for(front, "p1", attempt=2))))

    assert (look.begun, look.exit, look.version) == (None, None, TARGET)
    assert front.starts("p1") == 1


def test_an_attempt_that_is_cancelled_never_begins_and_one_that_has_begun_cannot_be(front: Front, fresh: Snapshot):
    node, nodes = front.node("a2"), front.nodes

    void = front.run(nodes.cancel_step(node, TARGET, "r1", 1))
    with pytest.raises(Refused, match="set aside"):
        front.run(nodes.start_step(front.run(order_for(front, "a2"))))
    front.run(nodes.start_step(front.run(order_for(front, "a2", attempt=2))))
    begun = front.run(nodes.cancel_step(node, TARGET, "r1", 2))
    look = front.run(settled(front, "a2"))

    assert (void, begun) == (True, False)
    assert look.begun is not None
    assert (look.begun.attempt, look.exit) == (2, 0)
    assert front.starts("a2") == 1


def test_a_script_that_is_not_the_bound_one_is_not_run(front: Front, fresh: Snapshot):
    order = front.run(order_for(front, "a3", script_sha256="0" * 64))

    with pytest.raises(Refused, match="bound"):
        front.run(front.nodes.start_step(order))

    assert front.run(front.nodes.observe_step(front.node("a3"), TARGET)).begun is None
    assert front.starts("a3") == 0


def test_a_node_that_cannot_fetch_the_script_begins_nothing(front: Front, fresh: Snapshot):
    order = front.run(order_for(front, "a3"))
    front.set_fault("bootstrap-down", None)
    try:
        with pytest.raises(Unreachable):
            front.run(front.nodes.start_step(order))
    finally:
        front.clear_fault("bootstrap-down")

    assert front.run(front.nodes.observe_step(front.node("a3"), TARGET)).begun is None


# --- discovery --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class ByAddress:
    """A front's port for nodes of which no more than the address is known."""

    port: Any
    there: Inventory

    def __getattr__(self, name: str) -> Any:
        return lambda node, *words: getattr(self.port, name)(self.there.at(node.address), *words)


def test_one_master_leads_to_the_whole_inventory(front: Front, fresh: Snapshot):
    there = fresh.inventory

    async def look(inventory: Inventory, names: Collection[str]) -> Snapshot:
        return await capture(
            inventory=inventory,
            probes={name: probe for name, probe in probes.known().items() if name in names},
            shell=ByAddress(front.shell, there),
            api=ByAddress(front.api, there),
            words=ByAddress(front.words, there),
            evidence=front.evidence,
            clock=front.clock,
        )

    found = front.run(discover(there.masters[0].address, look))

    assert [(each.node.address, each.node.role) for each in found.nodes] == [
        (node.address, role) for role in Role for node in there.of(role)
    ]
    assert {each.node.rack for each in found.nodes if each.node.role is not Role.MASTER} == {
        node.rack for node in there.agents
    }
    assert (found.release, found.unknown) == (SOURCE, ())


# --- read only --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Recorded:
    """A front's port that keeps every call."""

    port: Any
    calls: list[tuple[Any, ...]]

    def __getattr__(self, name: str) -> Any:
        def call(*words: Any) -> Any:
            self.calls.append((name, *words))
            return getattr(self.port, name)(*words)

        return call


def test_a_capture_sends_what_it_lists_and_nothing_else(front: Front, fresh: Snapshot):
    sent: list[tuple[Any, ...]] = []
    listed = {(subject, text) for _, subject, text in questions(fresh.inventory, probes.discover())}

    front.run(
        capture(
            inventory=front.inventory,
            probes=probes.discover(),
            shell=Recorded(front.shell, sent),
            api=Recorded(front.api, sent),
            words=Recorded(front.words, sent),
            evidence=front.evidence,
            clock=front.clock,
        )
    )

    assert {name for name, *_ in sent} <= {"ask", "get", "get_url"}
    commands = [(call[1].id, each.text) for call in sent if isinstance(call[-1], dict) for each in call[2].values()]
    assert commands and set(commands) <= listed
    chain = {service.value for service in Service}
    asked = {f"GET {call[2]} {call[3]}" for call in sent if call[0] == "get"}
    named = {text for _, text in listed}
    assert [
        each
        for each in asked
        if each not in named and not any(_as_told(each, service) in " ".join(named) for service in chain)
    ] == []
    assert not [call for call in sent if call[0] != "ask" and changes(str(call[-1]))]


def _as_told(request: str, service: str) -> str:
    """A chain tells its requests with the service in braces."""
    return request.replace(f"GET {service} ", f"GET {{{service}}}")
