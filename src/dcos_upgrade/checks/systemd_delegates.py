"""systemd can delegate on every agent: an older one kills the agent's tasks when the step stops its process."""

from __future__ import annotations

from collections.abc import Iterator

from dcos_upgrade.core.check import Check, CheckStage, Scene
from dcos_upgrade.core.judgement import Judgement
from dcos_upgrade.probes import systemd_version

ID = "systemd-delegates"
LEAST = 218
"""The first systemd with Delegate=, which Mesos' agents need to leave their executors alone."""


def judge(scene: Scene) -> Iterator[Judgement]:
    for agent in scene.inventory.agents:
        yield scene.fact(systemd_version.PROBE, agent.id).judge(
            lambda seen: seen.version >= LEAST,
            check=ID,
            subject=agent.id,
            passed=f"systemd is {LEAST} or later",
            failed=lambda seen: (
                f"systemd {seen.version} is older than {LEAST}: all tasks here die when the agent stops"
            ),
            remedy="update the system of this agent first, or drain it before its step",
        )


CHECK = Check(
    id=ID,
    title="systemd can delegate on every agent",
    source="Mesos documentation on agent recovery and systemd (Delegate=, 218 and later)",
    judge=judge,
    stages=frozenset({CheckStage.PRE}),
    probes=(systemd_version.PROBE.id,),
)
