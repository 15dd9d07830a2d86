"""Whether Docker answers on each agent."""

from __future__ import annotations

from dcos_upgrade.core.expression import Kind, Reading, Typed
from dcos_upgrade.planning.fact import Fact
from dcos_upgrade.planning.observed import agents, of_each
from dcos_upgrade.planning.situation import Situation
from dcos_upgrade.probes import docker_version
from dcos_upgrade.probes.docker_version import DockerState


def read(situation: Situation) -> Reading:
    return of_each(situation, docker_version.PROBE, lambda fact: str(fact.state), agents)


FACT = Fact(
    name="agent.docker",
    title="Whether Docker answers on each agent",
    source="workbook, 'Pre-Upgrade Checklist'; docker version",
    typed=Typed(kind=Kind.TEXT, domain="agent", values=frozenset(DockerState)),
    read=read,
    probes=(docker_version.PROBE.id,),
)
