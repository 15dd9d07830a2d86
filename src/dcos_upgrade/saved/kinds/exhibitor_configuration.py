"""What an Exhibitor is set to."""

from __future__ import annotations

from dcos_upgrade.probes import exhibitor_configuration
from dcos_upgrade.saved.facts import fact
from dcos_upgrade.saved.kind import Kind
from dcos_upgrade.saved.marks import has

KIND = Kind(
    id="exhibitor-configuration",
    title="Configuration of an Exhibitor",
    source="Exhibitor /exhibitor/v1/config/get-state",
    recognise=has("config", "running"),
    read=fact(exhibitor_configuration.PROBE),
)
