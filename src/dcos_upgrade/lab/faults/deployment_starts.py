"""Somebody starts a deployment in the middle of a run; it lasts until the fault is cleared."""

from __future__ import annotations

from dcos_upgrade.core.cluster import NodeId
from dcos_upgrade.lab.fault import Fault, Stage, Target
from dcos_upgrade.lab.world.apps import WEB
from dcos_upgrade.lab.world.deployment import Deployment


async def _apply(stage: Stage, node: NodeId | None) -> None:
    if not _mine(stage):
        stage.world.deploying.begin_endless(WEB)


async def _clear(stage: Stage, node: NodeId | None) -> None:
    for deployment in _mine(stage):
        stage.world.deploying.drop(deployment)


def _mine(stage: Stage) -> list[Deployment]:
    return [one for one in stage.world.deploying.of(WEB) if not one.carried_out]


FAULT = Fault(
    id="deployment-starts",
    title="A deployment of an app begins and does not end",
    source="failure mode: a user starts a deployment in the middle of a run",
    target=Target.NONE,
    apply=_apply,
    clear=_clear,
)
