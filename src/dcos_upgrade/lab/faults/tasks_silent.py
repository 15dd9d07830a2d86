"""Tasks that run on and answer at none of their ports, as behind a path that is cut; Mesos sees nothing of it."""

from __future__ import annotations

from dcos_upgrade.lab.fault import Target, bend
from dcos_upgrade.lab.world.setting import Bend

FAULT = bend(
    "tasks-silent",
    Bend.TASKS_SILENT,
    title="The tasks of this agent run and answer at no port",
    source="failure mode: traffic to an agent's containers is dropped while its services are swapped",
    target=Target.AGENT,
)
