"""A master whose ZooKeeper finds no one after its next restart: Exhibitor says *not serving*, its services stay held back."""

from __future__ import annotations

from dcos_upgrade.core.cluster import NodeId
from dcos_upgrade.lab.fault import Stage, Target, bend
from dcos_upgrade.lab.world.setting import Bend


async def _mended(stage: Stage, node: NodeId | None) -> None:
    if node is not None:
        stage.world.zookeeper.rejoin(node)


FAULT = bend(
    "master-does-not-rejoin",
    Bend.ZOOKEEPER_STAYS_OUT,
    title="After its next restart this master's ZooKeeper stays out of the ensemble",
    source="failure mode: Exhibitor latent or not serving for good (ownership, myid clash)",
    target=Target.MASTER,
    mended=_mended,
)
