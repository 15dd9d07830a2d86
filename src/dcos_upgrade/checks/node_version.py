"""The node in focus is at the hop's target by its own disk: release, packages, and no swap half done."""

from __future__ import annotations

from collections.abc import Iterator

from dcos_upgrade.checks.bench import Bench, listed
from dcos_upgrade.core.check import Check, CheckStage, HopFacts, Scene
from dcos_upgrade.core.cluster import NodeId
from dcos_upgrade.core.judgement import Judgement
from dcos_upgrade.probes import dcos_version, packages_active, swap_leftovers

BENCH = Bench(check="node-version")


def judge(scene: Scene) -> Iterator[Judgement]:
    if scene.focus is None or scene.hop is None or scene.inventory.node(scene.focus) is None:
        yield BENCH.no_focus()
        return
    yield _release(scene, scene.focus, scene.hop)
    yield _packages(scene, scene.focus, scene.hop)
    yield _swap(scene, scene.focus)


def _release(scene: Scene, node: NodeId, hop: HopFacts) -> Judgement:
    return scene.fact(dcos_version.PROBE, node).judge(
        lambda seen: seen.version == str(hop.target),
        check=BENCH.check,
        subject=node,
        passed=f"is at {hop.target}",
        failed=lambda seen: f"is at {seen.version}, not at {hop.target}",
        remedy="read the step's log on the node",
    )


def _packages(scene: Scene, node: NodeId, hop: HopFacts) -> Judgement:
    if not hop.package_ids:
        return BENCH.unknown(node, "the hop's package ids are not bound")
    wanted = set(hop.package_ids)
    return scene.fact(packages_active.PROBE, node).judge(
        lambda seen: set(seen.ids) == wanted,
        check=BENCH.check,
        subject=node,
        passed=f"all {len(wanted)} packages of {hop.target} are active",
        failed=lambda seen: f"other packages are active: {listed(set(seen.ids) ^ wanted)}",
        remedy="compare with the vendor's script; do not run it again",
    )


def _swap(scene: Scene, node: NodeId) -> Judgement:
    return scene.fact(swap_leftovers.PROBE, node).judge(
        lambda seen: seen.complete,
        check=BENCH.check,
        subject=node,
        passed="no swap is under way",
        failed="a swap of generations is under way or was broken off",
        remedy="do not reboot this node; if it stays so, finish the swap: sudo /opt/mesosphere/bin/pkgpanda setup",
    )


CHECK = Check(
    id=BENCH.check,
    title="The node is at the target, packages and all",
    source="workbook, 'Node Validation'; pkgpanda activate, 1.9 to 2.2",
    judge=judge,
    stages=frozenset({CheckStage.DURING}),
    focus_probes=(dcos_version.PROBE.id, packages_active.PROBE.id, swap_leftovers.PROBE.id),
)
