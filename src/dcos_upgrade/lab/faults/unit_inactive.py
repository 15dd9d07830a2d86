"""A unit that ends well at its start and stays inactive: DC/OS's health API and checks call that healthy."""

from __future__ import annotations

from dcos_upgrade.core.cluster import NodeId
from dcos_upgrade.lab.fault import Stage, Target, bend
from dcos_upgrade.lab.world.setting import Bend
from dcos_upgrade.lab.world.unit import Kind


async def _mended(stage: Stage, node: NodeId | None) -> None:
    host = stage.world.hosts[node] if node else None
    unit = host.unit(Kind.ADMINROUTER) if host else None
    if host is not None and unit is not None:
        stage.world.systemd.start(host, unit.name)


FAULT = bend(
    "unit-inactive",
    Bend.ADMINROUTER_STAYS_INACTIVE,
    title="From its next start on this node's Admin Router is inactive, and healthy to the health API",
    source="failure mode: dcos-diagnostics calls an inactive unit healthy",
    target=Target.ANY,
    mended=_mended,
)
