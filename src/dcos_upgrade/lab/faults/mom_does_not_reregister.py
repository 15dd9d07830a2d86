"""A service Marathon that is started anew never subscribes to Mesos: its framework stays disconnected."""

from __future__ import annotations

from dcos_upgrade.core.cluster import NodeId
from dcos_upgrade.lab.fault import Stage, Target, bend
from dcos_upgrade.lab.world.setting import Bend


async def _mended(stage: Stage, node: NodeId | None) -> None:
    stage.world.service_marathons.subscribe_all()


FAULT = bend(
    "mom-does-not-reregister",
    Bend.SERVICE_MARATHON_UNSUBSCRIBED,
    title="Service Marathons do not subscribe to Mesos any more when they are started anew",
    source="failure mode: a service Marathon does not re-register, connected:false",
    target=Target.NONE,
    mended=_mended,
)
