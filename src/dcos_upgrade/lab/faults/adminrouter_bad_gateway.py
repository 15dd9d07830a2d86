"""Admin Router that reaches nothing behind it: what it serves from its own disk it still serves."""

from __future__ import annotations

from dcos_upgrade.lab.fault import Target, bend
from dcos_upgrade.lab.world.setting import Bend

FAULT = bend(
    "adminrouter-bad-gateway",
    Bend.ADMINROUTER_BAD_GATEWAY,
    title="Admin Router of every master answers 502 for everything behind it",
    source="failure mode: window of 502 on Admin Router, after an election or a restart",
    target=Target.NONE,
)
