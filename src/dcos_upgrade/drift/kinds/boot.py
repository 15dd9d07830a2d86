"""Which boot each node is in. A hop swaps packages and starts units anew; it reboots nothing."""

from __future__ import annotations

from collections.abc import Iterator

from dcos_upgrade.core.snapshot import Snapshot
from dcos_upgrade.drift.between import Between
from dcos_upgrade.drift.drift_kind import DriftKind, of_nodes
from dcos_upgrade.drift.judged import Judged, Meeting, unexpected
from dcos_upgrade.drift.row import Line
from dcos_upgrade.probes import boot_id


def lines(side: Snapshot, between: Between) -> Iterator[Line]:
    yield from of_nodes(side, between, boot_id.PROBE, lambda seen: [("boot id", seen)])


def judge(met: Meeting, between: Between) -> Judged:
    return unexpected("the node was rebooted, which is no part of a hop")


DRIFT_KIND = DriftKind(
    id="boot",
    title="Boot of each node",
    source="Linux, /proc/sys/kernel/random/boot_id; pkgpanda activate, 1.9 to 2.2",
    expects="nothing",
    probes=(boot_id.PROBE.id,),
    lines=lines,
    judge=judge,
)
