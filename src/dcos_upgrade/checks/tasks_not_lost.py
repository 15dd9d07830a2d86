"""No task of the baseline may be lost, and Mesos may count no more lost tasks than in the look before.

A task that ended for a reason of its own, or because its app is changed, scaled down or deployed, is not lost. Those of agents
that are set aside or left out are known to be in danger; the validation judges them.
"""

from __future__ import annotations

from collections.abc import Iterator

from dcos_upgrade.checks.bench import Bench, Digests, digests, gather, listed, of_any_master
from dcos_upgrade.core.check import Check, CheckStage, Scene
from dcos_upgrade.core.cluster import CLUSTER
from dcos_upgrade.core.judgement import Judgement
from dcos_upgrade.core.snapshot import Observed
from dcos_upgrade.probes import marathon_apps, mesos_metrics, mesos_state
from dcos_upgrade.probes.marathon_apps import MarathonApps
from dcos_upgrade.probes.mesos_metrics import MasterMetrics
from dcos_upgrade.probes.mesos_state import MesosState
from dcos_upgrade.probes.task_fate import Fate, Sight, TaskFate, fates

BENCH = Bench(check="tasks-not-lost")


def judge(scene: Scene) -> Iterator[Judgement]:
    yield _tasks(scene)
    yield _counted(scene)


def _tasks(scene: Scene) -> Judgement:
    now, before = scene.fact(mesos_state.PROBE, CLUSTER), scene.baseline_fact(mesos_state.PROBE, CLUSTER)
    apps = of_any_master(scene, marathon_apps.PROBE, scene.fact)
    apps_before = of_any_master(scene, marathon_apps.PROBE, scene.baseline_fact)
    if now.value is None or before.value is None or apps.value is None or apps_before.value is None:
        return BENCH.not_known(CLUSTER, *_without_value(now, before, apps, apps_before))
    old = Sight(mesos=before.value, apps=apps_before.value)
    found = fates(old, Sight(mesos=now.value, apps=apps.value))
    return _judged(found, _out(scene, before.value), digests(now, before))


def _without_value(*observations: Observed[MesosState] | Observed[MarathonApps]) -> Iterator[Observed[object]]:
    return (Observed(unknown=one.unknown, evidence=one.evidence) for one in observations if not one.known)


def _out(scene: Scene, before: MesosState) -> frozenset[str]:
    """The ids of agents that are set aside or left out, as the baseline knew them."""
    out = scene.hop.set_aside | scene.hop.left_out if scene.hop else frozenset()
    addresses = {node.address for node in scene.inventory.agents if node.id in out}
    return frozenset(agent.id for agent in before.slaves if agent.address in addresses)


def _judged(found: Iterator[TaskFate], out: frozenset[str], evidence: Digests) -> Judgement:
    count, lost = 0, []
    for one in found:
        count += 1
        if one.fate is Fate.LOST and one.task.agent not in out:
            lost.append(one)
    if lost:
        summary = f"{len(lost)} tasks lost: {listed(f'{one.task.id} {one.why}' for one in lost)}"
        return BENCH.failed(CLUSTER, summary, "stop and find out why before another node is touched", evidence)
    return BENCH.passed(CLUSTER, f"none of {count} tasks of the baseline is lost", evidence)


def _counted(scene: Scene) -> Judgement:
    seen = {master.id: scene.fact(mesos_metrics.PROBE, master.id) for master in scene.inventory.masters}
    leader = next((node for node, one in seen.items() if one.value is not None and one.value.elected == 1), None)
    if leader is None:
        why = gather(seen).why or "there is not one leading Mesos master"
        return BENCH.unknown(CLUSTER, why, digests(*seen.values()))
    before = scene.before.fact(mesos_metrics.PROBE, leader) if scene.before else None
    return _more(seen[leader], before)


def _more(now: Observed[MasterMetrics], before: Observed[MasterMetrics] | None) -> Judgement:
    """The counter begins at 0 with each process that leads, so a smaller one tells nothing."""
    evidence = digests(now, *((before,) if before else ()))
    lost = now.value.tasks_lost if now.value else None
    if lost is None:
        return BENCH.unknown(CLUSTER, "the leading Mesos master does not count lost tasks", evidence)
    old = before.value.tasks_lost if before and before.value and before.value.elected == 1 else None
    if old is not None and lost > old:
        summary = f"Mesos counts {lost - old:g} more lost tasks than in the look before"
        return BENCH.failed(CLUSTER, summary, "find out which ones, and on which agent", evidence)
    return BENCH.passed(CLUSTER, "Mesos counts no more lost tasks than before", evidence)


CHECK = Check(
    id=BENCH.check,
    title="No task of the baseline lost",
    source="workbook, 'Checking Status During an Upgrade' (losing tasks); Mesos /state and master/tasks_lost, Marathon /v2/apps",
    judge=judge,
    stages=frozenset({CheckStage.DURING, CheckStage.POST}),
    probes=(mesos_state.PROBE.id, marathon_apps.PROBE.id, mesos_metrics.PROBE.id),
)
