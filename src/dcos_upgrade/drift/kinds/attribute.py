"""The attributes of each agent as the leader has them: what constraints of apps ask for."""

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

_STAYS = stays("the attribute")


def lines(side: Snapshot, between: Between) -> Iterator[Line]:
    listed = side.fact(mesos_slaves.PROBE, CLUSTER)
    if listed.value is None:
        yield Line(CLUSTER, unknown=listed.unknown)
        return
    for agent in listed.value.slaves:
        for name, value in agent.attributes.items():
            yield Line(CLUSTER, between.name(agent.address), f"attribute {name}", _plain(value))


def _plain(value: str | float | bool) -> str:
    """Mesos adds and takes away doubles, so that 0.1 comes back as 0.0999999999999994: nine digits are what was meant."""
    return f"{value:.9g}" if isinstance(value, float) else str(value)


def judge(met: Meeting, between: Between) -> Judged | None:
    return _STAYS(met, between) if between.stayed(met.subject) else None


DRIFT_KIND = DriftKind(
    id="attribute",
    title="Attributes of each agent",
    source="workbook, 'Node Validation'; Mesos /slaves, 1.2 to 1.11",
    expects="nothing but the last digits of a number",
    probes=(mesos_slaves.PROBE.id,),
    lines=lines,
    judge=judge,
)
