"""The id of the cluster on each master: another one is another cluster."""

from __future__ import annotations

from collections.abc import Iterator

from dcos_upgrade.core.snapshot import Snapshot
from dcos_upgrade.drift.between import Between
from dcos_upgrade.drift.drift_kind import DriftKind, of_nodes
from dcos_upgrade.drift.row import Line
from dcos_upgrade.drift.same import stays
from dcos_upgrade.probes import cluster_id


def lines(side: Snapshot, between: Between) -> Iterator[Line]:
    yield from of_nodes(side, between, cluster_id.PROBE, lambda seen: [("cluster id", seen)])


DRIFT_KIND = DriftKind(
    id="cluster-id",
    title="Cluster id on each master",
    source="/var/lib/dcos/cluster-id",
    expects="nothing",
    probes=(cluster_id.PROBE.id,),
    lines=lines,
    judge=stays("the cluster id"),
)
