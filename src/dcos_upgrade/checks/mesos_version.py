"""The node in focus has the Mesos of the hop's target: the binary on its disk, and what the leader's list says of an agent."""

from __future__ import annotations

from collections.abc import Iterator

from dcos_upgrade.checks.bench import Bench, focus_node
from dcos_upgrade.core.check import Check, CheckStage, Scene
from dcos_upgrade.core.cluster import CLUSTER, Node, Role
from dcos_upgrade.core.judgement import Judgement
from dcos_upgrade.core.snapshot import Observed
from dcos_upgrade.probes import mesos_slaves
from dcos_upgrade.probes import mesos_version as probe

BENCH = Bench(check="mesos-version")


def judge(scene: Scene) -> Iterator[Judgement]:
    node = focus_node(scene)
    if node is None or scene.hop is None:
        yield BENCH.no_focus()
        return
    yield _compare(node, "its Mesos", scene.fact(probe.PROBE, node.id), scene.hop.mesos)
    if node.role is not Role.MASTER:
        yield _compare(node, "the leader says that its Mesos", _listed(scene, node), scene.hop.mesos)


def _listed(scene: Scene, node: Node) -> Observed[str]:
    """The version of the one agent at the node's address, as the leader lists it."""
    return scene.fact(mesos_slaves.PROBE, CLUSTER).map(
        lambda seen: at[0].version if len(at := seen.at(node.address)) == 1 else None
    )


def _compare(node: Node, whose: str, version: Observed[str], wanted: str | None) -> Judgement:
    """Where the catalog does not know the target's Mesos, the version must be known all the same."""
    return version.judge(
        lambda seen: wanted is None or seen == wanted,
        check=BENCH.check,
        subject=node.id,
        passed=f"{whose} is {wanted}"
        if wanted
        else f"{whose} is {version.value}; the catalog does not know which it should be",
        failed=lambda seen: f"{whose} is {seen}, not {wanted}",
        remedy="compare with the node's active packages",
    )


CHECK = Check(
    id=BENCH.check,
    title="Mesos of the target on the node",
    source="workbook, 'Node Validation'; mesos-master --version, mesos-agent --version, Mesos /slaves",
    judge=judge,
    stages=frozenset({CheckStage.DURING}),
    probes=(mesos_slaves.PROBE.id,),
    focus_probes=(probe.PROBE.id,),
)
