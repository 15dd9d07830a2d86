"""A unit of this node that logs the same error again and again, as one does whose data directory cannot be written."""

from __future__ import annotations

from dcos_upgrade.core.cluster import NodeId
from dcos_upgrade.lab.fault import Stage, Target, bend
from dcos_upgrade.lab.world.setting import Bend
from dcos_upgrade.lab.world.unit import ERROR, Kind

AGAIN = 10.0
"""Seconds, scaled."""
BY = (Kind.DIAGNOSTICS, Kind.ADMINROUTER, Kind.EXHIBITOR, Kind.AGENT)
MESSAGE = "Could not write state 4711: read-only file system"


async def _then(stage: Stage, node: NodeId | None) -> None:
    setting = stage.world.setting

    def log() -> bool:
        host = stage.world.hosts[node] if node else None
        units = [unit for kind in BY if host and (unit := host.unit(kind)) is not None]
        if units and setting.bent(Bend.JOURNAL_FULL_OF_ERRORS, node):
            units[0].say(setting.now, MESSAGE, ERROR)
        return setting.bent(Bend.JOURNAL_FULL_OF_ERRORS, node)

    if log():
        setting.agenda.every(setting.timing.scaled(AGAIN), log)


FAULT = bend(
    "journal-errors",
    Bend.JOURNAL_FULL_OF_ERRORS,
    title="A unit of this node logs errors without end",
    source="failure mode: a service that runs and cannot do its work, seen in journalctl only",
    target=Target.ANY,
    then=_then,
)
