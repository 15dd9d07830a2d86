"""What each master's Marathon says of itself: version, leader and the framework id that all its tasks hang on."""

from __future__ import annotations

import msgspec

from dcos_upgrade.core.probe import Answer, HttpGet, Probe, Service, every_master
from dcos_upgrade.probes.reading import Name, http_json, unreadable


class MarathonInfo(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """``framework_id`` is None until Marathon has registered with Mesos."""

    version: Name
    framework_id: str | None = msgspec.field(name="frameworkId", default=None)
    leader: str | None = None
    elected: bool | None = None
    name: str = ""


def parse(answer: Answer) -> MarathonInfo:
    info = http_json(answer, MarathonInfo)
    if info.name != "marathon" and info.framework_id is None:
        raise unreadable(answer, "not the answer that was asked for: this is no Marathon")
    return info


PROBE = Probe(
    id="marathon-info",
    title="What each Marathon says of itself",
    source="workbook, 'Marathon Health Check'; Marathon /v2/info, 1.4 to 1.11",
    fact=MarathonInfo,
    question=HttpGet(service=Service.MARATHON, path="/v2/info"),
    parse=parse,
    subjects=every_master,
)
