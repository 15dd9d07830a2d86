"""An agent whose Docker daemon takes questions and never answers: whoever asks without a bound waits for ever."""

from __future__ import annotations

from dcos_upgrade.core.cluster import NodeId
from dcos_upgrade.lab.contract import Mishap
from dcos_upgrade.lab.fault import Fault, Stage, Target


async def _apply(stage: Stage, node: NodeId | None) -> None:
    if node is not None:
        await stage.nodes.plant(node, Mishap.DOCKER_HANGS)


async def _clear(stage: Stage, node: NodeId | None) -> None:
    if node is not None:
        await stage.nodes.lift(node, Mishap.DOCKER_HANGS)


FAULT = Fault(
    id="docker-hangs",
    title="Docker's daemon on this agent does not answer",
    source="failure mode: a hung Docker daemon blocks docker ps, and the agent that asks it for its containers",
    target=Target.AGENT,
    apply=_apply,
    clear=_clear,
)
