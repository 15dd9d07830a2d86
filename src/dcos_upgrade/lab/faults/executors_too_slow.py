"""Executors that do not find their restarted agent in time: the agent comes back, its tasks do not."""

from __future__ import annotations

from dcos_upgrade.lab.fault import Target, bend
from dcos_upgrade.lab.world.setting import Bend

FAULT = bend(
    "executors-too-slow",
    Bend.EXECUTORS_TOO_SLOW,
    title="After the next start of this agent its executors register too late",
    source="executor re-registration waits 2 s in early 1.9 to 1.11 releases, 10 s later",
    target=Target.AGENT,
)
