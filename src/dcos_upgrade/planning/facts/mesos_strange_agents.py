"""Agents that Mesos lists and the inventory does not have."""

from __future__ import annotations

from dcos_upgrade.core.expression import Kind, Reading, Typed
from dcos_upgrade.planning.fact import Fact
from dcos_upgrade.planning.observed import of_cluster
from dcos_upgrade.planning.situation import NOT_CAPTURED, Situation
from dcos_upgrade.probes import mesos_slaves


def read(situation: Situation) -> Reading:
    if situation.snapshot is None:
        return NOT_CAPTURED
    ours = {node.address for node in situation.snapshot.inventory.nodes}
    return of_cluster(
        situation, mesos_slaves.PROBE, lambda fact: float(sum(agent.address not in ours for agent in fact.slaves))
    )


FACT = Fact(
    name="mesos.strange-agents",
    title="Agents that Mesos lists and the inventory does not have",
    source="workbook, 'FAQ Regarding Upgrades'; /slaves",
    typed=Typed(kind=Kind.NUMBER),
    read=read,
    probes=(mesos_slaves.PROBE.id,),
)
