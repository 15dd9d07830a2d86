"""Load and memory of each master's machine, as Mesos sees it. Nothing is decided by it; the report tells it."""

from __future__ import annotations

import msgspec

from dcos_upgrade.core.probe import Answer, HttpGet, Probe, Service, every_master
from dcos_upgrade.probes.reading import Number, http_json


class MesosSystem(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Loads are averages of 1, 5 and 15 minutes; memory in bytes."""

    load_1: Number = msgspec.field(name="avg_load_1min")
    load_5: Number | None = msgspec.field(name="avg_load_5min", default=None)
    load_15: Number | None = msgspec.field(name="avg_load_15min", default=None)
    cpus: Number | None = msgspec.field(name="cpus_total", default=None)
    memory_free: Number | None = msgspec.field(name="mem_free_bytes", default=None)
    memory_total: Number = msgspec.field(name="mem_total_bytes")


def parse(answer: Answer) -> MesosSystem:
    return http_json(answer, MesosSystem)


PROBE = Probe(
    id="mesos-system",
    title="Machine of each Mesos master",
    source="workbook, 'Appendix II' (/system/stats.json); Mesos /system/stats.json, 1.2 to 1.11",
    fact=MesosSystem,
    question=HttpGet(service=Service.MESOS_MASTER, path="/system/stats.json"),
    parse=parse,
    subjects=every_master,
)
