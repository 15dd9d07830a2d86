"""The Marathon of this master takes the lead, whatever its version: somebody started it, and the others lost their sessions."""

from __future__ import annotations

from dcos_upgrade.core.cluster import NodeId
from dcos_upgrade.lab.fault import Fault, Stage, Target, nothing


async def _apply(stage: Stage, node: NodeId | None) -> None:
    if node is not None:
        stage.world.marathons.take_the_lead(node)


FAULT = Fault(
    id="old-marathon-leads",
    title="The Marathon of this master takes the lead, for once",
    source="failure mode: an old Marathon leads after a new one has migrated the stored state",
    target=Target.MASTER,
    apply=_apply,
    clear=nothing,
)
