"""The Mesos that lies on each node."""

from __future__ import annotations

from collections.abc import Iterator

from dcos_upgrade.core.snapshot import Snapshot
from dcos_upgrade.drift.between import Between
from dcos_upgrade.drift.drift_kind import DriftKind, of_nodes
from dcos_upgrade.drift.mesos_generation import judge
from dcos_upgrade.drift.row import Line
from dcos_upgrade.probes import mesos_version


def lines(side: Snapshot, between: Between) -> Iterator[Line]:
    yield from of_nodes(side, between, mesos_version.PROBE, lambda seen: [("Mesos version", seen)])


DRIFT_KIND = DriftKind(
    id="mesos-on-disk",
    title="Mesos that lies on each node",
    source="workbook, 'Node Validation'; the catalog's Mesos of each release",
    expects="it rises to what the catalog says of the node's new release, another patch of that minor included",
    probes=(mesos_version.PROBE.id,),
    lines=lines,
    judge=judge,
    judges_equal=True,
)
