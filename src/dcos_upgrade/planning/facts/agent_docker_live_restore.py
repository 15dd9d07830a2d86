"""Whether the containers of each agent's Docker outlive its daemon."""

from __future__ import annotations

from dcos_upgrade.core.expression import Kind, Reading, Typed, Unknown
from dcos_upgrade.planning.fact import Fact
from dcos_upgrade.planning.observed import agents, of_each
from dcos_upgrade.planning.situation import Situation
from dcos_upgrade.probes import docker_settings
from dcos_upgrade.probes.docker_settings import DockerSettings
from dcos_upgrade.probes.docker_version import DockerState


def read(situation: Situation) -> Reading:
    return of_each(situation, docker_settings.PROBE, _live_restore, agents)


def _live_restore(seen: DockerSettings) -> bool | Unknown:
    """A daemon that is silent about it and runs has it off: it says nothing before 1.13, and the setting is off by itself."""
    if seen.live_restore is None and seen.state is not DockerState.RUNNING:
        return Unknown(f"Docker is {seen.state}")
    return seen.live_restore is True


FACT = Fact(
    name="agent.docker-live-restore",
    title="Whether the containers of each agent's Docker outlive its daemon",
    source="vendor's pages on Docker for CentOS and RHEL 1.10 to 2.2; docker info",
    typed=Typed(kind=Kind.FLAG, domain="agent"),
    read=read,
    probes=(docker_settings.PROBE.id,),
)
