"""How long Mesos keeps the tasks of a framework that is away."""

from __future__ import annotations

from dcos_upgrade.core.expression import Kind, Reading, Typed
from dcos_upgrade.planning.fact import Fact
from dcos_upgrade.planning.observed import framework_ids, of_frameworks
from dcos_upgrade.planning.situation import Situation
from dcos_upgrade.probes import mesos_state


def read(situation: Situation) -> Reading:
    return of_frameworks(situation, lambda framework: framework.failover_timeout)


FACT = Fact(
    name="framework.failover-timeout",
    title="Seconds for which Mesos keeps the tasks of a framework that is away",
    source="Mesos, high availability of frameworks; /state",
    typed=Typed(kind=Kind.NUMBER, domain="framework"),
    read=read,
    subjects=framework_ids,
    probes=(mesos_state.PROBE.id,),
)
