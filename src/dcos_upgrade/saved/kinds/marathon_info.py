"""What a Marathon says of itself."""

from __future__ import annotations

from typing import Any

from dcos_upgrade.core.error import Unreadable
from dcos_upgrade.probes import marathon_flags, marathon_info
from dcos_upgrade.saved.facts import told
from dcos_upgrade.saved.kind import Content, Kind, Said
from dcos_upgrade.saved.marks import has

ROOT = "/marathon"
"""Where the root Marathon keeps its state in ZooKeeper; service Marathons keep theirs elsewhere."""


def read(content: Content) -> Said:
    one = told(marathon_info.PROBE, content)
    if "marathon_config" not in content.keys or not _is_root(content):
        return Said(facts=(one,))
    try:
        return Said(facts=(one, told(marathon_flags.PROBE, content)))
    except Unreadable as error:
        return Said(facts=(one,), unread={marathon_flags.PROBE.id: error.what})


def _is_root(content: Content) -> bool:
    config: Any = content.keys.get("zookeeper_config")
    path = config.get("zk") if isinstance(config, dict) else None
    return isinstance(path, str) and path.rstrip("/").endswith(ROOT)


KIND = Kind(
    id="marathon-info",
    title="What a Marathon says of itself",
    source="Marathon /v2/info, 0.7 to 1.11",
    recognise=has("frameworkId", "version"),
    read=read,
)
