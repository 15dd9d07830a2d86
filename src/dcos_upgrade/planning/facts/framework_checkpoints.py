"""Whether each framework has its tasks checkpointed: without it they end with the agent."""

from __future__ import annotations

from dcos_upgrade.core.expression import Kind, Reading, Typed
from dcos_upgrade.planning.fact import Fact
from dcos_upgrade.planning.observed import framework_ids, of_frameworks
from dcos_upgrade.planning.situation import Situation
from dcos_upgrade.probes import mesos_state


def read(situation: Situation) -> Reading:
    return of_frameworks(situation, lambda framework: framework.checkpoint)


FACT = Fact(
    name="framework.checkpoints",
    title="Whether each framework has its tasks checkpointed",
    source="Mesos, agent recovery; /state",
    typed=Typed(kind=Kind.FLAG, domain="framework"),
    read=read,
    subjects=framework_ids,
    probes=(mesos_state.PROBE.id,),
)
