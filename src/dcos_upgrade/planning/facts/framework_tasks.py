"""How many tasks of each framework run."""

from __future__ import annotations

from dcos_upgrade.core.expression import Kind, Reading, Typed
from dcos_upgrade.planning.fact import Fact
from dcos_upgrade.planning.observed import framework_ids, of_frameworks
from dcos_upgrade.planning.situation import Situation
from dcos_upgrade.probes import mesos_state


def read(situation: Situation) -> Reading:
    return of_frameworks(situation, lambda framework: float(sum(task.running for task in framework.tasks)))


FACT = Fact(
    name="framework.tasks",
    title="Tasks of each framework that run",
    source="Mesos /state",
    typed=Typed(kind=Kind.NUMBER, domain="framework"),
    read=read,
    subjects=framework_ids,
    probes=(mesos_state.PROBE.id,),
)
