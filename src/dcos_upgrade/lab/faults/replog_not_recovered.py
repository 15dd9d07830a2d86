"""A master whose replicated log does not catch up after its next restart; it can never lead."""

from __future__ import annotations

from dcos_upgrade.core.cluster import NodeId
from dcos_upgrade.lab.fault import Stage, Target, bend
from dcos_upgrade.lab.world.setting import Bend


async def _mended(stage: Stage, node: NodeId | None) -> None:
    if node is not None:
        stage.world.mesos.recover_now(node)


FAULT = bend(
    "replog-not-recovered",
    Bend.REPLOG_STAYS_BEHIND,
    title="After its next restart this master's replicated log stays unrecovered",
    source="failure mode: registrar/log/recovered stays 0",
    target=Target.MASTER,
    mended=_mended,
)
