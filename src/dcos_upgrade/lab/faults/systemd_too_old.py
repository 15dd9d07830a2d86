"""An agent whose systemd is older than 218: it says so, and when Mesos stops there all tasks die with it."""

from __future__ import annotations

from dcos_upgrade.core.cluster import NodeId
from dcos_upgrade.lab.contract import Mishap
from dcos_upgrade.lab.fault import Fault, Stage, Target
from dcos_upgrade.lab.world.setting import Bend


async def _apply(stage: Stage, node: NodeId | None) -> None:
    if node is not None:
        await stage.nodes.plant(node, Mishap.SYSTEMD_TOO_OLD)
        stage.world.setting.bends.add((Bend.TASKS_DIE_WITH_AGENT, node))


async def _clear(stage: Stage, node: NodeId | None) -> None:
    if node is not None:
        await stage.nodes.lift(node, Mishap.SYSTEMD_TOO_OLD)
        stage.world.setting.bends.discard((Bend.TASKS_DIE_WITH_AGENT, node))


FAULT = Fault(
    id="systemd-too-old",
    title="This agent's systemd is 217, and its tasks die when it stops",
    source="failure mode: systemd older than 218 kills all tasks of an agent that stops",
    target=Target.AGENT,
    apply=_apply,
    clear=_clear,
)
