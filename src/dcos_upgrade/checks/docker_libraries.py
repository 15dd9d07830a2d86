"""Docker's client runs with DC/OS's libraries on every agent: one that does not keeps Mesos from starting again after the step."""

from __future__ import annotations

from collections.abc import Iterator

from dcos_upgrade.core.check import Check, CheckStage, Scene
from dcos_upgrade.core.cluster import NodeId
from dcos_upgrade.core.judgement import Judgement
from dcos_upgrade.core.snapshot import Observed
from dcos_upgrade.probes import docker_under_dcos
from dcos_upgrade.probes.docker_under_dcos import DockerLoads, DockerUnderDcos

ID = "docker-libraries"
LIBRARY = "/opt/mesosphere/lib/libltdl.so.7"
REMEDY = f"on this agent: sudo rm -f {LIBRARY}, and restart its Mesos unit if it does not run"


def judge(scene: Scene) -> Iterator[Judgement]:
    for agent in scene.inventory.agents:
        yield judged(scene.fact(docker_under_dcos.PROBE, agent.id), check=ID, subject=agent.id)


def judged(seen: Observed[DockerUnderDcos], *, check: str, subject: NodeId) -> Judgement:
    """An agent without Docker is well; a client that fails for a reason of its own is another check's affair."""
    return seen.judge(
        lambda docker: docker.state is not DockerLoads.CONFLICT,
        check=check,
        subject=subject,
        passed="Docker's client runs with DC/OS's libraries, or there is none",
        failed=lambda docker: f"Docker does not run with DC/OS's libraries: {docker.said}",
        remedy=REMEDY,
    )


CHECK = Check(
    id=ID,
    title="Docker runs with DC/OS's libraries on every agent",
    source="DC/OS upgrade documentation 1.9 to 2.2 (libltdl on RHEL and CentOS agents)",
    judge=judge,
    stages=frozenset({CheckStage.PRE}),
    probes=(docker_under_dcos.PROBE.id,),
)
