"""What a snapshot knows of each agent as a machine. What is unknown stays unknown; nothing is raised for it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from dcos_upgrade.core.cluster import CLUSTER, Node, NodeId
from dcos_upgrade.core.snapshot import Snapshot
from dcos_upgrade.planning.kinds import NodeFacts
from dcos_upgrade.probes import agent_attributes, docker_version, mesos_slaves, mesos_state, os_release
from dcos_upgrade.probes.mesos_slaves import Agent


def machines(snapshot: Snapshot) -> Mapping[NodeId, NodeFacts]:
    """Facts of every agent of the inventory."""
    listed, load = _listed(snapshot), _load(snapshot)
    found = {}
    for node in snapshot.inventory.agents:
        seen = listed.get(node.address, ())
        found[node.id] = _facts(snapshot, node, seen[0] if len(seen) == 1 else None, load)
    return found


def _listed(snapshot: Snapshot) -> Mapping[str, Sequence[Agent]]:
    """Mesos' agents by address: there may be ten thousand."""
    by_address: defaultdict[str, list[Agent]] = defaultdict(list)
    listed = snapshot.fact(mesos_slaves.PROBE, CLUSTER).value
    for agent in listed.slaves if listed else ():
        by_address[agent.address].append(agent)
    return by_address


def _facts(snapshot: Snapshot, node: Node, agent: Agent | None, load: Mapping[str, int] | None) -> NodeFacts:
    docker = snapshot.fact(docker_version.PROBE, node.id).value
    return NodeFacts(
        system=_system(snapshot, node),
        docker=str(docker) if docker else None,
        attributes=_attributes(snapshot, node, agent),
        domain=agent.place if agent else None,
        tasks=load.get(agent.id, 0) if load is not None and agent else None,
    )


def _system(snapshot: Snapshot, node: Node) -> str | None:
    seen = snapshot.fact(os_release.PROBE, node.id).value
    return f"{seen.id} {seen.version} kernel {seen.kernel}" if seen else None


def _attributes(snapshot: Snapshot, node: Node, agent: Agent | None) -> Mapping[str, str] | None:
    """As Mesos has them in force; the node's own file where Mesos does not list the agent."""
    if agent is not None:
        return {name: _text(value) for name, value in agent.attributes.items()}
    own = snapshot.fact(agent_attributes.PROBE, node.id).value
    return own.attributes if own else None


def _text(value: str | float | bool) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return value if isinstance(value, str) else f"{value:g}"


def _load(snapshot: Snapshot) -> Mapping[str, int] | None:
    """Tasks that have not ended by agent id; None where the leader's state is unknown."""
    state = snapshot.fact(mesos_state.PROBE, CLUSTER).value
    return Counter(task.agent for task in state.tasks()) if state else None
