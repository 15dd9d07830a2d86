"""A node whose live generation was made from another config.yaml than the others'."""

from __future__ import annotations

from dcos_upgrade.lab.contract import Mishap
from dcos_upgrade.lab.fault import Target, mishap

FAULT = mishap(
    Mishap.OTHER_CONFIGURATION,
    title="This node's live configuration is not the others'",
    source="failure mode: config.yaml was changed and only some nodes have it",
    target=Target.ANY,
)
