"""Whether each agent's Docker stores into a file through a loop device."""

from __future__ import annotations

from dcos_upgrade.core.expression import Kind, Reading, Typed, Unknown
from dcos_upgrade.planning.fact import Fact
from dcos_upgrade.planning.observed import agents, of_each
from dcos_upgrade.planning.situation import Situation
from dcos_upgrade.probes import docker_settings
from dcos_upgrade.probes.docker_settings import DockerSettings
from dcos_upgrade.probes.docker_version import DockerState


def read(situation: Situation) -> Reading:
    return of_each(situation, docker_settings.PROBE, _loop_file, agents)


def _loop_file(seen: DockerSettings) -> bool | Unknown:
    if seen.state is not DockerState.RUNNING:
        return Unknown(f"Docker is {seen.state}")
    if not seen.storage_driver:
        return Unknown("Docker does not say how it stores")
    return seen.storage_driver == "devicemapper" and seen.loop_file


FACT = Fact(
    name="agent.docker-loop-file",
    title="Whether each agent's Docker stores into a file through a loop device",
    source="vendor's system requirements 1.9 to 2.2; docker info",
    typed=Typed(kind=Kind.FLAG, domain="agent"),
    read=read,
    probes=(docker_settings.PROBE.id,),
)
