"""Figures of a Marathon, a Metronome or another program that counts as they do."""

from __future__ import annotations

from dcos_upgrade.core.error import Unreadable
from dcos_upgrade.probes import marathon_metrics
from dcos_upgrade.saved.facts import kept, told
from dcos_upgrade.saved.kind import Content, Kind, Said
from dcos_upgrade.saved.marks import has


def read(content: Content) -> Said:
    """Those of a Marathon are a fact; of another program nothing is asked."""
    try:
        return Said(facts=(told(marathon_metrics.PROBE, content),))
    except Unreadable:
        return kept(content)


KIND = Kind(
    id="dropwizard-metrics",
    title="Metrics of a Marathon or Metronome",
    source="Marathon /metrics, Metronome /v1/metrics",
    recognise=has("gauges", "counters"),
    read=read,
)
