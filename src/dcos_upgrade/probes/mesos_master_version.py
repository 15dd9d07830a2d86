"""The Mesos that runs on each master, as the process says: whether what is new to the cluster can be on all masters yet."""

from __future__ import annotations

import re

import msgspec

from dcos_upgrade.core.probe import Answer, HttpGet, Probe, Service, every_master
from dcos_upgrade.probes.reading import Name, http_json, unreadable

_VERSION = re.compile(r"\d+\.\d+\.\d+\S*")


class _Said(msgspec.Struct, frozen=True, kw_only=True):
    version: Name


def parse(answer: Answer) -> str:
    said = http_json(answer, _Said).version
    if _VERSION.fullmatch(said) is None:
        raise unreadable(answer, "no Mesos version in the answer")
    return said


PROBE = Probe(
    id="mesos-master-version",
    title="Mesos that runs on each master",
    source="Mesos /version, 1.2 to 1.11",
    fact=str,
    question=HttpGet(service=Service.MESOS_MASTER, path="/version"),
    parse=parse,
    subjects=every_master,
)
