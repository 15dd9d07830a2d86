"""Deployments under way in the root Marathon."""

from __future__ import annotations

from dcos_upgrade.core.expression import Kind, Reading, Typed
from dcos_upgrade.planning.fact import Fact
from dcos_upgrade.planning.observed import of_marathon
from dcos_upgrade.planning.situation import Situation
from dcos_upgrade.probes import marathon_deployments


def read(situation: Situation) -> Reading:
    return of_marathon(situation, marathon_deployments.PROBE, lambda fact: float(len(fact.deployments)))


FACT = Fact(
    name="marathon.deployments",
    title="Deployments under way in the root Marathon",
    source="Marathon, /v2/deployments",
    typed=Typed(kind=Kind.NUMBER),
    read=read,
    probes=(marathon_deployments.PROBE.id,),
)
