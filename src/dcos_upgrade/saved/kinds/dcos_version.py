"""The release of a node."""

from __future__ import annotations

from dcos_upgrade.probes import dcos_version
from dcos_upgrade.saved.facts import fact
from dcos_upgrade.saved.kind import Kind
from dcos_upgrade.saved.marks import has

KIND = Kind(
    id="dcos-version",
    title="Release of a node",
    source="/opt/mesosphere/etc/dcos-version.json; Admin Router /dcos-metadata/dcos-version.json",
    recognise=has("version", "dcos-image-commit"),
    read=fact(dcos_version.PROBE),
)
