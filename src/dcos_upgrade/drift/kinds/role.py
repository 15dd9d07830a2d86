"""What each node is by its own files; public and private agents among them."""

from __future__ import annotations

from collections.abc import Iterator

from dcos_upgrade.core.snapshot import Snapshot
from dcos_upgrade.drift.between import Between
from dcos_upgrade.drift.drift_kind import DriftKind, of_nodes
from dcos_upgrade.drift.row import Line
from dcos_upgrade.drift.same import stays
from dcos_upgrade.probes import node_role


def lines(side: Snapshot, between: Between) -> Iterator[Line]:
    yield from of_nodes(side, between, node_role.PROBE, lambda seen: [("role files", ", ".join(seen.files))])


DRIFT_KIND = DriftKind(
    id="role",
    title="Role files of each node",
    source="workbook, 'Master List'; /etc/mesosphere/roles",
    expects="nothing",
    probes=(node_role.PROBE.id,),
    lines=lines,
    judge=stays("the role"),
)
