"""What each node is, by the inventory."""

from __future__ import annotations

from dcos_upgrade.core.cluster import Role
from dcos_upgrade.core.expression import Kind, Reading, Typed
from dcos_upgrade.planning.fact import Fact
from dcos_upgrade.planning.situation import NOT_CAPTURED, Situation


def read(situation: Situation) -> Reading:
    if situation.snapshot is None:
        return NOT_CAPTURED
    return {node.id: str(node.role) for node in situation.snapshot.inventory.nodes}


FACT = Fact(
    name="node.role",
    title="Role of each node",
    source="the inventory",
    typed=Typed(kind=Kind.TEXT, domain="node", values=frozenset(Role)),
    read=read,
)
