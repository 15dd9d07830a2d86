"""The figures of a Mesos agent. One that also holds those of a master is of an agent all the same."""

from __future__ import annotations

from dcos_upgrade.probes import agent_metrics
from dcos_upgrade.saved.facts import fact
from dcos_upgrade.saved.kind import Kind
from dcos_upgrade.saved.marks import either, has

KIND = Kind(
    id="mesos-agent-metrics",
    title="Metrics of a Mesos agent",
    source="Mesos agent /metrics/snapshot and /stats.json, 0.22 to 1.11",
    recognise=either(has("slave/uptime_secs"), has("slave/registered")),
    read=fact(agent_metrics.PROBE),
)
