"""A node whose logins print what nobody asked for."""

from __future__ import annotations

from dcos_upgrade.lab.contract import Mishap
from dcos_upgrade.lab.fault import Target, mishap

FAULT = mishap(
    Mishap.LOGIN_NOISY,
    title="This node has a banner, and a start-up file that prints",
    source="sites' banners and start-up files",
    target=Target.ANY,
)
