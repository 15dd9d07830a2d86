"""The agents of a cluster as rows: those of the inventory, and those that Mesos lists besides; each with its rack and how it stands."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from dcos_upgrade.core.cluster import Node, NodeId, Role
from dcos_upgrade.core.snapshot import Snapshot
from dcos_upgrade.probes import agent_attributes, mesos_slaves, mesos_state
from dcos_upgrade.probes.mesos_slaves import Agent
from dcos_upgrade.probes.mesos_summary import SUMMARY
from dcos_upgrade.worksheets.facts import of_cluster, of_node
from dcos_upgrade.worksheets.figure import Figure, Origin, Seen, said, unknown
from dcos_upgrade.worksheets.given import Given
from dcos_upgrade.worksheets.visible import visible

RACK_NAMES = ("rack", "rack_id", "rackid", "rack-id")
"""Attributes that name a rack (the workbook's is ``rack``)."""
ACTIVE, INACTIVE, NOT_LISTED = "active", "not active", "not listed by Mesos"
NO_RACK = "neither a mapping, the cluster file, an attribute nor a fault domain names its rack"

MAPPING = Origin(fact="rack mapping", subject="given by people")
INVENTORY = Origin(fact="inventory", subject="the snapshot's own")


@dataclass(frozen=True, slots=True, kw_only=True)
class Machine:
    """One agent. ``agent`` is Mesos' own row, None where it lists none; ``node`` is None for one that is not in the inventory."""

    id: str
    node: NodeId | None
    address: str
    role: Role
    agent: Agent | None
    rack: Figure
    state: Figure
    critical: bool = False

    @property
    def strange(self) -> bool:
        return self.node is None

    @property
    def agent_id(self) -> str:
        return self.agent.id if self.agent else ""

    @property
    def hostname(self) -> str:
        return (self.agent.hostname if self.agent else "") or self.address


@dataclass(frozen=True, kw_only=True)
class Machines:
    """``why``: why nobody can say which agents Mesos has; empty where it does."""

    rows: tuple[Machine, ...]
    why: str
    origin: Origin

    @cached_property
    def by_agent(self) -> dict[str, Machine]:
        return {each.agent_id: each for each in self.rows if each.agent_id}

    @cached_property
    def by_host(self) -> dict[str, Machine]:
        found = {each.address: each for each in reversed(self.rows)}
        return {**{each.hostname: each for each in reversed(self.rows)}, **found}

    def of(self, role: Role) -> tuple[Machine, ...]:
        return tuple(each for each in self.rows if each.role is role)


def listed_agents(snapshot: Snapshot) -> Seen[tuple[Agent, ...]]:
    """By the leader's list of agents, else by its state, else by its short account."""
    slaves = of_cluster(snapshot, mesos_slaves.PROBE)
    if slaves.value is not None:
        return Seen(value=slaves.value.slaves, why="", origin=slaves.origin)
    state = of_cluster(snapshot, mesos_state.PROBE)
    if state.value is not None:
        return Seen(value=state.value.slaves, why="", origin=state.origin)
    summary = of_cluster(snapshot, SUMMARY)
    if summary.value is not None:
        return Seen(value=summary.value.slaves, why="", origin=summary.origin)
    return Seen(value=None, why=slaves.why, origin=slaves.origin)


def machines(given: Given) -> Machines:
    """Those of the inventory in its order, then the strange ones."""
    return given.once(_machines)


def _machines(given: Given) -> Machines:
    found = listed_agents(given.snapshot)
    left: dict[str, list[Agent]] = {}
    for agent in found.value or ():
        left.setdefault(agent.address, []).append(agent)
    rows = [
        _machine(given, node, _taken(node, left.get(node.address, [])), found)
        for node in given.snapshot.inventory.agents
    ]
    rows += [_strange(given, agent, found) for here in left.values() for agent in here]
    return Machines(rows=tuple(rows), why=found.why, origin=found.origin)


def _taken(node: Node, here: list[Agent]) -> Agent | None:
    """Take away one agent of those at its address: of several the one whose id the node's name holds (as captures without an
    inventory write it)."""
    if not here:
        return None
    named = (number for number, agent in enumerate(here) if node.id.endswith(f" {agent.id}"))
    return here.pop(next(named, 0))


def _machine(given: Given, node: Node, agent: Agent | None, found: Seen[tuple[Agent, ...]]) -> Machine:
    return Machine(
        id=visible(node.id),
        node=node.id,
        critical=node.critical,
        address=visible(node.address),
        role=node.role,
        agent=agent,
        rack=_rack(given, node, agent, found.origin),
        state=_state(agent, found),
    )


def _strange(given: Given, agent: Agent, found: Seen[tuple[Agent, ...]]) -> Machine:
    name = agent.address or agent.id
    role = Role.PUBLIC_AGENT if agent.public else Role.PRIVATE_AGENT
    node = Node(id=NodeId(name), address=agent.address, role=role)
    return Machine(
        id=visible(name),
        node=None,
        address=visible(agent.address),
        role=role,
        agent=agent,
        rack=_rack(given, node, agent, found.origin),
        state=_state(agent, found),
    )


def _state(agent: Agent | None, found: Seen[tuple[Agent, ...]]) -> Figure:
    if found.value is None:
        return unknown(found.why, found.origin)
    if agent is None:
        return said(NOT_LISTED, found.origin)
    if agent.active is None:
        return unknown("Mesos does not say whether it is active", found.origin)
    return said(ACTIVE if agent.active else INACTIVE, found.origin)


def _rack(given: Given, node: Node, agent: Agent | None, listed: Origin) -> Figure:
    """The site's own mapping, then its cluster file, then the attribute, then the fault domain, then the agent's own file."""
    return next(_racks(given, node, agent, listed), unknown(NO_RACK, listed))


def _racks(given: Given, node: Node, agent: Agent | None, listed: Origin) -> Iterator[Figure]:
    for name in (node.id, node.address, agent.hostname if agent else ""):
        if name and name in given.racks:
            yield said(given.racks[name], MAPPING)
    if node.rack:
        yield said(node.rack, INVENTORY)
    if agent is not None and (named := _attribute(agent.attributes)):
        yield said(named, listed)
    if agent is not None and agent.place:
        yield said(agent.place, listed)
    own = of_node(given.snapshot, agent_attributes.PROBE, node.id)
    if own.value is not None and (named := _attribute(own.value.attributes)):
        yield said(named, own.origin)


def _attribute(attributes: dict[str, str] | dict[str, str | float | bool]) -> str:
    lower = {name.lower(): value for name, value in attributes.items()}
    found = next((lower[name] for name in RACK_NAMES if name in lower), "")
    return f"{found:g}" if isinstance(found, float) else str(found)


def unmapped(given: Given, known: Machines) -> tuple[str, ...]:
    """Names of the site's mapping that are no agent of this cluster."""
    names = {name for node in given.snapshot.inventory.nodes for name in (str(node.id), node.address)}
    names |= {name for each in known.rows for name in (each.id, each.address, each.hostname)}
    return tuple(sorted(visible(name) for name in given.racks if name not in names))
