"""Apps of the root Marathon."""

from __future__ import annotations

from dcos_upgrade.core.expression import Kind, Reading, Typed
from dcos_upgrade.planning.fact import Fact
from dcos_upgrade.planning.observed import of_marathon
from dcos_upgrade.planning.situation import Situation
from dcos_upgrade.probes import marathon_apps


def read(situation: Situation) -> Reading:
    return of_marathon(situation, marathon_apps.PROBE, lambda fact: float(len(fact.apps)))


FACT = Fact(
    name="marathon.apps",
    title="Apps of the root Marathon",
    source="workbook, 'Commands'; /v2/apps",
    typed=Typed(kind=Kind.NUMBER),
    read=read,
    probes=(marathon_apps.PROBE.id,),
)
