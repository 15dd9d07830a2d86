"""Region and zone of each agent. Mesos has them from 1.11 of DC/OS on."""

from __future__ import annotations

from collections.abc import Iterator

from dcos_upgrade.core.cluster import CLUSTER
from dcos_upgrade.core.snapshot import Snapshot
from dcos_upgrade.core.version import Minor
from dcos_upgrade.drift.between import Between
from dcos_upgrade.drift.drift_kind import DriftKind
from dcos_upgrade.drift.judged import Judged, Meeting, expected
from dcos_upgrade.drift.row import Line
from dcos_upgrade.drift.same import stays
from dcos_upgrade.probes import mesos_slaves

SINCE = Minor(1, 11)
_STAYS = stays("the fault domain")


def lines(side: Snapshot, between: Between) -> Iterator[Line]:
    listed = side.fact(mesos_slaves.PROBE, CLUSTER)
    if listed.value is None:
        yield Line(CLUSTER, unknown=listed.unknown)
        return
    for agent in listed.value.slaves:
        if agent.place:
            yield Line(CLUSTER, between.name(agent.address), "region and zone", agent.place)


def judge(met: Meeting, between: Between) -> Judged | None:
    if not between.stayed(met.subject):
        return None
    move = between.move(met.subject)
    if met.before is None and move is not None and move.source.minor < SINCE <= move.target.minor:
        return expected(f"agents say it from {SINCE} on")
    return _STAYS(met, between)


DRIFT_KIND = DriftKind(
    id="fault-domain",
    title="Region and zone of each agent",
    source="Mesos /slaves, 1.5 to 1.11; DC/OS 1.11",
    expects="it appears on a hop to 1.11",
    probes=(mesos_slaves.PROBE.id,),
    lines=lines,
    judge=judge,
)
