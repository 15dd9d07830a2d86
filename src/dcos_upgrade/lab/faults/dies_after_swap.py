"""A node whose job dies right after the swap: the new release is live, and nothing of it runs."""

from __future__ import annotations

from dcos_upgrade.lab.contract import Mishap
from dcos_upgrade.lab.fault import Target, mishap

FAULT = mishap(
    Mishap.DIES_AFTER_SWAP,
    title="The next upgrade of this node dies before it starts the new units",
    source="failure mode: script killed right after the swap; a second start of it would find the new release",
    target=Target.ANY,
)
