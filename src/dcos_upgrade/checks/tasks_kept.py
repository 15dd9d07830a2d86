"""Every task that ran on the agent in focus before its step still runs there under the same id.

An upgrade of an agent does not touch its tasks. One that ended by itself, or because a person changed its app, is named.
"""

from __future__ import annotations

from collections.abc import Iterator

from dcos_upgrade.checks.bench import Bench, Digests, digests, focus_node, listed, of_any_master
from dcos_upgrade.core.check import Check, CheckStage, Scene
from dcos_upgrade.core.cluster import CLUSTER, Node
from dcos_upgrade.core.judgement import Judgement
from dcos_upgrade.probes import marathon_apps, mesos_slaves, mesos_state
from dcos_upgrade.probes.task_fate import Fate, Sight, TaskFate, fates

BENCH = Bench(check="tasks-kept")


def judge(scene: Scene) -> Iterator[Judgement]:
    node = focus_node(scene)
    if node is None:
        yield BENCH.no_focus()
        return
    state = scene.fact(mesos_state.PROBE, CLUSTER)
    before = scene.before_fact(mesos_state.PROBE, CLUSTER)
    agents = scene.before_fact(mesos_slaves.PROBE, CLUSTER)
    apps = of_any_master(scene, marathon_apps.PROBE, scene.fact)
    apps_before = of_any_master(scene, marathon_apps.PROBE, scene.before_fact)
    evidence = digests(state, before)
    if state.value is None or before.value is None or agents.value is None:
        reasons = "; ".join(one.unknown for one in (state, before, agents) if one.unknown)
        yield BENCH.unknown(node.id, reasons, evidence)
    elif apps.value is None or apps_before.value is None:
        yield BENCH.not_known(node.id, apps, apps_before)
    else:
        old = Sight(mesos=before.value, apps=apps_before.value)
        now = Sight(mesos=state.value, apps=apps.value)
        known = [agent.id for agent in agents.value.at(node.address)]
        yield _judgement(node, known, old, now, evidence)


def _judgement(node: Node, agents: list[str], before: Sight, now: Sight, evidence: Digests) -> Judgement:
    if len(agents) != 1:
        return BENCH.unknown(node.id, f"before the step there were {len(agents)} agents at {node.address}", evidence)
    found = tuple(fates(before, now, agent=agents[0]))
    lost = [one for one in found if one.fate is Fate.LOST]
    if lost:
        summary = f"{len(lost)} tasks lost: {listed(f'{one.task.id} {one.why}' for one in lost)}"
        return BENCH.failed(node.id, summary, "stop and find out why before another agent is touched", evidence)
    return BENCH.passed(node.id, _kept(found), evidence)


def _kept(found: tuple[TaskFate, ...]) -> str:
    if not found:
        return "no task ran here before"
    kept = sum(one.fate is Fate.KEPT for one in found)
    excused = listed(f"{one.task.id}: {one.why}" for one in found if one.fate is Fate.EXCUSED)
    return f"{kept} of {len(found)} tasks kept" + (f"; {excused}" if excused else "")


CHECK = Check(
    id=BENCH.check,
    title="The agent's tasks run on under their old ids",
    source="workbook, 'In-progress checks'; Mesos /state, Marathon /v2/apps",
    judge=judge,
    stages=frozenset({CheckStage.DURING}),
    probes=(mesos_state.PROBE.id, marathon_apps.PROBE.id),
)
