"""No Marathon leads: the leading one ends, and none takes over."""

from __future__ import annotations

from dcos_upgrade.core.cluster import NodeId
from dcos_upgrade.lab.fault import Stage, Target, bend
from dcos_upgrade.lab.world.setting import Bend


async def _then(stage: Stage, node: NodeId | None) -> None:
    stage.world.abdicate_marathon()


async def _mended(stage: Stage, node: NodeId | None) -> None:
    stage.world.marathons.elect()


FAULT = bend(
    "marathon-no-leader",
    Bend.MARATHON_LEADERLESS,
    title="No Marathon leads",
    source="failure mode: Marathon crash loop, /v2/info 502 from all",
    target=Target.NONE,
    then=_then,
    mended=_mended,
)
