"""A node on which no system user can be made: pkgpanda gives up with the new generation built and the old one live."""

from __future__ import annotations

from dcos_upgrade.lab.contract import Mishap
from dcos_upgrade.lab.fault import Target, mishap

FAULT = mishap(
    Mishap.USERADD_FAILS,
    title="No user can be created on this node",
    source="failure mode: pkgpanda activate fails before the swap where useradd does (LDAP, SSSD, a locked passwd)",
    target=Target.ANY,
)
