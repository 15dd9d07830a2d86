"""The bootstrap host refuses connections: no script, no package."""

from __future__ import annotations

from dcos_upgrade.core.cluster import NodeId
from dcos_upgrade.lab.fault import Fault, Stage, Target


async def _apply(stage: Stage, node: NodeId | None) -> None:
    await stage.nodes.stop_bootstrap()


async def _clear(stage: Stage, node: NodeId | None) -> None:
    await stage.nodes.start_bootstrap()


FAULT = Fault(
    id="bootstrap-down",
    title="The bootstrap host refuses connections",
    source="failure mode: bootstrap stopped, script curl and pkgpanda fetch refused",
    target=Target.NONE,
    apply=_apply,
    clear=_clear,
)
