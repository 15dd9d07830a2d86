"""Runs of Metronome that wait."""

from __future__ import annotations

from dcos_upgrade.saved.facts import kept
from dcos_upgrade.saved.kind import Kind
from dcos_upgrade.saved.marks import rows

KIND = Kind(
    id="metronome-queue",
    title="Queue of Metronome",
    source="Metronome /v1/queue",
    recognise=rows("jobId", "runs"),
    read=kept,
)
