"""Which machines are planned to be down."""

from __future__ import annotations

from dcos_upgrade.probes import mesos_maintenance
from dcos_upgrade.saved.facts import fact, kept
from dcos_upgrade.saved.kind import Content, Kind, Said
from dcos_upgrade.saved.marks import either, only


def read(content: Content) -> Said:
    """The schedule names windows, the status machines: only the latter is a fact."""
    return kept(content) if "windows" in content.keys else fact(mesos_maintenance.PROBE)(content)


KIND = Kind(
    id="mesos-maintenance",
    title="Maintenance of Mesos",
    source="Mesos /maintenance/schedule and /maintenance/status, 1.2 to 1.11",
    recognise=either(only("windows"), only("draining_machines", "down_machines"), only("down_machines")),
    read=read,
)
