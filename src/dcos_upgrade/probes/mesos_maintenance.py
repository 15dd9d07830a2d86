"""Machines that are planned to be down, or are down by plan, as the leading Mesos master has it. None at all is ``{}``."""

from __future__ import annotations

from typing import Any

import msgspec

from dcos_upgrade.core.probe import Answer, HttpGet, Probe, Service, the_cluster
from dcos_upgrade.probes.reading import http_json, unreadable


class MaintainedMachine(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Mesos knows a machine by host name, by address, or by both."""

    hostname: str = ""
    ip: str = ""

    def __str__(self) -> str:
        return self.ip or self.hostname


class MesosMaintenance(msgspec.Struct, frozen=True, kw_only=True):
    """``draining`` machines have a window, ``down`` ones were taken down within it: their agents may not register."""

    draining: tuple[MaintainedMachine, ...] = ()
    down: tuple[MaintainedMachine, ...] = ()


class _Draining(msgspec.Struct, frozen=True, kw_only=True):
    id: MaintainedMachine


class _Status(msgspec.Struct, frozen=True, kw_only=True):
    draining: tuple[_Draining, ...] = msgspec.field(name="draining_machines", default=())
    down: tuple[MaintainedMachine, ...] = msgspec.field(name="down_machines", default=())


def parse(answer: Answer) -> MesosMaintenance:
    keys = http_json(answer, dict[str, Any])
    if keys and not keys.keys() & {"draining_machines", "down_machines"}:
        raise unreadable(answer, "not the answer that was asked for: this is no status of maintenance")
    status = http_json(answer, _Status)
    return MesosMaintenance(
        draining=tuple(sorted((each.id for each in status.draining), key=str)), down=tuple(sorted(status.down, key=str))
    )


PROBE = Probe(
    id="mesos-maintenance",
    title="Machines in maintenance by Mesos",
    source="workbook, 'Appendix II' (maintenance); Mesos /maintenance/status, 1.2 to 1.11",
    fact=MesosMaintenance,
    question=HttpGet(service=Service.MESOS_MASTER, path="/maintenance/status", of_leader=True),
    parse=parse,
    subjects=the_cluster,
)
