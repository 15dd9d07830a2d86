"""The Mesos with which each agent is registered, as the leading master lists it."""

from __future__ import annotations

from collections.abc import Iterator

from dcos_upgrade.core.cluster import CLUSTER
from dcos_upgrade.core.snapshot import Snapshot
from dcos_upgrade.drift.between import Between
from dcos_upgrade.drift.drift_kind import DriftKind
from dcos_upgrade.drift.judged import Judged, Meeting
from dcos_upgrade.drift.mesos_generation import judge as by_generation
from dcos_upgrade.drift.row import Line
from dcos_upgrade.probes import mesos_slaves

WHAT = "registered Mesos"
_SILENT = "the leader does not say the agent's Mesos version"


def lines(side: Snapshot, between: Between) -> Iterator[Line]:
    listed = side.fact(mesos_slaves.PROBE, CLUSTER)
    if listed.value is None:
        yield Line(CLUSTER, unknown=listed.unknown)
        return
    for agent in listed.value.slaves:
        name = between.name(agent.address)
        yield Line(CLUSTER, name, WHAT, agent.version or "", "" if agent.version else _SILENT)


def judge(met: Meeting, between: Between) -> Judged | None:
    return by_generation(met, between) if between.stayed(met.subject) else None


DRIFT_KIND = DriftKind(
    id="mesos-of-agent",
    title="Mesos with which each agent is registered",
    source="workbook, 'Node Validation'; Mesos /slaves, 1.2 to 1.11; the catalog's Mesos of each release",
    expects="it rises to what the catalog says of the node's new release, another patch of that minor included",
    probes=(mesos_slaves.PROBE.id,),
    lines=lines,
    judge=judge,
    judges_equal=True,
)
