"""Which files each Mesos master lets be read over HTTP: where its log lies. Nothing is decided by it; the report tells it."""

from __future__ import annotations

import msgspec

from dcos_upgrade.core.probe import Answer, HttpGet, Probe, Service, every_master
from dcos_upgrade.probes.reading import http_json, unreadable


class MesosFiles(msgspec.Struct, frozen=True, kw_only=True):
    """By name under ``/files``, where each lies on the master's disk; none where Mesos logs to no file."""

    files: dict[str, str]


def parse(answer: Answer) -> MesosFiles:
    files = http_json(answer, dict[str, str])
    if not all(name.startswith("/") and place.startswith("/") for name, place in files.items()):
        raise unreadable(answer, "not the answer that was asked for: these are no files")
    return MesosFiles(files=dict(sorted(files.items())))


PROBE = Probe(
    id="mesos-files",
    title="Files that each Mesos master lets be read",
    source="workbook, 'Appendix II' (/files/debug); Mesos /files/debug, 1.2 to 1.11",
    fact=MesosFiles,
    question=HttpGet(service=Service.MESOS_MASTER, path="/files/debug"),
    parse=parse,
    subjects=every_master,
)
