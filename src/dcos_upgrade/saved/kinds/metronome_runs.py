"""Runs of jobs of Metronome."""

from __future__ import annotations

from dcos_upgrade.saved.facts import kept
from dcos_upgrade.saved.kind import Kind
from dcos_upgrade.saved.marks import either, has, rows

KIND = Kind(
    id="metronome-runs",
    title="Runs of Metronome",
    source="Metronome /v1/jobs/ID/runs",
    recognise=either(has("jobId", "status"), rows("jobId", "status")),
    read=kept,
)
