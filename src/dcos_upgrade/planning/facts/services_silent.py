"""Service Marathons that do not say their version, or of which nobody can say whether they are one."""

from __future__ import annotations

from dcos_upgrade.core.expression import Kind, Reading, Typed
from dcos_upgrade.planning.fact import Fact
from dcos_upgrade.planning.observed import of_cluster
from dcos_upgrade.planning.situation import Situation
from dcos_upgrade.probes import service_marathons
from dcos_upgrade.probes.service_marathons import ServiceMarathons


def _silent(fact: ServiceMarathons) -> float:
    return float(len(fact.silent) + sum(each.version is None for each in fact.known))


def read(situation: Situation) -> Reading:
    return of_cluster(situation, service_marathons.PROBE, _silent)


FACT = Fact(
    name="services.silent",
    title="Service Marathons that do not say their version, or of which nobody can say whether they are one",
    source="workbook, 'Commands' (Service Marathon)",
    typed=Typed(kind=Kind.NUMBER),
    read=read,
    probes=(service_marathons.PROBE.id,),
)
