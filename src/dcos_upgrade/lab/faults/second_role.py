"""A node that is a master and an agent by its files."""

from __future__ import annotations

from dcos_upgrade.lab.contract import Mishap
from dcos_upgrade.lab.fault import Target, mishap

FAULT = mishap(
    Mishap.SECOND_ROLE,
    title="This node has two role files",
    source="failure mode: two role files, the script cannot tell the node's role",
    target=Target.ANY,
)
