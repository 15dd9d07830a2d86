"""The registry of a Mesos master."""

from __future__ import annotations

from dcos_upgrade.saved.facts import kept
from dcos_upgrade.saved.kind import Kind
from dcos_upgrade.saved.marks import has

KIND = Kind(
    id="mesos-registry",
    title="Registry of a Mesos master",
    source="Mesos /registrar(1)/registry, 1.2 to 1.11",
    recognise=has("master", "slaves", "registry"),
    read=kept,
)
