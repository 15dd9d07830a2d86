"""Every task that ran, by id: on an agent's upgrade it lives on. Judged as a run's own validation judges it."""

from __future__ import annotations

from collections.abc import Iterator

from dcos_upgrade.core.cluster import CLUSTER
from dcos_upgrade.core.snapshot import Snapshot
from dcos_upgrade.drift.between import Between
from dcos_upgrade.drift.difference import Change, Loss
from dcos_upgrade.drift.drift_kind import DriftKind, of_fact
from dcos_upgrade.drift.judged import Judged, Meeting, expected, not_known, unexpected
from dcos_upgrade.drift.row import Line
from dcos_upgrade.probes import marathon_apps, mesos_state
from dcos_upgrade.probes.mesos_state import MesosState


def lines(side: Snapshot, between: Between) -> Iterator[Line]:
    yield from of_fact(side.fact(mesos_state.PROBE, CLUSTER), CLUSTER, _values)


def _values(seen: MesosState) -> Iterator[tuple[str, str, str]]:
    yield from ((task.id, "task", f"runs on {task.agent}") for task in seen.tasks() if task.running)


def judge(met: Meeting, between: Between) -> Judged:
    if met.before is None:
        return expected("it was started since; what it may have come for is told by itself")
    found = between.tasks.get(met.subject) or between.tasks.get(CLUSTER)
    match found:
        case Loss(why=why):
            return unexpected(why)
        case Change(why=why):
            return expected(why)
        case _:
            return not_known(found.why if found else "nothing says what became of it")


DRIFT_KIND = DriftKind(
    id="task",
    title="Running tasks by id",
    source="workbook, 'Validating an Upgrade'; Mesos /state, Marathon /v2/apps",
    expects="new ones, and the end of those that finished, failed their own check, or whose app was changed, scaled down or deployed",
    probes=(mesos_state.PROBE.id, marathon_apps.PROBE.id),
    lines=lines,
    judge=judge,
)
