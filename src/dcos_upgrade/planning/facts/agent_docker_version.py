"""Which Docker each agent runs, as numbers: 17.05.0-ce is 17.5.0."""

from __future__ import annotations

from dcos_upgrade.core.expression import Kind, Reading, Typed
from dcos_upgrade.core.version import Version
from dcos_upgrade.planning.fact import Fact
from dcos_upgrade.planning.observed import agents, of_each
from dcos_upgrade.planning.situation import Situation
from dcos_upgrade.probes import docker_version


def read(situation: Situation) -> Reading:
    """A Docker that is not there or does not answer has no version: unknown."""
    return of_each(situation, docker_version.PROBE, _version, agents)


def _version(seen: docker_version.DockerVersion) -> Version | None:
    numbers = seen.numbers
    return Version(*(*numbers, 0, 0)[:3]) if numbers else None


FACT = Fact(
    name="agent.docker-version",
    title="Version of Docker on each agent; 17.05.0-ce is 17.5.0",
    source="docker version",
    typed=Typed(kind=Kind.RELEASE, domain="agent"),
    read=read,
    probes=(docker_version.PROBE.id,),
)
