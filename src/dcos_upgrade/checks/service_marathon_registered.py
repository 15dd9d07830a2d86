"""The service Marathon in hand is connected to Mesos under its old framework id; where it is not, its tasks are orphans, by name."""

from __future__ import annotations

from collections.abc import Iterator

from dcos_upgrade.checks.bench import Bench, Digests, digests, listed
from dcos_upgrade.checks.service_bench import InHand, in_hand
from dcos_upgrade.core.check import Check, CheckStage, Scene
from dcos_upgrade.core.cluster import CLUSTER
from dcos_upgrade.core.judgement import Judgement
from dcos_upgrade.probes import mesos_state, service_marathons
from dcos_upgrade.probes.mesos_state import MesosState

BENCH = Bench(check="service-marathon-registered")
NAMED = 20
"""So many orphaned tasks are named one by one."""


def judge(scene: Scene) -> Iterator[Judgement]:
    found = in_hand(BENCH, scene)
    if isinstance(found, Judgement):
        yield found
        return
    row = found.row
    if row is not None and row.active is None:
        yield BENCH.unknown(found.subject, "Mesos does not say whether its framework is active", found.evidence)
    elif row is not None and row.subscribed:
        yield BENCH.passed(found.subject, f"connected as {found.planned.framework_id}", found.evidence)
    else:
        yield _orphaned(scene, found)


def _orphaned(scene: Scene, found: InHand) -> Judgement:
    now = scene.fact(mesos_state.PROBE, CLUSTER)
    evidence: Digests = (*found.evidence, *digests(now))
    planned = found.planned
    others = [row for row in found.seen.of_app(planned.app) if row.framework_id not in {planned.framework_id, None}]
    if others:
        what = f"came back as {listed(str(row.framework_id) for row in others)} instead of {planned.framework_id}"
        remedy = "stop it, put its framework id back into its ZooKeeper path, start it again"
    elif found.row is None:
        what, remedy = (
            f"Mesos does not know {planned.framework_id} any more",
            "look at its log and at its ZooKeeper path",
        )
    else:
        what = f"{planned.framework_id} is not connected"
        remedy = "look at its log: it must subscribe to Mesos again before the fail-over time-out of its framework"
    return BENCH.failed(found.subject, f"{what}; {_tasks(now.value, planned.framework_id)}", remedy, evidence)


def _tasks(state: MesosState | None, framework_id: str) -> str:
    if state is None:
        return "which of its tasks are orphaned is not known"
    tasks = sorted(task.id for task in state.tasks() if task.framework == framework_id)
    return f"{len(tasks)} orphaned tasks: {listed(tasks, NAMED)}" if tasks else "it has no tasks"


CHECK = Check(
    id=BENCH.check,
    title="The service Marathon is connected under its old framework id",
    source="workbook, 'Upgrade MoM'; Mesos /state-summary and /state",
    judge=judge,
    stages=frozenset({CheckStage.DURING}),
    probes=(service_marathons.PROBE.id, mesos_state.PROBE.id),
)
