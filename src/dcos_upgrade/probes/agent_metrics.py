"""Each Mesos agent's own metrics: whether it is registered, and since when its process runs."""

from __future__ import annotations

import msgspec

from dcos_upgrade.core.probe import Answer, HttpGet, Probe, Service, every_agent
from dcos_upgrade.probes.reading import Number, http_json, unreadable


class AgentMetrics(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A metric that the agent does not have (yet) is None."""

    registered: Number | None = msgspec.field(name="slave/registered", default=None)
    uptime_secs: Number | None = msgspec.field(name="slave/uptime_secs", default=None)
    recovery_errors: Number | None = msgspec.field(name="slave/recovery_errors", default=None)
    tasks_running: Number | None = msgspec.field(name="slave/tasks_running", default=None)
    executors_running: Number | None = msgspec.field(name="slave/executors_running", default=None)


def parse(answer: Answer) -> AgentMetrics:
    metrics = http_json(answer, AgentMetrics)
    if metrics.registered is None and metrics.uptime_secs is None:
        raise unreadable(answer, "these are not the metrics of a Mesos agent")
    return metrics


PROBE = Probe(
    id="agent-metrics",
    title="Metrics of each Mesos agent",
    source="workbook, 'Node Validation'; Mesos agent /metrics/snapshot, 1.2 to 1.11",
    fact=AgentMetrics,
    question=HttpGet(service=Service.MESOS_AGENT, path="/metrics/snapshot"),
    parse=parse,
    subjects=every_agent,
)
