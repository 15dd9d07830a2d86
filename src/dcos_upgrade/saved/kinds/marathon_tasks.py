"""Tasks as a Marathon lists them; most fields may be missing."""

from __future__ import annotations

from dcos_upgrade.saved.facts import kept
from dcos_upgrade.saved.kind import Kind
from dcos_upgrade.saved.kinds import mesos_tasks
from dcos_upgrade.saved.marks import both, listing, no, only

KIND = Kind(
    id="marathon-tasks",
    title="Tasks of a Marathon",
    source="Marathon /v2/tasks, 0.7 to 1.11",
    recognise=both(only("tasks"), listing("tasks", "appId", "id"), no(mesos_tasks.KIND.recognise)),
    read=kept,
)
