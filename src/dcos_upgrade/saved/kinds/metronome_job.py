"""One job of Metronome, as it answers or as people write it."""

from __future__ import annotations

from dcos_upgrade.saved.facts import kept
from dcos_upgrade.saved.kind import Kind
from dcos_upgrade.saved.marks import has

KIND = Kind(
    id="metronome-job",
    title="Job of Metronome",
    source="Metronome /v1/jobs/ID, job definitions",
    recognise=has("id", "run"),
    read=kept,
)
