"""Whether the leading Mesos master lists each agent as active."""

from __future__ import annotations

from dcos_upgrade.core.cluster import CLUSTER
from dcos_upgrade.core.expression import Kind, Reading, Typed, Unknown
from dcos_upgrade.planning.fact import Fact
from dcos_upgrade.planning.situation import NOT_CAPTURED, Situation
from dcos_upgrade.probes import mesos_slaves


def read(situation: Situation) -> Reading:
    if situation.snapshot is None:
        return NOT_CAPTURED
    listed = situation.snapshot.fact(mesos_slaves.PROBE, CLUSTER)
    if listed.value is None:
        return Unknown(listed.unknown)
    active = {agent.address for agent in listed.value.slaves if agent.active}
    return {node.id: node.address in active for node in situation.snapshot.inventory.agents}


FACT = Fact(
    name="agent.listed",
    title="Whether the leading Mesos master lists each agent as active",
    source="workbook, 'Commands' (nodes not connected); /slaves",
    typed=Typed(kind=Kind.FLAG, domain="agent"),
    read=read,
    probes=(mesos_slaves.PROBE.id,),
)
