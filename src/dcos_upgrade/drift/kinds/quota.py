"""Quotas by role: what is guaranteed and what is allowed."""

from __future__ import annotations

from collections.abc import Iterator

from dcos_upgrade.core.cluster import CLUSTER
from dcos_upgrade.core.snapshot import Snapshot
from dcos_upgrade.drift.between import Between
from dcos_upgrade.drift.drift_kind import DriftKind, of_fact
from dcos_upgrade.drift.row import Line
from dcos_upgrade.drift.same import stays
from dcos_upgrade.probes import mesos_quota
from dcos_upgrade.probes.mesos_quota import MesosQuota


def lines(side: Snapshot, between: Between) -> Iterator[Line]:
    yield from of_fact(side.fact(mesos_quota.PROBE, CLUSTER), CLUSTER, _values)


def _values(seen: MesosQuota) -> Iterator[tuple[str, str, str]]:
    """Limits are not compared: before Mesos 1.9 there are none apart from the guarantee."""
    for quota in seen.quotas:
        told = ", ".join(f"{name} {amount:g}" for name, amount in sorted(quota.guarantees.items()))
        yield quota.role, "guarantee", told or "nothing"


DRIFT_KIND = DriftKind(
    id="quota",
    title="Quotas of Mesos by role",
    source="Mesos /quota, 1.2 to 1.11",
    expects="nothing; limits are not compared, as Mesos has them apart from 1.9 on only",
    probes=(mesos_quota.PROBE.id,),
    lines=lines,
    judge=stays("the quota"),
)
