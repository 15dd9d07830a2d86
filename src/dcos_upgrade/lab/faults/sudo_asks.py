"""A node whose sudo asks for a password."""

from __future__ import annotations

from dcos_upgrade.lab.contract import Mishap
from dcos_upgrade.lab.fault import Target, mishap

FAULT = mishap(
    Mishap.SUDO_ASKS,
    title="On this node sudo asks every user but root for a password",
    source="sudo rules without NOPASSWD",
    target=Target.ANY,
)
