"""A master whose Exhibitor has its own view: it lists itself only, and nobody leads."""

from __future__ import annotations

from dcos_upgrade.core.cluster import NodeId
from dcos_upgrade.lab.fault import Stage, Target, bend
from dcos_upgrade.lab.world.setting import Bend


async def _then(stage: Stage, node: NodeId | None) -> None:
    if node is not None:
        stage.world.exhibitors.look_again(node)


async def _mended(stage: Stage, node: NodeId | None) -> None:
    if node is not None:
        stage.world.exhibitors.look_again(node)


FAULT = bend(
    "exhibitors-disagree",
    Bend.EXHIBITOR_ALONE,
    title="This master's Exhibitor knows no other server and no leader",
    source="failure mode: two Exhibitors disagree, differing lists, no isLeader",
    target=Target.MASTER,
    then=_then,
    mended=_mended,
)
