"""Jobs of Metronome, with or without their schedules and runs."""

from __future__ import annotations

from dcos_upgrade.probes import metronome_jobs
from dcos_upgrade.saved.facts import fact
from dcos_upgrade.saved.kind import Content, Kind
from dcos_upgrade.saved.marks import rows


def _recognise(content: Content) -> bool:
    """None at all is an empty list, which only its name can tell from other lists."""
    return rows("id", "run")(content) or (content.value == [] and "jobs" in content.path.lower())


KIND = Kind(
    id="metronome-jobs",
    title="Jobs of Metronome",
    source="Metronome /v1/jobs",
    recognise=_recognise,
    read=fact(metronome_jobs.PROBE),
)
