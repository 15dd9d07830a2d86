"""A node whose SSH server refuses connections; its services go on."""

from __future__ import annotations

from dcos_upgrade.core.cluster import NodeId
from dcos_upgrade.lab.fault import Fault, Stage, Target


async def _apply(stage: Stage, node: NodeId | None) -> None:
    if node is not None:
        await stage.nodes.unplug(node)


async def _clear(stage: Stage, node: NodeId | None) -> None:
    if node is not None:
        await stage.nodes.plug(node)


FAULT = Fault(
    id="ssh-refused",
    title="This node's SSH server refuses connections",
    source="failure mode: SSH drops while the script runs",
    target=Target.ANY,
    apply=_apply,
    clear=_clear,
)
