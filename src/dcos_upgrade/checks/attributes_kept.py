"""The agent in focus has the attributes and the reserved roles that it had before its step.

Without the attributes that apps ask for it is registered and healthy, and wrong: nothing new is started there.
"""

from __future__ import annotations

from collections.abc import Iterator

from dcos_upgrade.checks.bench import Bench, Digests, digests, focus_node
from dcos_upgrade.core.check import Check, CheckStage, Scene
from dcos_upgrade.core.cluster import CLUSTER, Node
from dcos_upgrade.core.judgement import Judgement
from dcos_upgrade.probes import mesos_slaves
from dcos_upgrade.probes.mesos_slaves import Agent

BENCH = Bench(check="attributes-kept")
_REMEDY = "compare /var/lib/dcos/mesos-slave-common and /var/lib/dcos/mesos-resources with what they were"


def judge(scene: Scene) -> Iterator[Judgement]:
    node = focus_node(scene)
    if node is None:
        yield BENCH.no_focus()
        return
    now, before = scene.fact(mesos_slaves.PROBE, CLUSTER), scene.before_fact(mesos_slaves.PROBE, CLUSTER)
    if now.value is None or before.value is None:
        yield BENCH.not_known(node.id, now, before)
        return
    evidence = digests(now, before)
    old, new = before.value.at(node.address), now.value.at(node.address)
    if len(old) != 1 or len(new) != 1:
        why = f"the leader lists {len(new)} agents at {node.address}, and listed {len(old)} before the step"
        yield BENCH.unknown(node.id, why, evidence)
        return
    yield _same(node, old[0], new[0], evidence)


def _same(node: Node, old: Agent, new: Agent, evidence: Digests) -> Judgement:
    changed = [
        f"{what} {name} is {after.get(name, 'gone')}; it was {before.get(name, 'not there')}"
        for what, before, after in (
            ("the attribute", old.attributes, new.attributes),
            ("a reservation for", _reserved(old), _reserved(new)),
        )
        for name in sorted({*before, *after})
        if before.get(name) != after.get(name)
    ]
    if changed:
        return BENCH.failed(node.id, "; ".join(changed), _REMEDY, evidence)
    return BENCH.passed(node.id, "has the attributes and reservations that it had", evidence)


def _reserved(agent: Agent) -> dict[str, str]:
    """For which roles something is reserved; how much moves with what runs."""
    return dict.fromkeys(agent.reserved_resources, "there")


CHECK = Check(
    id=BENCH.check,
    title="The agent has kept its attributes and reserved roles",
    source="workbook, 'Node Validation'; Mesos /slaves",
    judge=judge,
    stages=frozenset({CheckStage.DURING}),
    probes=(mesos_slaves.PROBE.id,),
)
