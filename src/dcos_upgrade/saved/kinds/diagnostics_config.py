"""How the diagnostics of a node are set up."""

from __future__ import annotations

from dcos_upgrade.saved.facts import kept
from dcos_upgrade.saved.kind import Kind
from dcos_upgrade.saved.marks import either, has

KIND = Kind(
    id="diagnostics-config",
    title="Set-up of the diagnostics",
    source="dcos-diagnostics-config.json, dcos-check-config.json",
    recognise=either(has("diagnostics-bundle-dir"), has("cluster_checks", "node_checks")),
    read=kept,
)
