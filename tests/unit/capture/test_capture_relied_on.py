"""The facts that a plan relies on: by plain names, each known, or an error that names the host."""

from __future__ import annotations

import pytest
from cluster_facts import A1, CLUSTER, M2, M3, OLD, Values, agent, healthy, key, slaves, snapshot

from dcos_upgrade.core.cluster import Leaders, NodeId
from dcos_upgrade.core.error import DcosUpgradeError, Refused, Unreadable
from dcos_upgrade.core.snapshot import Key
from dcos_upgrade.probes import (
    cluster_id,
    dcos_version,
    exhibitor_status,
    marathon_info,
    marathon_leader,
    mesos_metrics,
    mesos_slaves,
    node_role,
    packages_active,
    zookeeper_srvr,
)
from dcos_upgrade.probes.exhibitor_status import ExhibitorStatus, Row
from dcos_upgrade.usecases import relied_on as reading

NEEDED = {
    "cluster-id",
    "dcos-version",
    "node-role",
    "mesos-slaves",
    "marathon-info",
    "exhibitor-status",
    "packages-active",
    "service-marathons",
}


def changed(changes: Values) -> Values:
    return healthy() | changes


def test_facts_have_plain_names() -> None:
    facts = reading.relied_on(snapshot(healthy()))

    assert facts["release of m1"] == "1.9.9"
    assert facts["role of p1"] == "public_agent"
    assert facts["agent id of a1"] == "S0"
    assert facts["framework id of marathon"] == "F0"
    assert facts["masters as Exhibitor knows them"] == "10.0.1.1, 10.0.1.2, 10.0.1.3"
    assert facts["cluster id"]


def test_who_leads_is_not_relied_on() -> None:
    moved: Values = {
        key(marathon_leader.PROBE, m): marathon_leader.MarathonLeader(address="10.0.1.1") for m in ["m1", "m2", "m3"]
    }

    assert reading.relied_on(snapshot(changed(moved))) == reading.relied_on(snapshot(healthy()))


@pytest.mark.parametrize("fact", [fact for fact in healthy() if fact[0] in NEEDED])
def test_unknown_fact_is_an_error_that_names_the_host(fact: Key) -> None:
    values = healthy()
    del values[fact]
    reason = f"{fact[1]}: no answer"

    with pytest.raises(Unreadable) as caught:
        reading.relied_on(snapshot(values, unknown={fact: reason}))

    assert reason in caught.value.evidence or "lists 0 agents" in caught.value.evidence
    assert fact[1] in caught.value.where or fact[1] == CLUSTER


@pytest.mark.parametrize(
    ("changes", "error", "where"),
    [
        ({key(cluster_id.PROBE, M2): "another"}, Refused, "example"),
        ({key(node_role.PROBE, A1): node_role.NodeRole(files=("slave_public",))}, Refused, "a1"),
        ({key(node_role.PROBE, A1): node_role.NodeRole(files=("slave", "master"))}, Refused, "a1"),
        ({key(node_role.PROBE, A1): node_role.NodeRole(files=())}, Refused, "a1"),
        ({key(packages_active.PROBE, A1): packages_active.ActivePackages(ids=("dcos-config--x",))}, Refused, "a1"),
        (
            {key(marathon_info.PROBE, M2): marathon_info.MarathonInfo(version="1", framework_id="F9")},
            Refused,
            "example",
        ),
        ({key(marathon_info.PROBE, M2): marathon_info.MarathonInfo(version="1")}, Unreadable, "m2"),
        ({key(mesos_slaves.PROBE): slaves(agent(A1), agent(A1, id="S9"))}, Unreadable, "a1"),
    ],
)
def test_what_contradicts_itself_or_the_inventory_stops(
    changes: Values, error: type[DcosUpgradeError], where: str
) -> None:
    with pytest.raises(error) as caught:
        reading.relied_on(snapshot(changed(changes)))

    assert caught.value.where == where


