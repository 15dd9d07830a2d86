"""From one master to an inventory: which source says what, what is named when they differ, and what nobody can know."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Mapping
from datetime import UTC, datetime
from typing import Any

import pytest

from dcos_upgrade.core.cluster import CLUSTER, Inventory, Node, NodeId, Role
from dcos_upgrade.core.error import Unreachable
from dcos_upgrade.core.snapshot import Observed, Snapshot
from dcos_upgrade.probes.dcos_version import DcosVersion
from dcos_upgrade.probes.exhibitor_status import ExhibitorStatus, Row
from dcos_upgrade.probes.master_list import MasterList
from dcos_upgrade.probes.mesos_metrics import MasterMetrics
from dcos_upgrade.probes.mesos_slaves import Agent, Domain, FaultDomain, MesosSlaves, Named, Resources
from dcos_upgrade.probes.mesos_summary import MesosSummary
from dcos_upgrade.usecases.discovering import Discovery, ListedNode, discover

MASTERS = ("10.0.1.1", "10.0.1.2", "10.0.1.3")
ENTRY = MASTERS[0]
NOW = datetime(2018, 7, 9, tzinfo=UTC)

PRIVATE = Agent(id="S1", hostname="10.0.2.1", pid="slave(1)@10.0.2.1:5051", active=True, attributes={"rack": "r1"})
PUBLIC = Agent(
    id="S2", hostname="10.0.3.1", active=True, reserved_resources={"slave_public": Resources()}, attributes={}
)


def ensemble(*names: str) -> ExhibitorStatus:
    return ExhibitorStatus(rows=tuple(Row(code=3, hostname=name, leader=False) for name in names))


def answers(**changed: Any) -> dict[tuple[str, str], Any]:
    """What each subject would say; a change to None takes an answer away."""
    known: dict[str, Any] = {
        "exhibitor-status": {ENTRY: ensemble(*MASTERS)},
        "master-list": {ENTRY: MasterList(masters=MASTERS)},
        "mesos-slaves": {CLUSTER: MesosSlaves(slaves=(PRIVATE, PUBLIC), recovered_slaves=())},
        "mesos-summary": {CLUSTER: MesosSummary(hostname=ENTRY, slaves=(), frameworks=(), cluster="blue")},
        "dcos-version": {each: DcosVersion(version="1.10.8") for each in MASTERS},
        "cluster-id": dict.fromkeys(MASTERS, "c-1"),
        "mesos-metrics": {each: MasterMetrics(uptime_secs=1.0, slaves_unreachable=0.0) for each in MASTERS},
    }
    known |= {name.replace("_", "-"): said for name, said in changed.items()}
    return {(name, subject): value for name, said in known.items() for subject, value in (said or {}).items()}


def found(said: Mapping[tuple[str, str], Any], *listed: ListedNode) -> Discovery:
    async def look(inventory: Inventory, names: Collection[str]) -> Snapshot:
        subjects = (CLUSTER, *(node.id for node in inventory.nodes))
        facts = {
            (name, NodeId(subject)): Observed(value=said[name, subject])
            if (name, subject) in said
            else Observed(unknown="no answer")
            for name in names
            for subject in subjects
        }
        return Snapshot(inventory=inventory, taken=NOW, facts=facts)

    return asyncio.run(discover(ENTRY, look, listed))


def listed(node_id: str, address: str, role: Role, **ssh: str | int) -> ListedNode:
    return ListedNode(node=Node(id=NodeId(node_id), address=address, role=role), ssh=ssh)


def roles(discovery: Discovery) -> dict[str, Role]:
    return {each.node.address: each.node.role for each in discovery.nodes}


def test_masters_agents_roles_racks_name_release_and_id_are_found():
    discovery = found(answers())

    assert roles(discovery) == {
        **dict.fromkeys(MASTERS, Role.MASTER),
        "10.0.2.1": Role.PRIVATE_AGENT,
        "10.0.3.1": Role.PUBLIC_AGENT,
    }
    assert {each.node.address: each.node.rack for each in discovery.nodes}["10.0.2.1"] == "r1"
    assert (discovery.name, discovery.release, discovery.cluster_id) == ("blue", "1.10.8", "c-1")
    assert (discovery.notes, discovery.unknown) == ((), ())


@pytest.mark.parametrize("silent", ["exhibitor_status", "master_list"])
def test_one_of_the_two_sources_of_masters_is_enough(silent: str):
    discovery = found(answers(**{silent: None}))

    assert [each.node.address for each in discovery.nodes][:3] == list(MASTERS)
    assert discovery.unknown == ()


def test_without_either_source_it_is_said_that_there_may_be_more_masters():
    discovery = found(answers(exhibitor_status=None, master_list=None))

    assert roles(discovery)[ENTRY] is Role.MASTER
    assert "which masters there are besides these" in discovery.unknown[0]


def test_sources_that_differ_are_both_named():
    discovery = found(answers(master_list={ENTRY: MasterList(masters=("10.0.1.1", "10.0.1.2", "10.0.1.9"))}))

    assert "10.0.1.3" in discovery.unknown[0] and "10.0.1.9" in discovery.unknown[0]


def test_an_even_number_of_masters_and_a_name_for_the_entry_are_remarked():
    two = found(answers(exhibitor_status={ENTRY: ensemble("10.0.1.8", "10.0.1.9")}, master_list=None))

    assert any("even number" in note for note in two.notes)
    assert any(note.startswith(f"{ENTRY} is none of the addresses") for note in two.notes)


def test_agents_that_nobody_can_list_are_unknown_with_the_reason():
    assert found(answers(mesos_slaves=None)).unknown == ("which agents there are: no answer",)


def test_unreachable_agents_are_counted_by_mesos_and_missing_in_its_list():
    metrics = {each: MasterMetrics(uptime_secs=1.0, slaves_unreachable=2.0) for each in MASTERS}

    assert "the address of 2 unreachable agents" in found(answers(mesos_metrics=metrics)).unknown[0]


def test_the_site_s_inventory_gives_the_unreachable_one_its_name():
    metrics = {each: MasterMetrics(uptime_secs=1.0, slaves_unreachable=1.0) for each in MASTERS}

    discovery = found(answers(mesos_metrics=metrics), listed("away", "10.0.2.9", Role.PRIVATE_AGENT))

    assert discovery.unknown == ()
    assert roles(discovery)["10.0.2.9"] is Role.PRIVATE_AGENT
    assert any(
        "away (10.0.2.9) is in the inventory and the cluster does not name it" in note for note in discovery.notes
    )


def test_ids_and_ways_in_come_from_the_site_and_roles_from_the_cluster():
    discovery = found(answers(), listed("front", "10.0.3.1", Role.PRIVATE_AGENT, user="core"))

    (front,) = (each for each in discovery.nodes if each.node.id == "front")
    assert (front.node.role, dict(front.ssh)) == (Role.PUBLIC_AGENT, {"user": "core"})
    assert any(
        note.startswith("front is a private agent in the inventory and a public agent") for note in discovery.notes
    )
    assert "10.0.2.1 is in the cluster and not in the inventory" in discovery.notes


STRANGE = Agent(id="S3", hostname="<script>alert(1)</script>", active=True)
TWIN = Agent(id="S4", hostname="10.0.2.1", pid="slave(1)@10.0.2.1:5051", active=True)
ON_A_MASTER = Agent(id="S5", hostname=ENTRY, active=True)
AWAY = Agent(id="S6", hostname="10.0.2.6", active=False)


@pytest.mark.parametrize(
    ("agent", "said"),
    [
        (STRANGE, "the agent S3 has no address that can be used"),
        (TWIN, "10.0.2.1 is registered more than once: S1, S4"),
        (ON_A_MASTER, f"{ENTRY} is a master, and an agent registered from there as well"),
        (AWAY, "10.0.2.6 is registered and not connected"),
    ],
)
def test_an_agent_that_is_odd_is_remarked(agent: Agent, said: str):
    slaves = MesosSlaves(slaves=(PRIVATE, PUBLIC, agent), recovered_slaves=())

    discovery = found(answers(mesos_slaves={CLUSTER: slaves}))

    assert any(note.startswith(said) for note in discovery.notes), discovery.notes
    assert len(roles(discovery)) == len(discovery.nodes)
    assert all("<" not in each.node.address for each in discovery.nodes)


def test_a_recovered_agent_is_kept_and_remarked():
    slaves = MesosSlaves(slaves=(PRIVATE,), recovered_slaves=(Agent(id="S7", hostname="10.0.2.7"),))

    discovery = found(answers(mesos_slaves={CLUSTER: slaves}))

    assert roles(discovery)["10.0.2.7"] is Role.PRIVATE_AGENT
    assert any(note.startswith("10.0.2.7 has not registered again") for note in discovery.notes)


def test_a_fault_domain_is_a_rack_where_no_attribute_says_one():
    zoned = Agent(
        id="S8",
        hostname="10.0.2.8",
        active=True,
        domain=Domain(fault_domain=FaultDomain(region=Named(name="eu"), zone=Named(name="a"))),
    )

    discovery = found(answers(mesos_slaves={CLUSTER: MesosSlaves(slaves=(zoned,))}))

    assert {each.node.address: each.node.rack for each in discovery.nodes}["10.0.2.8"] == "eu/a"


def test_masters_of_two_releases_are_remarked_and_no_release_is_written():
    versions = {**dict.fromkeys(MASTERS, DcosVersion(version="1.10.8")), "10.0.1.2": DcosVersion(version="1.11.3")}

    discovery = found(answers(dcos_version=versions))

    assert discovery.release == ""
    assert any("of different releases" in note and "10.0.1.2 has 1.11.3" in note for note in discovery.notes)


def test_where_nobody_answers_anything_nothing_is_made_up():
    with pytest.raises(Unreachable) as raised:
        found({})

    assert "no answer" in raised.value.evidence
