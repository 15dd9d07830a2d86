"""The ZooKeeper ensemble as each master's Exhibitor sees it; each view lags by up to 30 s."""

from __future__ import annotations

import msgspec

from dcos_upgrade.core.probe import Answer, HttpGet, Probe, Service, every_master
from dcos_upgrade.probes.reading import Name, http_json

SERVING = 3


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """One server. Codes: 0 latent, 1 down, 2 not serving, 3 serving (Exhibitor's own numbers)."""

    code: int | float
    hostname: Name
    leader: bool = msgspec.field(name="isLeader")
    description: str = ""

    @property
    def serving(self) -> bool:
        return self.code == SERVING


class ExhibitorStatus(msgspec.Struct, frozen=True, kw_only=True):
    """The rows by host name, so that equal views are equal values; an empty list is a view without servers."""

    rows: tuple[Row, ...]

    @property
    def leaders(self) -> tuple[str, ...]:
        return tuple(row.hostname for row in self.rows if row.leader)

    @property
    def hostnames(self) -> tuple[str, ...]:
        return tuple(row.hostname for row in self.rows)


def parse(answer: Answer) -> ExhibitorStatus:
    rows = http_json(answer, tuple[Row, ...])
    return ExhibitorStatus(rows=tuple(sorted(rows, key=lambda row: row.hostname)))


PROBE = Probe(
    id="exhibitor-status",
    title="ZooKeeper ensemble as each master's Exhibitor sees it",
    source="workbook, 'Zookeeper Health Check'; Exhibitor v1 cluster/status",
    fact=ExhibitorStatus,
    question=HttpGet(service=Service.EXHIBITOR, path="/exhibitor/v1/cluster/status"),
    parse=parse,
    subjects=every_master,
)
