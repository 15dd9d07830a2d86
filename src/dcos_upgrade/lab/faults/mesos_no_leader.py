"""No Mesos master leads: the leading one steps back, and none takes over."""

from __future__ import annotations

from dcos_upgrade.core.cluster import NodeId
from dcos_upgrade.lab.fault import Stage, Target, bend
from dcos_upgrade.lab.world.setting import Bend


async def _then(stage: Stage, node: NodeId | None) -> None:
    stage.world.mesos.lose_leader()


async def _mended(stage: Stage, node: NodeId | None) -> None:
    stage.world.mesos.elect()


FAULT = bend(
    "mesos-no-leader",
    Bend.MESOS_LEADERLESS,
    title="No Mesos master leads",
    source="failure mode: no leader, 503 on /slaves",
    target=Target.NONE,
    then=_then,
    mended=_mended,
)
