"""Agents that the leading Mesos master lists."""

from __future__ import annotations

from dcos_upgrade.core.expression import Kind, Reading, Typed
from dcos_upgrade.planning.fact import Fact
from dcos_upgrade.planning.observed import of_cluster
from dcos_upgrade.planning.situation import Situation
from dcos_upgrade.probes import mesos_slaves


def read(situation: Situation) -> Reading:
    return of_cluster(situation, mesos_slaves.PROBE, lambda fact: float(len(fact.slaves)))


FACT = Fact(
    name="mesos.agents",
    title="Agents that the leading Mesos master lists",
    source="workbook, 'Commands'; /slaves",
    typed=Typed(kind=Kind.NUMBER),
    read=read,
    probes=(mesos_slaves.PROBE.id,),
)
