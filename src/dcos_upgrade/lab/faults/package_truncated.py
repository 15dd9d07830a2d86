"""The bootstrap host serves half of one package: it cannot be unpacked, and what there is of it stays on the node."""

from __future__ import annotations

from dcos_upgrade.lab.contract import BootstrapMishap
from dcos_upgrade.lab.fault import bootstrap_mishap

FAULT = bootstrap_mishap(
    "package-truncated",
    BootstrapMishap.TRUNCATED_PACKAGE,
    title="The bootstrap host serves half of the mesos package",
    source="failure mode: partial tar; pkgpanda verifies no checksum, 1.9 to 2.2",
)
