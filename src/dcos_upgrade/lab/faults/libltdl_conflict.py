"""An agent on which Docker's client cannot be loaded with DC/OS's libltdl: Mesos ends at its next start, and at every later one."""

from __future__ import annotations

from dcos_upgrade.core.cluster import NodeId
from dcos_upgrade.lab.contract import Mishap
from dcos_upgrade.lab.fault import Fault, Stage, Target
from dcos_upgrade.lab.world.setting import Bend


async def _apply(stage: Stage, node: NodeId | None) -> None:
    if node is not None:
        await stage.nodes.plant(node, Mishap.LIBLTDL_CONFLICT)
        stage.world.setting.bends.add((Bend.AGENT_STAYS_DOWN, node))


async def _clear(stage: Stage, node: NodeId | None) -> None:
    if node is not None:
        await stage.nodes.lift(node, Mishap.LIBLTDL_CONFLICT)
        stage.world.setting.bends.discard((Bend.AGENT_STAYS_DOWN, node))


FAULT = Fault(
    id="libltdl-conflict",
    title="Docker cannot be loaded with DC/OS's libltdl on this agent",
    source="failure mode: libltdl of DC/OS before the system's on RHEL and CentOS, docker relocation error, the agent's unit fails",
    target=Target.AGENT,
    apply=_apply,
    clear=_clear,
)
