"""The release on each node. The newest one afterwards is where a hop leads; whoever is not there was left behind."""

from __future__ import annotations

from collections.abc import Iterator

from dcos_upgrade.core.snapshot import Snapshot
from dcos_upgrade.drift.between import Between
from dcos_upgrade.drift.drift_kind import DriftKind, of_nodes
from dcos_upgrade.drift.judged import Judged, Meeting, expected, not_known, unexpected
from dcos_upgrade.drift.row import Line
from dcos_upgrade.probes import dcos_version


def lines(side: Snapshot, between: Between) -> Iterator[Line]:
    yield from of_nodes(side, between, dcos_version.PROBE, lambda seen: [("release", seen.version)])


def judge(met: Meeting, between: Between) -> Judged | None:
    move, cluster = between.move(met.subject), between.cluster
    if move is None or cluster is None:
        return not_known("what the node has is no release number") if met.differs else None
    if move.target < move.source:
        return unexpected("a release never goes back")
    if between.hop and move.target != cluster.target:
        return unexpected(f"the hop leads to {cluster.target}, and this node is not there")
    return expected("this is what the hop is for") if met.differs else None


DRIFT_KIND = DriftKind(
    id="release",
    title="Release on each node",
    source="workbook, 'Validating an Upgrade'; /opt/mesosphere/etc/dcos-version.json",
    expects="it rises to the newest release of the second snapshot",
    probes=(dcos_version.PROBE.id,),
    lines=lines,
    judge=judge,
    judges_equal=True,
)
