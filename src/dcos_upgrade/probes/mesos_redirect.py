"""The leading Mesos master as each master sees it."""

from __future__ import annotations

import msgspec

from dcos_upgrade.core.probe import Answer, HttpGet, Probe, Service, every_master
from dcos_upgrade.probes.reading import host_port, unreadable


class LeaderSeen(msgspec.Struct, frozen=True, kw_only=True):
    """``address`` is the host that the master names in its redirect."""

    address: str


def parse(answer: Answer) -> LeaderSeen:
    location = answer.headers.get("location", "")
    if answer.status != 307 or not location:
        raise unreadable(answer, f"answered HTTP {answer.status}, not with a redirect to the leader")
    leader = host_port(location)
    if leader is None:
        raise unreadable(answer, f"the redirect to {location!r} names no host")
    return LeaderSeen(address=leader.host)


PROBE = Probe(
    id="mesos-redirect",
    title="Leading Mesos master as each master sees it",
    source="workbook, 'In-progress checks'; Mesos /redirect, 1.2 to 1.11",
    fact=LeaderSeen,
    question=HttpGet(service=Service.MESOS_MASTER, path="/redirect"),
    parse=parse,
    subjects=every_master,
)
