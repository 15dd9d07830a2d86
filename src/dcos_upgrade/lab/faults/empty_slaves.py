"""The leader's list of agents is empty, as right after an election or for a caller who may see nothing."""

from __future__ import annotations

from dcos_upgrade.lab.fault import Target, bend
from dcos_upgrade.lab.world.setting import Bend

FAULT = bend(
    "empty-slaves",
    Bend.SLAVES_EMPTY,
    title="The leading Mesos master lists no agents",
    source="filtered lists of a strict cluster; a leader that has only just been elected",
    target=Target.NONE,
)
