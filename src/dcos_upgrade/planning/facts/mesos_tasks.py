"""Tasks that the leading Mesos master has."""

from __future__ import annotations

from dcos_upgrade.core.expression import Kind, Reading, Typed
from dcos_upgrade.planning.fact import Fact
from dcos_upgrade.planning.observed import of_cluster
from dcos_upgrade.planning.situation import Situation
from dcos_upgrade.probes import mesos_state


def read(situation: Situation) -> Reading:
    return of_cluster(situation, mesos_state.PROBE, lambda fact: float(sum(1 for _ in fact.tasks())))


FACT = Fact(
    name="mesos.tasks",
    title="Tasks that the leading Mesos master has",
    source="workbook, 'Commands'; /state",
    typed=Typed(kind=Kind.NUMBER),
    read=read,
    probes=(mesos_state.PROBE.id,),
)
