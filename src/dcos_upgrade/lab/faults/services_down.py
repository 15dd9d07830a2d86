"""A machine that is up with all of DC/OS stopped on it."""

from __future__ import annotations

from dcos_upgrade.core.cluster import NodeId
from dcos_upgrade.lab.fault import Fault, Stage, Target


async def _apply(stage: Stage, node: NodeId | None) -> None:
    if node is not None:
        stage.world.stop_services(node)


async def _clear(stage: Stage, node: NodeId | None) -> None:
    if node is not None:
        stage.world.start_services(node)


FAULT = Fault(
    id="services-down",
    title="All DC/OS units of this node are stopped",
    source="failure mode: one master down before the start",
    target=Target.ANY,
    apply=_apply,
    clear=_clear,
)
