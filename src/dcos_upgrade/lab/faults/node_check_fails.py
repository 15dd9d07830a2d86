"""A node on which one of DC/OS's own checks never passes."""

from __future__ import annotations

from dcos_upgrade.lab.fault import Target, bend
from dcos_upgrade.lab.world.setting import Bend

FAULT = bend(
    "node-check-fails",
    Bend.NODE_CHECK_FAILS,
    title="One of DC/OS's own checks fails on this node",
    source="failure mode: the post-check of 1.10 and 1.11 never passes, exit 1 without a word up to 1.11.2",
    target=Target.ANY,
)
