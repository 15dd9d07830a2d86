"""The flags of a Mesos process; credentials in them are replaced before anything is kept."""

from __future__ import annotations

from dcos_upgrade.saved.facts import kept
from dcos_upgrade.saved.kind import Kind
from dcos_upgrade.saved.marks import only

KIND = Kind(
    id="mesos-flags",
    title="Flags of a Mesos process",
    source="Mesos /flags, 0.22 to 1.11",
    recognise=only("flags"),
    read=kept,
)
