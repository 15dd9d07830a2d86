"""Every agent under its old id, and active. Those that cannot be reached are not listed at all."""

from __future__ import annotations

from collections.abc import Iterator

from dcos_upgrade.core.cluster import CLUSTER
from dcos_upgrade.core.snapshot import Snapshot
from dcos_upgrade.drift.between import Between
from dcos_upgrade.drift.drift_kind import DriftKind
from dcos_upgrade.drift.judged import Judged, Meeting, expected, unexpected
from dcos_upgrade.drift.row import Line
from dcos_upgrade.probes import mesos_slaves
from dcos_upgrade.probes.mesos_slaves import Agent

ID, STATE = "agent id", "state"
_SILENT = "the leader does not say whether it is active"


def lines(side: Snapshot, between: Between) -> Iterator[Line]:
    listed = side.fact(mesos_slaves.PROBE, CLUSTER)
    if listed.value is None:
        yield Line(CLUSTER, unknown=listed.unknown)
        return
    for agent in listed.value.slaves:
        name = between.name(agent.address)
        yield Line(CLUSTER, name, ID, agent.id)
        yield Line(CLUSTER, name, STATE, _state(agent), "" if agent.active is not None else _SILENT)


def _state(agent: Agent) -> str:
    return "" if agent.active is None else "active" if agent.active else "inactive"


def judge(met: Meeting, between: Between) -> Judged | None:
    if met.what == STATE:
        return _of_state(met)
    if met.after is None:
        return unexpected("the leader does not list it any more: it is unreachable or has left")
    if met.before is None:
        return expected("it has joined since")
    return unexpected("an agent under another id is another agent: what ran under the old one is lost to Mesos")


def _of_state(met: Meeting) -> Judged | None:
    if met.before is None or met.after is None:
        return None
    return expected("it is active again") if met.after == "active" else unexpected("it is not active any more")


DRIFT_KIND = DriftKind(
    id="agent",
    title="Agents by id, and whether each is active",
    source="workbook, 'Cluster State'; Mesos /slaves, 1.2 to 1.11",
    expects="one that has joined, and one that is active again",
    probes=(mesos_slaves.PROBE.id,),
    lines=lines,
    judge=judge,
)
