"""Service Marathons that the cluster has."""

from __future__ import annotations

from dcos_upgrade.core.expression import Kind, Reading, Typed
from dcos_upgrade.planning.fact import Fact
from dcos_upgrade.planning.observed import of_cluster
from dcos_upgrade.planning.situation import Situation
from dcos_upgrade.probes import service_marathons


def read(situation: Situation) -> Reading:
    return of_cluster(situation, service_marathons.PROBE, lambda fact: float(len(fact.known)))


FACT = Fact(
    name="services.count",
    title="Service Marathons that the cluster has",
    source="workbook, 'Things to Fix Before an Upgrade' 3",
    typed=Typed(kind=Kind.NUMBER),
    read=read,
    probes=(service_marathons.PROBE.id,),
)
