"""The servers of ZooKeeper's ensemble as each master's Exhibitor has them."""

from __future__ import annotations

from collections.abc import Iterator

from dcos_upgrade.core.snapshot import Snapshot
from dcos_upgrade.drift.between import Between
from dcos_upgrade.drift.drift_kind import DriftKind, of_nodes
from dcos_upgrade.drift.row import Line
from dcos_upgrade.drift.same import stays
from dcos_upgrade.probes import exhibitor_status


def lines(side: Snapshot, between: Between) -> Iterator[Line]:
    yield from of_nodes(
        side, between, exhibitor_status.PROBE, lambda seen: [("servers of the ensemble", ", ".join(seen.hostnames))]
    )


DRIFT_KIND = DriftKind(
    id="ensemble",
    title="ZooKeeper's ensemble",
    source="workbook, 'Zookeeper Health Check'; Exhibitor v1 cluster/status",
    expects="nothing",
    probes=(exhibitor_status.PROBE.id,),
    lines=lines,
    judge=stays("ZooKeeper's ensemble"),
)
