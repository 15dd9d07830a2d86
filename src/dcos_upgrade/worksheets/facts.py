"""A snapshot's facts by where they may stand: of a node, of the cluster, or of whichever master has answered."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeVar

from dcos_upgrade.core.cluster import CLUSTER, NodeId
from dcos_upgrade.core.probe import Probe
from dcos_upgrade.core.snapshot import NOT_ASKED, Snapshot
from dcos_upgrade.worksheets.figure import Seen, seen

T = TypeVar("T")


def of_node(snapshot: Snapshot, probe: Probe[T], node: NodeId) -> Seen[T]:
    return seen(probe, node, snapshot.fact(probe, node))


def of_cluster(snapshot: Snapshot, probe: Probe[T]) -> Seen[T]:
    return of_node(snapshot, probe, CLUSTER)


def of_masters(snapshot: Snapshot, probe: Probe[T]) -> Iterator[Seen[T]]:
    """Each master's; and one that a saved answer holds without saying whose it is."""
    for subject in (*(master.id for master in snapshot.inventory.masters), CLUSTER):
        found = of_node(snapshot, probe, subject)
        if subject != CLUSTER or found.value is not None:
            yield found


def of_any_master(snapshot: Snapshot, probe: Probe[T]) -> Seen[T]:
    """The first that is known; else the first with a reason that says more than that nothing was asked."""
    found = [*of_masters(snapshot, probe), of_cluster(snapshot, probe)]
    known = next((each for each in found if each.value is not None), None)
    return known or next((each for each in found if each.why != NOT_ASKED), found[0])
