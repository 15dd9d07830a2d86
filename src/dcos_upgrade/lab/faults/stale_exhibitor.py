"""A master whose Exhibitor shows for ever what it saw last."""

from __future__ import annotations

from dcos_upgrade.lab.fault import Target, bend
from dcos_upgrade.lab.world.setting import Bend

FAULT = bend(
    "stale-exhibitor",
    Bend.EXHIBITOR_VIEW_FROZEN,
    title="This master's Exhibitor no longer refreshes its view of the ensemble",
    source="Exhibitor's own view lags by a check cycle; here by all of them",
    target=Target.MASTER,
)
