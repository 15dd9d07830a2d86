"""Figures of a Marathon, a Metronome or another program that counts as they do."""

from __future__ import annotations

from dcos_upgrade.saved.facts import kept
from dcos_upgrade.saved.kind import Kind
from dcos_upgrade.saved.marks import has

KIND = Kind(
    id="dropwizard-metrics",
    title="Metrics of a Marathon or Metronome",
    source="Marathon /metrics, Metronome /v1/metrics",
    recognise=has("gauges", "counters"),
    read=kept,
)
