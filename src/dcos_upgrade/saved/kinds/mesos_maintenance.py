"""Which machines are planned to be down."""

from __future__ import annotations

from dcos_upgrade.saved.facts import kept
from dcos_upgrade.saved.kind import Kind
from dcos_upgrade.saved.marks import either, only

KIND = Kind(
    id="mesos-maintenance",
    title="Maintenance of Mesos",
    source="Mesos /maintenance/schedule and /maintenance/status, 1.2 to 1.11",
    recognise=either(only("windows"), only("draining_machines", "down_machines"), only("down_machines")),
    read=kept,
)
