"""The leading Marathon gives up the lead, and so does the next one, and the one after it."""

from __future__ import annotations

from dcos_upgrade.core.cluster import NodeId
from dcos_upgrade.lab.fault import Stage, Target, bend
from dcos_upgrade.lab.world.setting import Bend

AGAIN = 60.0
"""Seconds, scaled."""


async def _then(stage: Stage, node: NodeId | None) -> None:
    setting = stage.world.setting

    def abdicate() -> bool:
        flaps = setting.bent(Bend.LEADER_FLAPS)
        if flaps:
            stage.world.abdicate_marathon()
        return flaps

    abdicate()
    setting.agenda.every(setting.timing.scaled(AGAIN), abdicate)


FAULT = bend(
    "leader-flaps",
    Bend.LEADER_FLAPS,
    title="Marathon's leaders give up the lead one after the other",
    source="failure mode: a leader that cannot keep its ZooKeeper session",
    target=Target.NONE,
    then=_then,
)
