"""Docker of each node: one thing at a time is changed."""

from __future__ import annotations

from collections.abc import Iterator

from dcos_upgrade.core.snapshot import Snapshot
from dcos_upgrade.drift.between import Between
from dcos_upgrade.drift.drift_kind import DriftKind, of_nodes
from dcos_upgrade.drift.row import Line
from dcos_upgrade.drift.same import stays
from dcos_upgrade.probes import docker_version


def lines(side: Snapshot, between: Between) -> Iterator[Line]:
    yield from of_nodes(side, between, docker_version.PROBE, lambda seen: [("Docker", str(seen))])


DRIFT_KIND = DriftKind(
    id="docker",
    title="Docker of each node",
    source="workbook, FAQ (system, Docker and DC/OS together); docker version",
    expects="nothing",
    probes=(docker_version.PROBE.id,),
    lines=lines,
    judge=stays("Docker"),
)
