"""A master whose mesos-master ends at every start, whatever the upgrade script said."""

from __future__ import annotations

from dcos_upgrade.lab.fault import Target, bend
from dcos_upgrade.lab.world.setting import Bend

FAULT = bend(
    "mesos-master-crash-loop",
    Bend.MESOS_MASTER_STAYS_DOWN,
    title="After its next restart this master's Mesos ends at every start",
    source="failure mode: checks fail and the script of 1.12 and later exits 0, mesos-master in auto-restart",
    target=Target.MASTER,
)
