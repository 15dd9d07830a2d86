"""Which agents there are, by the leading Mesos master. Those that it counts as unreachable are in no list of its own. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from dcos_upgrade.core.cluster import CLUSTER, Node, NodeId, Role
from dcos_upgrade.core.snapshot import Snapshot
from dcos_upgrade.probes import mesos_metrics, mesos_slaves
from dcos_upgrade.probes.mesos_slaves import Agent, MesosSlaves
from dcos_upgrade.usecases.discovering.found import usable

PUBLIC_ROLE = "slave_public"
PUBLIC_ATTRIBUTE = "public_ip"
RACK = "rack"


@dataclass(frozen=True, slots=True, kw_only=True)
class Agents:
    """In the order of their addresses; each address once. ``away``: how many Mesos counts as unreachable, and does not list."""

    nodes: tuple[Node, ...]
    away: int = 0
    notes: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()


def agents_of(seen: Snapshot, masters: frozenset[str]) -> Agents:
    """``masters`` are the masters' addresses: one machine has one role in a cluster file."""
    listed = seen.fact(mesos_slaves.PROBE, CLUSTER)
    if listed.value is None:
        return Agents(nodes=(), unknown=(f"which agents there are: {listed.unknown}",))
    remembered = listed.value.recovered_slaves or ()
    nodes: dict[str, Node] = {}
    for agent in (*listed.value.slaves, *remembered):
        if usable(agent.address) and agent.address not in masters:
            nodes.setdefault(agent.address, _node(agent))
    return Agents(
        nodes=tuple(nodes[address] for address in sorted(nodes)),
        notes=tuple(_notes(listed.value, masters)),
        away=_away(seen),
    )


def _node(agent: Agent) -> Node:
    return Node(id=NodeId(agent.address), address=agent.address, role=_role(agent), rack=_rack(agent))


def _role(agent: Agent) -> Role:
    """A public agent keeps resources for ``slave_public``; its attribute says so as well."""
    said = str(agent.attributes.get(PUBLIC_ATTRIBUTE, "")).lower()
    public = PUBLIC_ROLE in agent.reserved_resources or said in {"true", "1", "1.0"}
    return Role.PUBLIC_AGENT if public else Role.PRIVATE_AGENT


def _rack(agent: Agent) -> str | None:
    """Its attribute; else the zone of its fault domain."""
    said = agent.attributes.get(RACK)
    return str(said) if said is not None else agent.place


def _notes(listed: MesosSlaves, masters: frozenset[str]) -> Iterator[str]:
    for agent in listed.slaves:
        if not usable(agent.address):
            yield f"the agent {agent.id} has no address that can be used ({agent.address!r}): it is left out"
        elif agent.address in masters:
            yield f"{agent.address} is a master, and an agent registered from there as well: it is written as a master only"
        elif agent.active is False:
            yield f"{agent.address} is registered and not connected"
    for address in sorted({agent.address for agent in listed.slaves if len(listed.at(agent.address)) > 1}):
        ids = ", ".join(sorted(agent.id for agent in listed.at(address)))
        yield f"{address} is registered more than once: {ids}"
    for agent in listed.recovered_slaves or ():
        yield f"{agent.address} has not registered again since the last election of a Mesos leader"


def _away(seen: Snapshot) -> int:
    """An unreachable agent leaves the leader's list, so only the count says that there is one."""
    counts = [seen.fact(mesos_metrics.PROBE, node.id).value for node in seen.inventory.masters]
    return max((int(each.slaves_unreachable) for each in counts if each and each.slaves_unreachable), default=0)
