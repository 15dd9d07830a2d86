"""Each Mesos master's own metrics: whether it leads, how long it runs, whether its replicated log has recovered."""

from __future__ import annotations

import msgspec

from dcos_upgrade.core.probe import Answer, HttpGet, Probe, Service, every_master
from dcos_upgrade.probes.reading import Number, http_json, unreadable


class MasterMetrics(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A metric that the master does not have (yet) is None: it is neither good nor bad."""

    elected: Number | None = msgspec.field(name="master/elected", default=None)
    uptime_secs: Number | None = msgspec.field(name="master/uptime_secs", default=None)
    registrar_log_recovered: Number | None = msgspec.field(name="registrar/log/recovered", default=None)
    ensemble_size: Number | None = msgspec.field(name="registrar/log/ensemble_size", default=None)
    slaves_active: Number | None = msgspec.field(name="master/slaves_active", default=None)
    slaves_inactive: Number | None = msgspec.field(name="master/slaves_inactive", default=None)
    slaves_unreachable: Number | None = msgspec.field(name="master/slaves_unreachable", default=None)
    frameworks_active: Number | None = msgspec.field(name="master/frameworks_active", default=None)
    tasks_running: Number | None = msgspec.field(name="master/tasks_running", default=None)
    tasks_lost: Number | None = msgspec.field(name="master/tasks_lost", default=None)
    tasks_unreachable: Number | None = msgspec.field(name="master/tasks_unreachable", default=None)


def parse(answer: Answer) -> MasterMetrics:
    metrics = http_json(answer, MasterMetrics)
    if metrics.elected is None and metrics.uptime_secs is None:
        raise unreadable(answer, "these are not the metrics of a Mesos master")
    return metrics


PROBE = Probe(
    id="mesos-metrics",
    title="Metrics of each Mesos master",
    source="workbook, 'Mesos Master Health Check'; Mesos /metrics/snapshot, 1.2 to 1.11",
    fact=MasterMetrics,
    question=HttpGet(service=Service.MESOS_MASTER, path="/metrics/snapshot"),
    parse=parse,
    subjects=every_master,
)
