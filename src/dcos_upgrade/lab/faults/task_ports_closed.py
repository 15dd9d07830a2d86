"""Agents whose ports for tasks cannot be reached from outside: a firewall, or a network of the containers' own."""

from __future__ import annotations

from dcos_upgrade.lab.fault import Target, bend
from dcos_upgrade.lab.world.setting import Bend

FAULT = bend(
    "task-ports-closed",
    Bend.TASK_PORTS_CLOSED,
    title="The ports of tasks refuse connections from outside the cluster; Admin Router still leads to them",
    source="lab: what makes Admin Router the only way to a service Marathon",
    target=Target.NONE,
)