def test_node_that_the_inventory_does_not_have_stops() -> None:
    stranger = agent(A1, id="S7", pid="slave(1)@10.0.2.77:5051")
    master = Row(code=3, hostname="10.0.1.9", leader=False)
    values = changed(
        {
            key(mesos_slaves.PROBE): slaves(agent(A1), stranger),
            key(exhibitor_status.PROBE, M3): ExhibitorStatus(rows=(master,)),
        }
    )

    with pytest.raises(Refused) as caught:
        reading.relied_on(snapshot(values))

    assert caught.value.where == "10.0.1.9, 10.0.2.77"


def test_versions_are_releases_of_every_node() -> None:
    assert set(reading.versions(snapshot(healthy())).values()) == {OLD}


@pytest.mark.parametrize("text", ["1.10-dev", "garbage"])
def test_version_that_is_no_release_is_unreadable_and_named(text: str) -> None:
    values = changed({key(dcos_version.PROBE, A1): dcos_version.DcosVersion(version=text)})

    with pytest.raises(Unreadable) as caught:
        reading.versions(snapshot(values))

    assert caught.value.where == "a1"


def test_leaders_are_those_observed() -> None:
    srvr: Values = {key(zookeeper_srvr.PROBE, m): zookeeper_srvr.Srvr(mode="follower") for m in ("m2", "m3")}
    srvr |= {key(zookeeper_srvr.PROBE, "m1"): zookeeper_srvr.Srvr(mode="leader")}

    assert reading.leaders(snapshot(changed(srvr))) == Leaders(mesos=M2, marathon=M3, zookeeper=NodeId("m1"))


def test_leaders_that_are_not_agreed_on_are_none() -> None:
    two: Values = {
        key(mesos_metrics.PROBE, "m1"): mesos_metrics.MasterMetrics(elected=1.0),
        key(marathon_leader.PROBE, "m1"): marathon_leader.MarathonLeader(address="10.0.1.1"),
    }
    two |= {key(zookeeper_srvr.PROBE, m): zookeeper_srvr.Srvr(mode="leader") for m in ("m1", "m2")}

    assert reading.leaders(snapshot(changed(two))) == Leaders()
    assert reading.leaders(snapshot({})) == Leaders()


def test_marathon_leader_that_is_no_master_is_none() -> None:
    agents: Values = {
        key(marathon_leader.PROBE, m): marathon_leader.MarathonLeader(address="10.0.2.1") for m in ("m1", "m2", "m3")
    }

    assert reading.leaders(snapshot(changed(agents))).marathon is None


def test_nodes_of_two_releases_may_have_a_configuration_each() -> None:
    at_target: Values = {
        key(dcos_version.PROBE, M2): dcos_version.DcosVersion(version="1.10.7"),
        key(packages_active.PROBE, M2): packages_active.ActivePackages(ids=("dcos-config--new",)),
    }

    facts = reading.relied_on(snapshot(changed(at_target)))

    assert facts["configuration of 1.10.7"] == "dcos-config--new"
    assert facts["configuration of 1.9.9"] != "dcos-config--new"


def test_a_master_that_an_exhibitor_sees_down_is_refused_by_its_name() -> None:
    rows = tuple(
        Row(code=1 if address == "10.0.1.2" else 3, hostname=address, leader=address == "10.0.1.1", description="down")
        for address in ("10.0.1.1", "10.0.1.2", "10.0.1.3")
    )
    seen: Values = {key(exhibitor_status.PROBE, M3): ExhibitorStatus(rows=rows)}

    with pytest.raises(Refused) as caught:
        reading.masters_serve(snapshot(changed(seen)))

    assert "m2" in caught.value.what
    assert caught.value.evidence == "Exhibitor on m3 sees 10.0.1.2 down"


def test_masters_that_all_serve_are_no_objection_and_neither_is_an_exhibitor_that_says_nothing() -> None:
    values = healthy()
    del values[key(exhibitor_status.PROBE, M2)]

    reading.masters_serve(snapshot(values, unknown={key(exhibitor_status.PROBE, M2): "m2: no answer"}))
