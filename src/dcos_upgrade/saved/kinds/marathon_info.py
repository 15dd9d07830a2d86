"""What a Marathon says of itself."""

from __future__ import annotations

from dcos_upgrade.probes import marathon_info
from dcos_upgrade.saved.facts import fact
from dcos_upgrade.saved.kind import Kind
from dcos_upgrade.saved.marks import has

KIND = Kind(
    id="marathon-info",
    title="What a Marathon says of itself",
    source="Marathon /v2/info, 0.7 to 1.11",
    recognise=has("frameworkId", "version"),
    read=fact(marathon_info.PROBE),
)
