"""The version that a Mesos process tells."""

from __future__ import annotations

from dcos_upgrade.probes import mesos_master_version
from dcos_upgrade.saved.facts import fact
from dcos_upgrade.saved.kind import Kind
from dcos_upgrade.saved.marks import both, has, no

KIND = Kind(
    id="mesos-version",
    title="Version of a Mesos process",
    source="Mesos /version, 0.22 to 1.11",
    recognise=both(has("version", "build_date", "build_user"), no(has("pid"))),
    read=fact(mesos_master_version.PROBE),
)
