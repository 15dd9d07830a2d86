"""From a probe's facts to readings: one value for each subject, unknown with the capture's own reason."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

from dcos_upgrade.core.cluster import CLUSTER, Node
from dcos_upgrade.core.expression import Reading, Unknown, Value
from dcos_upgrade.core.probe import Probe
from dcos_upgrade.core.snapshot import Observed, Snapshot
from dcos_upgrade.planning.situation import NOT_CAPTURED, Situation

T = TypeVar("T")


def of_each(
    situation: Situation,
    probe: Probe[T],
    value: Callable[[T], Value | None],
    nodes: Callable[[Snapshot], Iterable[Node]] = lambda snapshot: snapshot.inventory.nodes,
) -> Reading:
    """One value for each of these nodes; None from ``value`` is unknown."""
    if situation.snapshot is None:
        return NOT_CAPTURED
    snapshot = situation.snapshot
    return {node.id: _value(snapshot.fact(probe, node.id).map(value)) for node in nodes(snapshot)}


def of_cluster(situation: Situation, probe: Probe[T], value: Callable[[T], Value | None]) -> Reading:
    """The value of a fact whose subject is the cluster."""
    if situation.snapshot is None:
        return NOT_CAPTURED
    return _value(situation.snapshot.fact(probe, CLUSTER).map(value))


def _value(observed: Observed[Value]) -> Value | Unknown:
    return Unknown(observed.unknown) if observed.value is None else observed.value
