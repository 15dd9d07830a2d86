"""The leading Marathon as each master's Marathon names it."""

from __future__ import annotations

import msgspec

from dcos_upgrade.core.probe import Answer, HttpGet, Probe, Service, every_master
from dcos_upgrade.probes.reading import Name, host_port, http_json, unreadable


class MarathonLeader(msgspec.Struct, frozen=True, kw_only=True):
    """``address`` is the host part of what Marathon answers."""

    address: str


class _Body(msgspec.Struct, frozen=True, kw_only=True):
    leader: Name


def parse(answer: Answer) -> MarathonLeader:
    leader = host_port(http_json(answer, _Body).leader)
    if leader is None:
        raise unreadable(answer, "the leader's address is none")
    return MarathonLeader(address=leader.host)


PROBE = Probe(
    id="marathon-leader",
    title="Leading Marathon as each master names it",
    source="workbook, 'Marathon Health Check'; Marathon /v2/leader, 1.4 to 1.11",
    fact=MarathonLeader,
    question=HttpGet(service=Service.MARATHON, path="/v2/leader"),
    parse=parse,
    subjects=every_master,
)
