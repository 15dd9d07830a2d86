"""The Docker daemon of every agent answers: an agent whose daemon hangs does not come back after its step."""

from __future__ import annotations

from collections.abc import Iterator

from dcos_upgrade.core.check import Check, CheckStage, Scene
from dcos_upgrade.core.judgement import Judgement, Severity
from dcos_upgrade.probes import docker_version
from dcos_upgrade.probes.docker_version import DockerState, DockerVersion

ID = "docker-answers"
SAID = {DockerState.HUNG: "does not answer", DockerState.DOWN: "is not running"}


def judge(scene: Scene) -> Iterator[Judgement]:
    """An agent without Docker is well: it may run the Mesos containerizer only."""
    for agent in scene.inventory.agents:
        yield scene.fact(docker_version.PROBE, agent.id).judge(
            lambda docker: docker.state not in SAID,
            check=ID,
            subject=agent.id,
            passed="Docker answers, or there is none",
            failed=_failed,
            remedy="journalctl -u docker; restart the daemon before the window, as the agent asks it for its containers",
            severity=Severity.WARNING,
        )


def _failed(docker: DockerVersion) -> str:
    return f"the Docker daemon {SAID[docker.state]}"


CHECK = Check(
    id=ID,
    title="Docker answers on every agent",
    source="workbook, 'Pre-Upgrade Checklist'; Mesos agent recovery with the Docker containerizer",
    judge=judge,
    stages=frozenset({CheckStage.PRE}),
    severity=Severity.WARNING,
    probes=(docker_version.PROBE.id,),
)
