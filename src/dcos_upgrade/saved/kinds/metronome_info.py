"""What a Metronome says of itself."""

from __future__ import annotations

from dcos_upgrade.probes import metronome_info
from dcos_upgrade.saved.facts import fact
from dcos_upgrade.saved.kind import Kind
from dcos_upgrade.saved.marks import has

KIND = Kind(
    id="metronome-info",
    title="What a Metronome says of itself",
    source="Metronome /info",
    recognise=has("version", "libVersion"),
    read=fact(metronome_info.PROBE),
)
