"""A service Marathon that is started anew has lost its framework id: it gets a new one, and its old tasks are nobody's."""

from __future__ import annotations

from dcos_upgrade.lab.fault import Target, bend
from dcos_upgrade.lab.world.setting import Bend

FAULT = bend(
    "mom-new-framework-id",
    Bend.SERVICE_MARATHON_FORGETS_ID,
    title="Service Marathons come back with a new framework id when they are started anew",
    source="failure mode: a service Marathon comes back with a new framework id, tasks orphaned",
    target=Target.NONE,
)
