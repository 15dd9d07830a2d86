"""A node that loses its power: everything on it dies at once; clearing the fault switches it on again."""

from __future__ import annotations

from dcos_upgrade.core.cluster import NodeId
from dcos_upgrade.lab.fault import Fault, Stage, Target


async def _apply(stage: Stage, node: NodeId | None) -> None:
    if node is not None:
        await stage.nodes.power_off(node)
        stage.world.power_off(node)


async def _clear(stage: Stage, node: NodeId | None) -> None:
    if node is not None:
        await stage.nodes.power_on(node)
        stage.world.power_on(node)


FAULT = Fault(
    id="power-lost",
    title="This node loses its power",
    source="failure mode: node killed in the middle of a step",
    target=Target.ANY,
    apply=_apply,
    clear=_clear,
)
