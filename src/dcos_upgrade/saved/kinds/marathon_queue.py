"""What waits for offers."""

from __future__ import annotations

from dcos_upgrade.probes import marathon_queue
from dcos_upgrade.saved.facts import fact
from dcos_upgrade.saved.kind import Kind
from dcos_upgrade.saved.marks import listing

KIND = Kind(
    id="marathon-queue",
    title="Launch queue of a Marathon",
    source="Marathon /v2/queue, 0.8 to 1.11",
    recognise=listing("queue", "app", "pod"),
    read=fact(marathon_queue.PROBE),
)
