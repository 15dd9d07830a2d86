"""The systemd of each agent."""

from __future__ import annotations

from collections.abc import Iterator

from dcos_upgrade.core.snapshot import Snapshot
from dcos_upgrade.drift.between import Between
from dcos_upgrade.drift.drift_kind import DriftKind, of_nodes
from dcos_upgrade.drift.row import Line
from dcos_upgrade.drift.same import stays
from dcos_upgrade.probes import systemd_version


def lines(side: Snapshot, between: Between) -> Iterator[Line]:
    yield from of_nodes(side, between, systemd_version.PROBE, lambda seen: [("systemd", str(seen.version))])


DRIFT_KIND = DriftKind(
    id="systemd",
    title="systemd of each agent",
    source="systemctl --version",
    expects="nothing",
    probes=(systemd_version.PROBE.id,),
    lines=lines,
    judge=stays("systemd"),
)
