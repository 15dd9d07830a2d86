"""Since when each Mesos process runs."""

from __future__ import annotations

from collections.abc import Iterator

from dcos_upgrade.core.snapshot import Snapshot
from dcos_upgrade.drift.between import Between
from dcos_upgrade.drift.drift_kind import DriftKind, Value, of_nodes
from dcos_upgrade.drift.judged import Judged, Meeting, expected
from dcos_upgrade.drift.row import Line
from dcos_upgrade.probes import agent_metrics, mesos_metrics


def lines(side: Snapshot, between: Between) -> Iterator[Line]:
    yield from of_nodes(side, between, mesos_metrics.PROBE, lambda seen: _values(seen.uptime_secs))
    yield from of_nodes(side, between, agent_metrics.PROBE, lambda seen: _values(seen.uptime_secs))


def _values(seconds: float | None) -> Iterator[Value]:
    if seconds is not None:
        yield "uptime of Mesos", f"{seconds:.0f} s"


def judge(met: Meeting, between: Between) -> Judged:
    return expected("time passes, and a hop starts every process anew")


DRIFT_KIND = DriftKind(
    id="uptime",
    title="Uptime of each Mesos process",
    source="Mesos /metrics/snapshot, 1.2 to 1.11",
    expects="always",
    probes=(mesos_metrics.PROBE.id, agent_metrics.PROBE.id),
    lines=lines,
    judge=judge,
)
