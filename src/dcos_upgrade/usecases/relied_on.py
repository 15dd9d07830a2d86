"""The facts that a plan relies on, by plain names, and the few reads of a snapshot that planning and running share.

``run`` reads them again and refuses when one has changed, so everything here is either known or an error that names the host.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, TypeVar

from dcos_upgrade.core.cluster import CLUSTER, Leaders, Node, NodeId, Role
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
    packages_active,
    service_marathons,
    zookeeper_srvr,
)
from dcos_upgrade.probes.service_marathons import ServiceMarathons

T = TypeVar("T")

CONFIGURATION = "dcos-config"
"""The package that holds what the installer made of config.yaml; its id differs where config.yaml did."""


def relied_on(snapshot: Snapshot) -> dict[str, str]:
    """Name of the fact to its text. Raises Unreadable for what is unknown, Refused where inventory and cluster differ."""
    same_members(snapshot)
    inventory = snapshot.inventory
    facts = {"cluster id": cluster_id(snapshot)}
    for node in inventory.nodes:
        facts[f"release of {node.id}"] = known(snapshot, dcos_version.PROBE, node.id).version
        facts[f"role of {node.id}"] = role_of(snapshot, node)
    for agent in inventory.agents:
        facts[f"agent id of {agent.id}"] = agent_id_of(snapshot, agent)
    facts["framework id of marathon"] = framework_id(snapshot)
    facts["masters as Exhibitor knows them"] = ", ".join(exhibitor_masters(snapshot))
    facts |= {f"configuration of {release}": package for release, package in configurations(snapshot).items()}
    for each in found_service_marathons(snapshot).known:
        if each.app is not None and each.framework_id is not None and each.version is not None:
            facts[f"framework id of the service Marathon {each.app}"] = each.framework_id
            facts[f"version of the service Marathon {each.app}"] = each.version
    return facts


def masters_serve(snapshot: Snapshot) -> None:
    """Raises Refused when an Exhibitor that answered sees a master that is not serving.

    Up to 1.13.9, 2.0.5 and 2.1.0 a master that was upgraded waits until all masters serve, so that with one down it never comes back.
    """
    for refused in not_serving(snapshot):
        raise refused


def not_serving(snapshot: Snapshot) -> Iterator[Refused]:
    """One for each master that an Exhibitor sees not serving."""
    for observer in _masters(snapshot):
        view = snapshot.fact(exhibitor_status.PROBE, observer).value
        for row in view.rows if view else ():
            if not row.serving:
                yield _not_serving(snapshot, row, observer)


def _not_serving(snapshot: Snapshot, row: exhibitor_status.Row, observer: NodeId) -> Refused:
    node = snapshot.inventory.at(row.hostname)
    name = str(node.id) if node else row.hostname
    return Refused(
        f"the master {name} is not serving: no other one may be touched until it is",
        where=f"{name} ({row.hostname})",
        evidence=f"Exhibitor on {observer} sees {row.hostname} {row.description or f'with code {row.code}'}",
        next_command=f"bring {name} back, wait until Exhibitor shows it serving, then capture again",
    )


def found_service_marathons(snapshot: Snapshot) -> ServiceMarathons:
    """Raises Unreadable when nobody could say which there are."""
    return known(snapshot, service_marathons.PROBE, CLUSTER)


def versions(snapshot: Snapshot) -> Mapping[NodeId, Version]:
    """The release of every node of the inventory. Raises Unreadable for one that is unknown or is no release."""
    found = {node.id: known(snapshot, dcos_version.PROBE, node.id).version for node in snapshot.inventory.nodes}
    try:
        return {node: Version.parse(text) for node, text in found.items()}
    except ValueError as error:
        where = ", ".join(node for node, text in found.items() if text in str(error))
        raise Unreadable("a node's release is no release number", where=where, evidence=str(error)) from error


def leaders(snapshot: Snapshot) -> Leaders:
    """As observed; None where not every master that answered agrees, or not exactly one says that it leads."""
    return Leaders(
        mesos=_mesos_leader(snapshot), marathon=_marathon_leader(snapshot), zookeeper=_zookeeper_leader(snapshot)
    )


def cluster_id(snapshot: Snapshot) -> str:
    """The id on which all masters agree. Raises Unreadable when one is unknown, Refused when they differ."""
    return _agreed(snapshot, "cluster id", {m: known(snapshot, cluster_id_probe.PROBE, m) for m in _masters(snapshot)})


def not_in_inventory(snapshot: Snapshot) -> tuple[str, ...]:
    """Addresses of agents and of ZooKeeper servers that the cluster knows and the inventory does not."""
    known = {node.address for node in snapshot.inventory.nodes}
    listed = snapshot.fact(mesos_slaves.PROBE, CLUSTER).value
    agents = {agent.address for agent in listed.slaves} if listed else set()
    views = [snapshot.fact(exhibitor_status.PROBE, master).value for master in _masters(snapshot)]
    servers = {hostname for view in views if view for hostname in view.hostnames}
    return tuple(sorted((agents | servers) - known))


def same_members(snapshot: Snapshot) -> None:
    if strangers := not_in_inventory(snapshot):
        raise Refused(
            "the cluster has nodes that the inventory does not have",
            where=", ".join(strangers),
            evidence="Mesos' list of agents and Exhibitor's list of servers",
            next_command="add them to the cluster file, then capture again",
        )


def _masters(snapshot: Snapshot) -> tuple[NodeId, ...]:
    return tuple(master.id for master in snapshot.inventory.masters)


def known(snapshot: Snapshot, probe: Probe[T], subject: NodeId) -> T:
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


def configurations(snapshot: Snapshot) -> dict[str, str]:
    """Release to the id of its configuration package. Raises Refused when nodes of one release have different ones."""
    by_release: dict[str, dict[str, list[str]]] = {}
    for node in snapshot.inventory.nodes:
        release = known(snapshot, dcos_version.PROBE, node.id).version
        package = configuration_of(snapshot, node.id)
        by_release.setdefault(release, {}).setdefault(package, []).append(str(node.id))
    for release, nodes in by_release.items():
        if len(nodes) > 1:
            raise _drifted(release, nodes)
    return {release: next(iter(nodes)) for release, nodes in by_release.items()}


def configuration_of(snapshot: Snapshot, node: NodeId) -> str:
    active = known(snapshot, packages_active.PROBE, node).ids
    return next((package for package in active if package.partition("--")[0] == CONFIGURATION), "none")


def _drifted(release: str, nodes: Mapping[str, list[str]]) -> Refused:
    """The fewer are taken for the odd ones."""
    others, usual = sorted(nodes.values(), key=len)[:-1], max(nodes, key=lambda package: len(nodes[package]))
    odd = ", ".join(sorted(node for group in others for node in group))
    told = "; ".join(f"{package}: {_few(names)}" for package, names in nodes.items())
    return Refused(
        f"the nodes of {release} do not have the same configuration",
        where=odd,
        evidence=told,
        next_command=f"compare /opt/mesosphere/etc/user.config.yaml of {odd} with another node's; "
        f"give all of them the configuration of one generation (most have {usual}), then capture again",
    )


def _few(names: list[str]) -> str:
    return ", ".join(names[:8]) + (f" and {len(names) - 8} more" if len(names) > 8 else "")


def role_of(snapshot: Snapshot, node: Node) -> str:
    seen = known(snapshot, node_role.PROBE, node.id)
    if seen.role is None:
        raise Refused(
            "the node does not have exactly one role",
            where=str(node.id),
            evidence=f"role files: {', '.join(seen.files) or 'none'}",
            next_command=f"leave exactly one file in /etc/mesosphere/roles on {node.id}, then capture again",
        )
    if seen.role is not node.role:
        evidence = f"the inventory says {node.role}, the node's own file says {seen.role}"
        raise Refused("the inventory has another role for this node", where=str(node.id), evidence=evidence)
    return str(seen.role)


def agent_id_of(snapshot: Snapshot, node: Node) -> str:
    found = known(snapshot, mesos_slaves.PROBE, CLUSTER).at(node.address)
    if len(found) != 1:
        why = f"the leading Mesos master lists {len(found)} agents at {node.address}"
        raise _unknown(mesos_slaves.PROBE, node.id, why)
    return found[0].id


def framework_id(snapshot: Snapshot) -> str:
    found = {master: known(snapshot, marathon_info.PROBE, master).framework_id for master in _masters(snapshot)}
    for master, framework in found.items():
        if not framework:
            raise _unknown(marathon_info.PROBE, master, "Marathon does not say its framework id")
    return _agreed(snapshot, "framework id of Marathon", {m: str(framework) for m, framework in found.items()})


def exhibitor_masters(snapshot: Snapshot) -> tuple[str, ...]:
    views = {master: known(snapshot, exhibitor_status.PROBE, master).hostnames for master in _masters(snapshot)}
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


def _zookeeper_leader(snapshot: Snapshot) -> NodeId | None:
    """By the servers' own word; a single master has none, as its server stands alone."""
    seen = {master: snapshot.fact(zookeeper_srvr.PROBE, master).value for master in _masters(snapshot)}
    leading = [master for master, server in seen.items() if server is not None and server.mode == "leader"]
    return leading[0] if len(leading) == 1 else None
