"""Roles that Mesos knows, and the weight of each."""

from __future__ import annotations

from collections.abc import Iterator

from dcos_upgrade.core.cluster import CLUSTER
from dcos_upgrade.core.snapshot import Snapshot
from dcos_upgrade.drift.between import Between
from dcos_upgrade.drift.drift_kind import DriftKind, of_fact
from dcos_upgrade.drift.judged import Judged, Meeting, expected, unexpected
from dcos_upgrade.drift.row import Line
from dcos_upgrade.probes import mesos_roles
from dcos_upgrade.probes.mesos_roles import MesosRoles


def lines(side: Snapshot, between: Between) -> Iterator[Line]:
    yield from of_fact(side.fact(mesos_roles.PROBE, CLUSTER), CLUSTER, _values)


def _values(seen: MesosRoles) -> Iterator[tuple[str, str, str]]:
    """Mesos lists a role while somebody is in it, so only one that is weighted is there for its own sake."""
    for role in seen.roles:
        if role.weight is not None and role.weight != 1:
            yield role.name, "weight", f"{role.weight:g}"


def judge(met: Meeting, between: Between) -> Judged:
    if met.before is None:
        return expected("it was given a weight since")
    if met.after is None:
        return unexpected("its weight is gone")
    return unexpected("its weight has changed, which no hop does")


DRIFT_KIND = DriftKind(
    id="mesos-role",
    title="Weights of Mesos' roles",
    source="workbook, 'Appendix II' (/roles); Mesos /roles, 1.2 to 1.11",
    expects="a weight that was given since; roles without one come and go with those in them",
    probes=(mesos_roles.PROBE.id,),
    lines=lines,
    judge=judge,
)
