"""The names that Mesos-DNS knows; they end with a dot."""

from __future__ import annotations

from dcos_upgrade.saved.facts import kept
from dcos_upgrade.saved.kind import Content, Kind
from dcos_upgrade.saved.marks import both, either, only, rows


def _records(content: Content) -> bool:
    tasks = [task for each in content.keys.get("frameworks") or () for task in each.get("tasks") or ()]
    return any("records" in task for task in tasks) or all("id" not in each for each in content.keys["frameworks"])


KIND = Kind(
    id="mesos-dns",
    title="Names of Mesos-DNS",
    source="Mesos-DNS /v1/enumerate, /v1/services",
    recognise=either(rows("host", "ip"), both(only("frameworks"), _records)),
    read=kept,
)
