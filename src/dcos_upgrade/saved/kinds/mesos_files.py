"""A directory of a task's sandbox."""

from __future__ import annotations

from dcos_upgrade.saved.facts import kept
from dcos_upgrade.saved.kind import Kind
from dcos_upgrade.saved.marks import rows

KIND = Kind(
    id="mesos-files",
    title="Directory of a sandbox",
    source="Mesos /files/browse, 0.19 to 1.11",
    recognise=rows("path", "mode", "nlink"),
    read=kept,
)
