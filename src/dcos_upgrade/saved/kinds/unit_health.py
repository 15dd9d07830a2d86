"""Units of nodes as the diagnostics see them: 0 is well, 1 is not, anything else is not known."""

from __future__ import annotations

from dcos_upgrade.saved.facts import kept
from dcos_upgrade.saved.kind import Kind
from dcos_upgrade.saved.marks import either, has, listing

KIND = Kind(
    id="unit-health",
    title="Health of units",
    source="DC/OS /system/health/v1, 1.8 to 2.2",
    recognise=either(
        listing("units", "health"),
        listing("nodes", "health"),
        has("health", "output"),
        has("health", "host_ip"),
        has("id", "health"),
    ),
    read=kept,
)
