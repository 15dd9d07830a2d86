"""Which Metronome answers on each master."""

from __future__ import annotations

import msgspec

from dcos_upgrade.core.probe import Answer, HttpGet, Probe, Service, every_master
from dcos_upgrade.probes.reading import Name, http_json


class _Info(msgspec.Struct, frozen=True, kw_only=True):
    """``libVersion`` tells it from a Marathon, which answers no such path."""

    version: Name
    lib_version: str = msgspec.field(name="libVersion")


def parse(answer: Answer) -> str:
    return http_json(answer, _Info).version


PROBE = Probe(
    id="metronome-info",
    title="Version of Metronome by each master's own",
    source="workbook, 'Gathering Data' (Metronome); Metronome /info, DC/OS 1.9 to 2.2",
    fact=str,
    question=HttpGet(service=Service.METRONOME, path="/info"),
    parse=parse,
    subjects=every_master,
)
