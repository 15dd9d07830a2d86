"""Every pod with its constraints and as many instances as it should have; ``/v2/apps`` does not know of pods."""

from __future__ import annotations

from collections.abc import Iterator

from dcos_upgrade.core.cluster import CLUSTER
from dcos_upgrade.core.snapshot import Snapshot
from dcos_upgrade.drift.between import Between
from dcos_upgrade.drift.drift_kind import DriftKind, of_fact
from dcos_upgrade.drift.judged import Judged, Meeting, expected, unexpected
from dcos_upgrade.drift.row import Line
from dcos_upgrade.probes import marathon_pods
from dcos_upgrade.probes.marathon_pods import MarathonPods

POD, WANTED, STABLE = "pod", "instances", "stable"


def lines(side: Snapshot, between: Between) -> Iterator[Line]:
    yield from of_fact(side.fact(marathon_pods.PROBE, CLUSTER), CLUSTER, _values)


def _values(seen: MarathonPods) -> Iterator[tuple[str, str, str]]:
    for pod in seen.pods:
        yield pod.id, POD, "there"
        if pod.status == "STABLE":
            yield pod.id, STABLE, "yes"
        if pod.wanted is not None:
            yield pod.id, WANTED, f"{pod.wanted:g}"
        for constraint in pod.constraints:
            yield pod.id, f"constraint {' '.join(constraint)}", "there"


def judge(met: Meeting, between: Between) -> Judged | None:
    if met.what != POD and not between.has_pod(met.subject):
        return None
    if met.what == STABLE:
        return expected("it has become stable") if met.after else unexpected("it is not stable any more")
    if met.before is None:
        return expected("it was made or added since")
    if met.after is None:
        return unexpected(f"the {met.what} is gone")
    if met.what == WANTED and float(met.after) > float(met.before):
        return expected("it was scaled up meanwhile")
    return unexpected(f"{met.what}: {met.after}, and {met.before} before")


DRIFT_KIND = DriftKind(
    id="pod",
    title="Pods, their constraints and how many instances each should have",
    source="workbook, 'Validating an Upgrade'; Marathon /v2/pods/::status, 1.4 to 1.11",
    expects="a pod or a constraint that was made since, one that was scaled up or has become stable",
    probes=(marathon_pods.PROBE.id,),
    lines=lines,
    judge=judge,
)
