"""Somebody adds an agent to the cluster: it registers from an address that no cluster file has."""

from __future__ import annotations

from dcos_upgrade.core.cluster import Node, NodeId, Role
from dcos_upgrade.lab.fault import Fault, Stage, Target
from dcos_upgrade.lab.nodes.components import components
from dcos_upgrade.lab.world.book import Record

NAME = NodeId("stranger")


async def _apply(stage: Stage, node: NodeId | None) -> None:
    world = stage.world
    if _mine(stage):
        return
    address = f"{world.spec.zone}.250"
    stranger = Node(id=NAME, address=address, role=Role.PRIVATE_AGENT)
    world.book.register(world.book.fresh_id(world.spec.cluster_id), stranger, components(world.spec.release)["mesos"])


async def _clear(stage: Stage, node: NodeId | None) -> None:
    for record in _mine(stage):
        stage.world.book.records.pop(record.agent_id)
        stage.world.book.entries.pop(record.agent_id, None)
        stage.world.book.recovered.discard(record.agent_id)


def _mine(stage: Stage) -> list[Record]:
    return [record for record in stage.world.book.records.values() if record.node.id == NAME]


FAULT = Fault(
    id="strange-agent",
    title="An agent registers that is in no cluster file",
    source="failure mode: somebody adds an agent in the middle of a run",
    target=Target.NONE,
    apply=_apply,
    clear=_clear,
)
