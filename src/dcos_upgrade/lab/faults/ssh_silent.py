"""A node whose SSH server hangs."""

from __future__ import annotations

from dcos_upgrade.lab.contract import Mishap
from dcos_upgrade.lab.fault import Target, mishap

FAULT = mishap(
    Mishap.SSH_SILENT,
    title="This node's SSH server accepts connections and says nothing",
    source="a sshd that hangs, or a machine out of memory",
    target=Target.ANY,
)
