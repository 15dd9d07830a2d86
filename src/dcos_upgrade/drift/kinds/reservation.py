"""For which roles something is reserved on each agent; how much moves with what runs."""

from __future__ import annotations

from collections.abc import Iterator

from dcos_upgrade.core.cluster import CLUSTER
from dcos_upgrade.core.snapshot import Snapshot
from dcos_upgrade.drift.between import Between
from dcos_upgrade.drift.drift_kind import DriftKind
from dcos_upgrade.drift.judged import Judged, Meeting
from dcos_upgrade.drift.row import Line
from dcos_upgrade.drift.same import stays
from dcos_upgrade.probes import mesos_slaves

_STAYS = stays("the reservation")


def lines(side: Snapshot, between: Between) -> Iterator[Line]:
    listed = side.fact(mesos_slaves.PROBE, CLUSTER)
    if listed.value is None:
        yield Line(CLUSTER, unknown=listed.unknown)
        return
    for agent in listed.value.slaves:
        for role in agent.reserved_resources:
            yield Line(CLUSTER, between.name(agent.address), f"reservation for {role}", "there")


def judge(met: Meeting, between: Between) -> Judged | None:
    return _STAYS(met, between) if between.stayed(met.subject) else None


DRIFT_KIND = DriftKind(
    id="reservation",
    title="Roles for which each agent has something reserved",
    source="workbook, 'Node Validation'; Mesos /slaves, 1.2 to 1.11",
    expects="nothing; how much is reserved is not compared",
    probes=(mesos_slaves.PROBE.id,),
    lines=lines,
    judge=judge,
)
