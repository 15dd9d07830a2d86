"""A node whose job dies in the middle of the swap: the old generation is put away, the new one is not in its place."""

from __future__ import annotations

from dcos_upgrade.lab.contract import Mishap
from dcos_upgrade.lab.fault import Target, mishap

FAULT = mishap(
    Mishap.DIES_IN_SWAP,
    title="The next upgrade of this node dies with its old generation archived",
    source="failure mode: killed between archive and move_new of pkgpanda's swap",
    target=Target.ANY,
)
