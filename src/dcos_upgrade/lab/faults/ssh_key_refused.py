"""A node that does not know the operator's key."""

from __future__ import annotations

from dcos_upgrade.lab.contract import Mishap
from dcos_upgrade.lab.fault import Target, mishap

FAULT = mishap(
    Mishap.SSH_KEY_REFUSED,
    title="This node refuses the operator's SSH key",
    source="authorized_keys written anew by another tool",
    target=Target.ANY,
)
