"""Somebody starts a deployment in the middle of a run; it lasts until the fault is cleared."""

from __future__ import annotations

from dcos_upgrade.core.cluster import NodeId
from dcos_upgrade.lab.fault import Fault, Stage, Target
from dcos_upgrade.lab.world.apps import WEB


async def _apply(stage: Stage, node: NodeId | None) -> None:
    stage.world.begin_deployment(WEB)


async def _clear(stage: Stage, node: NodeId | None) -> None:
    stage.world.marathons.deployments.clear()


FAULT = Fault(
    id="deployment-starts",
    title="A deployment of an app begins and does not end",
    source="failure mode: a user starts a deployment in the middle of a run",
    target=Target.NONE,
    apply=_apply,
    clear=_clear,
)
