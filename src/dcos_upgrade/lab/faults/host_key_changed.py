"""A node that shows another host key than the one that is known."""

from __future__ import annotations

from dcos_upgrade.core.cluster import NodeId
from dcos_upgrade.lab.fault import Fault, Stage, Target


async def _apply(stage: Stage, node: NodeId | None) -> None:
    if node is not None:
        await stage.nodes.change_host_key(node)


async def _clear(stage: Stage, node: NodeId | None) -> None:
    if node is not None:
        await stage.nodes.restore_host_key(node)


FAULT = Fault(
    id="host-key-changed",
    title="This node's SSH server has another host key",
    source="a reinstalled machine, or somebody in between",
    target=Target.ANY,
    apply=_apply,
    clear=_clear,
)
