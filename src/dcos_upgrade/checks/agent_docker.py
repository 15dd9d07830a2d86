"""After its step an agent's Docker runs with the new release's libraries; it is in no gate of a master."""

from __future__ import annotations

from collections.abc import Iterator

from dcos_upgrade.checks.bench import Bench, focus_node
from dcos_upgrade.checks.docker_libraries import judged
from dcos_upgrade.core.check import Check, CheckStage, Scene
from dcos_upgrade.core.cluster import Role
from dcos_upgrade.core.judgement import Judgement
from dcos_upgrade.probes import docker_under_dcos

BENCH = Bench(check="agent-docker")


def judge(scene: Scene) -> Iterator[Judgement]:
    node = focus_node(scene)
    if node is None or node.role is Role.MASTER:
        yield BENCH.no_focus()
    else:
        yield judged(scene.fact(docker_under_dcos.PROBE, node.id), check=BENCH.check, subject=node.id)


CHECK = Check(
    id=BENCH.check,
    title="The upgraded agent's Docker runs with its new libraries",
    source="DC/OS upgrade documentation 1.9 to 2.2 (libltdl on RHEL and CentOS agents)",
    judge=judge,
    stages=frozenset({CheckStage.DURING}),
    focus_probes=(docker_under_dcos.PROBE.id,),
)
