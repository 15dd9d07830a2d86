"""The node in focus still has the role of the inventory, by its own files. The vendor's script goes by them, and so does a reboot."""

from __future__ import annotations

from collections.abc import Iterator

from dcos_upgrade.checks.bench import Bench, focus_node
from dcos_upgrade.core.check import Check, CheckStage, Scene
from dcos_upgrade.core.judgement import Judgement
from dcos_upgrade.probes import node_role

BENCH = Bench(check="role-kept")


def judge(scene: Scene) -> Iterator[Judgement]:
    node = focus_node(scene)
    if node is None:
        yield BENCH.no_focus()
        return
    yield scene.fact(node_role.PROBE, node.id).judge(
        lambda seen: seen.role is node.role,
        check=BENCH.check,
        subject=node.id,
        passed=f"is a {node.role} by its own files",
        failed=lambda seen: (
            f"is {', '.join(seen.files) or 'nothing'} by its own files; the inventory has a {node.role}"
        ),
        remedy="put back the one file under /etc/mesosphere/roles that it had",
    )


CHECK = Check(
    id=BENCH.check,
    title="The node has kept its role",
    source="workbook, 'Node Validation'; /etc/mesosphere/roles",
    judge=judge,
    stages=frozenset({CheckStage.DURING}),
    focus_probes=(node_role.PROBE.id,),
)
