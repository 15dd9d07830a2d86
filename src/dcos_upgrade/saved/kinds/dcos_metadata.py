"""What Admin Router says of its cluster."""

from __future__ import annotations

from dcos_upgrade.saved.facts import kept
from dcos_upgrade.saved.kind import Kind
from dcos_upgrade.saved.marks import either, has

KIND = Kind(
    id="dcos-metadata",
    title="Metadata of a cluster",
    source="Admin Router /metadata",
    recognise=either(has("PUBLIC_IPV4"), has("CLUSTER_ID")),
    read=kept,
)
