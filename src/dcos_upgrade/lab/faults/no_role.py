"""A node that does not say what it is."""

from __future__ import annotations

from dcos_upgrade.lab.contract import Mishap
from dcos_upgrade.lab.fault import Target, mishap

FAULT = mishap(
    Mishap.NO_ROLE,
    title="This node has no role file",
    source="failure mode: no role file, the script cannot tell the node's role",
    target=Target.ANY,
)
