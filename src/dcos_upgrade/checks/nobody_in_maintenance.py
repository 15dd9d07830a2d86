"""No node is in maintenance by Mesos: an agent on a machine that is down by plan may not register again after its step."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from dcos_upgrade.core.check import Check, CheckStage, Scene
from dcos_upgrade.core.cluster import CLUSTER, Node
from dcos_upgrade.core.judgement import Judgement, Severity
from dcos_upgrade.probes import mesos_maintenance
from dcos_upgrade.probes.mesos_maintenance import MaintainedMachine, MesosMaintenance

ID = "nobody-in-maintenance"


def judge(scene: Scene) -> Iterator[Judgement]:
    seen = scene.fact(mesos_maintenance.PROBE, CLUSTER)
    for agent in scene.inventory.agents:
        yield seen.map(partial(_state, node=agent)).judge(
            lambda state: not state,
            check=ID,
            subject=agent.id,
            passed="Mesos knows of no maintenance",
            failed=lambda state: f"Mesos has it {state}",
            remedy="let the window end, or take the machine out of the schedule, before this node's step",
            severity=Severity.WARNING,
        )


def _state(seen: MesosMaintenance, node: Node) -> str:
    for machines, state in ((seen.down, "down by plan"), (seen.draining, "planned to be down")):
        if any(_is(machine, node) for machine in machines):
            return state
    return ""


def _is(machine: MaintainedMachine, node: Node) -> bool:
    return node.address in (machine.ip, machine.hostname) or machine.hostname == node.id


CHECK = Check(
    id=ID,
    title="No agent is in maintenance by Mesos",
    source="Mesos, maintenance primitives; /maintenance/status, 1.2 to 1.11",
    judge=judge,
    stages=frozenset({CheckStage.PRE}),
    severity=Severity.WARNING,
    probes=(mesos_maintenance.PROBE.id,),
)
