"""Jobs of Metronome, with or without their schedules and runs."""

from __future__ import annotations

from dcos_upgrade.saved.facts import kept
from dcos_upgrade.saved.kind import Kind
from dcos_upgrade.saved.marks import rows

KIND = Kind(
    id="metronome-jobs",
    title="Jobs of Metronome",
    source="Metronome /v1/jobs",
    recognise=rows("id", "run"),
    read=kept,
)
