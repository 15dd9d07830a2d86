"""An agent that fails each start: incompatible agent information."""

from __future__ import annotations

from dcos_upgrade.lab.fault import Target, bend
from dcos_upgrade.lab.world.setting import Bend

FAULT = bend(
    "agent-does-not-return",
    Bend.AGENT_STAYS_DOWN,
    title="After its next stop this agent fails every start",
    source="failure mode: incompatible agent info, restart loop, unreachable after the ping time-out",
    target=Target.AGENT,
)
