"""Whether the role file of each node is that of the inventory."""

from __future__ import annotations

from collections.abc import Mapping

from dcos_upgrade.core.cluster import NodeId
from dcos_upgrade.core.expression import Kind, Reading, Typed, Unknown
from dcos_upgrade.planning.fact import Fact
from dcos_upgrade.planning.observed import of_each
from dcos_upgrade.planning.situation import NOT_CAPTURED, Situation
from dcos_upgrade.probes import node_role


def read(situation: Situation) -> Reading:
    if situation.snapshot is None:
        return NOT_CAPTURED
    roles = {node.id: node.role for node in situation.snapshot.inventory.nodes}
    seen = of_each(situation, node_role.PROBE, lambda fact: str(fact.role or ""))
    assert isinstance(seen, Mapping)
    return {node: each if isinstance(each, Unknown) else each == roles[NodeId(node)] for node, each in seen.items()}


FACT = Fact(
    name="node.role-right",
    title="Whether the role file of each node is that of the inventory",
    source="workbook, 'Upgrade Cluster Nodes' (right Mesos role); /etc/mesosphere/roles",
    typed=Typed(kind=Kind.FLAG, domain="node"),
    read=read,
    probes=(node_role.PROBE.id,),
)
