"""The overlay networks of agents."""

from __future__ import annotations

from dcos_upgrade.saved.facts import kept
from dcos_upgrade.saved.kind import Kind
from dcos_upgrade.saved.marks import has

KIND = Kind(
    id="mesos-overlay",
    title="Overlay networks",
    source="Mesos /overlay-master/state, DC/OS 1.8 to 2.2",
    recognise=has("agents", "network"),
    read=kept,
)
