"""The system and kernel of each node: one thing at a time is changed."""

from __future__ import annotations

from collections.abc import Iterator

from dcos_upgrade.core.snapshot import Snapshot
from dcos_upgrade.drift.between import Between
from dcos_upgrade.drift.drift_kind import DriftKind, of_nodes
from dcos_upgrade.drift.row import Line
from dcos_upgrade.drift.same import stays
from dcos_upgrade.probes import os_release


def lines(side: Snapshot, between: Between) -> Iterator[Line]:
    yield from of_nodes(
        side,
        between,
        os_release.PROBE,
        lambda seen: [("system", f"{seen.id} {seen.version}".strip()), ("kernel", seen.kernel)],
    )


DRIFT_KIND = DriftKind(
    id="operating-system",
    title="System and kernel of each node",
    source="workbook, FAQ (system, Docker and DC/OS together)",
    expects="nothing",
    probes=(os_release.PROBE.id,),
    lines=lines,
    judge=stays("the system"),
)
