"""An Exhibitor's own state."""

from __future__ import annotations

from dcos_upgrade.saved.facts import kept
from dcos_upgrade.saved.kind import Kind
from dcos_upgrade.saved.marks import either, has

KIND = Kind(
    id="exhibitor-state",
    title="State of an Exhibitor",
    source="Exhibitor /exhibitor/v1/cluster/state",
    recognise=either(has("switches", "state"), has("response", "success")),
    read=kept,
)
