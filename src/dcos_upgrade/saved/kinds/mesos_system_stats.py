"""Load and memory of the machine of a Mesos process."""

from __future__ import annotations

from dcos_upgrade.saved.facts import kept
from dcos_upgrade.saved.kind import Kind
from dcos_upgrade.saved.marks import has

KIND = Kind(
    id="mesos-system-stats",
    title="Machine of a Mesos process",
    source="Mesos /system/stats.json, 0.22 to 1.11",
    recognise=has("avg_load_1min", "mem_total_bytes"),
    read=kept,
)
