"""Which masters there are, by Exhibitor's view and by the list that the masters were installed with. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from dcos_upgrade.core.cluster import Inventory, Node, NodeId, Role
from dcos_upgrade.core.snapshot import Snapshot
from dcos_upgrade.probes import exhibitor_status, master_list, mesos_redirect
from dcos_upgrade.usecases.discovering.found import usable


@dataclass(frozen=True, slots=True, kw_only=True)
class Masters:
    """In the order of their addresses, with what is to be said of them."""

    nodes: tuple[Node, ...]
    notes: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()


def entry_only(entry: str) -> Inventory:
    """The cluster as far as it is known before anything was asked."""
    return Inventory(cluster=entry, nodes=(_master(entry),))


def masters_of(seen: Snapshot, entry: str) -> Masters:
    """``entry`` is the master that was asked. Sources that differ, or say nothing, are named: nobody guesses how many there are."""
    asked = NodeId(entry)
    ensemble = seen.fact(exhibitor_status.PROBE, asked)
    installed = seen.fact(master_list.PROBE, asked)
    by_exhibitor = frozenset(filter(usable, ensemble.value.hostnames if ensemble.value else ()))
    by_file = frozenset(filter(usable, installed.value.masters if installed.value else ()))
    leader = seen.fact(mesos_redirect.PROBE, asked).value
    found = (
        by_exhibitor
        or by_file
        or frozenset({entry} | ({leader.address} if leader and usable(leader.address) else set()))
    )
    unknown = []
    if not by_exhibitor and not by_file:
        unknown.append(
            f"which masters there are besides these: Exhibitor ({ensemble.unknown or 'it lists none'}) and "
            f"/opt/mesosphere/etc/master_list ({installed.unknown}) did not say"
        )
    if by_exhibitor and by_file and by_exhibitor != by_file:
        unknown.append(
            f"which masters there are: Exhibitor says {_listed(by_exhibitor)}, /opt/mesosphere/etc/master_list {_listed(by_file)}"
        )
    return Masters(
        nodes=tuple(_master(address) for address in sorted(found)),
        notes=tuple(_notes(found, entry)),
        unknown=tuple(unknown),
    )


def _notes(found: frozenset[str], entry: str) -> Iterator[str]:
    if entry not in found:
        yield f"{entry} is none of the addresses by which the masters know each other ({_listed(found)}): these are written"
    if len(found) % 2 == 0:
        yield f"{len(found)} masters are an even number: DC/OS has 1, 3 or 5"
    if len(found) == 1:
        yield "one master only: its upgrade is a full outage of the control plane"


def _master(address: str) -> Node:
    return Node(id=NodeId(address), address=address, role=Role.MASTER)


def _listed(addresses: frozenset[str]) -> str:
    return ", ".join(sorted(addresses))
