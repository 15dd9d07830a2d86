"""Schedules of a job of Metronome."""

from __future__ import annotations

from dcos_upgrade.saved.facts import kept
from dcos_upgrade.saved.kind import Kind
from dcos_upgrade.saved.marks import rows

KIND = Kind(
    id="metronome-schedules",
    title="Schedules of Metronome",
    source="Metronome /v1/jobs/ID/schedules",
    recognise=rows("id", "cron"),
    read=kept,
)
