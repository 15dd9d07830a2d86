"""Tasks that die when their agent's process stops, as on a machine whose systemd does not delegate (before 218)."""

from __future__ import annotations

from dcos_upgrade.lab.fault import Target, bend
from dcos_upgrade.lab.world.setting import Bend

FAULT = bend(
    "tasks-lost",
    Bend.TASKS_DIE_WITH_AGENT,
    title="The tasks of this agent die when it stops",
    source="failure mode: systemd older than 218 kills all tasks of an agent that stops",
    target=Target.AGENT,
)
