"""Every agent that the leader lists stands at an address of the inventory, or was there before the run.

The plan refuses a cluster with agents that it does not know; one that registers later would not be upgraded with the others, and no
budget would count it.
"""

from __future__ import annotations

from collections.abc import Iterator

from dcos_upgrade.checks.bench import Bench, digests, listed
from dcos_upgrade.core.check import Check, Scene
from dcos_upgrade.core.cluster import CLUSTER
from dcos_upgrade.core.judgement import Judgement
from dcos_upgrade.probes import mesos_slaves
from dcos_upgrade.probes.mesos_slaves import Agent

BENCH = Bench(check="no-strange-agents")
_REMEDY = "stop these agents until the run is done; or abort, put them into the cluster file, capture and plan anew"


def judge(scene: Scene) -> Iterator[Judgement]:
    now = scene.fact(mesos_slaves.PROBE, CLUSTER)
    baseline = scene.baseline_fact(mesos_slaves.PROBE, CLUSTER)
    if now.value is None or not scene.inventory.nodes:
        yield BENCH.not_known(CLUSTER, now)
        return
    addresses = {node.address for node in scene.inventory.nodes}
    strange = [agent for agent in now.value.slaves if agent.address not in addresses]
    if strange and baseline.value is None:
        yield BENCH.not_known(CLUSTER, baseline)
        return
    known = {agent.id for agent in baseline.value.slaves} if baseline.value else set()
    new = [agent for agent in strange if agent.id not in known]
    evidence = digests(now, baseline)
    if new:
        summary = f"agents that the plan does not know: {_names(new)}"
        yield BENCH.failed(CLUSTER, summary, _REMEDY, evidence)
        return
    old = f"; there before the run: {_names(strange)}" if strange else ""
    yield BENCH.passed(CLUSTER, f"no new agent outside the inventory{old}", evidence)


def _names(agents: list[Agent]) -> str:
    return listed(f"{agent.address} ({agent.id})" for agent in agents)


CHECK = Check(
    id=BENCH.check,
    title="No agent that the plan does not know",
    source="workbook, 'Cluster State'; Mesos /slaves",
    judge=judge,
    probes=(mesos_slaves.PROBE.id,),
)
