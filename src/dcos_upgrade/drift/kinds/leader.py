"""Who leads Mesos, Marathon and ZooKeeper. Each restart of a leader elects another one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeVar

from dcos_upgrade.core.snapshot import Observed, Snapshot
from dcos_upgrade.drift.between import Between
from dcos_upgrade.drift.drift_kind import DriftKind, of_fact
from dcos_upgrade.drift.judged import Judged, Meeting, expected, unexpected
from dcos_upgrade.drift.pair import any_master
from dcos_upgrade.drift.row import Line
from dcos_upgrade.probes import exhibitor_status, marathon_leader, mesos_redirect

NOBODY = "nobody"
T = TypeVar("T")


def lines(side: Snapshot, between: Between) -> Iterator[Line]:
    mesos = any_master(side, mesos_redirect.PROBE).map(lambda seen: between.name(seen.address))
    marathon = any_master(side, marathon_leader.PROBE).map(lambda seen: between.name(seen.address))
    ensemble = any_master(side, exhibitor_status.PROBE)
    zookeeper = ensemble.map(lambda seen: ", ".join(between.name(one) for one in seen.leaders) or NOBODY)
    yield from _of("Mesos", mesos)
    yield from _of("Marathon", marathon)
    yield from _of("ZooKeeper", zookeeper)


def _of(subject: str, seen: Observed[str]) -> Iterator[Line]:
    yield from of_fact(seen, subject, lambda leader: [(subject, "leader", leader)])


def judge(met: Meeting, between: Between) -> Judged:
    if met.after == NOBODY:
        return unexpected("nobody leads")
    return expected("leaders move whenever one is restarted")


DRIFT_KIND = DriftKind(
    id="leader",
    title="Leaders of Mesos, Marathon and ZooKeeper",
    source="workbook, 'In-progress checks'; Mesos /redirect, Marathon /v2/leader, Exhibitor v1 cluster/status",
    expects="they move; that nobody leads is unexpected",
    probes=(mesos_redirect.PROBE.id, marathon_leader.PROBE.id, exhibitor_status.PROBE.id),
    lines=lines,
    judge=judge,
)
