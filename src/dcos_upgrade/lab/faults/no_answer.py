"""A master that accepts connections and never answers: HTTP and four-letter words alike."""

from __future__ import annotations

from dcos_upgrade.lab.fault import Target, bend
from dcos_upgrade.lab.world.setting import Bend

FAULT = bend(
    "no-answer",
    Bend.SILENT,
    title="Every port of this node's services accepts and never answers",
    source="a hung process or a dropped path: connected, but silent",
    target=Target.ANY,
)
