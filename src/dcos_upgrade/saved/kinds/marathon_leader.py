"""The leading Marathon."""

from __future__ import annotations

from dcos_upgrade.probes import marathon_leader
from dcos_upgrade.saved.facts import fact
from dcos_upgrade.saved.kind import Kind
from dcos_upgrade.saved.marks import only

KIND = Kind(
    id="marathon-leader",
    title="Leading Marathon",
    source="Marathon /v2/leader, 0.7 to 1.11",
    recognise=only("leader"),
    read=fact(marathon_leader.PROBE),
)
