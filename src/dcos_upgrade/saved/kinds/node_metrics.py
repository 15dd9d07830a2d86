"""Figures of a node."""

from __future__ import annotations

from dcos_upgrade.saved.facts import kept
from dcos_upgrade.saved.kind import Kind
from dcos_upgrade.saved.marks import has

KIND = Kind(
    id="node-metrics",
    title="Metrics of a node",
    source="DC/OS /system/v1/metrics/v0/node",
    recognise=has("datapoints", "dimensions"),
    read=kept,
)
