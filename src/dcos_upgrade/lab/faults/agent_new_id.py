"""An agent that comes back from its next restart under another id: what ran on it is lost."""

from __future__ import annotations

from dcos_upgrade.lab.fault import Target, bend
from dcos_upgrade.lab.world.setting import Bend

FAULT = bend(
    "agent-new-id",
    Bend.AGENT_FORGETS_ID,
    title="At its next start this agent registers with a new id",
    source="failure mode: recovery failed or meta/slaves/latest removed",
    target=Target.AGENT,
)
