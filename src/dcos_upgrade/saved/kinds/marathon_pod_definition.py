"""A pod as people write it."""

from __future__ import annotations

from dcos_upgrade.saved.facts import kept
from dcos_upgrade.saved.kind import Kind
from dcos_upgrade.saved.marks import has

KIND = Kind(
    id="marathon-pod-definition",
    title="Definition of a pod",
    source="Marathon, pod definitions 1.4 to 1.11",
    recognise=has("id", "containers"),
    read=kept,
)
