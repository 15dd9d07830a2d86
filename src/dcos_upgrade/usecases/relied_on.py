"""The facts that a plan relies on, by plain names, and the few reads of a snapshot that planning and running share.

``run`` reads them again and refuses when one has changed, so everything here is either known or an error that names the host.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from dcos_upgrade.core.cluster import CLUSTER, Node, NodeId, Role
from dcos_upgrade.core.error import Refused, Unreadable
from dcos_upgrade.core.probe import Probe
from dcos_upgrade.core.snapshot import Snapshot
from dcos_upgrade.core.version import Version
from dcos_upgrade.probes import (
    cluster_id as cluster_id_probe,
)
from dcos_upgrade.probes import (
    dcos_version,
    exhibitor_status,
    marathon_info,
    marathon_leader,
    mesos_metrics,
    mesos_slaves,
    node_role,
)

T = TypeVar("T")


def relied_on(snapshot: Snapshot) -> dict[str, str]:
    """Name of the fact to its text. Raises Unreadable for what is unknown, Refused where inventory and cluster differ."""
    _same_members(snapshot)
    inventory = snapshot.inventory
    facts = {"cluster id": cluster_id(snapshot)}
    for node in inventory.nodes:
        facts[f"release of {node.id}"] = _known(snapshot, dcos_version.PROBE, node.id).version
        facts[f"role of {node.id}"] = _role(snapshot, node)
    for agent in inventory.agents:
        facts[f"agent id of {agent.id}"] = _agent_id(snapshot, agent)
    facts["framework id of marathon"] = _framework_id(snapshot)
    facts["masters as Exhibitor knows them"] = ", ".join(_exhibitor_masters(snapshot))
    return facts


def versions(snapshot: Snapshot) -> Mapping[NodeId, Version]:
    """The release of every node of the inventory. Raises Unreadable for one that is unknown or is no release."""
    found = {node.id: _known(snapshot, dcos_version.PROBE, node.id).version for node in snapshot.inventory.nodes}
    try:
        return {node: Version.parse(text) for node, text in found.items()}
    except ValueError as error:
        where = ", ".join(node for node, text in found.items() if text in str(error))
        raise Unreadable("a node's release is no release number", where=where, evidence=str(error)) from error


def leaders(snapshot: Snapshot) -> tuple[NodeId | None, NodeId | None]:
    """(leading Mesos master, leading Marathon) as observed; None where not every master that answered agrees."""
    return _mesos_leader(snapshot), _marathon_leader(snapshot)


def cluster_id(snapshot: Snapshot) -> str:
    """The id on which all masters agree. Raises Unreadable when one is unknown, Refused when they differ."""
    return _agreed(snapshot, "cluster id", {m: _known(snapshot, cluster_id_probe.PROBE, m) for m in _masters(snapshot)})


def not_in_inventory(snapshot: Snapshot) -> tuple[str, ...]:
    """Addresses of agents and of ZooKeeper servers that the cluster knows and the inventory does not."""
    known = {node.address for node in snapshot.inventory.nodes}
    listed = snapshot.fact(mesos_slaves.PROBE, CLUSTER).value
    agents = {agent.address for agent in listed.slaves} if listed else set()
    views = [snapshot.fact(exhibitor_status.PROBE, master).value for master in _masters(snapshot)]
    servers = {hostname for view in views if view for hostname in view.hostnames}
    return tuple(sorted((agents | servers) - known))


def _same_members(snapshot: Snapshot) -> None:
    if strangers := not_in_inventory(snapshot):
        raise Refused(
            "the cluster has nodes that the inventory does not have",
            where=", ".join(strangers),
            evidence="Mesos' list of agents and Exhibitor's list of servers",
            next_command="add them to the cluster file, then capture again",
        )


def _masters(snapshot: Snapshot) -> tuple[NodeId, ...]:
    return tuple(master.id for master in snapshot.inventory.masters)


def _known(snapshot: Snapshot, probe: Probe[T], subject: NodeId) -> T:
    observed = snapshot.fact(probe, subject)
    if observed.value is None:
        raise _unknown(probe, subject, observed.unknown)
    return observed.value


def _unknown(probe: Probe[Any], subject: NodeId, why: str) -> Unreadable:
    return Unreadable(
        f"a fact that the plan relies on is unknown: {probe.title}",
        where=str(subject),
        evidence=why,
        next_command="make the host answer, then capture again",
    )


def _agreed(snapshot: Snapshot, what: str, texts: Mapping[NodeId, str]) -> str:
    different = sorted(set(texts.values()))
    if len(different) != 1:
        evidence = "; ".join(f"{node}: {text}" for node, text in texts.items())
        raise Refused(f"the masters do not agree on the {what}", where=snapshot.inventory.cluster, evidence=evidence)
    return different[0]


def _role(snapshot: Snapshot, node: Node) -> str:
    seen = _known(snapshot, node_role.PROBE, node.id)
    if seen.role is None:
        files = ", ".join(seen.files) or "none"
        raise Unreadable("the node does not have exactly one role", where=str(node.id), evidence=f"role files: {files}")
    if seen.role is not node.role:
        evidence = f"the inventory says {node.role}, the node's own file says {seen.role}"
        raise Refused("the inventory has another role for this node", where=str(node.id), evidence=evidence)
    return str(seen.role)


def _agent_id(snapshot: Snapshot, node: Node) -> str:
    found = _known(snapshot, mesos_slaves.PROBE, CLUSTER).at(node.address)
    if len(found) != 1:
        why = f"the leading Mesos master lists {len(found)} agents at {node.address}"
        raise _unknown(mesos_slaves.PROBE, node.id, why)
    return found[0].id


def _framework_id(snapshot: Snapshot) -> str:
    found = {master: _known(snapshot, marathon_info.PROBE, master).framework_id for master in _masters(snapshot)}
    for master, framework in found.items():
        if not framework:
            raise _unknown(marathon_info.PROBE, master, "Marathon does not say its framework id")
    return _agreed(snapshot, "framework id of Marathon", {m: str(framework) for m, framework in found.items()})


def _exhibitor_masters(snapshot: Snapshot) -> tuple[str, ...]:
    views = {master: _known(snapshot, exhibitor_status.PROBE, master).hostnames for master in _masters(snapshot)}
    return tuple(_agreed(snapshot, "list of masters", {m: ", ".join(view) for m, view in views.items()}).split(", "))


def _mesos_leader(snapshot: Snapshot) -> NodeId | None:
    seen = {master: snapshot.fact(mesos_metrics.PROBE, master).value for master in _masters(snapshot)}
    elected = [master for master, metrics in seen.items() if metrics is not None and metrics.elected == 1]
    return elected[0] if len(elected) == 1 else None


def _marathon_leader(snapshot: Snapshot) -> NodeId | None:
    views = [snapshot.fact(marathon_leader.PROBE, master).value for master in _masters(snapshot)]
    named = {view.address for view in views if view is not None}
    node = snapshot.inventory.at(named.pop()) if len(named) == 1 else None
    return node.id if node is not None and node.role is Role.MASTER else None
