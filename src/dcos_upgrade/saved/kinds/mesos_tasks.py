"""Tasks as a Mesos master lists them."""

from __future__ import annotations

from dcos_upgrade.saved.facts import kept
from dcos_upgrade.saved.kind import Content, Kind
from dcos_upgrade.saved.marks import both, listing, only


def _some(content: Content) -> bool:
    return bool(content.keys["tasks"])


KIND = Kind(
    id="mesos-tasks",
    title="Tasks as a Mesos master lists them",
    source="Mesos /tasks, 0.22 to 1.11",
    recognise=both(listing("tasks", "framework_id"), only("tasks"), _some),
    read=kept,
)
