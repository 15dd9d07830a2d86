"""A node whose SSH server takes its time."""

from __future__ import annotations

from dcos_upgrade.lab.contract import Mishap
from dcos_upgrade.lab.fault import Target, mishap

FAULT = mishap(
    Mishap.SSH_SLOW,
    title="Each login on this node takes two seconds",
    source="a name server that does not answer, a directory behind PAM",
    target=Target.ANY,
)
