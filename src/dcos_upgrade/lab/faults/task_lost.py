"""One task of this agent is lost while everything runs. Marathon starts another one; clearing the fault brings nothing back."""

from __future__ import annotations

from dcos_upgrade.core.cluster import NodeId
from dcos_upgrade.lab.fault import Fault, Stage, Target, nothing
from dcos_upgrade.lab.world.tasks import LOST, RUNNING


async def _apply(stage: Stage, node: NodeId | None) -> None:
    running = [task for task in stage.world.tasks.on(node) if task.state == RUNNING] if node else []
    if running:
        stage.world.tasks.end(running[0], LOST, "Executor terminated")


FAULT = Fault(
    id="task-lost",
    title="One task of this agent is lost, for once",
    source="failure mode: TASK_LOST while no node is being upgraded",
    target=Target.AGENT,
    apply=_apply,
    clear=nothing,
)
