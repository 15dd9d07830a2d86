"""The inventory: which nodes there are. Everything is counted against it, never against whoever answered."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import NewType

NodeId = NewType("NodeId", str)

CLUSTER = NodeId("cluster")
"""The subject of facts and judgements that belong to the cluster as a whole."""


class Role(StrEnum):
    """What a node is, by its file under /etc/mesosphere/roles (on the wire: master, slave, slave_public)."""

    MASTER = "master"
    PRIVATE_AGENT = "private_agent"
    PUBLIC_AGENT = "public_agent"


ROLE_ON_THE_WIRE = {Role.MASTER: "master", Role.PRIVATE_AGENT: "slave", Role.PUBLIC_AGENT: "slave_public"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """One machine. ``address`` is the IP that DC/OS itself knows the node by."""

    id: NodeId
    address: str
    role: Role
    rack: str | None = None
    critical: bool = False


@dataclass(frozen=True, kw_only=True)
class Inventory:
    """All nodes of a cluster, in the order of their ids."""

    cluster: str
    nodes: tuple[Node, ...]

    @cached_property
    def masters(self) -> tuple[Node, ...]:
        return self.of(Role.MASTER)

    @cached_property
    def agents(self) -> tuple[Node, ...]:
        return self.of(Role.PRIVATE_AGENT, Role.PUBLIC_AGENT)

    def of(self, *roles: Role) -> tuple[Node, ...]:
        return tuple(node for node in self.nodes if node.role in roles)

    def node(self, node_id: str) -> Node | None:
        return self._by_id.get(node_id)

    def at(self, address: str) -> Node | None:
        """The node that DC/OS knows by this address."""
        return self._by_address.get(address)

    @cached_property
    def _by_id(self) -> dict[str, Node]:
        return {node.id: node for node in reversed(self.nodes)}

    @cached_property
    def _by_address(self) -> dict[str, Node]:
        return {node.address: node for node in reversed(self.nodes)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaders:
    """The three that lead among the masters, which may be three machines. None: not observed, or they did not agree."""

    mesos: NodeId | None = None
    marathon: NodeId | None = None
    zookeeper: NodeId | None = None

    def lateness(self, node: str) -> tuple[bool, bool, bool]:
        """Sorts masters into the order of their steps: the leaders late, and the Mesos leader last of all.

        Whoever leads hands over once, to one that is done. ZooKeeper's leader goes after those that lead nothing, as its
        restart is the one that makes the ensemble elect.
        """
        return node == self.mesos, node == self.marathon, node == self.zookeeper


def ids(nodes: Iterable[Node]) -> tuple[NodeId, ...]:
    return tuple(node.id for node in nodes)
