"""The state of a Mesos agent: it names its master where a master would list its agents."""

from __future__ import annotations

from dcos_upgrade.saved.facts import kept
from dcos_upgrade.saved.kind import Kind
from dcos_upgrade.saved.marks import has

KIND = Kind(
    id="mesos-agent-state",
    title="State of a Mesos agent",
    source="Mesos agent /state, 0.19 to 1.11",
    recognise=has("master_hostname", "frameworks", "version", without=("slaves",)),
    read=kept,
)
