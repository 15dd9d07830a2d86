"""A node whose disk is full below /opt/mesosphere: a package stays half unpacked, or a generation half built."""

from __future__ import annotations

from dcos_upgrade.lab.contract import Mishap
from dcos_upgrade.lab.fault import Target, mishap

FAULT = mishap(
    Mishap.DISK_FULL,
    title="There is no space left for packages on this node",
    source="failure mode: ENOSPC below /opt while packages are fetched or the new generation is built",
    target=Target.ANY,
)
