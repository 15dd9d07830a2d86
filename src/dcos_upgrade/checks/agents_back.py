"""Every agent of the inventory must be active in the leader's list under the id it had in the baseline.

An unreachable agent is not in the list at all, and after an election the list starts empty; so the question is asked of the
inventory. A new id at the old address means that the agent could not recover, and that its tasks are lost.
"""

from __future__ import annotations

from collections.abc import Iterator

from dcos_upgrade.checks.bench import Bench, digests
from dcos_upgrade.core.check import Check, Scene
from dcos_upgrade.core.cluster import CLUSTER, Node
from dcos_upgrade.core.judgement import Judgement
from dcos_upgrade.core.snapshot import Observed
from dcos_upgrade.probes import mesos_slaves
from dcos_upgrade.probes.mesos_slaves import MesosSlaves

BENCH = Bench(check="agents-back")
_REMEDY = "wait for the agent to register again; look at its log if it does not"


def judge(scene: Scene) -> Iterator[Judgement]:
    now = scene.fact(mesos_slaves.PROBE, CLUSTER)
    baseline = scene.baseline_fact(mesos_slaves.PROBE, CLUSTER)
    set_aside = scene.hop.set_aside if scene.hop else frozenset()
    left_out = scene.hop.left_out if scene.hop else frozenset()
    for agent in scene.inventory.agents:
        if agent.id in left_out:
            yield _gone(agent, now)
        elif agent.id in set_aside:
            yield BENCH.passed(agent.id, "set aside: it counts as out, whatever the leader says of it")
        else:
            yield _agent(agent, now, baseline)
    yield now.judge(
        lambda seen: not seen.recovered_slaves,
        check=BENCH.check,
        subject=CLUSTER,
        passed="no agent is only remembered",
        failed=lambda seen: f"{len(seen.recovered_slaves or ())} agents have not registered since the election",
        remedy="wait until all agents have registered again",
    )


def _agent(node: Node, now: Observed[MesosSlaves], baseline: Observed[MesosSlaves]) -> Judgement:
    if now.value is None or baseline.value is None:
        return BENCH.not_known(node.id, now, baseline)
    evidence = digests(now, baseline)
    known = baseline.value.at(node.address)
    if len(known) != 1:
        return BENCH.unknown(node.id, f"the baseline has {len(known)} agents at {node.address}", evidence)
    return _same(node, known[0].id, now.value, evidence)


def _gone(node: Node, now: Observed[MesosSlaves]) -> Judgement:
    """A person said that it is out of the cluster: an old agent that still takes part would be left behind for good."""
    return now.judge(
        lambda seen: not any(agent.active for agent in seen.at(node.address)),
        check=BENCH.check,
        subject=node.id,
        passed="was left out of the run and is not in the cluster",
        failed="was left out of the run and is active in the cluster",
        remedy=f"stop the agent on {node.id}, or plan anew with it",
    )


def _same(node: Node, agent_id: str, now: MesosSlaves, evidence: tuple[str, ...]) -> Judgement:
    agent = now.agent(agent_id)
    others = [other.id for other in now.at(node.address) if other.id != agent_id]
    if others:
        summary = f"is registered as {others[0]}; it was {agent_id}"
        return BENCH.failed(node.id, summary, "its tasks are lost: ask why it could not recover", evidence)
    if agent is None:
        return BENCH.failed(node.id, f"{agent_id} is not in the leader's list", _REMEDY, evidence)
    if agent.active is None:
        return BENCH.unknown(node.id, "the leader does not say whether it is active", evidence)
    if not agent.active:
        return BENCH.failed(node.id, f"{agent_id} is not active", _REMEDY, evidence)
    return BENCH.passed(node.id, f"active as {agent_id}", evidence)


CHECK = Check(
    id=BENCH.check,
    title="All agents active under their old ids",
    source="workbook, 'Cluster State'; Mesos /slaves",
    judge=judge,
    probes=(mesos_slaves.PROBE.id,),
)
