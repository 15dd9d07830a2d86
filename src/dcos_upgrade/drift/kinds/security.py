"""The security mode of an Enterprise cluster."""

from __future__ import annotations

from collections.abc import Iterator

from dcos_upgrade.core.snapshot import Snapshot
from dcos_upgrade.drift.between import Between
from dcos_upgrade.drift.drift_kind import DriftKind, of_nodes
from dcos_upgrade.drift.row import Line
from dcos_upgrade.drift.same import stays
from dcos_upgrade.probes import security_mode


def lines(side: Snapshot, between: Between) -> Iterator[Line]:
    yield from of_nodes(side, between, security_mode.PROBE, lambda seen: [("security mode", str(seen.mode or "none"))])


DRIFT_KIND = DriftKind(
    id="security",
    title="Security mode on each master",
    source="workbook, FAQ (change of the security mode)",
    expects="nothing",
    probes=(security_mode.PROBE.id,),
    lines=lines,
    judge=stays("the security mode"),
)
