"""The agent in focus is registered again: it says so itself, and the leader lists it, active, with the id it had before."""

from __future__ import annotations

from collections.abc import Iterator

from dcos_upgrade.checks.bench import Bench, Digests, digests, focus_node
from dcos_upgrade.core.check import Check, CheckStage, Scene
from dcos_upgrade.core.cluster import CLUSTER, Node
from dcos_upgrade.core.judgement import Judgement
from dcos_upgrade.probes import agent_metrics, mesos_slaves
from dcos_upgrade.probes.mesos_slaves import Agent

BENCH = Bench(check="agent-registered")
_REMEDY = "wait for the agent; look at its log if it does not register"


def judge(scene: Scene) -> Iterator[Judgement]:
    node = focus_node(scene)
    if node is None:
        yield BENCH.no_focus()
        return
    yield _by_itself(scene, node)
    yield _by_the_leader(scene, node)


def _by_itself(scene: Scene, node: Node) -> Judgement:
    registered = scene.fact(agent_metrics.PROBE, node.id).map(lambda metrics: metrics.registered)
    return registered.judge(
        lambda value: value == 1,
        check=BENCH.check,
        subject=node.id,
        passed="says that it is registered",
        failed="says that it is not registered",
        remedy=_REMEDY,
    )


def _by_the_leader(scene: Scene, node: Node) -> Judgement:
    now = scene.fact(mesos_slaves.PROBE, CLUSTER)
    before = scene.before_fact(mesos_slaves.PROBE, CLUSTER)
    if now.value is None or before.value is None:
        return BENCH.not_known(node.id, now, before)
    evidence = digests(now, before)
    old = before.value.at(node.address)
    if len(old) != 1:
        return BENCH.unknown(node.id, f"before the step there were {len(old)} agents at {node.address}", evidence)
    here = now.value.at(node.address)
    agent = now.value.agent(old[0].id)
    if agent is None and here:
        summary = f"has registered as {here[0].id}; it was {old[0].id}"
        return BENCH.failed(node.id, summary, "its tasks are lost: ask why it could not recover", evidence)
    if agent is None:
        return BENCH.failed(node.id, f"the leader does not list {old[0].id}", _REMEDY, evidence)
    return _again(node, agent, old[0], evidence)


def _again(node: Node, agent: Agent, before: Agent, evidence: Digests) -> Judgement:
    """Registered after the look that admitted the step: both times are the leader's, so no clock has to agree with ours."""
    if agent.active is None or agent.last_registered is None or before.last_registered is None:
        return BENCH.unknown(node.id, "the leader does not say whether and since when it is active", evidence)
    if not agent.active:
        return BENCH.failed(node.id, f"the leader lists {agent.id} as not active", _REMEDY, evidence)
    if agent.last_registered <= before.last_registered:
        return BENCH.failed(node.id, "the leader has not heard of it since before the step", _REMEDY, evidence)
    return BENCH.passed(node.id, f"is registered again as {agent.id}", evidence)


CHECK = Check(
    id=BENCH.check,
    title="The agent is registered again under its old id",
    source="workbook, 'Node Validation'; Mesos slave/registered and /slaves",
    judge=judge,
    stages=frozenset({CheckStage.DURING}),
    probes=(mesos_slaves.PROBE.id,),
    focus_probes=(agent_metrics.PROBE.id,),
)
