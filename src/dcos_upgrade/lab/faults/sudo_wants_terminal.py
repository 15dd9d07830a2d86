"""A node whose sudo wants a terminal."""

from __future__ import annotations

from dcos_upgrade.lab.contract import Mishap
from dcos_upgrade.lab.fault import Target, mishap

FAULT = mishap(
    Mishap.SUDO_WANTS_TERMINAL,
    title="On this node sudo lets nobody but root work without a terminal",
    source="failure mode: sudo requiretty",
    target=Target.ANY,
)
