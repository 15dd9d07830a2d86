"""The figures of a Mesos master."""

from __future__ import annotations

from dcos_upgrade.probes import mesos_metrics
from dcos_upgrade.saved.facts import fact
from dcos_upgrade.saved.kind import Kind
from dcos_upgrade.saved.marks import has

KIND = Kind(
    id="mesos-master-metrics",
    title="Metrics of a Mesos master",
    source="Mesos /metrics/snapshot and /stats.json, 0.22 to 1.11",
    recognise=has("master/uptime_secs", without=("slave/uptime_secs",)),
    read=fact(mesos_metrics.PROBE),
)
