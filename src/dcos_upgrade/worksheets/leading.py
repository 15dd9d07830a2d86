"""Who leads what, as the snapshot has it: Mesos, the root Marathon, ZooKeeper."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from dcos_upgrade.core.snapshot import Snapshot
from dcos_upgrade.probes import (
    exhibitor_status,
    marathon_info,
    marathon_leader,
    mesos_metrics,
    mesos_redirect,
    mesos_state,
    zookeeper_srvr,
)
from dcos_upgrade.probes.reading import host_port
from dcos_upgrade.worksheets.facts import of_cluster, of_masters, of_node
from dcos_upgrade.worksheets.figure import Figure, Origin, said, unknown
from dcos_upgrade.worksheets.visible import visible

MESOS, MARATHON, ZOOKEEPER = "Mesos", "Marathon", "ZooKeeper"

Word = tuple[str, Origin]
"""A node's id or, where it is no node of the inventory, its address; and who says so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Leading:
    """By service. A figure's value is a node's id, or the address of one that is not in the inventory."""

    by_service: dict[str, Figure]

    @property
    def whole(self) -> bool:
        """Whether every leader is known."""
        return all(figure.value is not None for figure in self.by_service.values())

    def of(self, node: str) -> tuple[str, ...]:
        """The services that this node leads."""
        return tuple(service for service, figure in self.by_service.items() if figure.value == visible(node))


def leading(snapshot: Snapshot) -> Leading:
    words = {MESOS: _mesos, MARATHON: _marathon, ZOOKEEPER: _zookeeper}
    return Leading(by_service={service: _agreed(service, tuple(ask(snapshot))) for service, ask in words.items()})


def _agreed(service: str, words: tuple[Word, ...]) -> Figure:
    """The one that all name who say anything."""
    named = {word for word, _ in words}
    origins = (origin for _, origin in words)
    if len(named) == 1:
        return said(named.pop(), *origins)
    if not named:
        return unknown(f"no answer names the leader of {service}")
    return unknown(f"answers name different leaders of {service}: {', '.join(sorted(named)[:5])}", *origins)


def _mesos(snapshot: Snapshot) -> Iterator[Word]:
    """A master that says of itself that it is elected; the state; where masters redirect to."""
    for master in snapshot.inventory.masters:
        metrics = of_node(snapshot, mesos_metrics.PROBE, master.id)
        if metrics.value is not None and metrics.value.elected == 1:
            yield str(master.id), metrics.origin
    state = of_cluster(snapshot, mesos_state.PROBE)
    if state.value is not None and state.value.leader:
        yield from _named(snapshot, state.value.leader, state.origin)
    for seen in of_masters(snapshot, mesos_redirect.PROBE):
        if seen.value is not None:
            yield from _named(snapshot, seen.value.address, seen.origin)


def _marathon(snapshot: Snapshot) -> Iterator[Word]:
    for seen in of_masters(snapshot, marathon_leader.PROBE):
        if seen.value is not None:
            yield from _named(snapshot, seen.value.address, seen.origin)
    for info in of_masters(snapshot, marathon_info.PROBE):
        if info.value is not None and info.value.leader:
            yield from _named(snapshot, info.value.leader, info.origin)


def _zookeeper(snapshot: Snapshot) -> Iterator[Word]:
    for master in snapshot.inventory.masters:
        srvr = of_node(snapshot, zookeeper_srvr.PROBE, master.id)
        if srvr.value is not None and srvr.value.mode in {"leader", "standalone"}:
            yield str(master.id), srvr.origin
    for view in of_masters(snapshot, exhibitor_status.PROBE):
        for host in view.value.leaders if view.value is not None else ():
            yield from _named(snapshot, host, view.origin)


def _named(snapshot: Snapshot, address: str, origin: Origin) -> Iterator[Word]:
    found = host_port(address)
    host = found.host if found else address
    node = snapshot.inventory.at(host)
    yield (str(node.id) if node else host), origin
